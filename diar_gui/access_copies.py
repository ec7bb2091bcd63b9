"""The finished picture at another size, for looking at, and where no photo looked."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.images import shrunk_seen

OPAQUE_SUFFIXES = (".jpg", ".jpeg")

_STRIP_ROWS = 256


@dataclass(frozen=True)
class AccessCopy:
    """A copy of the picture.

    path: where to; its ending chooses the format. long_side_px: of the copy, at most; None for the picture's own size.
    colour: one of `names.COLOURS`; None for the picture's.
    """

    path: Path
    long_side_px: int | None = None
    colour: str | None = None


def shrunk_in_light(pixels: np.ndarray, long_side_px: int | None) -> np.ndarray:
    """Return a picture at rest with a long side of at most `long_side_px`, averaged by area in linear light.

    Args:
        pixels: `(H, W, 3)` uint8 or uint16; a small one comes back as it is.
        long_side_px: None for no limit.
    """
    height, width = pixels.shape[:2]
    if long_side_px is None or long_side_px >= max(height, width):
        return pixels
    scale = long_side_px / max(height, width)
    small_height, small_width = max(1, round(height * scale)), max(1, round(width * scale))
    narrow = np.empty((height, small_width, 3), np.float32)
    for first in range(0, height, _STRIP_ROWS):
        strip = linear_from_encoded(pixels[first : first + _STRIP_ROWS])
        narrow[first : first + len(strip)] = cv2.resize(
            strip, (small_width, len(strip)), interpolation=cv2.INTER_AREA
        ).reshape(len(strip), small_width, 3)
    small = cv2.resize(narrow, (small_width, small_height), interpolation=cv2.INTER_AREA)
    return encoded_from_linear(small.reshape(small_height, small_width, 3), 8 * pixels.dtype.itemsize)


def shrunk_with_seen(
    pixels: np.ndarray, seen: np.ndarray | None, long_side_px: int | None
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return what `shrunk_in_light` does, and at that size where it was seen, `(h, w)` bool; None for everywhere."""
    small = shrunk_in_light(pixels, long_side_px)
    if seen is None or small is pixels:
        return small, seen
    return small, shrunk_seen(seen, (small.shape[0], small.shape[1]))


def with_seen(pixels: np.ndarray, seen: np.ndarray | None, suffix: str) -> np.ndarray:
    """Return a picture for a file of that ending: transparent where no photo looked, or, if that cannot be, white."""
    if seen is None:
        return pixels
    full = pixels.dtype.type(np.iinfo(pixels.dtype).max)
    if suffix in OPAQUE_SUFFIXES:
        return np.where(seen[..., None], pixels, full)
    return np.dstack([pixels, seen * full])
