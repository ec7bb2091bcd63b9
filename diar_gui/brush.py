"""Brush strokes on a pixel grid: where somebody said that a frame is to be used, or never to be used."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

LEAST_FACTOR = 1e-6
"""What is left of a weight where a stroke takes it away: nothing to be seen, but something where nobody else sees."""

_MAX_CELLS = 1024  # along the longer side of a stroke's mask: enough for a border as sharp as a hand can draw


@dataclass(frozen=True, eq=False)
class GridStroke:
    """A stroke of a round brush, rendered once, at any scale.

    frame: index of the frame that it speaks about.
    is_wanted: the frame is to be used here, and no other; else it is not to be used here.
    corner: (x, y) grid coordinates of the outer corner of the mask's first cell.
    cell: (width, height) of a mask cell in grid pixels.
    mask: `(h, w)` uint8, 255 where the stroke holds fully.
    """

    frame: int
    is_wanted: bool
    corner: tuple[float, float]
    cell: tuple[float, float]
    mask: np.ndarray

    def scaled(self, scale_x: float, scale_y: float) -> "GridStroke":
        """Return the same stroke on a grid that is resized by the factors (outer edges keep to one another)."""
        (x, y), (width, height) = self.corner, self.cell
        corner = ((x + 0.5) * scale_x - 0.5, (y + 0.5) * scale_y - 0.5)
        return replace(self, corner=corner, cell=(width * scale_x, height * scale_y))

    def rows(self, width: int, first_row: int, last_row: int) -> tuple[slice, slice, np.ndarray] | None:
        """Return (rows of the run, columns, `(rows, columns)` float32 in [0, 1]) of what it covers; None if nothing.

        Args:
            width: of the grid.
            first_row: first row of the run.
            last_row: the row after the run.
        """
        (x, y), (cell_x, cell_y) = self.corner, self.cell
        height_cells, width_cells = self.mask.shape
        left, right = max(0, int(np.floor(x))), min(width, int(np.ceil(x + width_cells * cell_x)) + 1)
        top = max(first_row, int(np.floor(y)))
        bottom = min(last_row, int(np.ceil(y + height_cells * cell_y)) + 1)
        if left >= right or top >= bottom:
            return None
        # Cell i covers [corner + i * cell, corner + (i + 1) * cell), and pixel j the half pixels around j.
        mask_from_part = np.array(
            [[1 / cell_x, 0, (left - x) / cell_x - 0.5], [0, 1 / cell_y, (top - y) / cell_y - 0.5]], np.float64
        )
        share = cv2.warpAffine(
            self.mask,
            mask_from_part,
            (right - left, bottom - top),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=0,
        )
        return slice(top - first_row, bottom - first_row), slice(left, right), share.astype(np.float32) / 255


def drawn(frame: int, points: np.ndarray, radius_px: float, softness: float, *, is_wanted: bool) -> GridStroke:
    """Return the stroke of a brush along a line.

    The share is 1 within `(1 - softness) * radius_px` of the line and falls to 0 at `radius_px` by a smooth step.

    Args:
        frame: index of the frame that it speaks about.
        points: `(N, 2)` corners of the line, grid pixels; a single one makes a dot.
        radius_px: of the brush, grid pixels, above 0.
        softness: in [0, 1].
        is_wanted: see `GridStroke`.
    """
    if len(points) == 0 or not np.isfinite(points).all() or not radius_px > 0 or not 0 <= softness <= 1:
        raise ValueError("a stroke needs finite points, a radius above 0 and a softness in [0, 1]")
    low, high = points.min(axis=0) - radius_px - 1, points.max(axis=0) + radius_px + 1
    cell = max(1.0, float((high - low).max()) / _MAX_CELLS)
    width, height = (int(n) for n in np.ceil((high - low) / cell))
    line = np.full((height, width), 255, np.uint8)
    shift = 8
    cells = (np.vstack([points, points[-1:]]) - low) / cell - 0.5  # a line of one point alone is not drawn
    cv2.polylines(line, [np.rint(cells * 2**shift).astype(np.int32)], False, 0, 1, cv2.LINE_8, shift)
    distance_px = cv2.distanceTransform(line, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) * np.float32(cell)
    soft_px = max(softness * radius_px, cell)
    along = np.clip((radius_px - distance_px) / np.float32(soft_px), 0, 1)
    mask = np.rint(255 * along * along * (3 - 2 * along)).astype(np.uint8)
    return GridStroke(frame, is_wanted, (float(low[0]), float(low[1])), (cell, cell), mask)


def touched(strokes: Sequence[GridStroke], size: tuple[int, int]) -> np.ndarray:
    """Return `size` (height, width) bool: where somebody said something about any frame, soft borders included."""
    found = np.zeros(size, bool)
    for stroke in strokes:
        part = stroke.rows(size[1], 0, size[0])
        if part is not None:
            rows, columns, share = part
            found[rows, columns] |= share > 0
    return found


def factors(strokes: Sequence[GridStroke], valid: np.ndarray, first_row: int, last_row: int) -> np.ndarray | None:
    """Return `(T, rows, W)` float32 factors in [`LEAST_FACTOR`, 1] on the weights; None where nothing is touched.

    Where a frame is wanted, all others lose their weight by the stroke's share, as far as the frame sees the place;
    where it is not, it loses its own. A later stroke makes what an earlier one took away whole again.

    Args:
        strokes: in the order in which they were drawn.
        valid: `(T, rows, W)` bool, where each frame sees the grid.
        first_row: first row of the run.
        last_row: the row after the run.
    """
    found: np.ndarray | None = None
    for stroke in strokes:
        part = stroke.rows(valid.shape[2], first_row, last_row)
        if part is None or not 0 <= stroke.frame < len(valid):
            continue
        rows, columns, share = part
        if not share.any():
            continue
        if found is None:
            found = np.ones(valid.shape, np.float32)
        if stroke.is_wanted:
            share = share * valid[stroke.frame, rows, columns]
            own = found[stroke.frame, rows, columns]
            own[:] = np.maximum(own, share)
            for t in range(len(valid)):
                if t != stroke.frame:
                    found[t, rows, columns] *= 1 - share
        else:
            found[stroke.frame, rows, columns] *= 1 - share
    return None if found is None else np.maximum(found, np.float32(LEAST_FACTOR))


def still_valid(valid: np.ndarray, weight_factors: np.ndarray) -> np.ndarray:
    """Return `(T, rows, W)` bool: valid, and not taken away by more than half; as it was where nobody would be left."""
    kept = valid & (weight_factors > 0.5)
    lonely = ~kept.any(axis=0)
    kept[:, lonely] = valid[:, lonely]
    return kept
