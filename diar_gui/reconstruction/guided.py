"""From the working size to the full one, along the edges of a guide.

He, Sun and Tang, Guided Image Filtering, ECCV 2010; He and Sun, Fast Guided Filter, arXiv 1505.00996: around each
working pixel a map is a straight line over the guide, `map = slope * guide + level`. Slope and level change slowly, so
they are interpolated, and the guide's own full resolution puts the map's edges where the guide has them.
"""

import cv2
import numpy as np

from diar_gui.colour import LUMA

_RADIUS_PX = 2  # working pixels
_EPSILON = 0.02**2  # of the guide's variance: contrast below this is noise and no edge


def guide(linear: np.ndarray) -> np.ndarray:
    """Return `(h, w)` float32, the square root of the luminance of linear light `(h, w, 3)`, cut off at white."""
    return cv2.sqrt(np.clip(cv2.transform(linear, LUMA[None]), 0, 1))


def fit(values: np.ndarray, over: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return slope and level, `(h, w)` float32 each, of the values over a guide of the same size."""
    side = (2 * _RADIUS_PX + 1, 2 * _RADIUS_PX + 1)

    def mean(x: np.ndarray) -> np.ndarray:
        return cv2.blur(x, side, borderType=cv2.BORDER_REPLICATE)

    mean_guide, mean_values = mean(over), mean(values)
    variance = np.maximum(mean(over * over) - mean_guide * mean_guide, 0)
    slope = (mean(over * values) - mean_guide * mean_values) / (variance + np.float32(_EPSILON))
    return mean(slope), mean(mean_values - slope * mean_guide)


def rows_at(
    small: np.ndarray,
    full_size: tuple[int, int],
    first_row: int,
    last_row: int,
    extent: tuple[float, float] | None = None,
) -> np.ndarray:
    """Return rows of a map interpolated to the full size: `(rows, W)` or `(rows, W, C)` float32.

    Args:
        small: `(h, w)` or `(h, w, C)` float32 with up to four channels.
        full_size: (height, width) of the whole.
        first_row: first row of the run.
        last_row: the row after the run.
        extent: (height, width) of what the whole corresponds to, in cells of `small`; all of it if None. Cells lie
            side by side from the top left corner on.
    """
    height, width = extent or (small.shape[0], small.shape[1])
    n_rows = last_row - first_row
    n_made = max(n_rows, 2)  # OpenCV rounds a single row otherwise, and a picture is the same whatever its bands
    rows = _between_rows(small, height / full_size[0], first_row, first_row + n_made)
    to = full_size[1], n_made
    if width == small.shape[1]:
        return cv2.resize(rows, to, interpolation=cv2.INTER_LINEAR)[:n_rows]  # twice as fast as any warp
    scale_x = width / full_size[1]
    rows_from_full = np.array([[scale_x, 0, 0.5 * scale_x - 0.5], [0, 1.0, 0]], np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(rows, rows_from_full, to, flags=flags, borderMode=cv2.BORDER_REPLICATE)[:n_rows]


def _between_rows(small: np.ndarray, scale: float, first_row: int, last_row: int) -> np.ndarray:
    """Return rows of the whole interpolated from those of a map, of which `scale` come to one; not yet across."""
    at = (np.arange(first_row, last_row) + 0.5) * scale - 0.5
    above = np.floor(at).astype(int)
    fraction = (at - above).astype(np.float32).reshape(-1, *(1,) * (small.ndim - 1))
    upper, lower = (small[np.clip(i, 0, len(small) - 1)] for i in (above, above + 1))
    return upper + (lower - upper) * fraction
