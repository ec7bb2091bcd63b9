"""Pixels made ready for the screen, away from the GUI thread: eight bits, halved levels, heat maps, thumbnails.

Arrays in, arrays out; nothing here knows Qt. All pictures are RGB, `(H, W, 3)` uint8.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

COLOUR_MAP = cv2.COLORMAP_VIRIDIS  # ordered in lightness too, so it reads the same to colour-blind eyes and in grey

_SMALLEST_LEVEL_PX = 256
_HEAT_OPACITY = 0.72
_OUTSIDE_GREY = 44  # what shows where a photo does not reach


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture to be painted at any zoom.

    size: (height, width) that it stands for, in pixels of the grid it is shown on.
    levels: finest first, each half the size of the one before; the finest may be smaller than `size`.
    """

    size: tuple[int, int]
    levels: tuple[np.ndarray, ...]


def picture_of(pixels: np.ndarray, size: tuple[int, int] | None = None) -> Picture:
    """Return the picture with its levels; uint8 pixels are used as they are, without a copy.

    Args:
        pixels: `(H, W, 3)` uint8 or uint16.
        size: what it stands for; its own size if None.
    """
    finest = eight_bits(pixels)
    levels = [finest]
    while max(levels[-1].shape[:2]) > _SMALLEST_LEVEL_PX:
        height, width = levels[-1].shape[:2]
        half = (max(1, width // 2), max(1, height // 2))
        levels.append(cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA))
    return Picture(size or (finest.shape[0], finest.shape[1]), tuple(levels))


def eight_bits(pixels: np.ndarray) -> np.ndarray:
    """Return the same values as uint8, C-contiguous; what is so already comes back itself."""
    if pixels.dtype == np.uint16:
        return cv2.convertScaleAbs(pixels, alpha=255 / 65535)
    return np.ascontiguousarray(pixels)


def thumbnail(pixels: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return a uint8 picture of exactly `size` (height, width), cut to its middle where the shapes differ."""
    height, width = pixels.shape[:2]
    scale = max(size[0] / height, size[1] / width)
    cut_height, cut_width = min(height, round(size[0] / scale)), min(width, round(size[1] / scale))
    top, left = (height - cut_height) // 2, (width - cut_width) // 2
    middle = pixels[top : top + max(1, cut_height), left : left + max(1, cut_width)]
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return eight_bits(cv2.resize(middle, (size[1], size[0]), interpolation=interpolation))


def greyed_outside(pixels: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Return a copy of `(H, W, 3)` uint8 pixels that is dark grey where `(H, W)` `valid` is False."""
    masked = pixels.copy()
    masked[~valid] = _OUTSIDE_GREY
    return masked


def heat_over(pixels: np.ndarray, valid: np.ndarray, weights: np.ndarray, largest: float) -> np.ndarray:
    """Return the weights as colours over the photo in grey, dark grey where the photo does not reach.

    Args:
        pixels: `(H, W, 3)` uint8.
        valid: `(H, W)` bool.
        weights: `(H, W)` uint8, 255 for a share of 1.
        largest: the share in (0, 1] that gets the last colour of the scale.
    """
    scaled = cv2.convertScaleAbs(weights, alpha=1 / largest)
    colours = cv2.cvtColor(cv2.applyColorMap(scaled, COLOUR_MAP), cv2.COLOR_BGR2RGB)
    grey = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    blended = cv2.addWeighted(colours, _HEAT_OPACITY, grey, 1 - _HEAT_OPACITY, 0)
    blended[~valid] = _OUTSIDE_GREY
    return blended


def scale_colours(n_colours: int = 64) -> list[tuple[int, int, int]]:
    """Return the colours of the scale from the smallest weight to the largest, (R, G, B) each."""
    ramp = np.linspace(0, 255, n_colours).astype(np.uint8)[None]
    rgb = cv2.cvtColor(cv2.applyColorMap(ramp, COLOUR_MAP), cv2.COLOR_BGR2RGB)[0]
    return [(int(r), int(g), int(b)) for r, g, b in rgb]


def largest_share(weights: np.ndarray) -> float:
    """Return a round share, in tenths, that nearly all weights stay under: where the colour scale ends.

    Args:
        weights: `(T, H, W)` uint8, 255 for a share of 1.
    """
    step = max(1, min(weights.shape[1:]) // 200)
    share = np.percentile(weights[:, ::step, ::step], 99) / 255
    return float(np.clip(np.ceil(share * 10 - 1e-9) / 10, 0.1, 1.0))


class Kept:
    """Remembers what was made from the last few objects, so that switching photos does not make it again."""

    def __init__(self, n_kept: int = 6) -> None:
        self._n_kept = n_kept
        self._made: OrderedDict[tuple[int, str], tuple[Any, Any]] = OrderedDict()

    def get(self, source: Any, kind: str, make: Callable[[], Any]) -> Any:
        """Return what `make` returned for this very `source` (kept alive meanwhile) and kind."""
        key = (id(source), kind)
        if key not in self._made:
            self._made[key] = (source, make())
        self._made.move_to_end(key)
        while len(self._made) > self._n_kept:
            self._made.popitem(last=False)
        return self._made[key][1]

    def clear(self) -> None:
        """Forget everything."""
        self._made.clear()
