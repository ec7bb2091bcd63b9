"""The matrix that takes what a camera saw of the target to what its patches are."""

import numpy as np
from scipy.optimize import least_squares

from diar_gui.target.classic import LAB, XYZ, lab_from_xyz
from diar_gui.target.difference import ciede2000

_TYPICAL = 2.0  # dE2000; patches that are off by more have less say: glare, dirt
_FLOOR = 1e-4


def fit(linear: np.ndarray, is_used: np.ndarray) -> np.ndarray:
    """Return the `(3, 3)` matrix from linear R, G, B to XYZ under D50 whose patches look nearest to what they are.

    Args:
        linear: `(24, 3)`, as measured.
        is_used: `(24,)` bool, the patches that count; at least six.
    """
    start = np.linalg.lstsq(linear[is_used] / XYZ[is_used, 1:2], XYZ[is_used] / XYZ[is_used, 1:2], rcond=None)[0].T
    return _nearest(linear, is_used, start)


def held_out(linear: np.ndarray, is_used: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return `(24, 3)` CIELAB of each patch by the matrix that is fitted without it.

    Args:
        linear: `(24, 3)`, as measured.
        is_used: `(24,)` bool.
        matrix: fitted with all of those, from where each fit begins.
    """
    lab = np.empty_like(LAB)
    for i, own in enumerate(np.eye(len(LAB), dtype=bool)):
        without = _nearest(linear, is_used & ~own, matrix) if is_used[i] else matrix
        lab[i] = lab_of(linear[i : i + 1], without)[0]
    return lab


def lab_of(linear: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return CIELAB of `(n, 3)` linear R, G, B by a matrix to XYZ under D50."""
    return lab_from_xyz(np.maximum(linear @ matrix.T, _FLOOR))


def _nearest(linear: np.ndarray, is_used: np.ndarray, start: np.ndarray) -> np.ndarray:
    seen, true = linear[is_used], LAB[is_used]

    def off(values: np.ndarray) -> np.ndarray:
        return ciede2000(true, lab_of(seen, values.reshape(3, 3)))

    return least_squares(off, start.ravel(), loss="soft_l1", f_scale=_TYPICAL, max_nfev=60).x.reshape(3, 3)
