"""Brush strokes that cover a place that is not clean, along its outline and inwards. Knows no Qt."""

from collections.abc import Sequence

import cv2
import numpy as np

from diar_gui.gui.shown.alternatives import Box

SOFTNESS = 0.25
"""Of the strokes: the soft border of the first one lies outside the place."""

_SIDE_CELLS = 256  # long side of the raster in which lines are found
_WIDTH = 1 / 6  # radius of the brush, of the place's largest distance from its outline
_LEAST_CELLS = 2.0


def lines_over(box: Box, outline: Sequence[tuple[float, float]] = ()) -> list[tuple[np.ndarray, float]]:
    """Return lines, picture pixels `(N, 2)`, and the radius in pixels of each, that cover a place and little else.

    The first line is the outline; each of the others lies so much further inside that nothing between them is left.

    Args:
        box: of the place.
        outline: see `Place`; empty for that of the box.
    """
    x, y, width, height = box
    corners = np.array(outline or ((x, y), (x + width, y), (x + width, y + height), (x, y + height)), np.float64)
    scale = _SIDE_CELLS / max(width, height)
    cells = np.rint((corners - (x, y)) * scale).astype(np.int32) + 1
    raster = np.zeros((int(np.ceil(height * scale)) + 3, int(np.ceil(width * scale)) + 3), np.uint8)
    cv2.fillPoly(raster, [cells], 1)
    depth = cv2.distanceTransform(raster, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    radius = max(_LEAST_CELLS, float(depth.max()) * _WIDTH)
    found = []
    level = 0.0
    while (inside := (depth > level)).any():
        lines, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for line in lines:
            closed = cv2.approxPolyDP(line, 0.7, True)[:, 0].astype(np.float64)
            closed = np.vstack([closed, closed[:1]])
            found.append(((closed - 1) / scale + (x, y) - 0.5, radius / scale))
        level += (1 - SOFTNESS) * radius
    return found
