"""Pixels made ready for the screen, away from the GUI thread: eight bits, halved levels, thumbnails.

Arrays in, arrays out; nothing here knows Qt. All pictures are RGB, `(H, W, 3)` uint8.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from diar_gui.colour import eight_bits

_SMALLEST_LEVEL_PX = 256
OUTSIDE_GREY = 44
"""What shows where a photo does not reach."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture to be painted at any zoom.

    size: (height, width) that it stands for, in pixels of the grid it is shown on.
    levels: finest first, each half the size of the one before; the finest may be smaller than `size`.
    """

    size: tuple[int, int]
    levels: tuple[np.ndarray, ...]


def picture_of(pixels: np.ndarray, size: tuple[int, int] | None = None, *, seen: np.ndarray | None = None) -> Picture:
    """Return the picture with its levels; uint8 pixels that are seen everywhere are used as they are, without a copy.

    Args:
        pixels: `(H, W, 3)` uint8 or uint16.
        size: what it stands for; its own size if None.
        seen: `(H, W)` bool, where it shows something; None for everywhere.
    """
    finest = eight_bits(pixels) if seen is None else greyed_outside(eight_bits(pixels), seen)
    levels = [finest]
    while max(levels[-1].shape[:2]) > _SMALLEST_LEVEL_PX:
        height, width = levels[-1].shape[:2]
        half = (max(1, width // 2), max(1, height // 2))
        levels.append(cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA))
    return Picture(size or (finest.shape[0], finest.shape[1]), tuple(levels))


def thumbnail(pixels: np.ndarray, size: tuple[int, int], seen: np.ndarray | None = None) -> np.ndarray:
    """Return a uint8 picture of exactly `size` (height, width), cut to its middle where the shapes differ.

    Where it shows nothing, as `seen` tells, it is dark grey.
    """
    if seen is not None:
        return greyed_outside(thumbnail(pixels, size), thumbnail(seen * np.uint8(255), size) > 127)
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
    masked[~valid] = OUTSIDE_GREY
    return masked


class Kept:
    """Remembers what was made from the last few objects, so that switching photos does not make it again."""

    def __init__(self, n_kept: int = 24, max_bytes: int = 400 * 10**6) -> None:
        self._n_kept = n_kept
        self._max_bytes = max_bytes
        self._made: OrderedDict[tuple[int, str], tuple[Any, Any]] = OrderedDict()

    def get(self, source: Any, kind: str, make: Callable[[], Any]) -> Any:
        """Return what `make` returned for this very `source` (kept alive meanwhile) and kind."""
        key = (id(source), kind)
        if key not in self._made:
            self._made[key] = (source, make())
        self._made.move_to_end(key)
        made = self._made[key][1]
        while len(self._made) > 1 and (len(self._made) > self._n_kept or self._n_bytes() > self._max_bytes):
            self._made.popitem(last=False)
        return made

    def has(self, source: Any, kind: str) -> bool:
        """Tell whether `get` would come back at once."""
        return (id(source), kind) in self._made

    def clear(self) -> None:
        """Forget everything."""
        self._made.clear()

    def _n_bytes(self) -> int:
        return sum(_n_bytes(made) for _, made in self._made.values())


def _n_bytes(made: Any) -> int:
    """Return the size of arrays of their own: a view of another array, such as a photo, costs nothing."""
    if isinstance(made, np.ndarray):
        return made.nbytes if made.base is None and made.flags.writeable else 0
    if isinstance(made, Picture):
        return sum(_n_bytes(level) for level in made.levels)
    return sum(_n_bytes(part) for part in made) if isinstance(made, tuple) else 0
