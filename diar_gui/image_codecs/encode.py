"""From pixels to a file's bytes: PNG, TIFF and JPEG, with the camera's notes and a colour profile if wanted.

PNG and TIFF are made here, strip by strip: OpenCV writes no notes into a TIFF, and needs two whole copies for either.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import cv2
import numpy as np

from diar_gui.errors import ExportError
from diar_gui.image_codecs import exif, xmp
from diar_gui.image_codecs.exif import Entry
from diar_gui.image_codecs.icc import profile_of
from diar_gui.names import TIFF_COMPRESSIONS

WRITABLE_SUFFIXES = (".png", ".tif", ".tiff", ".jpg", ".jpeg")
"""File name endings, in lower case, that a picture can be written with."""

_STRIP_BYTES = 1 << 22
JPEG_QUALITY = 95
"""Quality of a JPEG where none is asked for, out of 100."""

_MAX_JPEG_SIDE_PX = 65_500  # of libjpeg
_MAX_SEGMENT_BYTES = 65_533  # of JPEG, with the two bytes of the length itself taken off
_MAX_TIFF_BYTES = 2**32 - 2**20  # its offsets have 32 bits
_UP_FILTER = 2
_METRE_PER_INCH = 0.0254
_LARGEST_ERROR = 0.001  # of a resolution in whole numbers
_XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"


def encode_image(
    pixels: np.ndarray,
    suffix: str,
    metadata: bytes | None = None,
    *,
    jpeg_quality: int = JPEG_QUALITY,
    space: str = "srgb",
    per_inch: tuple[float, float] | None = None,
    compression: str = TIFF_COMPRESSIONS[0],
) -> bytes:
    """Return the picture encoded for a file that ends in `suffix` (".png", ".tif", ".jpg").

    Args:
        pixels: `(H, W, 3)` RGB, `(H, W, 4)` RGB and alpha, or `(H, W)` grey; uint8 or uint16. JPEG takes the upper
            8 bits and no alpha.
        suffix: one of `WRITABLE_SUFFIXES`.
        metadata: the notes of the photo that the picture is made from (`Photo.exif`), b"" if it had none; they are
            brought up to date and written with a colour profile. None writes neither, unless the profile is not sRGB.
        jpeg_quality: from 1 to 100.
        space: of `names.SPACES`, whose colours the pixels are in, see `gamuts.for_file`.
        per_inch: its pixels per inch, across and down, written in any case; None for what the notes say.
        compression: one of `names.TIFF_COMPRESSIONS`, of a TIFF.

    Raises:
        ExportError: the format cannot hold it.
    """
    is_coloured = pixels.ndim == 3 and (metadata is not None or space != "srgb")
    if metadata is not None:
        notes = exif.for_picture(metadata, (pixels.shape[0], pixels.shape[1]), space, per_inch)
    else:
        notes = None if per_inch is None else exif.resolution_alone(per_inch)
    profile = profile_of(space) if is_coloured else b""
    if suffix in (".jpg", ".jpeg"):
        return _jpeg(pixels, notes, profile, jpeg_quality)
    return _png(pixels, notes, profile) if suffix == ".png" else _tiff(pixels, notes, profile, compression)


def strips(pixels: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the first row and the rows of pieces of the picture."""
    n_rows = max(1, _STRIP_BYTES // max(1, pixels[0].nbytes))
    for first in range(0, len(pixels), n_rows):
        yield first, pixels[first : first + n_rows]


def _packer() -> "zlib._Compress":
    """Return a compressor of differences by run lengths: quicker than a search for repetitions, for photos smaller."""
    return zlib.compressobj(1, zlib.DEFLATED, 15, 9, zlib.Z_RLE)


def _jpeg(pixels: np.ndarray, notes: exif.Exif | None, profile: bytes, quality: int) -> bytes:
    if max(pixels.shape[:2]) > _MAX_JPEG_SIDE_PX:
        raise ExportError(
            "A JPEG has at most {n_most} pixels a side; save the picture as .png or .tif.", n_most=_MAX_JPEG_SIDE_PX
        )
    pixels = pixels[..., :3] if pixels.ndim == 3 else pixels
    pixels = (pixels >> 8).astype(np.uint8) if pixels.dtype == np.uint16 else pixels
    if pixels.ndim == 3:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    # Full colour resolution: halved, the edges of coloured letters fray.
    sampling = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    try:
        is_encoded, buffer = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality, *sampling])
    except cv2.error as error:
        raise ExportError("The picture could not be encoded as a JPEG; save it as .png instead.") from error
    if not is_encoded:
        raise ExportError("The picture could not be encoded as a JPEG; save it as .png instead.")
    if notes is None and not profile:
        return buffer.tobytes()
    segments = [] if notes is None else list(_jpeg_segments(notes, pixels.shape))
    if profile:
        segments.append(_segment(0xE2, b"ICC_PROFILE\0\x01\x01" + profile))
    return b"".join((b"\xff\xd8", *segments, _behind_jfif(buffer.tobytes())))


