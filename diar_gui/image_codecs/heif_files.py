"""HEIC and HEIF photos, by way of pi-heif: libheif without an encoder, so without anything under the GPL."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np

from diar_gui.errors import ImageError
from diar_gui.image_codecs import exif, to_srgb
from diar_gui.image_codecs.colour_spaces import from_cicp
from diar_gui.image_codecs.stored import Stored, check_size, profile_notice
from diar_gui.image_codecs.to_srgb import ToSrgb
from diar_gui.image_codecs.transparency import is_seen
from diar_gui.sentences import Sentence

_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def is_heif(data: bytes) -> bool:
    """Tell by its beginning whether a file is a HEIF, other than an AVIF."""
    if data[4:8] != b"ftyp":
        return False
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[i : i + 4] for i in range(16, length, 4))}
    return bool(brands & _BRANDS) and not brands & {b"avif", b"avis"}


def read_heif(data: bytes, path: Path) -> Stored:
    """Return the main picture, upright as libheif makes it: in these files the EXIF orientation is for show.

    Raises:
        ImageError: it is too large, or the library is not installed.
        ValueError, RuntimeError, ...: it is damaged.
    """
    library = _library(path)
    _check_items(data)
    pictures = library.open_heif(data, convert_hdr_to_8bit=False)
    picture = pictures[pictures.primary_index]
    check_size(path, *picture.size)
    pixels = np.asarray(picture)
    info = picture.info
    notices = []
    n_pictures = len(pictures)
    if n_pictures > 1:
        notices.append(Sentence("{name} holds {n} pictures; only the main one is used.", name=path.name, n=n_pictures))
    try:
        colours = _to_srgb(info)
    except ValueError:
        colours = None
        notices.append(profile_notice(path))
    bits = info["bit_depth"]
    return Stored(
        _three_channels(pixels),
        to_srgb=colours,
        exif=exif.kept(exif.parse(info["exif"] or b"")),
        notices=tuple(notices),
        bits=bits if pixels.dtype == np.uint16 and 8 < bits < 16 else None,
        seen=is_seen(pixels[..., -1]) if pixels.ndim == 3 and pixels.shape[2] in (2, 4) else None,
        owner=picture,
    )


@cache
def _imported() -> ModuleType:
    import pi_heif  # late: few folders hold such photos

    pi_heif.options.THUMBNAILS = False
    pi_heif.options.DEPTH_IMAGES = False
    pi_heif.options.AUX_IMAGES = False
    return pi_heif


def _library(path: Path) -> ModuleType:
    try:
        return _imported()
    except ImportError as error:
        raise ImageError(
            "{path} is a HEIC photo, and pi-heif, which reads those, is not installed; install it with "
            "`pip install pi-heif`, or save the photo as JPEG.",
            path=path,
        ) from error


def _check_items(data: bytes) -> None:
    """Refuse names of items that are no text: pi-heif 1.4 ends the process over them.

    Raises:
        ValueError: there is one (UnicodeDecodeError).
    """
    for meta, start, end in _boxes(data, 0, len(data)):
        if meta != b"meta":
            continue
        for table, first, last in _boxes(data, start + 4, end):
            if table != b"iinf":
                continue
            counter_bytes = 2 if data[first] == 0 else 4
            for _, item, item_end in _boxes(data, first + 4 + counter_bytes, last):
                number_bytes = 4 if data[item : item + 1] >= b"\3" else 2
                data[item + 4 + number_bytes + 2 : item_end].decode("utf-8")


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, begin and end of the content of each box (ISO/IEC 14496-12, section 4.2)."""
    while start + 8 <= end:
        n_bytes, header = int.from_bytes(data[start : start + 4], "big"), 8
        if n_bytes == 1:
            n_bytes, header = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        stop = end if n_bytes == 0 else start + n_bytes
        if stop > end or stop < start + header:
            return
        yield data[start + 4 : start + 8], start + header, stop
        start = stop


def _to_srgb(info: dict) -> ToSrgb | None:
    if info.get("icc_profile"):
        return to_srgb.from_profile(info["icc_profile"], "RGB")
    numbers = info.get("nclx_profile")
    if not numbers:
        return None
    return to_srgb.from_space(from_cicp(int(numbers["color_primaries"]), int(numbers["transfer_characteristics"])))


def _three_channels(pixels: np.ndarray) -> np.ndarray:
    """Return `(H, W, 3)` without alpha; grey is spread."""
    if pixels.ndim == 2 or pixels.shape[2] < 3:
        grey = pixels if pixels.ndim == 2 else pixels[..., 0]
        return np.broadcast_to(grey[..., None], (*grey.shape, 3))
    return pixels[..., :3]
