"""What the numbers of a decoded array stand for: depth, sign, order of channels, alpha, palette."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from diar_gui.image_codecs.transparency import is_seen

_LEVELS_16 = 65535


@dataclass(frozen=True, eq=False)
class Samples:
    """How a strip of an array becomes colours of 8 or 16 bits over their full range.

    bits: how many bits of an unsigned number hold something; of signed ones the positive half is taken, floating-point
        ones are clipped to [0, 1].
    shift: how many lower bits are empty.
    channels: which channels are red, green and blue, or cyan, magenta, yellow and black, or grey alone.
    alpha: which channel is alpha; None for none.
    is_multiplied: whether the colours were multiplied by it.
    is_inverse: whether the number for white is zero.
    palette: `(n, 3)` uint8, where numbers stand for colours.
    key: the numbers of the colour that stands for transparent.
    """

    bits: int = 8
    shift: int = 0
    channels: tuple[int, ...] = (0, 1, 2)
    alpha: int | None = None
    is_multiplied: bool = False
    is_inverse: bool = False
    palette: np.ndarray | None = None
    key: tuple[int, ...] | None = None

    def depth(self, dtype: np.dtype) -> int:
        """Return the bits per channel, 8 or 16, of what comes of an array of that type."""
        return 8 if self.palette is not None or (dtype.kind in "ub" and self.bits <= 8) else 16

    @property
    def has_unseen(self) -> bool:
        """Whether pixels may be transparent."""
        return self.alpha is not None or self.key is not None

    def seen(self, strip: np.ndarray) -> np.ndarray:
        """Return `(rows, W)` bool: where the photo shows something."""
        if self.alpha is not None:
            return is_seen(self._levels(strip[..., self.alpha]))
        colours = strip[..., list(self.channels)] if strip.ndim == 3 else strip[..., None]
        return (colours != np.array(self.key, strip.dtype)).any(axis=-1)

    def colours(self, strip: np.ndarray) -> np.ndarray:
        """Return `(rows, W, 3)`, or `(rows, W, 4)` of inks, uint8 or uint16; grey is spread."""
        if self.palette is not None:
            numbers = strip if strip.ndim == 2 else strip[..., self.channels[0]]
            return self.palette[np.minimum(numbers, len(self.palette) - 1)]
        picked = strip if strip.ndim == 2 else self._picked(strip)
        levels = self._levels(picked)
        if self.is_multiplied and self.alpha is not None:
            alpha = self._levels(strip[..., self.alpha])
            levels = _divided(levels, alpha if levels.ndim == 2 else alpha[..., None])
        if self.is_inverse:
            levels = np.invert(levels)
        return cv2.cvtColor(levels, cv2.COLOR_GRAY2RGB) if levels.ndim == 2 else levels

    def _picked(self, strip: np.ndarray) -> np.ndarray:
        n = len(self.channels)
        if n == 1:
            return np.ascontiguousarray(strip[..., self.channels[0]])
        if self.channels == tuple(range(n)):
            return strip if strip.shape[2] == n else strip[..., :n]
        if self.channels == (2, 1, 0) and strip.shape[2] == 3 and strip.dtype in (np.uint8, np.uint16):
            return cv2.cvtColor(strip, cv2.COLOR_BGR2RGB)
        return strip[..., list(self.channels)]

    def _levels(self, values: np.ndarray) -> np.ndarray:
        """Return values over the full range of 8 or 16 bits."""
        kind = values.dtype.kind
        if kind == "f":
            with np.errstate(invalid="ignore"):
                share = np.clip(np.nan_to_num(values.astype(np.float32, copy=False), nan=0.0), 0, 1)
            return np.rint(share * _LEVELS_16).astype(np.uint16)
        if kind == "i":
            n_bytes = values.dtype.itemsize
            share = np.maximum(values, 0).astype(np.float64) / np.iinfo(values.dtype).max
            return (
                np.rint(share * _LEVELS_16).astype(np.uint16) if n_bytes > 1 else np.rint(share * 255).astype(np.uint8)
            )
        if kind == "b":
            return values * np.uint8(255)
        if self.bits in (8, 16) and values.dtype.itemsize * 8 == self.bits and not self.shift:
            return values
        if values.dtype.itemsize <= 2 and self.bits <= 16:
            table = self._table[: 1 << 8 * values.dtype.itemsize]
            return cv2.LUT(np.ascontiguousarray(values), table) if values.size else table[values]
        return (values >> max(0, self.bits - 16)).astype(np.uint16)

    @cached_property
    def _table(self) -> np.ndarray:
        """`(65536,)`: for each stored number its place on the full range."""
        full = (1 << self.bits) - 1
        numbers = np.minimum(np.arange(65536) >> self.shift, full)
        if self.bits <= 8:
            return np.rint(numbers * (255 / full)).astype(np.uint8)
        return np.rint(numbers * (_LEVELS_16 / full)).astype(np.uint16)


def _divided(levels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    full = np.iinfo(levels.dtype).max
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = levels.astype(np.float32) * np.float32(full) / alpha
    return np.rint(np.clip(np.nan_to_num(whole), 0, full)).astype(levels.dtype)