def _jpeg_segments(notes: exif.Exif, shape: tuple[int, ...]) -> Iterator[bytes]:
    """Yield the segments for resolution, notes, XMP, IPTC, as much of each as fits into one."""
    yield _segment(0xE0, b"JFIF\0\1\1" + struct.pack(">BHHBB", *_density(notes.per_inch), 0, 0))
    plain = exif.without_packets(notes)
    for less in (plain, exif.without_maker_note(plain), exif.for_picture(b"", (shape[0], shape[1]))):
        body = b"Exif\0\0" + exif.written(less)
        if len(body) <= _MAX_SEGMENT_BYTES:
            yield _segment(0xE1, body)
            break
    for packet in (notes.xmp, xmp.core(notes.xmp)):
        body = _XMP_HEADER + packet
        if packet and len(body) <= _MAX_SEGMENT_BYTES:
            yield _segment(0xE1, body)
            break
    body = b"Photoshop 3.0\0" + _photoshop_block(notes.iptc)
    if notes.iptc and len(body) <= _MAX_SEGMENT_BYTES:
        yield _segment(0xED, body)


def _density(per_inch: tuple[float, float] | None) -> tuple[int, int, int]:
    """Return unit and density of JFIF, which knows whole numbers alone; none where those would be wrong.

    Then the resolution stands in EXIF only, which programs read next.
    """
    for unit, per_unit in ((1, per_inch), (2, per_inch and (per_inch[0] / 2.54, per_inch[1] / 2.54))):
        if per_unit is not None:
            x, y = round(per_unit[0]), round(per_unit[1])
            errors = (abs(x / per_unit[0] - 1), abs(y / per_unit[1] - 1))
            if min(x, y) >= 1 and max(x, y) <= 65535 and max(errors) < _LARGEST_ERROR:
                return unit, x, y
    return 0, 1, 1


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _photoshop_block(iptc: bytes) -> bytes:
    """Return IPTC as Photoshop's block 0x0404, which other programs look for."""
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc + bytes(len(iptc) % 2)


def _behind_jfif(jpeg: bytes) -> bytes:
    """Return a JPEG from behind its beginning and its segment of JFIF, if it has one there."""
    if jpeg[2:4] != b"\xff\xe0":
        return jpeg[2:]
    return jpeg[4 + int.from_bytes(jpeg[4:6], "big") :]


def _png(pixels: np.ndarray, notes: exif.Exif | None, profile: bytes) -> bytes:
    height, width = pixels.shape[:2]
    n_channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    bits = 8 * pixels.dtype.itemsize
    file = io.BytesIO()
    file.write(b"\x89PNG\r\n\x1a\n")
    colours = {1: 0, 3: 2, 4: 6}[n_channels]
    _write_chunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0))
    if profile:
        name = b"sRGB" if profile == profile_of("srgb") else b"ICC profile"
        _write_chunk(file, b"iCCP", name + b"\0\0" + zlib.compress(profile))
    if notes is not None:
        if notes.per_inch is not None:
            across, down = (round(n / _METRE_PER_INCH) for n in notes.per_inch)
            _write_chunk(file, b"pHYs", struct.pack(">IIB", across, down, 1))
        _write_chunk(file, b"eXIf", exif.written(exif.without_packets(notes)))
        if notes.xmp:
            _write_chunk(file, b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + notes.xmp)
        if notes.iptc:
            block = _photoshop_block(notes.iptc)
            text = b"\niptc\n%8d\n%b\n" % (len(block), block.hex().encode())
            _write_chunk(file, b"zTXt", b"Raw profile type iptc\0\0" + zlib.compress(text))
    packer = _packer()
    above = np.zeros(width * n_channels * pixels.dtype.itemsize, np.uint8)
    for _, strip in strips(pixels):
        rows = np.ascontiguousarray(strip.astype(strip.dtype.newbyteorder(">"), copy=False))
        rows = rows.reshape(len(strip), -1).view(np.uint8)
        filtered = np.empty((len(rows), rows.shape[1] + 1), np.uint8)
        filtered[:, 0] = _UP_FILTER
        np.subtract(rows[0], above, out=filtered[0, 1:])
        np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
        above = rows[-1]
        _write_chunk(file, b"IDAT", packer.compress(filtered.data))
    _write_chunk(file, b"IDAT", packer.flush())
    _write_chunk(file, b"IEND", b"")
    return file.getvalue()


