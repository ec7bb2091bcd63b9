"""Raw photos, developed by LibRaw, all frames of a run alike."""

import io
import struct
from pathlib import Path

import numpy as np

from diar_gui.errors import ImageError
from diar_gui.gamuts import RgbSpace, srgb_curve, xyz_of
from diar_gui.image_codecs import exif
from diar_gui.image_codecs.samples import Samples
from diar_gui.image_codecs.stored import Stored, check_size
from diar_gui.image_codecs.to_rest import MatrixToRest

_ENDINGS = "3fr arw cr2 cr3 crw dcr dng erf fff iiq kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f"

RAW_SUFFIXES = frozenset(f".{ending}" for ending in _ENDINGS.split())
"""Endings, in lower case, of the files of cameras that keep what the sensor saw."""

_JXL = (50002, 52546)  # compressions
_SRGB_POWER, _SRGB_SLOPE = 2.4, 12.92  # of IEC 61966-2-1, as LibRaw wants them


def is_raw(data: bytes, path: Path) -> bool:
    """Tell by ending and beginning whether a file is a raw photo."""
    if path.suffix.lower() in RAW_SUFFIXES or data[4:12] == b"ftypcrx ":
        return True
    return data[:4] in (b"II*\0", b"MM\0*") and exif.parse(data).is_raw


def read_raw(data: bytes, path: Path) -> Stored:
    """Return the photo with 16 bits, upright: the camera's white balance, no brightness that depends on the picture.

    Raises:
        ImageError: it is too large, or the library is not installed.
        ValueError: it is damaged, or of a camera that LibRaw does not know.
    """
    try:
        import rawpy  # late: few folders hold such photos
    except ImportError as error:
        raise ImageError(
            "{path} is a raw photo, and rawpy, which reads those, is not installed; install it with "
            "`pip install rawpy`, or save the photo as TIFF.",
            path=path,
        ) from error
    try:
        with rawpy.imread(io.BytesIO(data)) as raw:
            check_size(path, raw.sizes.raw_width, raw.sizes.raw_height)
            pixels = raw.postprocess(
                use_camera_wb=True,
                no_auto_bright=True,
                adjust_maximum_thr=0.0,
                output_bps=16,
                output_color=rawpy.ColorSpace.ProPhoto,  # pyright: ignore[reportAttributeAccessIssue]
                gamma=(_SRGB_POWER, _SRGB_SLOPE),
            )
    except (rawpy.LibRawError, rawpy.NotSupportedError) as error:  # pyright: ignore[reportAttributeAccessIssue]
        if _is_packed_as_jxl(data):
            raise ImageError(
                "{path} is a raw photo packed as JPEG XL, which LibRaw does not unpack; save it as a DNG without "
                "JPEG XL, or as TIFF, first.",
                path=path,
            ) from error
        raise ValueError("LibRaw could not develop the file") from error
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint16:
        raise ValueError("LibRaw made something else than a colour picture")
    space = RgbSpace((srgb_curve, srgb_curve, srgb_curve), xyz_of("prophoto"))
    return Stored(pixels, Samples(bits=16), to_rest=MatrixToRest(space), exif=exif.kept(exif.parse(data)))


def _is_packed_as_jxl(data: bytes) -> bool:
    """Tell whether a page of a DNG, or one below it, is packed as JPEG XL (DNG specification 1.7)."""
    import tifffile

    try:
        with tifffile.TiffFile(io.BytesIO(data)) as file:
            page = file.pages[0]
            below = (page.pages or ()) if page.subifds else ()  # pyright: ignore[reportAttributeAccessIssue]
            return any(p.compression in _JXL for p in (page, *below))
    except (ValueError, OSError, struct.error, RuntimeError, TypeError, KeyError, IndexError):
        return False
