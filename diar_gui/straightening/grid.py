"""The straightened picture's own pixel grid."""

import numpy as np

from diar_gui import geometry
from diar_gui.straightening.corners import is_convex, outer_corners

_MAX_SIDE_PX = 30_000  # below what the resampling can address
_MAX_GROWTH = 2.0  # of the number of pixels: a slanted view has fine and coarse places, a mistyped size would burst


def straightened_grid(
    corners: np.ndarray, aspect: float, source_size: tuple[int, int]
) -> tuple[tuple[int, int], np.ndarray]:
    """Return the size of the straightened picture, and `H_straight_from_photo` with the subject's middle in front.

    The corners come to the outer edges of its outermost pixels. It is as large as the longest sides of the subject
    in the photo, so that no detail is lost; the other proportions follow from `aspect`.

    Args:
        corners: `(4, 2)` in the photo.
        aspect: true width / height of the subject.
        source_size: (height, width) of the photo.

    Raises:
        ValueError: the corners are not convex, or the aspect is not positive.
    """
    if not is_convex(corners):
        raise ValueError("the corners must go round a convex area, clockwise")
    if not (np.isfinite(aspect) and aspect > 0):
        raise ValueError("the aspect must be positive")
    size = _size(corners, aspect, source_size)
    H = geometry.dlt(corners, outer_corners(size))
    w = H[2, :2] @ corners.mean(axis=0) + H[2, 2]
    return size, H / w


def _size(corners: np.ndarray, aspect: float, source_size: tuple[int, int]) -> tuple[int, int]:
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width = max(top, bottom, aspect * max(left, right))
    height = width / aspect
    shrink = min(
        1.0,
        np.sqrt(_MAX_GROWTH * source_size[0] * source_size[1] / (width * height)),
        _MAX_SIDE_PX / max(width, height),
    )
    return max(1, round(float(height * shrink))), max(1, round(float(width * shrink)))
