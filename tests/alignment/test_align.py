"""From photos to homographies: the truth is found, and what does not fit is left out with a reason."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment import AlignmentOptions, align
from diar_gui.errors import AlignmentError, Cancelled
from diar_gui.images import Frame
from diar_gui.progress import Progress
from tests.alignment.conftest import SIZE, make_texture, mean_error_px, render, tilted

TRUE = [np.eye(3), tilted(8, (12, -6)), tilted(-12, (-20, 10), -3e-4), tilted(4, (25, 15), 5e-4)]
SIFT = AlignmentOptions(features="sift")


def make_frames(texture: np.ndarray) -> list[Frame]:
    """Return four views under different exposure, two with glare."""
    frames = [render(texture, H, f"{i}.png", gain=1 - 0.15 * i) for i, H in enumerate(TRUE)]
    for i, centre in ((1, (120, 90)), (2, (280, 180))):
        pixels = frames[i].pixels.copy()
        cv2.circle(pixels, centre, 45, (255, 255, 255), -1, cv2.LINE_AA)
        frames[i] = Frame(frames[i].name, frames[i].path, pixels)
    return frames


@pytest.mark.parametrize("features", ["auto", "sift", "xfeat", "dense"])
def test_every_kind_of_feature_finds_the_truth(features: str, texture: np.ndarray) -> None:
    alignment = align(make_frames(texture), AlignmentOptions(features=features, reference="0.png"))
    assert [f.status for f in alignment.frames] == ["reference", "aligned", "aligned", "aligned"]
    for found, true in zip(alignment.frames, TRUE, strict=True):
        assert found.H_ref_from_frame is not None
        assert mean_error_px(found.H_ref_from_frame, true) < 0.15


def test_the_report_is_honest(texture: np.ndarray) -> None:
    alignment = align(make_frames(texture), AlignmentOptions(features="sift", reference="0.png"))
    for found, true in list(zip(alignment.frames, TRUE, strict=True))[1:]:
        assert found.H_ref_from_frame is not None
        assert found.error_px is not None
        assert 0 < found.error_px < 0.5
        assert 12 <= found.n_inliers <= found.n_matches
        assert found.overlap_fraction == pytest.approx(geometry.overlap_fraction(true, SIZE, SIZE), abs=0.01)
        shown = found.matches
        transferred = geometry.transfer(found.H_ref_from_frame, shown.frame_points[shown.is_inlier])
        assert np.linalg.norm(transferred - shown.reference_points[shown.is_inlier], axis=1).max() < 5


def test_the_order_of_the_photos_does_not_matter(texture: np.ndarray) -> None:
    frames = make_frames(texture)
    options = AlignmentOptions(features="sift", reference="0.png")
    forwards, backwards = align(frames, options), align(frames[::-1], options)
    for a, b in zip(forwards.frames, backwards.frames[::-1], strict=True):
        assert a.H_ref_from_frame is not None
        assert b.H_ref_from_frame is not None
        assert geometry.corner_error_px(a.H_ref_from_frame, b.H_ref_from_frame, SIZE) < 0.02


def test_nor_does_it_among_copies_of_one_photo(texture: np.ndarray) -> None:
    frames = make_frames(texture)
    frames.append(replace(frames[1], name="again.png"))
    options = AlignmentOptions(features="sift")
    one, other = align(frames, options), align(frames[::-1], options)
    assert one.frames[one.reference].name == other.frames[other.reference].name
    for a, b in zip(one.frames, other.frames[::-1], strict=True):
        assert a.H_ref_from_frame is not None
        assert b.H_ref_from_frame is not None
        assert (a.H_ref_from_frame == b.H_ref_from_frame).all()


@pytest.mark.parametrize("name", ["0.png", "z.png"])
def test_a_close_up_is_placed_exactly_and_its_error_told(name: str) -> None:
    """One from four times as near, named before the overview and after it."""
    subject = make_texture(61, (1200, 1600))
    overview = cv2.resize(subject, (800, 600), interpolation=cv2.INTER_AREA)
    close = cv2.resize(subject[420:720, 500:900], (800, 600), interpolation=cv2.INTER_CUBIC)
    frames = [Frame("overview.png", Path("overview.png"), overview), Frame(name, Path(name), close)]
    found = align(frames, replace(SIFT, reference="overview.png")).frames[1]
    H_true = geometry.resizing((1200, 1600), (600, 800)) @ np.array([[0.5, 0, 499.75], [0, 0.5, 419.75], [0, 0, 1.0]])
    assert found.H_ref_from_frame is not None, found.reason
    assert geometry.corner_error_px(found.H_ref_from_frame, H_true, (600, 800)) < 0.1
    assert found.error_px is not None


def test_full_size_homographies_of_photos_larger_than_the_working_size(texture: np.ndarray) -> None:
    frames = [
        Frame(f.name, f.path, cv2.resize(f.pixels, (SIZE[1] * 3, SIZE[0] * 3), interpolation=cv2.INTER_CUBIC))
        for f in make_frames(texture)
    ]
    scale = geometry.resizing(SIZE, frames[0].size)
    options = AlignmentOptions(features="sift", reference="0.png", working_size_px=500, refinement_size_px=700)
    alignment = align(frames, options)
    for found, true in zip(alignment.frames, TRUE, strict=True):
        assert found.H_ref_from_frame is not None
        back = np.linalg.inv(scale) @ found.H_ref_from_frame @ scale
        assert mean_error_px(geometry.normalised(back, SIZE), true) < 0.15


def test_a_frame_that_does_not_see_the_reference_is_chained() -> None:
    """Four photos along a wide picture: the last shares nothing with the first but the plane."""
    wide = make_texture(11, (300, 1000))
    frames = [
        Frame(f"{i}.png", Path(f"{i}.png"), np.ascontiguousarray(wide[:, x : x + 400]))
        for i, x in enumerate((0, 200, 390))
    ]
    alignment = align(frames, AlignmentOptions(features="sift", reference="0.png"))
    assert alignment.frames[2].status == "aligned"
    H = alignment.frames[2].H_ref_from_frame
    assert H is not None
    shift = geometry.transfer(H, geometry.corners(SIZE)) - geometry.corners(SIZE)
    np.testing.assert_allclose(shift, np.broadcast_to([390.0, 0.0], (4, 2)), atol=0.5)


def test_a_photo_of_something_else_is_left_out(texture: np.ndarray) -> None:
    frames = [*make_frames(texture)[:3], Frame("other.png", Path("other.png"), make_texture(77))]
    alignment = align(frames, SIFT)
    other = alignment.frames[3]
    assert other.status == "rejected"
    assert other.H_ref_from_frame is None
    assert other.reason.startswith("other.png could not be matched")
    assert len(alignment.used) == 3


def test_one_wrong_pair_does_not_tie_two_sets_together() -> None:
    """Photos of four things in one folder: the reference's come through, no other is claimed to fit."""
    frames = []
    for thing in range(4):
        texture = make_texture(60 + thing)
        frames += [render(texture, H, f"{thing}-{i}.png") for i, H in enumerate(TRUE[:3])]
    alignment = align(frames, AlignmentOptions(features="auto", reference="2-0.png"))
    assert [f.name for f in alignment.frames if f.status != "rejected"] == ["2-0.png", "2-1.png", "2-2.png"]


