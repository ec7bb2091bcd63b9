"""What a photo's alpha says: where the photo shows something, and what stands in for the rest.

What is transparent was not seen, whatever colours lie under it; what is partly transparent (the soft edges that
panorama programs and masks leave) is mixed with something else and counts as not seen either.
"""

import cv2
import numpy as np

_LEAST_ALPHA = 0.98  # of the full value: lossy formats do not keep alpha exactly
_TILE_PX, _REACH_PX = 512, 16  # resampling reaches 4 pixels beyond what is seen


def is_seen(alpha: np.ndarray) -> np.ndarray:
    """Return `(H, W)` bool of an alpha channel `(H, W)` uint8 or uint16: whether the pixel is the photo's own."""
    return alpha >= _LEAST_ALPHA * np.iinfo(alpha.dtype).max


def fill_unseen(pixels: np.ndarray, seen: np.ndarray) -> None:
    """Give pixels that are not seen, in place, the colours of the nearest that are, as far as resampling reaches.

    A kernel across the border then behaves as it does at the photo's edge. Farther away pixels become black.

    Args:
        pixels: `(H, W, 3)`.
        seen: `(H, W)` bool.
    """
    for top in range(0, seen.shape[0], _TILE_PX):
        for left in range(0, seen.shape[1], _TILE_PX):
            tile = np.s_[top : top + _TILE_PX, left : left + _TILE_PX]
            own = seen[tile]
            if not own.all():
                first_row, first_column = max(0, top - _REACH_PX), max(0, left - _REACH_PX)
                around = np.s_[first_row : top + _TILE_PX + _REACH_PX, first_column : left + _TILE_PX + _REACH_PX]
                filled = _filled(pixels[around], seen[around])
                inner = np.s_[top - first_row :, left - first_column :]
                n_rows, n_columns = own.shape
                pixels[tile] = filled[inner][:n_rows, :n_columns]


def _filled(pixels: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Return the piece of a picture with what is not seen filled."""
    if not seen.any():
        return np.zeros_like(pixels)
    distance_px, labels = cv2.distanceTransformWithLabels(
        np.logical_not(seen).view(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    labels = np.asarray(labels, np.intp)
    nearest = np.zeros(int(labels.max()) + 1, np.intp)
    nearest[labels[seen]] = np.flatnonzero(seen)
    filled = pixels.reshape(-1, pixels.shape[2])[nearest[labels]]
    filled[distance_px > _REACH_PX] = 0
    return filled
