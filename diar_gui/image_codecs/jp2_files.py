"""JPEG 2000, by way of imagecodecs (OpenJPEG), which takes colours by a profile within to sRGB itself."""

from pathlib import Path

import numpy as np

from diar_gui.errors import ImageError
from diar_gui.image_codecs import boxes, exif
from diar_gui.image_codecs.samples import Samples
from diar_gui.image_codecs.stored import Stored, check_size, profile_notice

_CODESTREAM = b"\xff\x4f\xff\x51"
_CONTAINER = b"\0\0\0\x0cjP  \r\n\x87\n"
_SRGB, _GREY, _SYCC = 16, 17, 18  # numbers of colours in a box `colr`
_OPACITY, _MULTIPLIED_OPACITY = 1, 2
_XMP_ID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_EXIF_ID = b"JpgTiffExif->JP2"
_METRE_PER_INCH = 0.0254


def is_jp2(data: bytes) -> bool:
    """Tell by its beginning whether a file is a JPEG 2000."""
    return data.startswith((_CODESTREAM, _CONTAINER))


def read_jp2(data: bytes, path: Path) -> Stored:
    """Return the picture.

    Raises:
        ImageError: it is too large, or of a kind that OpenJPEG does not read.
        ValueError, RuntimeError: it is damaged.
    """
    import imagecodecs  # late: few folders hold such photos

    place = data.find(_CODESTREAM)
    if place < 0 or len(data) < place + 42:
        raise ValueError("no picture in the boxes")
    right, bottom, left, top = (int.from_bytes(data[place + i : place + i + 4], "big") for i in (8, 12, 16, 20))
    n_channels, bits = int.from_bytes(data[place + 40 : place + 42], "big"), 1 + (data[place + 42] & 0x7F)
    check_size(path, right - left, bottom - top)
    if n_channels > 16:
        raise ImageError("{path} has {n} channels; save it as RGB first.", path=path, n=n_channels)
    try:
        pixels = imagecodecs.jpeg2k_decode(data, numthreads=1)
    except NotImplementedError as error:
        raise ImageError(
            "{path} is a JPEG 2000 whose channels have different sizes or depths, which DIAR does not read; "
            "save it as TIFF first.",
            path=path,
        ) from error
    n_channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    colours, kinds = _boxes(data, b"colr"), _boxes(data, b"cdef")
    alpha, is_multiplied = _alpha(kinds[0] if kinds else b"", n_channels)
    samples = Samples(
        bits=bits if pixels.dtype.kind == "u" else 8 * pixels.dtype.itemsize,
        channels=(0,) if n_channels < 3 else (0, 1, 2),
        alpha=alpha,
        is_multiplied=is_multiplied,
    )
    notices = [] if all(_is_known(colour) for colour in colours[:1]) else [profile_notice(path)]
    return Stored(np.asarray(pixels), samples, exif=exif.kept(_notes(data)), notices=tuple(notices))


def _boxes(data: bytes, name: bytes) -> list[bytes]:
    header = None if data.startswith(_CODESTREAM) else boxes.first(data, b"jp2h")
    if header is None:
        return []
    return [data[box.start : box.end] for box in boxes.boxes(data, header.start, header.end) if box.name == name]


def _is_known(colour: bytes) -> bool:
    """Tell whether a box `colr` names colours that OpenJPEG and lcms have taken to sRGB."""
    if colour[:1] == b"\1":
        return int.from_bytes(colour[3:7], "big") in (_SRGB, _GREY, _SYCC)
    return colour[:1] == b"\2"


def _alpha(kinds: bytes, n_channels: int) -> tuple[int | None, bool]:
    """Return which channel is alpha by the box `cdef`, if one is, and whether it is multiplied in."""
    for i in range(2, len(kinds) - 5, 6):
        channel, kind = (int.from_bytes(kinds[i + k : i + k + 2], "big") for k in (0, 2))
        if kind in (_OPACITY, _MULTIPLIED_OPACITY) and channel < n_channels:
            return channel, kind == _MULTIPLIED_OPACITY
    return None, False


def _notes(data: bytes) -> exif.Exif:
    written, packet, per_inch = b"", b"", None
    if data.startswith(_CONTAINER):
        for box in boxes.boxes(data):
            if box.name == b"uuid":
                name, body = data[box.start : box.start + 16], data[box.start + 16 : box.end]
                packet = packet or (body if name == _XMP_ID else b"")
                written = written or (body if name == _EXIF_ID else b"")
        place = boxes.first(data, b"jp2h", b"res ", b"resc") or boxes.first(data, b"jp2h", b"res ", b"resd")
        if place is not None and place.end - place.start == 10:
            body = data[place.start : place.end]
            down, down_by, across, across_by = (int.from_bytes(body[i : i + 2], "big") for i in (0, 2, 4, 6))
            if down_by and across_by:
                powers = [10.0 ** int.from_bytes(body[i : i + 1], "big", signed=True) for i in (8, 9)]
                per_inch = (
                    across / across_by * powers[1] * _METRE_PER_INCH,
                    down / down_by * powers[0] * _METRE_PER_INCH,
                )
    return exif.with_more(exif.parse(written), packet, per_inch=per_inch)
