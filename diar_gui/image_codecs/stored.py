"""What the readers of the several formats have in common."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.image_codecs.samples import Samples
from diar_gui.image_codecs.to_rest import ToRest
from diar_gui.sentences import Sentence

MAX_N_PIXELS = 400_000_000
"""Larger pictures are refused: most likely a damaged header or an attack."""


@dataclass(frozen=True, eq=False)
class Stored:
    """A photo as its file has it.

    pixels: Pillow's picture, or an array `(H, W)` or `(H, W, n)` of any type.
    samples: what the array's numbers stand for; of no meaning for Pillow's picture, which says so itself.
    orientation: how it is still turned (EXIF 2.32, tag 274); 1 where it is upright.
    to_rest: what takes its colours to rest; None where they are sRGB.
    exif: what still holds of a picture made from it, see `exif.kept`.
    notices: finished sentences about what the user may not expect.
    owner: what the array's memory goes away with, where numpy does not know it.
    """

    pixels: Image.Image | np.ndarray
    samples: Samples = field(default_factory=Samples)
    orientation: int = 1
    to_rest: ToRest | None = None
    exif: bytes = b""
    notices: tuple[Sentence, ...] = ()
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


def hdr_notice(path: Path) -> Sentence:
    """Return the sentence about light beyond white."""
    return Sentence("{name} has high dynamic range; what is brighter than white paper is cut off.", name=path.name)


def inks_notice(path: Path) -> Sentence:
    """Return the sentence about CMYK without a profile."""
    return Sentence("{name} is in CMYK without a colour profile, so its colours are a guess.", name=path.name)


def pictures_notice(path: Path, n_pictures: int) -> Sentence:
    """Return the sentence about further pictures in a file."""
    return Sentence("{name} holds {n} pictures; only the first one is used.", name=path.name, n=n_pictures)
