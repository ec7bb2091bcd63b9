"""From a file's bytes to pixels at rest, whatever the format."""

import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.gamuts import bits_at_rest
from diar_gui.image_codecs.avif_files import is_avif, read_avif
from diar_gui.image_codecs.common_files import read_common
from diar_gui.image_codecs.heif_files import is_heif, read_heif
from diar_gui.image_codecs.jp2_files import is_jp2, read_jp2
from diar_gui.image_codecs.jxl_files import read_jxl
from diar_gui.image_codecs.jxl_header import is_jxl
from diar_gui.image_codecs.png_files import is_png, read_png
from diar_gui.image_codecs.quiet import quiet_stderr
from diar_gui.image_codecs.raw_files import is_raw, read_raw
from diar_gui.image_codecs.stored import Stored, check_size
from diar_gui.image_codecs.tiff_files import is_tiff, read_tiff
from diar_gui.image_codecs.transparency import fill_unseen, is_seen
from diar_gui.scratch import release
from diar_gui.sentences import Sentence

Allocate = Callable[[tuple[int, ...], np.dtype | type], np.ndarray]

FORMATS_READ = Sentence("PNG, JPEG, TIFF, WebP, AVIF, HEIC, JPEG XL, JPEG 2000, BMP and raw")
"""For sentences to the user."""

_STRIP_PIXELS = 1 << 20


@dataclass(frozen=True, eq=False)
class Photo:
    """A decoded photo.

    pixels: `(H, W, 3)` uint8 or uint16, RGB, under the curve of sRGB, upright; where not seen, of no meaning.
    exif: what the camera noted and still holds of a picture made from it, for `encode_image`; b"" if nothing.
    notices: finished sentences about what the user may not expect.
    seen: `(H, W)` bool, False where the photo is transparent, be it partly; None where it is so nowhere.
    space: of `names.SPACES`, whose primaries the pixels have.
    """

    pixels: np.ndarray
    exif: bytes
    notices: tuple[Sentence, ...]
    seen: np.ndarray | None = None
    space: str = "srgb"


def decode(data: bytes, path: Path, allocate: Allocate = np.empty, *, is_wide: bool = False) -> Photo:
    """Return the photo in a file's bytes; of several in a file the first or main one.

    Args:
        data: the whole file.
        path: its name, which tells raw photos, for the sentence that says what is wrong.
        allocate: makes the array to fill, from a shape and a type.
        is_wide: whether colours beyond sRGB are kept, in the smallest of `names.SPACES` that holds them.

    Raises:
        ImageError: the file is damaged or cut short, too large, transparent everywhere, or not a picture DIAR reads.
    """
    try:
        with warnings.catch_warnings(), quiet_stderr():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which is no harm to the picture
            stored = _read(data, path)
            height, width = stored.size
            check_size(path, width, height)
            space = stored.to_rest.space if is_wide and stored.to_rest is not None else "srgb"
            pixels, seen = _upright(stored, space, allocate)
            return Photo(pixels, stored.exif, stored.notices, _filled(pixels, seen, path), space)
    except (
        *(OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError),
        *(struct.error, ArithmeticError, RuntimeError, AttributeError, AssertionError, ImportError),
    ) as error:
        # These are what the decoders raise for damaged files, by their documentation and by trial.
        raise ImageError(
            "{path} is damaged or not a picture that DIAR reads ({formats}); copy it again, or leave it out.",
            path=path,
            formats=FORMATS_READ,
        ) from error
    except MemoryError as error:
        raise ImageError(
            "{path} is too large for the memory of this machine; scale it down first.", path=path
        ) from error


def _read(data: bytes, path: Path) -> Stored:
    if is_raw(data, path):
        return read_raw(data, path)
    if is_png(data):
        return read_png(data, path)
    if is_tiff(data):
        return read_tiff(data, path)
    if is_heif(data):
        return read_heif(data, path)
    if is_avif(data):
        return read_avif(data, path)
    if is_jxl(data):
        return read_jxl(data, path)
    if is_jp2(data):
        return read_jp2(data, path)
    return read_common(data, path)


def _filled(pixels: np.ndarray, seen: np.ndarray | None, path: Path) -> np.ndarray | None:
    """Return where the photo shows something, None for everywhere, with the rest of the pixels filled in place.

    Raises:
        ImageError: it shows nothing.
    """
    if seen is None or seen.all():
        return None
    if not seen.any():
        raise ImageError(
            "{path} is transparent everywhere, so it shows nothing; leave it out, or save it without transparency.",
            path=path,
        )
    fill_unseen(pixels, seen)
    release(pixels)
    return seen


def _upright(stored: Stored, space: str, allocate: Allocate) -> tuple[np.ndarray, np.ndarray | None]:
    """Return what was stored as RGB and upright, copied strip by strip so that no second whole copy is made.

    With it comes where something is seen, None for everywhere.
    """
    height, width = stored.size
    size = (width, height) if stored.orientation in (5, 6, 7, 8) else (height, width)
    upright = allocate((*size, 3), np.uint16 if bits_at_rest(space, _depth(stored)) == 16 else np.uint8)
    as_stored = _as_stored(upright, stored.orientation)
    seen = allocate(size, bool) if _has_alpha(stored) else None
    seen_as_stored = None if seen is None else _as_stored(seen, stored.orientation)
    n_rows = max(1, _STRIP_PIXELS // width)
    for first in range(0, height, n_rows):
        last = min(first + n_rows, height)
        if isinstance(stored.pixels, np.ndarray):
            strip = stored.pixels[first:last]
            if seen_as_stored is not None:
                seen_as_stored[first:last] = stored.samples.seen(strip)
            colours = stored.samples.colours(strip)
        else:
            strip = stored.pixels.crop((0, first, width, last))
            if seen_as_stored is not None:
                strip = (strip.convert("LA") if strip.mode == "La" else strip).convert("RGBA")
                seen_as_stored[first:last] = is_seen(np.asarray(strip)[..., 3])
            colours = _colours(strip)
        as_stored[first:last] = colours if stored.to_rest is None else stored.to_rest.rgb(colours, space)
        # Beside a whole decoded picture there is no memory for another.
        release(upright[first:last] if stored.orientation == 1 else upright)
    return upright, seen


def _depth(stored: Stored) -> int:
    return stored.samples.depth(stored.pixels.dtype) if isinstance(stored.pixels, np.ndarray) else 8


def _has_alpha(stored: Stored) -> bool:
    return stored.samples.has_unseen if isinstance(stored.pixels, np.ndarray) else stored.pixels.has_transparency_data


def _as_stored(upright: np.ndarray, orientation: int) -> np.ndarray:
    """Return a view of an upright picture in the layout in which a camera stored it (EXIF 2.32, tag 274)."""
    if orientation in (2, 3, 6, 7):
        upright = upright[:, ::-1]
    if orientation in (3, 4, 7, 8):
        upright = upright[::-1]
    return upright.swapaxes(0, 1) if orientation in (5, 6, 7, 8) else upright


def _colours(strip: Image.Image) -> np.ndarray:
    """Return a strip as `(rows, W, 3)` uint8 RGB, or `(rows, W, 4)` of inks."""
    if strip.mode == "RGBA":
        strip = Image.merge("RGB", strip.split()[:3])  # without blending: whatever is mixed does not count as seen
    return np.asarray(strip if strip.mode in ("RGB", "CMYK") else strip.convert("RGB"))