def _write_chunk(file: io.BytesIO, name: bytes, body: bytes) -> None:
    if body or name == b"IEND":
        file.write(struct.pack(">I", len(body)) + name)
        file.write(body)
        file.write(struct.pack(">I", zlib.crc32(body, zlib.crc32(name))))


def _tiff(pixels: np.ndarray, notes: exif.Exif | None, profile: bytes, compression: str) -> bytes:
    """Return a little-endian TIFF 6.0 in strips, those that are packed as horizontal differences."""
    file = io.BytesIO()
    file.write(b"II*\0\0\0\0\0")
    offsets, counts = write_tiff_strips(file, pixels, compression)
    start = file.tell() + file.tell() % 2
    if start > _MAX_TIFF_BYTES:
        raise ExportError("The picture is larger than a TIFF can be (4 GB); save it as .png instead.")
    entries = tiff_entries(pixels, offsets, counts, compression)
    if profile:
        entries[34675] = Entry(7, len(profile), profile)
    file.write(bytes(start - file.tell()) + exif.written(notes or exif.Exif(), entries, start))
    file.seek(4)
    file.write(struct.pack("<I", start))
    return file.getvalue()


def write_tiff_strips(
    file: BinaryIO, pixels: np.ndarray, compression: str = TIFF_COMPRESSIONS[0]
) -> tuple[list[int], list[int]]:
    """Write the pixels as a TIFF has them; return where each strip begins, and how many bytes it has."""
    offsets, counts = [], []
    for _, strip in strips(pixels):
        rows = strip if strip.ndim == 3 else strip[..., None]
        packed = _packed(rows, compression)
        offsets.append(file.tell())
        counts.append(len(packed))
        file.write(packed)
    return offsets, counts


def _packed(rows: np.ndarray, compression: str) -> bytes:
    if compression == "none":
        return rows.astype(rows.dtype.newbyteorder("<"), copy=False).tobytes()
    differences = np.diff(rows, axis=1, prepend=np.zeros_like(rows[:, :1]))
    plain = differences.astype(differences.dtype.newbyteorder("<"), copy=False).tobytes()
    if compression == "lzw":
        import imagecodecs  # late: few ask for it

        return bytes(imagecodecs.lzw_encode(plain))
    packer = _packer()
    return packer.compress(plain) + packer.flush()


def tiff_entries(
    pixels: np.ndarray, offsets: list[int], counts: list[int], compression: str = TIFF_COMPRESSIONS[0]
) -> exif.Directory:
    """Return the entries of a picture whose strips were written by `write_tiff_strips`."""
    n_rows = len(next(strips(pixels))[1])
    height, width = pixels.shape[:2]
    n_channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    shorts = {
        258: [8 * pixels.dtype.itemsize] * n_channels,  # bits per sample
        259: [{"deflate": 8, "lzw": 5, "none": 1}[compression]],
        262: [1 if n_channels == 1 else 2],  # black is zero, or RGB
        277: [n_channels],
        284: [1],  # channels side by side
    }
    if compression != "none":
        shorts[317] = [2]  # horizontal differences
    if n_channels == 4:
        shorts[338] = [2]  # alpha, not multiplied in
    longs = {256: [width], 257: [height], 273: offsets, 278: [n_rows], 279: counts}
    entries = {tag: Entry(3, len(n), struct.pack(f"<{len(n)}H", *n)) for tag, n in shorts.items()}
    return entries | {tag: Entry(4, len(n), struct.pack(f"<{len(n)}I", *n)) for tag, n in longs.items()}
