"""A small straightened picture, quick enough for every step of a drag."""

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.gui.shown.display import Picture
from diar_gui.straightening import outer_corners


def preview(picture: Picture, corners: np.ndarray, aspect: float, room: tuple[int, int]) -> np.ndarray:
    """Return `(h, w, 3)` uint8, as large as fits into `room` (height, width) in real pixels.

    Args:
        picture: with its levels, of which the smallest that is fine enough is resampled.
        corners: `(4, 2)`, convex, in pixels of the picture's full size.
        aspect: true width / height.
        room: (height, width).
    """
    width = min(room[1], room[0] * aspect)
    size = max(1, round(width / aspect)), max(1, round(width))
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    needed = min(size[1] / max(sides[0], sides[2]), size[0] / max(sides[1], sides[3]))
    fine_enough = [level for level in picture.levels if level.shape[1] >= needed * picture.size[1]]
    level = fine_enough[-1] if fine_enough else picture.levels[0]
    on_level = geometry.transfer(geometry.resizing(picture.size, level.shape[:2]), corners)
    H = geometry.dlt(on_level, outer_corners(size))
    return cv2.warpPerspective(level, H, size[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
