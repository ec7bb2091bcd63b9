"""Where a lamp's glare veils something that repeats.

Glare moves with the camera. Between cells that are alike it is the most striking thing that does not repeat, and two
photos would be placed so that their glare coincides. Under it even the darkest of a cell is bright.
"""

import cv2
import numpy as np

from diar_gui.alignment.lattice import Lattice
from diar_gui.images import shrunk

_SIDE_PX = 448  # long side at which glare is looked for
_CELLS = 1.2  # side of the window in steps; every one holds something dark
_MIN_RISE = 25  # 8-bit levels by which the darkest of a cell is brighter than usual, at least
_MIN_RATIO = 1.4  # and by what factor
_MAX_SHARE = 0.5  # of a photo; if more were veiled, it would be the usual


def veiled(grey: np.ndarray, lattice: Lattice) -> np.ndarray | None:
    """Return where glare veils a view `(H, W)` uint8 that repeats, `(H, W)` bool; None where it does nowhere."""
    small = shrunk(grey, _SIDE_PX)
    steps = _CELLS * lattice.steps * small.shape[1] / grey.shape[1]
    window = _window(steps, is_row=lattice.is_row)
    y, x = window.shape[0] // 2, window.shape[1] // 2
    inside = cv2.erode(small, window)[y : small.shape[0] - y, x : small.shape[1] - x]
    if not inside.size:
        return None
    # At the photo's border counts the darkest of the last whole window.
    darkest = cv2.dilate(cv2.copyMakeBorder(inside, y, y, x, x, cv2.BORDER_REPLICATE), window)
    usual = float(np.median(darkest))
    is_veiled = darkest > max(_MIN_RATIO * usual, usual + _MIN_RISE)
    if not 0 < is_veiled.mean() < _MAX_SHARE:
        return None
    return cv2.resize(is_veiled.view(np.uint8), grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0


def _window(steps: np.ndarray, *, is_row: bool) -> np.ndarray:
    """Return a square as large as a cell, or where only one step repeats, a line along it; uint8."""
    if not is_row:
        return np.ones((round(float(np.linalg.norm(steps, axis=0).max())) | 1,) * 2, np.uint8)
    half = np.abs(steps[:, 0]) / 2
    middle = np.ceil(half).astype(int)
    window = np.zeros((2 * middle[1] + 1, 2 * middle[0] + 1), np.uint8)
    from_, to = (tuple(int(v) for v in np.rint(middle + sign * steps[:, 0] / 2)) for sign in (-1, 1))
    return cv2.line(window, from_, to, 1)
