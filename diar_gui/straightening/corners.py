"""Four corners of a subject: their order, and what a camera could have seen.

Corners are `(4, 2)`, (x, y) in pixels whose centres are at integers: top left, top right, bottom right, bottom left
of the subject. A subject that fills a picture of w x h pixels has its corners at -0.5, w - 0.5 and h - 0.5.
"""

import numpy as np

_LEAST_SINE = 0.02  # of the angle at a corner: flatter ones fix no homography


def outer_corners(size: tuple[int, int]) -> np.ndarray:
    """Return the corners of a whole picture of `size` (height, width), at its outer pixel edges."""
    height, width = size
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], float) - 0.5


def is_convex(corners: np.ndarray) -> bool:
    """Tell whether the corners go once round a convex area, clockwise as one sees it: no dent, no mirror image."""
    if corners.shape != (4, 2) or not np.isfinite(corners).all():
        return False
    sides = np.roll(corners, -1, axis=0) - corners
    after = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]
    lengths = np.linalg.norm(sides, axis=1)
    return bool((lengths >= 1).all() and (turns > _LEAST_SINE * lengths * np.roll(lengths, -1)).all())


def in_order(corners: np.ndarray) -> np.ndarray:
    """Return corners that go round an area, beginning with its top left one, clockwise as one sees them."""
    centred = corners - corners.mean(axis=0)
    following = np.roll(centred, -1, axis=0)
    if (centred[:, 0] * following[:, 1] - centred[:, 1] * following[:, 0]).sum() < 0:
        corners, centred = corners[::-1], centred[::-1]
    square = outer_corners((2, 2)) - 0.5
    agreements = [(np.roll(centred, -k, axis=0) * square).sum() for k in range(4)]
    return np.roll(corners, -int(np.argmax(agreements)), axis=0)
