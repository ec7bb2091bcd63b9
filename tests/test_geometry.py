"""Homographies and points: known answers, round trips, and the half pixel."""

import cv2
import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from diar_gui import geometry

SIZE = (300, 400)


@st.composite
def homographies(draw: st.DrawFn) -> np.ndarray:
    """Return a homography that moves each corner of a picture of `SIZE` by up to a quarter of its side."""
    moves = [draw(st.tuples(st.floats(-100, 100), st.floats(-75, 75))) for _ in range(4)]
    corners = geometry.corners(SIZE)
    return geometry.normalised(geometry.dlt(corners, corners + np.array(moves)), SIZE)


def test_transfer_by_hand() -> None:
    H = np.array([[2, 0, 1], [0, 3, 0], [0, 0.5, 1.0]])
    np.testing.assert_allclose(geometry.transfer(H, np.array([[1.0, 2.0], [0, 0]])), [[1.5, 3.0], [1, 0]])


def test_what_lies_behind_the_horizon_has_no_image() -> None:
    H = np.array([[1, 0, 0], [0, 1, 0], [-0.01, 0, 1.0]])
    assert np.isfinite(geometry.transfer(H, np.array([[99.0, 0]]))).all()
    assert np.isnan(geometry.transfer(H, np.array([[100.0, 0], [101, 0]]))).all()


@given(homographies())
def test_there_and_back(H: np.ndarray) -> None:
    points = geometry.grid_points(SIZE, 7)
    there = geometry.transfer(H, points)
    assume(np.isfinite(there).all())
    np.testing.assert_allclose(geometry.transfer(geometry.inverse(H, SIZE), there), points, atol=1e-6)


@given(homographies(), st.floats(0.1, 10), st.booleans())
def test_scale_and_sign_of_a_homography_mean_nothing(H: np.ndarray, scale: float, is_negative: bool) -> None:
    again = geometry.normalised(H * (-scale if is_negative else scale), SIZE)
    np.testing.assert_allclose(again, H, rtol=1e-9, atol=1e-9)


@given(homographies())
def test_dlt_returns_the_homography_that_made_the_matches(H: np.ndarray) -> None:
    points = geometry.grid_points(SIZE, 4)
    there = geometry.transfer(H, points)
    assume(np.isfinite(there).all() and np.abs(there).max() < 1e4)
    found = geometry.normalised(geometry.dlt(points, there), SIZE)
    assert geometry.corner_error_px(found, H, SIZE) < 1e-5


def test_dlt_weights_silence_a_wrong_match() -> None:
    points = geometry.grid_points(SIZE, 3)
    there = points + np.array([10, -5])
    there[4] += 50
    weights = np.ones(9)
    weights[4] = 0
    found = geometry.dlt(points, there, weights)
    np.testing.assert_allclose(geometry.transfer(found, points)[0], points[0] + np.array([10, -5]), atol=1e-6)


@pytest.mark.parametrize(
    "points", [np.array([[0, 0], [1, 0], [2, 0], [3, 0.0]]), np.zeros((4, 2)), np.array([[0, 0], [1, 1], [2, 0.0]])]
)
def test_dlt_refuses_what_fixes_no_homography(points: np.ndarray) -> None:
    with pytest.raises(ValueError, match="match"):
        geometry.dlt(points, points)


@pytest.mark.parametrize("scale", [2, 3])
def test_resizing_follows_the_pixels_of_area_averaging(scale: int) -> None:
    """A bright pixel of the small picture covers a block of the large one; their centres must correspond."""
    small = np.zeros((20, 30), np.float32)
    small[7, 11] = 1
    large = np.kron(small, np.ones((scale, scale), np.float32))
    y, x = np.nonzero(large)
    H = geometry.resizing(small.shape, large.shape)
    np.testing.assert_allclose(geometry.transfer(H, np.array([[11.0, 7.0]])), [[x.mean(), y.mean()]])
    np.testing.assert_array_equal(cv2.resize(large, (30, 20), interpolation=cv2.INTER_AREA), small)


