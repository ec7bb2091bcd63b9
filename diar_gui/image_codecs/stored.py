"""What the readers of the several formats have in common."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.image_codecs.to_srgb import ToSrgb
from diar_gui.sentences import Sentence

MAX_N_PIXELS = 400_000_000
"""Larger pictures are refused: most likely a damaged header or an attack."""


@dataclass(frozen=True, eq=False)
class Stored:
    """A photo as its file has it.

    pixels: Pillow's picture, or `(H, W, 3)` uint8 or uint16.
    is_bgr: whether the array's channels are in OpenCV's order.
    orientation: how it is still turned (EXIF 2.32, tag 274); 1 where it is upright.
    to_srgb: what takes its colours to sRGB; None where they are.
    exif: what still holds of a picture made from it, see `exif.kept`.
    notices: finished sentences about what the user may not expect.
    bits: how many of 16 bits, the upper ones, hold something; None for all.
    seen: `(H, W)` bool as stored, where an array shows something; None for everywhere. Pillow's picture says so itself.
    owner: what the array's memory goes away with, where numpy does not know it.
    """

    pixels: Image.Image | np.ndarray
    is_bgr: bool = False
    orientation: int = 1
    to_srgb: ToSrgb | None = None
    exif: bytes = b""
    notices: tuple[str, ...] = ()
    bits: int | None = None
    seen: np.ndarray | None = None
    owner: object = None

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) as stored."""
        if isinstance(self.pixels, np.ndarray):
            return self.pixels.shape[0], self.pixels.shape[1]
        return self.pixels.height, self.pixels.width


def check_size(path: Path, width: int, height: int) -> None:
    """Refuse what is too large, before memory is taken.

    Raises:
        ImageError: it is.
    """
    if width * height > MAX_N_PIXELS:
        raise ImageError(
            "{path} claims {width} x {height} pixels, more than the {n_most} megapixels "
            "DIAR takes; it may be damaged, else scale it down first.",
            path=path,
            width=width,
            height=height,
            n_most=MAX_N_PIXELS // 10**6,
        )


def profile_notice(path: Path) -> Sentence:
    """Return the sentence about colours that cannot be understood."""
    return Sentence("The colour profile of {name} cannot be used, so its colours are taken for sRGB.", name=path.name)
