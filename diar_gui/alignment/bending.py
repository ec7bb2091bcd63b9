"""The bend of a photo, from patches that were registered after the homographies were found.

How stiff it is, and whether there is one at all, is decided by patches that were held out.
"""

import numpy as np

from diar_gui import bends
from diar_gui.alignment.refine import SIGMA_PX
from diar_gui.bends import N_INTERVALS, Bend

MIN_N_PATCHES = 24
"""From fewer nothing can be told."""

_STIFFNESSES = (3e-4, 3e-5, 3e-6)  # the last is nearly as supple as the control points allow
_N_FOLDS = 5
_N_ROUNDS = 5
_SCALE_PX = 3 * SIGMA_PX  # a patch farther off counts less and less
# By so many standard errors held-out patches have to agree better with a bend. Bent sheets and lenses reach 11 to 23;
# neighbouring patches that one outline of glare carries off reach 4.
_MIN_LEAD_SIGMAS = 6.0


def fit_bend(points: np.ndarray, shifts: np.ndarray, size: tuple[int, int], stiffness: float) -> Bend:
    """Return the bend that fits the patches best, robustly (Cauchy loss, narrowed in rounds).

    Args:
        points: `(N, 2)` where the homography says, in pixels of the photo.
        shifts: `(N, 2)` by how much the photo shows them elsewhere.
        size: (height, width) of the photo.
        stiffness: weight of the spline's second differences; see `find_bend`.
    """
    B = bends.basis(points, size)
    ridge = len(points) * stiffness * _ROUGHNESS + 1e-9 * np.eye(B.shape[1])
    weights, control = np.ones(len(points)), np.zeros((B.shape[1], 2))
    for _ in range(_N_ROUNDS):
        weighted = B * weights[:, None]
        control = np.linalg.solve(weighted.T @ B + ridge, weighted.T @ shifts)
        distances = np.linalg.norm(shifts - B @ control, axis=1)
        weights = 1 / (1 + (distances / max(1.5 * SIGMA_PX, 1.5 * float(np.median(distances)))) ** 2)
    side = N_INTERVALS + 3
    return Bend((control / [size[1], size[0]]).reshape(side, side, 2))


def find_bend(points: np.ndarray, shifts: np.ndarray, size: tuple[int, int]) -> Bend | None:
    """Return the bend with which held-out patches agree best, None where they agree no better than without one.

    Args:
        points: `(N, 2)` where the homography says, in pixels of the photo.
        shifts: `(N, 2)` by how much the photo shows them elsewhere.
        size: (height, width) of the photo.
    """
    if len(points) < MIN_N_PATCHES:
        return None
    without = _losses(shifts)
    fold = np.arange(len(points)) % _N_FOLDS
    best, best_losses = None, without
    for stiffness in _STIFFNESSES:
        held_out = np.empty(len(points))
        for k in range(_N_FOLDS):
            own = fold == k
            bend = fit_bend(points[~own], shifts[~own], size, stiffness)
            held_out[own] = _losses(shifts[own] - bend.shifts(points[own], size))
        if held_out.mean() >= best_losses.mean():
            break
        best, best_losses = stiffness, held_out
    lead = without - best_losses
    if best is None or lead.mean() < _MIN_LEAD_SIGMAS * lead.std(ddof=1) / np.sqrt(len(lead)):
        return None
    return fit_bend(points, shifts, size, best)


def _losses(shifts: np.ndarray) -> np.ndarray:
    return np.log1p((shifts**2).sum(axis=1) / _SCALE_PX**2)


def _roughness() -> np.ndarray:
    """Return the matrix of the sum of squared second differences of the control points."""
    one = np.eye(N_INTERVALS + 3)
    first, second = np.diff(one, axis=0), np.diff(one, n=2, axis=0)
    D = np.vstack([np.kron(one, second), np.kron(second, one), np.sqrt(2) * np.kron(first, first)])
    return D.T @ D


_ROUGHNESS = _roughness()