@pytest.mark.parametrize("features", ["auto", "dense"])
def test_common_black_ground_is_no_match(features: str) -> None:
    """Two things, each on the same black ground: the ground agrees perfectly, and means nothing."""
    frames = []
    for i in range(2):
        pixels = np.zeros((*SIZE, 3), np.uint8)
        pixels[60:200, 80 + 60 * i : 260 + 60 * i] = make_texture(80 + i)[60:200, 80:260]
        frames.append(Frame(f"{i}.png", Path(f"{i}.png"), pixels))
    assert len(align(frames, AlignmentOptions(features=features)).used) == 1


def test_a_black_photo_is_left_out_as_such(texture: np.ndarray) -> None:
    black = Frame("black.png", Path("black.png"), np.full((*SIZE, 3), 2, np.uint8))
    alignment = align([black, *make_frames(texture)[:2]], SIFT)
    assert alignment.frames[0].status == "rejected"
    assert "almost black" in alignment.frames[0].reason
    assert alignment.reference != 0


def test_an_empty_wall_is_left_out_as_such(texture: np.ndarray) -> None:
    wall = Frame("wall.png", Path("wall.png"), np.full((*SIZE, 3), 180, np.uint8))
    alignment = align([*make_frames(texture)[:2], wall], SIFT)
    assert "too little structure" in alignment.frames[2].reason


