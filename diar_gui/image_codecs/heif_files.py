"""HEIC and HEIF photos, by way of pi-heif: libheif without an encoder, so without anything under the GPL."""

from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np

from diar_gui.errors import ImageError
from diar_gui.image_codecs import boxes, exif, to_rest
from diar_gui.image_codecs.colour_spaces import from_cicp, is_hdr
from diar_gui.image_codecs.samples import Samples
from diar_gui.image_codecs.stored import Stored, check_size, hdr_notice, profile_notice
from diar_gui.image_codecs.to_rest import ToRest
from diar_gui.sentences import Sentence

_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def is_heif(data: bytes) -> bool:
    """Tell by its beginning whether a file is a HEIF, other than an AVIF."""
    brands = boxes.brands(data)
    return bool(brands & _BRANDS) and not brands & {b"avif", b"avis"}


def read_heif(data: bytes, path: Path) -> Stored:
    """Return the main picture, upright as libheif makes it: in these files the EXIF orientation is for show.

    Raises:
        ImageError: it is too large, or the library is not installed.
        ValueError, RuntimeError, ...: it is damaged.
    """
    if boxes.first(data, b"moov") is not None and boxes.first(data, b"meta", b"pitm") is None:
        raise ImageError("{path} is a moving HEIC without a still picture; save a still one as JPEG first.", path=path)
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
        colours = _to_rest(info)
        numbers = info.get("nclx_profile")
        if numbers and not info.get("icc_profile") and is_hdr(int(numbers["transfer_characteristics"])):
            notices.append(hdr_notice(path))
    except ValueError:
        colours = None
        notices.append(profile_notice(path))
    bits = info["bit_depth"] if pixels.dtype == np.uint16 else 8
    n_channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    samples = Samples(
        bits=bits,
        shift=16 - bits if pixels.dtype == np.uint16 else 0,
        channels=(0,) if n_channels < 3 else (0, 1, 2),
        alpha=n_channels - 1 if n_channels in (2, 4) else None,
    )
    notes = exif.with_more(exif.parse(info["exif"] or b""), info.get("xmp") or b"")
    return Stored(pixels, samples, to_rest=colours, exif=exif.kept(notes), notices=tuple(notices), owner=picture)


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
    table = boxes.first(data, b"meta", b"iinf")
    if table is None:
        return
    counter_bytes = 2 if data[table.start] == 0 else 4
    for item in boxes.boxes(data, table.start + 4 + counter_bytes, table.end):
        number_bytes = 4 if data[item.start : item.start + 1] >= b"\3" else 2
        data[item.start + 4 + number_bytes + 2 : item.end].decode("utf-8")


def _to_rest(info: dict) -> ToRest | None:
    if info.get("icc_profile"):
        return to_rest.from_profile(info["icc_profile"], "RGB")
    numbers = info.get("nclx_profile")
    if not numbers:
        return None
    return to_rest.from_space(from_cicp(int(numbers["color_primaries"]), int(numbers["transfer_characteristics"])))
