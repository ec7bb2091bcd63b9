"""Pairs set by hand: what they fix, how sure it is, and what is wrong with them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import geometry
from diar_gui.alignment.hand_pairs import HandPairs, PairFault, PairFaultKind
from tests.alignment.conftest import SIZE, tilted

SQUARE = np.array([[100, 75], [300, 75], [300, 225], [100, 225.0]])


def fault_of(frame_points: np.ndarray, reference_points: np.ndarray) -> PairFault:
    fault = HandPairs(np.asarray(frame_points, float), np.asarray(reference_points, float), SIZE, SIZE).fit()
    assert isinstance(fault, PairFault)
    return fault


@given(st.floats(-170, 170), st.floats(-4e-4, 4e-4), st.integers(4, 8))
def test_exact_pairs_give_their_homography_back(angle_deg: float, tilt: float, n_pairs: int) -> None:
    H_true = geometry.normalised(tilted(angle_deg, (10, -5), tilt), SIZE)
    inner = np.array([[150, 140], [250, 150], [200, 100], [210, 190.0]])
    points = np.vstack([SQUARE, inner])[:n_pairs]
    H = HandPairs(points, geometry.transfer(H_true, points), SIZE, SIZE).fit()
    assert isinstance(H, np.ndarray)
    assert geometry.corner_error_px(H, H_true, SIZE) < 1e-3


@pytest.mark.parametrize("n_pairs", [0, 1, 3])
def test_fewer_than_four_do_not_do(n_pairs: int) -> None:
    assert fault_of(SQUARE[:n_pairs], SQUARE[:n_pairs]).kind is PairFaultKind.TOO_FEW


@pytest.mark.parametrize("is_in_reference", [False, True])
def test_three_on_a_line_are_named_with_their_picture(is_in_reference: bool) -> None:
    bent = SQUARE.copy()
    bent[2] = 0.4 * SQUARE[1] + 0.6 * SQUARE[3]
    fault = fault_of(SQUARE, bent) if is_in_reference else fault_of(bent, SQUARE)
    assert fault == PairFault(PairFaultKind.ON_A_LINE, (1, 2, 3), is_in_reference)
    assert "Points 2, 3 and 4 lie on one line" in fault.sentence("photo.png")


def test_two_at_one_place_are_named() -> None:
    moved = SQUARE.copy()
    moved[3] = moved[0] + 1
    fault = fault_of(moved, SQUARE)
    assert fault == PairFault(PairFaultKind.TOO_CLOSE, (0, 3), False)
    assert "Points 1 and 4 are too close together in photo.png" in fault.sentence("photo.png")


@pytest.mark.parametrize("swapped", [(0, 1), (1, 2), (2, 3), (0, 3)])
def test_neighbours_that_were_exchanged_are_named(swapped: tuple[int, int]) -> None:
    exchanged = SQUARE.copy()
    exchanged[list(swapped)] = exchanged[list(swapped[::-1])]
    assert fault_of(SQUARE, exchanged) == PairFault(PairFaultKind.SWAPPED, swapped)


def test_a_mirror_image_is_told() -> None:
    assert fault_of(SQUARE, SQUARE * [-1, 1] + [400, 0]).kind is PairFaultKind.MIRRORED


def test_pairs_in_no_order_at_all_are_told() -> None:
    dented = SQUARE.copy()
    dented[2] = 140, 110
    assert fault_of(SQUARE, dented).kind is PairFaultKind.CROSSED
    points = np.vstack([SQUARE, [[200, 40], [330, 150]]])
    assert fault_of(points, points[[1, 0, 3, 2, 5, 4]]).kind is PairFaultKind.CROSSED


def test_one_point_among_five_that_lies_elsewhere_is_named() -> None:
    points = np.vstack([SQUARE, [[200, 120]]])
    moved = points.copy()
    moved[2] = 180, 100
    fault = fault_of(points, moved)
    assert fault == PairFault(PairFaultKind.CROSSED, (2,))
    assert "Point 3 of photo.png" in fault.sentence("photo.png")


def test_pairs_that_no_camera_makes_are_told() -> None:
    dots = np.array([[0, 0], [4, 0], [4, 4], [0, 4.0]])
    assert fault_of(SQUARE, SQUARE[0] + 2 * dots).kind is PairFaultKind.BENT


def test_a_fifth_pair_heals_three_on_a_line() -> None:
    on_a_line = np.array([[100, 75], [200, 75], [300, 75], [300, 225], [100, 225.0]])
    H = HandPairs(on_a_line, on_a_line + 7, SIZE, SIZE).fit()
    assert isinstance(H, np.ndarray)
    np.testing.assert_allclose(H, [[1, 0, 7], [0, 1, 7], [0, 0, 1]], atol=1e-6)


def test_a_pair_that_contradicts_the_others_does_not_carry_them_along() -> None:
    inner = np.array([[150, 140], [250, 150], [200, 100], [210, 190.0]])
    points = np.vstack([SQUARE, inner])
    moved = points.copy()
    moved[5] += 25
    pairs = HandPairs(points, moved, SIZE, SIZE)
    H = pairs.fit()
    assert isinstance(H, np.ndarray)
    distances = pairs.distances_px(H)
    assert np.argmax(distances) == 5
    assert np.delete(distances, 5).max() < 3


def test_the_expected_error_is_that_of_a_trial() -> None:
    H_true = geometry.normalised(tilted(10, (10, -5)), SIZE)
    there = geometry.transfer(H_true, SQUARE)
    exact = HandPairs(SQUARE, there, SIZE, SIZE)
    rng = np.random.default_rng(0)
    grid = geometry.points_in_overlap(H_true, SIZE, SIZE)
    squares = []
    for _ in range(300):
        noise = [rng.normal(0, sigma_px, SQUARE.shape) for sigma_px in exact.sigma_px]
        H = HandPairs(SQUARE + noise[0], there + noise[1], SIZE, SIZE).fit()
        assert isinstance(H, np.ndarray)
        squares.append(geometry.transfer_error_px(H, H_true, grid) ** 2)
    assert exact.expected_error_px(H_true) == pytest.approx(np.sqrt(np.mean(squares)), rel=0.15)


@pytest.mark.parametrize("points", [np.zeros(8), np.zeros((4, 3)), np.full((4, 2), np.nan)])
def test_what_are_no_points_is_a_mistake_of_the_caller(points: np.ndarray) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them
        HandPairs(points, points, SIZE, SIZE)