def test_of_unrelated_photos_only_the_reference_is_left() -> None:
    frames = [Frame(f"{i}.png", Path(f"{i}.png"), make_texture(i + 50)) for i in range(2)]
    alignment = align(frames, SIFT)
    assert len(alignment.used) == 1
    assert all(f.reason for f in alignment.frames if f.status == "rejected")


def test_identical_photos_are_at_the_same_place(texture: np.ndarray) -> None:
    frames = [Frame(f"{i}.png", Path(f"{i}.png"), texture) for i in range(3)]
    alignment = align(frames, SIFT)
    for found in alignment.frames:
        assert found.H_ref_from_frame is not None
        assert geometry.corner_error_px(found.H_ref_from_frame, np.eye(3), SIZE) < 0.01


def test_a_repeated_pattern_shifted_by_a_period_is_not_believed() -> None:
    """Two cuts of a regular grid fit one another in many places, all equally wrong; nothing may be claimed."""
    tile = np.zeros((20, 20, 3), np.uint8)
    cv2.circle(tile, (10, 10), 5, (255, 255, 255), -1, cv2.LINE_AA)
    grid = np.tile(tile, (15, 20, 1))
    own = [make_texture(s) for s in (21, 22)]
    frames = []
    for i, texture in enumerate(own):
        pixels = grid.copy()
        pixels[100:200, 130:270] = texture[100:200, 130:270]
        frames.append(Frame(f"{i}.png", Path(f"{i}.png"), pixels))
    H = align(frames, SIFT).frames[1].H_ref_from_frame
    if H is None:
        return
    # If it is believed after all, then only by whole periods: the grid itself must coincide.
    shift = geometry.transfer(H, np.array([[50.0, 50.0]]))[0] - 50
    np.testing.assert_allclose(shift / 20, np.rint(shift / 20), atol=0.05)


def test_none_takes_the_photos_as_they_are(texture: np.ndarray) -> None:
    frames = [Frame(f"{i}.png", Path(f"{i}.png"), texture) for i in range(2)]
    frames.append(Frame("small.png", Path("small.png"), texture[:200]))
    alignment = align(frames, AlignmentOptions(features="none"))
    assert [f.status for f in alignment.frames] == ["reference", "aligned", "rejected"]
    np.testing.assert_array_equal(alignment.frames[1].H_ref_from_frame, np.eye(3))
    assert "400 x 200" in alignment.frames[2].reason


def test_an_unknown_reference_lists_the_photos(texture: np.ndarray) -> None:
    with pytest.raises(AlignmentError, match=r"No photo is named x\.png.*0\.png, 1\.png"):
        align(make_frames(texture), AlignmentOptions(features="sift", reference="x.png"))


@pytest.mark.parametrize("stop_at", ["Finding features", "Comparing photos", "Adjusting", "Refining"])
def test_cancel_is_heard_in_every_step(stop_at: str, texture: np.ndarray) -> None:
    heard: list[str] = []
    progress = Progress(
        lambda fraction, message: heard.append(message), lambda: heard[-1:] != [] and stop_at in heard[-1]
    )
    with pytest.raises(Cancelled):
        align(make_frames(texture), SIFT, progress)
    assert stop_at in heard[-1]


SHARED = Path(__file__).parents[3] / "shared" / "data" / "sequences"


@pytest.mark.parametrize("name", ["realistic/lamp", "realistic/whiteboard", "perspective/02_map_city"])
def test_real_sequences(name: str) -> None:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not on this machine")
    from benchmarks.alignment import sequence_errors

    rows, _ = sequence_errors(folder, "sift")
    aligned = [errors for _, errors in rows if errors.status == "aligned"]
    assert len(aligned) >= len(rows) - 1
    assert all(errors.overlap_error_px < 1 for errors in aligned)
