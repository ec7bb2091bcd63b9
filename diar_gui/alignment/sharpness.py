"""How sharp each photo is, compared in the same place: the reference should not be the blurred one of several."""

from collections.abc import Sequence

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.alignment.views import View
from diar_gui.images import shrunk

_SIDE_PX = 512  # long side at which photos are compared: blur that does not show there hardly counts
_FINE_PX, _COARSE_PX = 1.2, 5.0  # deviations that bound the bands of detail
_CELL_PX = 8
_NOISE_PERCENTILE = 5  # of the fine detail of pieces: the flattest show noise alone
_MIN_N_CELLS = 50


def relative_sharpness(
    views: Sequence[View], H_ref_from_view: Sequence[np.ndarray | None], reference: int
) -> np.ndarray:
    """Return `(T,)`: how much fine detail each view shows beside the reference's view, where both see; 1 if unknown.

    Detail is the spread of the fine band over that of the coarse one, which no exposure changes, less the noise.

    Args:
        views: the frames.
        H_ref_from_view: onto the reference's view; None where unknown.
        reference: index of the frame on whose grid they are compared.
    """
    own = shrunk(views[reference].grey, _SIDE_PX)
    size = own.shape[0], own.shape[1]
    H_small_from_ref = geometry.resizing(views[reference].size, size)
    bands = _bands(own)
    found = np.ones(len(views))
    for i, (view, H) in enumerate(zip(views, H_ref_from_view, strict=True)):
        if i == reference or H is None:
            continue
        # Shrunk first, so that the warp does not alias; then nearly at its own scale.
        grey = shrunk(view.grey, max(_SIDE_PX, round(max(view.size) * _scale(view, H_small_from_ref @ H))))
        H_small = H_small_from_ref @ H @ geometry.resizing((grey.shape[0], grey.shape[1]), view.size)
        H_small = geometry.normalised(H_small, (grey.shape[0], grey.shape[1]))
        warped = cv2.warpPerspective(
            grey, H_small, (size[1], size[0]), flags=cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REPLICATE
        )
        valid = geometry.valid_rows(H_small, (grey.shape[0], grey.shape[1]), size[1], 0, size[0])
        inside = _in_cells(valid.astype(np.float32)) > 0.99
        if inside.sum() >= _MIN_N_CELLS:
            found[i] = _detail(_bands(warped), inside) / max(_detail(bands, inside), 1e-6)
    return found


def _scale(view: View, H: np.ndarray) -> float:
    zoom = geometry.zoom_at(geometry.normalised(H, view.size), np.array([view.size[1] / 2, view.size[0] / 2]))
    return min(1.0, zoom) if np.isfinite(zoom) else 1.0


def _bands(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return per piece the mean squares of fine and of coarse detail."""
    levels = grey.astype(np.float32)
    fine, coarse = (cv2.GaussianBlur(levels, (0, 0), sigma) for sigma in (_FINE_PX, _COARSE_PX))
    return _in_cells((levels - fine) ** 2), _in_cells((fine - coarse) ** 2)


def _in_cells(values: np.ndarray) -> np.ndarray:
    cells = max(1, values.shape[1] // _CELL_PX), max(1, values.shape[0] // _CELL_PX)
    return cv2.resize(values, cells, interpolation=cv2.INTER_AREA)


def _detail(bands: tuple[np.ndarray, np.ndarray], inside: np.ndarray) -> float:
    fine, coarse = bands[0][inside], bands[1][inside]
    noise = float(np.percentile(fine, _NOISE_PERCENTILE))
    return float(np.sqrt(max(fine.mean() - noise, 1e-6) / max(coarse.mean(), 1e-6)))
