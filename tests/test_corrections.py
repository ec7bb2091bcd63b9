"""Corrections applied to an alignment of known truth."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from diar_gui import corrections, geometry
from diar_gui.alignment import AlignedFrame, Alignment, Matches
from diar_gui.edits import Edits, Placement, Straightening, Stroke
from diar_gui.errors import AlignmentError
from diar_gui.images import Frame

SIZE = (80, 120)
TURNS = [
    np.eye(3),
    np.array([[1.05, 0.02, 4], [-0.03, 0.98, -3], [1e-4, 0, 1]]),
    np.array([[0.9, 0.1, 2], [-0.1, 0.95, 6], [0, 2e-4, 1]]),
]


@pytest.fixture
def frames():
    rng = np.random.default_rng(0)
    return tuple(
        Frame(f"{i}.png", Path(f"/p/{i}.png"), rng.integers(0, 255, (*SIZE, 3), dtype=np.uint8)) for i in range(3)
    )


@pytest.fixture
def found():
    points = geometry.grid_points(SIZE, 5)
    aligned = []
    for i, H in enumerate(TURNS):
        matches = Matches(points, geometry.transfer(H, points), np.ones(len(points), bool))
        status = "reference" if i == 0 else "aligned"
        aligned.append(AlignedFrame(f"{i}.png", status, "", 9, 9, 0.1, 0.9, geometry.normalised(H, SIZE), matches))
    return Alignment(0, SIZE, tuple(aligned))


def error_px(alignment, b, a, truth_b_from_a):
    H_b, H_a = (alignment.frames[i].H_ref_from_frame for i in (b, a))
    return geometry.corner_error_px(geometry.inverse(H_b, SIZE) @ H_a, truth_b_from_a, SIZE)


def test_no_corrections_change_nothing(found, frames):
    made = corrections.corrected_alignment(found, frames, Edits())
    assert made.reference == 0
    assert made.frames == found.frames


def test_another_reference_keeps_the_photos_together(found, frames):
    made = corrections.corrected_alignment(found, frames, Edits(reference=frames[2].path))
    assert [f.status for f in made.frames] == ["aligned", "aligned", "reference"]
    np.testing.assert_allclose(made.frames[2].H_ref_from_frame, np.eye(3), atol=1e-12)
    assert error_px(made, 0, 1, TURNS[1]) < 1e-9
    for frame in made.frames:
        matches = frame.matches
        moved = geometry.transfer(frame.H_ref_from_frame, matches.frame_points)
        np.testing.assert_allclose(moved, matches.reference_points, atol=1e-6)


def test_a_reference_that_is_switched_off_gives_way(found, frames):
    made = corrections.corrected_alignment(found, frames, Edits(left_out=frozenset({frames[0].path})))
    assert made.reference in (1, 2)
    assert made.frames[0].reason == corrections.SWITCHED_OFF
    assert 0 not in made.used


def test_one_photo_alone_is_refused(found, frames):
    with pytest.raises(AlignmentError, match="At least two photos"):
        corrections.corrected_alignment(found, frames, Edits(left_out=frozenset(f.path for f in frames[1:])))


def test_a_rejected_photo_is_placed_by_hand_on_a_photo_that_is_not_the_reference(found, frames):
    rejected = replace(found.frames[2], status="rejected", reason="Too dark.", H_ref_from_frame=None, error_px=None)
    found = replace(found, frames=(*found.frames[:2], rejected))
    H_1_from_2 = np.linalg.inv(TURNS[1]) @ TURNS[2]
    corners = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
    placement = Placement(frames[2].path, frames[1].path, corners, corners, tuple(map(tuple, H_1_from_2.tolist())))
    made = corrections.corrected_alignment(found, frames, Edits(placements=(placement,)))
    assert (made.frames[2].status, made.frames[2].reason) == ("aligned", "")
    assert error_px(made, 0, 2, TURNS[2]) < 1e-9


def test_photos_that_are_not_there_are_passed_over(found, frames):
    stranger = Path("/p/9.png")
    edits = Edits(
        left_out=frozenset({stranger}),
        reference=stranger,
        strokes=(Stroke(stranger, True, ((1.0, 1.0),), 5.0, 0.0),),
        straightening=Straightening(stranger, ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))),
    )
    made = corrections.corrected_alignment(found, frames, edits)
    stack = corrections.corrected_stack(frames, made, edits)
    assert (made.reference, stack.size, stack.strokes) == (0, SIZE, ())


def test_a_stroke_lies_where_it_was_drawn_in_its_photo(found, frames):
    middle = np.array([[60.0, 40.0]])
    edits = Edits(strokes=(Stroke(frames[1].path, True, ((60.0, 40.0),), 6.0, 0.0),))
    stack = corrections.corrected_stack(frames, found, edits)
    x, y = np.rint(geometry.transfer(TURNS[1], middle)[0]).astype(int)
    band = stack.band(0, SIZE[0])
    assert band.valid[:, y, x].tolist() == [False, True, False]
    assert band.inside[:, y, x].all()
    assert band.valid[0, y, x + 12]


def test_straightening_brings_the_corners_to_the_corners_of_the_picture(found, frames):
    corners = ((20.0, 15.0), (100.0, 20.0), (95.0, 70.0), (25.0, 60.0))
    edits = Edits(straightening=Straightening(frames[1].path, corners, 1.6))
    stack = corrections.corrected_stack(frames, found, edits)
    height, width = stack.size
    assert width / height == pytest.approx(1.6, rel=0.03)
    outer = [[-0.5, -0.5], [width - 0.5, -0.5], [width - 0.5, height - 0.5], [-0.5, height - 0.5]]
    moved = geometry.transfer(stack.H_ref_from_frame[1], np.array(corners))
    np.testing.assert_allclose(moved, outer, atol=1e-6)
