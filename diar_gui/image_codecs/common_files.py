"""JPEG, WebP and BMP, by way of Pillow, which notices when they are cut short; JPEG of 12 bits by imagecodecs."""

import io
import struct
from pathlib import Path

import numpy as np
from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.image_codecs import colour_spaces, exif, to_rest
from diar_gui.image_codecs.samples import Samples
from diar_gui.image_codecs.stored import Stored, check_size, inks_notice, pictures_notice, profile_notice
from diar_gui.image_codecs.to_rest import InksToRest, ToRest
from diar_gui.sentences import Sentence

_FORMATS = ("JPEG", "WEBP", "BMP")
_ORIENTATION_TAG = 0x0112
_METADATA_ERRORS = (ValueError, SyntaxError, OSError, KeyError, IndexError, TypeError, OverflowError, struct.error)
_COLOURS = {"L": "L", "LA": "L", "1": "L", "CMYK": "CMYK"}  # all other modes are RGB
_IPTC = 0x0404  # among Photoshop's blocks
# Start of a frame: baseline, extended, progressive and lossless, by Huffman's codes.
_FRAMES = (0xC0, 0xC1, 0xC2, 0xC3)
_PER_INCH, _PER_CENTIMETRE = 1, 2

# Pillow's own limit warns at 89 megapixels, which photographers reach; ours is checked from the header instead.
Image.MAX_IMAGE_PIXELS = None


def read_common(data: bytes, path: Path) -> Stored:
    """Return the first or only picture in the file.

    Raises:
        ImageError: it is too large, or of a kind of JPEG that no library here reads.
        ValueError, OSError, SyntaxError, ...: it is damaged, or of another kind.
    """
    place = _jpeg_frame(data)
    is_deep = place is not None and (data[place] > 8 or data[place - 3] == 0xC3)
    header = data[:place] + b"\x08" + data[place + 1 :] if is_deep and place is not None else data
    with Image.open(io.BytesIO(header), formats=_FORMATS) as image:
        check_size(path, *image.size)
        samples = Samples()
        if is_deep and place is not None:
            pixels, samples = _decode_deep_jpeg(data, data[place], path)
        else:
            image.load()
            pixels = image
        notes = _notes(image)
        colours, notices = _to_rest(image, notes, path)
        n_pictures = getattr(image, "n_frames", 1) if image.format == "WEBP" else 1
        if n_pictures > 1:
            notices.insert(0, pictures_notice(path, n_pictures))
        orientation = notes.orientation if notes.has_orientation else _orientation(image)
        return Stored(pixels, samples, orientation, colours, exif.kept(notes), tuple(notices))


def _jpeg_frame(data: bytes) -> int | None:
    """Return where a JPEG says how many bits it has; None for other files and where it does not."""
    place = 2 if data[:3] == b"\xff\xd8\xff" else len(data)
    while place + 9 < len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker in _FRAMES:
            return place + 4
        if marker == 0xDA:
            return None
        place += 1 if marker == 0xFF else 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def _decode_deep_jpeg(data: bytes, bits: int, path: Path) -> tuple[np.ndarray, Samples]:
    import imagecodecs  # late: few folders hold such photos

    pixels = imagecodecs.jpeg_decode(data, bitspersample=bits)
    n_channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    if n_channels not in (1, 3):
        raise ImageError("{path} has {bits} bits per channel in CMYK; save it as RGB first.", path=path, bits=bits)
    return pixels, Samples(bits=bits, channels=tuple(range(n_channels)))


def _notes(image: Image.Image) -> exif.Exif:
    """Return what the file says in EXIF, XMP, IPTC and, about the resolution, in JFIF or the BMP's header."""
    embedded, packet = image.info.get("exif", b""), image.info.get("xmp", b"")
    blocks = image.info.get("photoshop")
    iptc = blocks.get(_IPTC, b"") if isinstance(blocks, dict) else b""
    per_inch = None
    if image.format == "BMP":
        per_inch = image.info.get("dpi")
    elif "jfif_density" in image.info:
        factor = {_PER_INCH: 1.0, _PER_CENTIMETRE: 2.54}.get(image.info.get("jfif_unit", 0))
        across, down = image.info["jfif_density"]
        per_inch = (across * factor, down * factor) if factor else None
    notes = exif.parse(embedded if isinstance(embedded, bytes) else b"")
    packet = packet.encode() if isinstance(packet, str) else packet
    return exif.with_more(notes, packet, iptc if isinstance(iptc, bytes) else b"", per_inch)


def _orientation(image: Image.Image) -> int:
    """Return what Pillow finds elsewhere about how the picture is turned (EXIF 2.32, tag 274)."""
    try:
        number = image.getexif().get(_ORIENTATION_TAG, 1)
    except _METADATA_ERRORS:
        return 1
    return number if isinstance(number, int) else 1


def _to_rest(image: Image.Image, notes: exif.Exif, path: Path) -> tuple[ToRest | None, list[Sentence]]:
    """Return what takes the picture's colours to rest, and sentences about those that cannot be understood."""
    profile = image.info.get("icc_profile")
    mode = _COLOURS.get(image.mode, "RGB")
    notices = []
    if profile:
        try:
            return to_rest.from_profile(profile, mode), []
        except (ValueError, TypeError):
            notices = [profile_notice(path)]
    if mode == "CMYK":
        return InksToRest(), notices or [inks_notice(path)]
    if notes.is_adobe_rgb and not notices:
        return to_rest.from_space(colour_spaces.adobe_rgb()), []
    return None, notices
