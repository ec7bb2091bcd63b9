"""Something that repeats: the true placement or none, whatever matches vote for."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment import AlignmentOptions, align
from diar_gui.alignment.lattice import find_lattice
from diar_gui.alignment.pair import Edge
from diar_gui.alignment.settle import settled
from diar_gui.alignment.views import View
from diar_gui.images import Frame
from tests.alignment.conftest import make_texture

SIFT = AlignmentOptions(features="sift")
SIZE = (360, 480)
STEP = (48, 30)


def table(rng: np.random.Generator, share: float) -> np.ndarray:
    """Return a table of one number, of which a share of the cells has others."""
    picture = np.full((700, 900, 3), 245, np.uint8)
    for y in range(0, 700, STEP[1]):
        for x in range(0, 900, STEP[0]):
            cv2.rectangle(picture, (x, y), (x + STEP[0], y + STEP[1]), (120, 120, 120), 1)
            text = str(rng.integers(11, 99)) if rng.random() < share else "00"
            cv2.putText(picture, text, (x + 8, y + 23), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (20, 20, 20), 1, cv2.LINE_AA)
    return picture


def photograph(subject: np.ndarray, at: tuple[float, float], tilt: float, name: str) -> tuple[Frame, np.ndarray]:
    """Return the view of the subject around a point, and its homography from the subject."""
    height, width = SIZE
    to_centre = np.array([[1, 0, -at[0]], [0, 1, -at[1]], [0, 0, 1.0]])
    H = np.array([[1, 0, width / 2], [0, 1, height / 2], [0, 0, 1.0]])
    H = H @ np.array([[1, 0.03, 0], [-0.02, 1, 0], [tilt, -tilt / 2, 1.0]]) @ to_centre
    pixels = cv2.warpPerspective(cv2.GaussianBlur(subject, (0, 0), 0.6), H, (width, height), flags=cv2.INTER_CUBIC)
    pixels.flags.writeable = False
    return Frame(name, Path(name), pixels), H


@pytest.mark.parametrize("steps", [(0, 1), (-1, 2)])
def test_a_table_is_placed_on_its_own_cells(steps: tuple[int, int]) -> None:
    subject = table(np.random.default_rng(3), 0.15)
    a, H_a = photograph(subject, (450, 350), 2e-4, "a.png")
    b, H_b = photograph(subject, (450 + steps[0] * STEP[0], 350 + steps[1] * STEP[1]), -2e-4, "b.png")
    found = align([a, b], AlignmentOptions(features="sift", reference="b.png")).frames[0]
    true = geometry.normalised(H_b @ np.linalg.inv(H_a), SIZE)
    assert found.H_ref_from_frame is not None
    points = geometry.points_in_overlap(true, SIZE, SIZE)
    assert geometry.transfer_error_px(found.H_ref_from_frame, true, points).max() < 1


def test_a_table_of_equal_cells_is_left_out_with_its_reason() -> None:
    subject = table(np.random.default_rng(4), 0.0)
    frames = [photograph(subject, (450, 350), 2e-4, "a.png")[0], photograph(subject, (498, 350), -2e-4, "b.png")[0]]
    left_out = [f for f in align(frames, SIFT).frames if f.status == "rejected"]
    assert len(left_out) == 1
    assert "in several places" in left_out[0].reason


def entries(rng: np.random.Generator, share: float) -> np.ndarray:
    """Return a list of alike entries, one below the other, of which a share has a number."""
    picture = np.full((700, 900, 3), 245, np.uint8)
    for y in range(0, 700, 40):
        for x, text in ((260, "kv"), (470, "Zt%")):
            cv2.putText(picture, text, (x, y + 30), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20, 20, 20), 2, cv2.LINE_AA)
        if rng.random() < share:
            text = str(rng.integers(11, 99))
            cv2.putText(picture, text, (590, y + 30), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (20, 20, 20), 2, cv2.LINE_AA)
    return picture


@pytest.mark.parametrize(("share", "is_told"), [(0.5, True), (0.0, False)])
def test_a_list_is_placed_by_what_differs(share: float, is_told: bool) -> None:
    """It repeats in one direction only, and the matches say an entry too far."""
    subject = entries(np.random.default_rng(8), share)
    (a, H_a), (b, H_b) = (photograph(subject, (450, y), t, "x.png") for y, t in ((350, 2e-4), (390, -2e-4)))
    views = [View(cv2.cvtColor(f.pixels, cv2.COLOR_RGB2GRAY), np.eye(3), (), 1.0) for f in (a, b)]
    lattices = [find_lattice(view.grey) for view in views]
    lattice = lattices[1]
    assert lattice is not None
    assert lattice.is_row
    assert np.linalg.norm(lattice.steps[:, 0]) == pytest.approx(40, rel=0.05)
    entry = np.array([[1, 0, 0], [0, 1, 40.0], [0, 0, 1]])
    true, off = (geometry.normalised(H_b @ M @ np.linalg.inv(H_a), SIZE) for M in (np.eye(3), entry))
    points = geometry.grid_points(SIZE)
    edge = Edge(0, 1, points, geometry.transfer(off, points), np.ones(len(points), bool), off)
    found = settled(0, 1, views, lattices, (edge.points_a, edge.points_b), edge, 2.0)
    assert (found is not None) == is_told
    if found is not None:
        seen = geometry.points_in_overlap(true, SIZE, SIZE)
        assert np.median(geometry.transfer_error_px(found.H_b_from_a, true, seen)) < 0.5


def test_the_cells_show_no_perspective() -> None:
    frame, H = photograph(table(np.random.default_rng(5), 0.1), (450, 350), 4e-4, "a.png")
    lattice = find_lattice(cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY))
    assert lattice is not None
    cells_from_subject = lattice.H_cells_from_view @ H
    cells_from_subject /= cells_from_subject[2, 2]
    corners = geometry.transfer(geometry.normalised(np.linalg.inv(H), SIZE), geometry.corners(SIZE))
    w = corners @ cells_from_subject[2, :2] + 1
    assert w.max() / w.min() < 1.01
    assert abs(np.linalg.det(np.linalg.inv(cells_from_subject[:2, :2]))) == pytest.approx(STEP[0] * STEP[1], rel=0.02)


def test_what_does_not_repeat_has_no_cells() -> None:
    assert find_lattice(cv2.cvtColor(make_texture(1), cv2.COLOR_RGB2GRAY)) is None
