"""PNG, JPEG, TIFF, WebP, AVIF and BMP.

Pillow decodes 8-bit files (it notices when they are cut short), OpenCV 16-bit ones (Pillow would cut them to 8 in
silence).
"""

import io
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.image_codecs import colour_spaces, exif, to_srgb
from diar_gui.image_codecs.stored import Stored, check_size, profile_notice
from diar_gui.image_codecs.to_srgb import ToSrgb
from diar_gui.image_codecs.transparency import is_seen
from diar_gui.sentences import Sentence

_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "AVIF", "BMP")
_ORIENTATION_TAG = 0x0112
_PNG_TEXTS = (b"Raw profile type", b"com.adobe.xmp")  # where older programs put an orientation
_TIFF_BITS, _TIFF_PHOTOMETRIC, _TIFF_WHITE_IS_ZERO, _TIFF_SEPARATED = 258, 262, 0, 5
_TIFF_SAMPLES, _TIFF_PLANES, _TIFF_SEPARATE_PLANES = 277, 284, 2
_TIFF_EXTRA_SAMPLES, _TIFF_ALPHAS = 338, (1, 2)  # multiplied in, and not
_TIFF_PLACES = ((273, 279), (324, 325))  # offsets and byte counts, of strips and of tiles
_METADATA_ERRORS = (ValueError, SyntaxError, OSError, KeyError, IndexError, TypeError, OverflowError, struct.error)
_COLOURS = {"L": "L", "LA": "L", "1": "L", "I;16": "L", "I;16B": "L", "CMYK": "CMYK"}  # all other modes are RGB

# Pillow's own limit warns at 89 megapixels, which photographers reach; ours is checked from the header instead.
Image.MAX_IMAGE_PIXELS = None
# OpenCV prints what it thinks of damaged files; the user gets one sentence from us instead.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def read_common(data: bytes, path: Path) -> Stored:
    """Return the first or only picture in the file.

    Raises:
        ImageError: it is too large, or has more than 16 bits per channel.
        ValueError, OSError, SyntaxError, ...: it is damaged, or of another kind.
    """
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        check_size(path, *image.size)
        chunks = _png_chunks(data) if image.format == "PNG" else {}
        if image.format == "PNG":
            # Pillow passes over damage behind the last needed pixel, OpenCV over more.
            with Image.open(io.BytesIO(data), formats=_FORMATS) as copy:
                copy.verify()
        if image.format == "TIFF":
            _check_tiff_is_whole(image, len(data))
        bits = _bits(image, data)
        if bits > 16:
            raise ImageError(
                "{path} has {bits} bits per channel; save it with 8 or 16 bits first.", path=path, bits=bits
            )
        if bits == 16:
            pixels, seen = _decode_sixteen_bit(image, data, path, chunks.get(b"tRNS"))
        else:
            image.load()
            pixels, seen = image, None
        notes = exif.parse(_exif_bytes(image, data, chunks))
        colours, colour_notices = _to_srgb(image, chunks, notes, path)
        notices = (*_page_notices(image, data, chunks, path), *colour_notices)
        orientation = _orientation(image, data, notes)
        return Stored(pixels, bits == 16, orientation, colours, exif.kept(notes), notices, seen=seen)


def _png_chunks(data: bytes) -> dict[bytes, bytes]:
    """Return the PNG's chunks by name, but for the pixels; of several of a name the first."""
    chunks: dict[bytes, bytes] = {}
    place = 8
    while place + 12 <= len(data):
        n_bytes, name = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if name != b"IDAT":
            chunks.setdefault(name, data[place + 8 : place + 8 + n_bytes])
        place += 12 + n_bytes
    return chunks


def _bits(image: Image.Image, data: bytes) -> int:
    if image.format == "PNG":
        return data[24]  # IHDR: bit depth follows width and height
    if image.format == "TIFF":
        bits = getattr(image, "tag_v2", {}).get(_TIFF_BITS, 8)
        return max(bits) if isinstance(bits, tuple) else bits
    return 8


def _check_tiff_is_whole(image: Image.Image, n_bytes: int) -> None:
    tags = getattr(image, "tag_v2", {})
    for offsets_tag, counts_tag in _TIFF_PLACES:
        offsets, counts = tags.get(offsets_tag, ()), tags.get(counts_tag, ())
        if any(offset + count > n_bytes for offset, count in zip(offsets, counts, strict=False)):
            raise ValueError("the file ends before its pixels do")


