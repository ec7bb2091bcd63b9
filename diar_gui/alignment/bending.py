"""The bend of a photo, from patches that were registered after the homographies were found.

Patches scatter, and bends curve, by as much as makes those at hand likeliest; so every place of the photo has a bend
and a variance: little among patches, much beyond them. Whether there is a bend at all is decided by patches that were
held out.
"""

from dataclasses import dataclass

import numpy as np

from diar_gui import bends
from diar_gui.alignment.refine import SIGMA_PX
from diar_gui.bends import MOST, N_INTERVALS, Bend

MIN_N_PATCHES = 24
"""From fewer nothing can be told."""

_N_FOLDS = 5
_N_ROUNDS = 5
_N_LIKELIER = 30  # rounds in which scatter and curvature are found
_SCALE_PX = 3 * SIGMA_PX  # a patch farther off counts less and less
# By so many standard errors held-out patches have to agree better with a bend. Bent sheets and lenses reach 11 to 23;
# neighbouring patches that one outline of glare carries off reach 4, flat sheets with none 2.6.
_SURE_LEAD_SIGMAS = 6.0
_LEAST_LEAD_SIGMAS = 4.5
# Neighbouring patches share the light and the resampling, so that they are fewer witnesses than patches. Against the
# truth of rendered sheets and lenses errors are about half as much again as independent ones were.
_INFLATION = 1.45


@dataclass(frozen=True, eq=False)
class FoundBend:
    """What the patches have in common.

    bend: the likeliest. covariance: of its control points, in pixels squared; the same for x and y.
    is_sure: whether held-out patches agree so much better with it that the photo may be bent by it.
    """

    bend: Bend
    covariance: np.ndarray
    is_sure: bool

    def deviations_px(self, points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Return `(N,)` by how much x or y of the bend is to be expected off at points of a photo of a size."""
        B = bends.basis(points, size)
        return _INFLATION * np.sqrt(((B @ self.covariance) * B).sum(axis=1))


def fit_bend(points: np.ndarray, shifts: np.ndarray, size: tuple[int, int], stiffness: float) -> Bend:
    """Return the bend that fits the patches best, robustly (Cauchy loss, narrowed in rounds).

    Args:
        points: `(N, 2)` where the homography says, in pixels of the photo.
        shifts: `(N, 2)` by how much the photo shows them elsewhere.
        size: (height, width) of the photo.
        stiffness: weight of the spline's squared second differences, beside the mean of the squared errors.
    """
    B = bends.basis(points, size)
    ridge = len(points) * stiffness * _ROUGHNESS + _TINY
    weights, control = np.ones(len(points)), np.zeros((B.shape[1], 2))
    for _ in range(_N_ROUNDS):
        weighted = B * weights[:, None]
        control = np.linalg.solve(weighted.T @ B + ridge, weighted.T @ shifts)
        weights = _weights(np.linalg.norm(shifts - B @ control, axis=1))
    return _bend(control, size)


def find_bend(points: np.ndarray, shifts: np.ndarray, size: tuple[int, int]) -> FoundBend | None:
    """Return what the patches have in common, None where held-out ones agree no better with it than without.

    Args:
        points: `(N, 2)` where the homography says, in pixels of the photo.
        shifts: `(N, 2)` by how much the photo shows them elsewhere.
        size: (height, width) of the photo.
    """
    if len(points) < MIN_N_PATCHES:
        return None
    bend, covariance, stiffness = _likeliest(points, shifts, size)
    fold = np.arange(len(points)) % _N_FOLDS
    lead = _losses(shifts)
    for k in range(_N_FOLDS):
        own = fold == k
        held_in = fit_bend(points[~own], shifts[~own], size, stiffness)
        lead[own] -= _losses(shifts[own] - held_in.shifts(points[own], size))
    spread = lead.std(ddof=1)
    if spread == 0:  # a copy of a photo: no patch is anywhere else
        return None
    n_sigmas = lead.mean() / (spread / np.sqrt(len(lead)))
    return None if n_sigmas < _LEAST_LEAD_SIGMAS else FoundBend(bend, covariance, bool(n_sigmas >= _SURE_LEAD_SIGMAS))


def _likeliest(points: np.ndarray, shifts: np.ndarray, size: tuple[int, int]) -> tuple[Bend, np.ndarray, float]:
    """Return the likeliest bend, the covariance of its control points, and how stiff it is (see `fit_bend`).

    Second differences of the control points and the patches' errors are taken for normal; their two variances are
    found with the bend (MacKay 1992, "Bayesian interpolation", by expectation and maximisation), robustly.
    """
    B = bends.basis(points, size)
    weights, noise, curvature = np.ones(len(points)), 0.5, 1.0  # the variances in pixels squared
    control, covariance = np.zeros((B.shape[1], 2)), np.zeros((B.shape[1], B.shape[1]))
    for _ in range(_N_LIKELIER):
        weighted = B * weights[:, None]
        covariance = np.linalg.inv(weighted.T @ B / noise + _ROUGHNESS / curvature + _TINY)
        control = covariance @ (weighted.T @ shifts) / noise
        errors = ((shifts - B @ control) ** 2).sum(axis=1)
        left = errors / 2 + ((B @ covariance) * B).sum(axis=1)
        noise = max(float((weights * left).sum() / weights.sum()), _LEAST_VARIANCE)
        bent = (control * (_ROUGHNESS @ control)).sum() / 2 + (_ROUGHNESS * covariance).sum()
        curvature = max(float(bent) / _N_CURVED, _LEAST_VARIANCE)
        weights = _weights(np.sqrt(errors))
    return _bend(control, size), covariance, noise / (curvature * len(points))


def _weights(distances: np.ndarray) -> np.ndarray:
    return 1 / (1 + (distances / max(1.5 * SIGMA_PX, 1.5 * float(np.median(distances)))) ** 2)


def _bend(control: np.ndarray, size: tuple[int, int]) -> Bend:
    side = N_INTERVALS + 3
    # Where nothing was found, extrapolation may lead anywhere.
    return Bend((control / [size[1], size[0]]).clip(-MOST, MOST).reshape(side, side, 2))


def _losses(shifts: np.ndarray) -> np.ndarray:
    return np.log1p((shifts**2).sum(axis=1) / _SCALE_PX**2)


def _roughness() -> np.ndarray:
    """Return the matrix of the sum of squared second differences of the control points."""
    one = np.eye(N_INTERVALS + 3)
    first, second = np.diff(one, axis=0), np.diff(one, n=2, axis=0)
    D = np.vstack([np.kron(one, second), np.kron(second, one), np.sqrt(2) * np.kron(first, first)])
    return D.T @ D


_ROUGHNESS = _roughness()
_N_CURVED = len(_ROUGHNESS) - 3  # a plane has no second differences
_TINY = 1e-9 * np.eye(len(_ROUGHNESS))
_LEAST_VARIANCE = 1e-8
