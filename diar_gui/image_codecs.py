"""Between a file's bytes and pixels at rest; the module `images` is the door to it.

Pillow decodes 8-bit files (it notices when they are cut short), OpenCV 16-bit ones (Pillow would cut them to 8 in
silence). BGR exists only here.
"""

import io
import warnings
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageCms

from diar_gui.errors import ExportError, ImageError

MAX_N_PIXELS = 400_000_000
"""Larger pictures are refused: most likely a damaged header or an attack."""

WRITABLE_SUFFIXES = (".png", ".tif", ".tiff", ".jpg", ".jpeg")
"""File name endings, in lower case, that a picture can be written with."""

Allocate = Callable[[tuple[int, ...], np.dtype | type], np.ndarray]

_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP")
_STRIP_ROWS = 256
_JPEG_QUALITY = 95
_ORIENTATION_TAG = 0x0112
_PNG_METADATA = (b"eXIf", b"Raw profile type", b"com.adobe.xmp")  # what may hold an orientation
_TIFF_BITS, _TIFF_PHOTOMETRIC, _TIFF_WHITE_IS_ZERO = 258, 262, 0
_TIFF_PLACES = ((273, 279), (324, 325))  # offsets and byte counts, of strips and of tiles

# Pillow's own limit warns at 89 megapixels, which photographers reach; ours is checked from the header instead.
Image.MAX_IMAGE_PIXELS = None
# OpenCV prints what it thinks of damaged files; the user gets one sentence from us instead.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def decode(data: bytes, path: Path, allocate: Allocate = np.empty) -> np.ndarray:
    """Return the photo in a file's bytes: `(H, W, 3)` uint8 or uint16, RGB, sRGB-encoded, upright.

    Args:
        data: the whole file.
        path: its name, for the sentence that says what is wrong.
        allocate: makes the array to fill, from a shape and a type.

    Raises:
        ImageError: the file is damaged or cut short, too large, or not a picture DIAR reads.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which is no harm to the picture
            return _decode(data, path, allocate)
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, OverflowError, KeyError, IndexError) as error:
        # These are what the decoders raise for damaged files, by their documentation and by trial.
        raise ImageError(
            f"{path} is damaged or not a picture that DIAR reads (PNG, JPEG, TIFF, WebP, BMP); "
            "copy it again, or leave it out."
        ) from error
    except MemoryError as error:
        raise ImageError(f"{path} is too large for the memory of this machine; scale it down first.") from error


def _decode(data: bytes, path: Path, allocate: Allocate) -> np.ndarray:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        width, height = image.size
        if width * height > MAX_N_PIXELS:
            raise ImageError(
                f"{path} claims {width} x {height} pixels, more than the {MAX_N_PIXELS // 10**6} megapixels "
                "DIAR takes; it may be damaged, else scale it down first."
            )
        if image.format == "PNG":
            # Pillow passes over damage behind the last needed pixel, OpenCV over more.
            with Image.open(io.BytesIO(data), formats=_FORMATS) as copy:
                copy.verify()
        if image.format == "TIFF":
            _check_tiff_is_whole(image, len(data))
        bits = _bits(image, data)
        if bits == 16:
            stored = _decode_sixteen_bit(image, data)
        elif bits <= 8:
            image.load()
            stored = image
        else:
            raise ImageError(f"{path} has {bits} bits per channel; save it with 8 or 16 bits first.")
        return _upright(stored, _orientation(image, data), allocate)


def _orientation(image: Image.Image, data: bytes) -> int:
    """Return how the decoded picture is still turned (EXIF 2.32, tag 274); 1 where it is upright."""
    if image.format == "TIFF":
        return 1  # Pillow and OpenCV both turn a TIFF upright while they decode it, and nothing else
    if image.format == "PNG" and not any(mark in data for mark in _PNG_METADATA):
        return 1  # to find none, Pillow would decode the whole picture once more
    return image.getexif().get(_ORIENTATION_TAG, 1)


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


def _decode_sixteen_bit(image: Image.Image, data: bytes) -> np.ndarray:
    """Return `(H, W, 3)` uint16 BGR as stored (a TIFF upright)."""
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH
    if image.format == "PNG":
        flags |= cv2.IMREAD_IGNORE_ORIENTATION
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:
        raise ValueError("OpenCV could not decode the file") from error
    if decoded is None or decoded.dtype != np.uint16 or decoded.shape[1::-1] != image.size:
        raise ValueError("OpenCV could not decode the file")
    if getattr(image, "tag_v2", {}).get(_TIFF_PHOTOMETRIC) == _TIFF_WHITE_IS_ZERO:
        decoded = np.invert(decoded)
    return decoded


def _upright(stored: Image.Image | np.ndarray, orientation: int, allocate: Allocate) -> np.ndarray:
    """Return what was stored as RGB and upright, copied strip by strip so that no second whole copy is made."""
    is_image = isinstance(stored, Image.Image)
    width, height = stored.size if is_image else stored.shape[1::-1]
    size = (width, height) if orientation in (5, 6, 7, 8) else (height, width)
    upright = allocate((*size, 3), np.uint8 if is_image else np.uint16)
    as_stored = _as_stored(upright, orientation)
    to_srgb = _to_srgb(stored) if is_image else None
    for first in range(0, height, _STRIP_ROWS):
        last = min(first + _STRIP_ROWS, height)
        if isinstance(stored, Image.Image):
            as_stored[first:last] = _rgb(stored.crop((0, first, width, last)), to_srgb)
        else:
            as_stored[first:last] = cv2.cvtColor(stored[first:last], cv2.COLOR_BGR2RGB)
    return upright


def _as_stored(upright: np.ndarray, orientation: int) -> np.ndarray:
    """Return a view of an upright picture in the layout in which a camera stored it (EXIF 2.32, tag 274)."""
    if orientation in (2, 3, 6, 7):
        upright = upright[:, ::-1]
    if orientation in (3, 4, 7, 8):
        upright = upright[::-1]
    return upright.swapaxes(0, 1) if orientation in (5, 6, 7, 8) else upright


def _rgb(strip: Image.Image, to_srgb: ImageCms.ImageCmsTransform | None) -> np.ndarray:
    if strip.mode == "P" and "transparency" in strip.info:
        strip = strip.convert("RGBA")
    if strip.mode in ("RGBA", "LA", "La", "RGBa"):
        # Drop alpha instead of blending: what is under it is the photo.
        strip = Image.merge("RGB", strip.convert("RGBA").split()[:3])
    elif strip.mode not in ("RGB", "L", "CMYK"):
        strip = strip.convert("RGB")
    if to_srgb is not None:
        strip = ImageCms.applyTransform(strip, to_srgb) or strip
    return np.asarray(strip.convert("RGB"))


def _to_srgb(image: Image.Image) -> ImageCms.ImageCmsTransform | None:
    """Return the transform from the photo's embedded colour profile; None where it is sRGB, absent or of no use."""
    embedded = image.info.get("icc_profile")
    if not embedded:
        return None
    mode = image.mode if image.mode in ("L", "CMYK") else "RGB"
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(embedded))
        if "srgb" in ImageCms.getProfileDescription(profile).lower():
            return None
        return ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def encode_image(pixels: np.ndarray, suffix: str) -> bytes:
    """Return the picture encoded for a file that ends in `suffix` (".png", ".tif", ".jpg").

    Args:
        pixels: `(H, W, 3)` RGB, `(H, W, 4)` RGB and alpha, or `(H, W)` grey; uint8 or uint16. JPEG takes the upper
            8 bits and no alpha.
        suffix: one of `WRITABLE_SUFFIXES`.

    Raises:
        ExportError: the encoder refused it.
    """
    options: list[int] = []
    if suffix in (".jpg", ".jpeg"):
        pixels = pixels[..., :3] if pixels.ndim == 3 else pixels
        pixels = (pixels >> 8).astype(np.uint8) if pixels.dtype == np.uint16 else pixels
        # Full colour resolution: halved, the edges of coloured letters fray.
        sampling = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
        options = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY, *sampling]
    elif suffix == ".png":
        # Level 1 is several times faster than the default and a few per cent larger.
        options = [cv2.IMWRITE_PNG_COMPRESSION, 1]
    if pixels.ndim == 3:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR if pixels.shape[2] == 3 else cv2.COLOR_RGBA2BGRA)
    try:
        is_encoded, buffer = cv2.imencode(suffix, pixels, options)
    except cv2.error as error:
        raise ExportError(f"The picture could not be encoded as {suffix}; try .png instead.") from error
    if not is_encoded:
        raise ExportError(f"The picture could not be encoded as {suffix}; try .png instead.")
    return buffer.tobytes()
