"""The matrix that takes what a camera saw of the target to what its patches are."""

import numpy as np
from scipy.optimize import least_squares

from diar_gui.target.classic import LAB, XYZ, lab_from_xyz
from diar_gui.target.difference import ciede2000

_TYPICAL = 2.0  # dE2000; patches that are off by more have less say: glare, dirt
_FLOOR = 1e-4


def fit(linear: np.ndarray) -> np.ndarray:
    """Return the `(3, 3)` matrix from linear R, G, B to XYZ under D50 whose patches look nearest to what they are.

    Args:
        linear: `(24, 3)`, as measured.
    """
    start = np.linalg.lstsq(linear / XYZ[:, 1:2], XYZ / XYZ[:, 1:2], rcond=None)[0].T
    return _nearest(linear, LAB, start)


def held_out(linear: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return `(24, 3)` CIELAB of each patch by the matrix that is fitted without it.

    Args:
        linear: `(24, 3)`, as measured.
        matrix: fitted with all of them, from where each fit begins.
    """
    lab = np.empty_like(LAB)
    for i in range(len(LAB)):
        without = _nearest(np.delete(linear, i, axis=0), np.delete(LAB, i, axis=0), matrix)
        lab[i] = lab_of(linear[i : i + 1], without)[0]
    return lab


def lab_of(linear: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return CIELAB of `(n, 3)` linear R, G, B by a matrix to XYZ under D50."""
    return lab_from_xyz(np.maximum(linear @ matrix.T, _FLOOR))


def _nearest(linear: np.ndarray, true_lab: np.ndarray, start: np.ndarray) -> np.ndarray:
    def off(values: np.ndarray) -> np.ndarray:
        return ciede2000(true_lab, lab_of(linear, values.reshape(3, 3)))

    return least_squares(off, start.ravel(), loss="soft_l1", f_scale=_TYPICAL, max_nfev=60).x.reshape(3, 3)
