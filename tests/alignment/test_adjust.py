"""The joint adjustment: nothing to do at the truth, the way back from beside it, honest uncertainty."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from diar_gui import geometry
from diar_gui.alignment.adjust import PairPoints, _Problem, adjust
from tests.alignment.conftest import SIZE, tilted

TRUE = [np.eye(3), tilted(10, (15, -5)), tilted(-20, (-30, 20), -4e-4), tilted(5, (40, 30), 6e-4)]


def make_pairs(noise_px: float, n_points: int = 80, outliers: float = 0.0, seed: int = 0) -> list[PairPoints]:
    rng = np.random.default_rng(seed)
    pairs = []
    for a in range(4):
        for b in range(a + 1, 4):
            on_plane = rng.uniform([60, 60], [340, 240], (n_points, 2))
            points_a = geometry.transfer(np.linalg.inv(TRUE[a]), on_plane) + rng.normal(0, noise_px, (n_points, 2))
            points_b = geometry.transfer(np.linalg.inv(TRUE[b]), on_plane) + rng.normal(0, noise_px, (n_points, 2))
            wrong = rng.random(n_points) < outliers
            points_b[wrong] += rng.uniform(-60, 60, (int(wrong.sum()), 2))
            pairs.append(PairPoints(a, b, points_a, points_b, max(noise_px, 0.1)))
    return pairs


def disturbed(seed: int, size_px: float = 4.0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    corners = geometry.corners(SIZE)
    moved = [geometry.dlt(corners, corners + rng.normal(0, size_px, (4, 2))) @ H for H in TRUE]
    return [np.eye(3), *(H / H[2, 2] for H in moved[1:])]


def worst_error_px(homographies: tuple) -> float:
    return max(geometry.corner_error_px(H, T, SIZE) for H, T in zip(homographies, TRUE, strict=True))


def test_nothing_moves_at_the_truth() -> None:
    problem = _Problem(make_pairs(0.0), TRUE, 0, SIZE)
    x = np.zeros(problem.n_parameters)
    assert np.abs(problem.residuals(x)).max() < 1e-9
    residuals = problem.residuals(x)
    assert np.abs(problem.normal_equations(x, residuals, np.ones_like(residuals))[1]).max() < 1e-6


def test_jacobian_is_the_derivative() -> None:
    problem = _Problem(make_pairs(0.5, n_points=5), disturbed(1), 0, SIZE)
    x = np.random.default_rng(0).normal(0, 0.01, problem.n_parameters)
    numerical = approx_fprime(x, problem.residuals, 1e-7)
    analytical = np.zeros_like(numerical)
    for k, blocks in enumerate(problem.jacobians(x)):  # pairs have ten residuals each
        for column, block in blocks:
            analytical[10 * k : 10 * k + 10, column : column + 8] = block
    np.testing.assert_allclose(analytical, numerical, rtol=1e-3, atol=1e-2)
    weights = np.random.default_rng(1).uniform(0, 1, len(numerical))
    normal, gradient = problem.normal_equations(x, problem.residuals(x), weights)
    np.testing.assert_allclose(normal, analytical.T @ (weights[:, None] * analytical), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(gradient, analytical.T @ (weights * problem.residuals(x)), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_finds_the_way_back_from_a_disturbed_start(seed: int) -> None:
    assert worst_error_px(disturbed(seed)) > 1
    assert worst_error_px(adjust(make_pairs(0.0), disturbed(seed), 0, SIZE).H_ref_from_view) < 1e-3


def test_wrong_matches_are_outvoted() -> None:
    adjustment = adjust(make_pairs(0.2, outliers=0.3), disturbed(2), 0, SIZE)
    assert worst_error_px(adjustment.H_ref_from_view) < 0.3
    assert np.isfinite(np.concatenate(adjustment.residuals_px)).all()


def test_the_reference_stays() -> None:
    adjustment = adjust(make_pairs(0.3), disturbed(3), 0, SIZE)
    np.testing.assert_array_equal(adjustment.H_ref_from_view[0], np.eye(3))
    assert adjustment.expected_error_px(0, SIZE, SIZE) == 0


@pytest.mark.parametrize("noise_px", [0.1, 0.5])
def test_expected_error_is_that_of_many_trials(noise_px: float) -> None:
    expected, actual = [], []
    for seed in range(12):
        adjustment = adjust(make_pairs(noise_px, n_points=40, seed=seed), TRUE, 0, SIZE)
        for i in (1, 2, 3):
            H = adjustment.H_ref_from_view[i]
            points = geometry.points_in_overlap(TRUE[i], SIZE, SIZE)
            actual.append(np.mean(geometry.transfer_error_px(H, TRUE[i], points) ** 2))
            expected.append(adjustment.expected_error_px(i, SIZE, SIZE) ** 2)
    # Root mean squares of 36 estimates each: a third either way is far beyond chance.
    assert 0.75 < np.sqrt(np.mean(actual) / np.mean(expected)) < 1.35


def test_a_frame_without_a_homography_takes_no_part() -> None:
    pairs = make_pairs(0.0)
    adjustment = adjust(pairs, [TRUE[0], TRUE[1], None, TRUE[3]], 0, SIZE)
    assert adjustment.H_ref_from_view[2] is None
    assert adjustment.expected_error_px(2, SIZE, SIZE) == np.inf
    assert all(np.isinf(r).all() for p, r in zip(pairs, adjustment.residuals_px, strict=True) if 2 in (p.a, p.b))


def test_a_frame_with_too_few_matches_is_uncertain() -> None:
    pairs = [p for p in make_pairs(0.2) if 3 not in (p.a, p.b)]
    on_plane = np.array([[120.0, 100], [200, 110]])
    few = PairPoints(0, 3, on_plane, geometry.transfer(np.linalg.inv(TRUE[3]), on_plane), 0.2)
    adjustment = adjust([*pairs, few], TRUE, 0, SIZE)
    assert adjustment.expected_error_px(3, SIZE, SIZE) > 50
    assert adjustment.expected_error_px(1, SIZE, SIZE) < 0.5
