"""Where the subject's corners are."""

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.straightening.corners import in_order, is_convex
from diar_gui.straightening.edges import edges_of
from diar_gui.straightening.outline import outlines
from diar_gui.straightening.sides import refined

_SEARCH_SIDE_PX = 640
_FINEST_SIDE_PX = 2560  # sides of larger pictures are not placed better than to a third of such a pixel anyway
_LEAST_SIDE_PX = 32
_LEAST_SCORE = 0.57


def find_corners(picture: np.ndarray) -> np.ndarray | None:
    """Return the `(4, 2)` corners of the subject, or None where no outline stands out.

    Args:
        picture: `(H, W, 3)` uint8 or uint16, RGB, sRGB-encoded.
    """
    size = (picture.shape[0], picture.shape[1])
    if min(size) < _LEAST_SIDE_PX:
        return None
    fine = _shrunk(picture, _FINEST_SIDE_PX)
    edges = edges_of(_shrunk(fine, _SEARCH_SIDE_PX))
    found = outlines(edges)
    if not found or max(outline.score for outline in found[:2]) < _LEAST_SCORE:
        return None
    corners = refined(edges, found[0].corners, 2.5)
    at_size = edges.size
    if max(size) > _SEARCH_SIDE_PX:
        fine_edges = edges_of(fine)
        corners = geometry.transfer(geometry.resizing(at_size, fine_edges.size), corners)
        corners = refined(fine_edges, corners, 1.5 * max(fine_edges.size) / _SEARCH_SIDE_PX)
        at_size = fine_edges.size
    corners = in_order(geometry.transfer(geometry.resizing(at_size, size), corners))
    return corners if is_convex(corners) else None


def _shrunk(picture: np.ndarray, long_side_px: int) -> np.ndarray:
    height, width = picture.shape[:2]
    scale = long_side_px / max(height, width)
    if scale >= 1:
        return picture
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
