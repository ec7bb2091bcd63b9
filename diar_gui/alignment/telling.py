"""Which of two placements of a pair the pixels speak for, asked only where the two differ.

Moved by a step, a ruler fits itself but for its numbers: over the whole overlap the likeness hardly differs. Where one
photo, placed either way, shows different things, the other photo agrees with one of them; each such place tells.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.alignment.refine import smooth_warp
from diar_gui.alignment.registered import SIDE_PX
from diar_gui.alignment.views import View
from diar_gui.images import shrunk, shrunk_seen

_PLACE_PX = 12  # side of a place, at the size at which placements are registered
_DIFFERENCE = 0.15  # mean square by which what is shown either way has to differ at a place that tells
_CLEARLY = 0.3  # from 0 (as far from the one as from the other) to 1 (as the one)
_NOISE_SMOOTHING_PX = 0.8
_DETAIL_PX = 5.0  # what is larger may be light
_NEIGHBOURHOOD_PX = 12.0
_LEAST_LEVELS = 3.0  # of detail; less is noise
_MOST_DEVIATIONS = 2.0
_MARGIN_PX = 11
# Two lamps' glare coincides in some placement, and with it the outline of what it burns out.
_BURNT_OUT_LEVEL = 245
_BURNT_OUT_PX = 21  # side of what is burnt out and no letter
_BESIDE_BURNT_OUT_PX = 8


@dataclass(frozen=True)
class Told:
    """How many places speak for the one placement and how many for the other."""

    n_one: int
    n_other: int


def told(a: View, b: View, one: np.ndarray, other: np.ndarray) -> Told:
    """Return how many places speak for each of two placements.

    Args:
        a: one view.
        b: the other.
        one: `H_b_from_a`, registered.
        other: likewise.
    """
    size = shrunk(b.grey, SIDE_PX).shape
    H_small_from_b = geometry.resizing(b.size, (size[0], size[1]))
    z_b, valid_b = _detail(b, H_small_from_b, (size[0], size[1]))
    (z_one, valid_one), (z_other, valid_other) = (
        _detail(a, H_small_from_b @ H, (size[0], size[1])) for H in (one, other)
    )
    valid = valid_b & valid_one & valid_other
    difference = np.where(valid, z_one - z_other, 0)
    nearer = 2 * difference * (z_b - (z_one + z_other) / 2)
    n_places = size[1] // _PLACE_PX, size[0] // _PLACE_PX
    energy, nearer = (cv2.resize(x, n_places, interpolation=cv2.INTER_AREA) for x in (difference**2, nearer))
    tells = energy > _DIFFERENCE
    says = nearer[tells] / energy[tells]
    return Told(int((says > _CLEARLY).sum()), int((says < -_CLEARLY).sum()))


def _detail(view: View, H_grid_from_view: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return a view's detail on a grid, `(h, w)` float32 in deviations of its neighbourhood, and where it holds."""
    small = shrunk(view.grey, SIDE_PX)
    small_size = small.shape[0], small.shape[1]
    seen = None if view.seen is None else shrunk_seen(view.seen, small_size)
    H = geometry.normalised(H_grid_from_view @ geometry.resizing(small_size, view.size), small_size)
    grey, valid = smooth_warp(small, H, size, seen, is_exact=False)
    beside = _BURNT_OUT_PX + 2 * _BESIDE_BURNT_OUT_PX
    burnt_out = cv2.erode((grey >= _BURNT_OUT_LEVEL).view(np.uint8), np.ones((_BURNT_OUT_PX, _BURNT_OUT_PX), np.uint8))
    valid &= cv2.dilate(burnt_out, np.ones((beside, beside), np.uint8)) == 0
    smooth = _seen_blur(grey.astype(np.float32), valid, _NOISE_SMOOTHING_PX)
    detail = smooth - _seen_blur(smooth, valid, _DETAIL_PX)
    deviation = np.sqrt(_seen_blur(detail**2, valid, _NEIGHBOURHOOD_PX) + _LEAST_LEVELS**2)
    valid = cv2.erode(valid.view(np.uint8), np.ones((_MARGIN_PX, _MARGIN_PX), np.uint8), borderValue=0) > 0
    return np.clip(detail / deviation, -_MOST_DEVIATIONS, _MOST_DEVIATIONS), valid


def _seen_blur(values: np.ndarray, valid: np.ndarray, sigma_px: float) -> np.ndarray:
    """Return the mean of a neighbourhood's valid values, so that the outline of what is not seen is no structure."""
    weight = valid.astype(np.float32)
    total = cv2.GaussianBlur(weight, (0, 0), sigma_px)
    return cv2.GaussianBlur(values * weight, (0, 0), sigma_px) / np.maximum(total, 1e-3)