def _decode_sixteen_bit(
    image: Image.Image, data: bytes, path: Path, key: bytes | None
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return `(H, W, 3)` uint16 BGR as stored (a TIFF upright), and `(H, W)` bool where it is seen, None everywhere.

    Args:
        image: opened by Pillow.
        data: the whole file.
        path: its name.
        key: the colour that stands for transparent in a PNG without alpha.
    """
    tags = getattr(image, "tag_v2", {})
    photometric = tags.get(_TIFF_PHOTOMETRIC)
    if photometric == _TIFF_SEPARATED:
        raise ImageError("{path} has 16 bits per channel in CMYK; save it as RGB, or with 8 bits, first.", path=path)
    if tags.get(_TIFF_PLANES) == _TIFF_SEPARATE_PLANES and tags.get(_TIFF_SAMPLES, 1) > 1:
        # OpenCV would mix the planes up in silence.
        raise ImageError(
            "{path} has 16 bits in a plane per colour; save it with the colours interleaved first.", path=path
        )
    # A grey PNG comes without alpha where a grey value stands for it.
    is_keyed_grey = key is not None and image.mode.startswith("I")
    has_alpha = not is_keyed_grey and (image.has_transparency_data or _has_tiff_alpha(tags))
    flags = cv2.IMREAD_UNCHANGED if has_alpha else cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH
    if image.format == "PNG" and not has_alpha:
        flags |= cv2.IMREAD_IGNORE_ORIENTATION
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:
        raise ValueError("OpenCV could not decode the file") from error
    if decoded is None or decoded.dtype != np.uint16 or decoded.shape[1::-1] != image.size:
        raise ValueError("OpenCV could not decode the file")
    seen = None
    if has_alpha:
        if decoded.ndim != 3 or decoded.shape[2] != 4:
            raise ImageError(
                "{path} has 16 bits and transparency in a form that DIAR does not read; save it as PNG.", path=path
            )
        decoded, seen = decoded[..., :3], is_seen(decoded[..., 3])
    elif is_keyed_grey and key is not None:
        seen = decoded[..., 0] != int.from_bytes(key[:2], "big")
    if photometric == _TIFF_WHITE_IS_ZERO:
        np.invert(decoded, out=decoded)
    return decoded, seen


def _has_tiff_alpha(tags: Mapping[int, Any]) -> bool:
    return any(kind in _TIFF_ALPHAS for kind in tags.get(_TIFF_EXTRA_SAMPLES, ()))


def _exif_bytes(image: Image.Image, data: bytes, chunks: dict[bytes, bytes]) -> bytes:
    if image.format == "TIFF":
        return data
    if image.format == "PNG":
        return chunks.get(b"eXIf", b"")
    embedded = image.info.get("exif", b"")
    return embedded if isinstance(embedded, bytes) else b""


def _orientation(image: Image.Image, data: bytes, notes: exif.Exif) -> int:
    """Return how the decoded picture is still turned (EXIF 2.32, tag 274); 1 where it is upright."""
    if image.format == "TIFF":
        return 1  # Pillow and OpenCV both turn a TIFF upright while they decode it, and nothing else
    if notes.image or (image.format == "PNG" and not any(text in data for text in _PNG_TEXTS)):
        return notes.orientation  # to find none elsewhere, Pillow would decode a whole PNG once more
    try:
        number = image.getexif().get(_ORIENTATION_TAG, 1)
    except _METADATA_ERRORS:
        return 1
    return number if isinstance(number, int) else 1


def _to_srgb(
    image: Image.Image, chunks: dict[bytes, bytes], notes: exif.Exif, path: Path
) -> tuple[ToSrgb | None, list[Sentence]]:
    """Return what takes the picture's colours to sRGB, and sentences about those that cannot be understood."""
    profile = image.info.get("icc_profile")
    colours = _COLOURS.get(image.mode, "RGB")
    try:
        if b"cICP" in chunks:
            return to_srgb.from_space(colour_spaces.from_cicp(*chunks[b"cICP"][:2])), []
        if profile:
            return to_srgb.from_profile(profile, colours), []
        if b"sRGB" not in chunks and (b"gAMA" in chunks or b"cHRM" in chunks):
            space = colour_spaces.from_png_numbers(chunks.get(b"gAMA"), chunks.get(b"cHRM"))
            return to_srgb.from_space(space), []
    except (ValueError, TypeError):
        return None, [profile_notice(path)]
    if colours == "CMYK":
        return None, [
            Sentence("{name} is in CMYK without a colour profile, so its colours are a guess.", name=path.name)
        ]
    return to_srgb.from_space(colour_spaces.adobe_rgb()) if notes.is_adobe_rgb else None, []


def _page_notices(image: Image.Image, data: bytes, chunks: dict[bytes, bytes], path: Path) -> list[Sentence]:
    count: dict[str | None, Callable[[], int]] = {
        "TIFF": lambda: exif.n_pages(data),
        "PNG": lambda: int.from_bytes(chunks.get(b"acTL", b"")[:4], "big"),
        "WEBP": lambda: getattr(image, "n_frames", 1),
        "AVIF": lambda: getattr(image, "n_frames", 1),
    }
    number = count.get(image.format, lambda: 1)()
    if number < 2:
        return []
    if image.format == "TIFF":
        return [Sentence("{name} holds {n} pages; only the first one is used.", name=path.name, n=number)]
    return [Sentence("{name} holds {n} pictures; only the first one is used.", name=path.name, n=number)]