def test_resizing_back_is_the_inverse() -> None:
    there, back = geometry.resizing((300, 400), (77, 123)), geometry.resizing((77, 123), (300, 400))
    np.testing.assert_allclose(back @ there, np.eye(3), atol=1e-12)


def test_overlap_of_a_shift() -> None:
    half = np.array([[1, 0, 200], [0, 1, 0], [0, 0, 1.0]])
    assert geometry.overlap_fraction(np.eye(3), SIZE, SIZE) == 1
    assert geometry.overlap_fraction(half, SIZE, SIZE) == pytest.approx(0.5, abs=0.02)
    assert geometry.overlap_fraction(half @ half @ half, SIZE, SIZE) == 0


ON_THE_BORDER = np.array(
    [
        [1.11120240, 2.42977655e-16, -9.83967785e-14],
        [0.0923195981, 0.989864883, -4.91983892e-14],
        [5.57405527e-4, 3.37238502e-19, 0.888797597],
    ]
)
"""Takes a point of the grid onto the border: inside by one order of arithmetic, outside by another."""


@example(ON_THE_BORDER)
@given(homographies())
def test_points_in_the_overlap_lie_in_both(H: np.ndarray) -> None:
    points = geometry.points_in_overlap(H, SIZE, SIZE)
    assert geometry.is_inside(points, SIZE).all()
    there, rounding = geometry.transfer(H, points), 1e-9
    last = np.array([SIZE[1], SIZE[0]]) - 0.5
    assert ((there >= -0.5 - rounding) & (there <= last + rounding)).all()


def test_errors_by_hand() -> None:
    moved = np.array([[1, 0, 3], [0, 1, 4], [0, 0, 1.0]])
    assert geometry.corner_error_px(moved, np.eye(3), SIZE) == pytest.approx(5)
    horizon = np.array([[1, 0, 0], [0, 1, 0], [-0.01, 0, 1.0]])
    assert np.isinf(geometry.transfer_error_px(horizon, np.eye(3), np.array([[200.0, 0]]))).all()


def test_what_no_camera_can_have_seen() -> None:
    points = geometry.grid_points(SIZE, 5)
    mirror = np.array([[-1, 0, 399], [0, 1, 0], [0, 0, 1.0]])
    collapse = np.diag([1e-3, 1e-3, 1])
    horizon = geometry.normalised(np.array([[1, 0, 0], [0, 1, 0], [-0.004, 0, 1.0]]), SIZE)
    assert geometry.is_plausible(np.eye(3), SIZE, points)
    assert not geometry.is_plausible(mirror, SIZE, points)
    assert not geometry.is_plausible(collapse, SIZE, points)
    assert not geometry.is_plausible(horizon, SIZE, points)
    assert not geometry.is_plausible(np.eye(3), SIZE, points[:0])
    # Beyond the thing itself the plane may well pass the horizon.
    assert geometry.is_plausible(horizon, SIZE, points[points[:, 0] < 200])


@pytest.mark.parametrize("H", [np.zeros((3, 3)), np.full((3, 3), np.nan), np.eye(2), np.diag([1.0, 1.0, 0.0])])
def test_what_is_no_homography_is_refused(H: np.ndarray) -> None:
    with pytest.raises(ValueError, match="homography"):
        geometry.normalised(H, SIZE)


def test_zoom_is_the_root_of_the_change_of_area():
    H = np.array([[1.1, 0.2, 5.0], [-0.1, 0.9, -3.0], [1e-3, -5e-4, 1.0]])
    point = np.array([40.0, 30.0])
    square = point + np.array([[0, 0], [1e-4, 0], [0, 1e-4]])
    moved = geometry.transfer(H, square)
    area = abs(np.linalg.det((moved[1:] - moved[0]) / 1e-4))
    assert geometry.zoom_at(H, point) == pytest.approx(np.sqrt(area), rel=1e-3)
    assert np.isnan(geometry.zoom_at(H, np.array([-2000.0, 0.0])))
