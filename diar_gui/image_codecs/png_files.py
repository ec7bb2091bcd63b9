"""PNG: 8-bit files by Pillow, 16-bit ones by OpenCV (Pillow would cut them to 8 in silence).

Texts and notes are read here: Pillow takes a long text for an attack and refuses the picture with it.
"""

import io
import re
import zlib
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from diar_gui.image_codecs import colour_spaces, exif, to_rest
from diar_gui.image_codecs.samples import Samples
from diar_gui.image_codecs.stored import Stored, check_size, hdr_notice, pictures_notice, profile_notice
from diar_gui.image_codecs.to_rest import ToRest
from diar_gui.sentences import Sentence

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_MAX_TEXT_BYTES = 16 << 20
_METRE_PER_INCH = 0.0254
_IPTC_IN_PHOTOSHOP = b"8BIM\x04\x04"


def is_png(data: bytes) -> bool:
    """Tell by its beginning whether a file is a PNG."""
    return data.startswith(_SIGNATURE)


def read_png(data: bytes, path: Path) -> Stored:
    """Return the first picture in the file.

    Raises:
        ImageError: it is too large.
        ValueError, OSError, SyntaxError, ...: it is damaged.
    """
    chunks, texts, data = _parts(data)
    with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
        check_size(path, *image.size)
        # Pillow passes over damage behind the last needed pixel, OpenCV over more.
        with Image.open(io.BytesIO(data), formats=("PNG",)) as copy:
            copy.verify()
        samples = Samples()
        if data[24] == 16:  # IHDR: bit depth follows width and height
            pixels, samples = _decode_sixteen_bit(image, data, chunks.get(b"tRNS"))
        else:
            image.load()
            pixels = image
        notes = _notes(chunks, texts)
        colours, colour_notices = _to_rest(image, chunks, path)
        n_pictures = int.from_bytes(chunks.get(b"acTL", b"")[:4], "big")
        notices = [pictures_notice(path, n_pictures)] if n_pictures > 1 else []
        orientation = notes.orientation if notes.has_orientation else _orientation_in_texts(texts)
        return Stored(pixels, samples, orientation, colours, exif.kept(notes), (*notices, *colour_notices))


def _parts(data: bytes) -> tuple[dict[bytes, bytes], dict[bytes, bytes], bytes]:
    """Return the chunks by name, but for pixels and texts, of several of a name the first; the texts; all but those."""
    chunks: dict[bytes, bytes] = {}
    texts: dict[bytes, bytes] = {}
    place, left = 8, []
    while place + 12 <= len(data):
        n_bytes, name = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if name in _TEXTS:
            keyword, text = _text(name, data[place + 8 : place + 8 + n_bytes])
            texts.setdefault(keyword, text)
            left.append((place, place + 12 + n_bytes))
        elif name != b"IDAT":
            chunks.setdefault(name, data[place + 8 : place + 8 + n_bytes])
        place += 12 + n_bytes
    if left:
        starts, ends = zip(*left, strict=True)
        data = b"".join(data[a:b] for a, b in zip((0, *ends), (*starts, len(data)), strict=True))
    return chunks, texts, data


def _text(kind: bytes, body: bytes) -> tuple[bytes, bytes]:
    """Return keyword and text of a chunk; what is damaged or too long has no text."""
    keyword, _, rest = body.partition(b"\0")
    if kind == b"tEXt":
        return keyword, rest
    is_packed = True
    if kind == b"zTXt":
        rest = rest[1:]
    else:
        is_packed, rest = rest[:1] == b"\1", rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    if not is_packed:
        return keyword, rest
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(rest, _MAX_TEXT_BYTES)
    except zlib.error:
        return keyword, b""
    return keyword, text if unpacker.eof else b""


def _notes(chunks: dict[bytes, bytes], texts: dict[bytes, bytes]) -> exif.Exif:
    written = chunks.get(b"eXIf") or _raw_profile(texts, b"exif") or _raw_profile(texts, b"APP1")
    numbers = chunks.get(b"pHYs", b"")
    per_inch = None
    if len(numbers) == 9 and numbers[8] == 1:
        x, y = (int.from_bytes(numbers[i : i + 4], "big") * _METRE_PER_INCH for i in (0, 4))
        per_inch = (x, y)
    packet = texts.get(b"XML:com.adobe.xmp", b"") or _raw_profile(texts, b"xmp")
    return exif.with_more(exif.parse(written), packet, _iptc(_raw_profile(texts, b"iptc")), per_inch)


def _raw_profile(texts: dict[bytes, bytes], name: bytes) -> bytes:
    """Return what ImageMagick and others put into a text as hexadecimal digits; b"" where that is damaged."""
    text = texts.get(b"Raw profile type " + name, b"")
    pieces = text.split(maxsplit=2)
    if len(pieces) < 3:
        return b""
    try:
        return bytes.fromhex(b"".join(pieces[2].split()).decode("ascii"))
    except ValueError:
        return b""


def _iptc(block: bytes) -> bytes:
    """Return the record of IPTC in a block of Photoshop's, or the block where it is the record."""
    place = block.find(_IPTC_IN_PHOTOSHOP)
    if place < 0:
        return block if block[:1] == b"\x1c" else b""
    place += len(_IPTC_IN_PHOTOSHOP)
    place += (1 + block[place] + 1) & ~1 if place < len(block) else 0  # a name of even length
    n_bytes = int.from_bytes(block[place : place + 4], "big")
    return block[place + 4 : place + 4 + n_bytes]


def _orientation_in_texts(texts: dict[bytes, bytes]) -> int:
    found = re.search(rb"tiff:Orientation(?:=\"|>)([1-8])", texts.get(b"XML:com.adobe.xmp", b""))
    return int(found[1]) if found else 1


def _decode_sixteen_bit(image: Image.Image, data: bytes, key: bytes | None) -> tuple[np.ndarray, Samples]:
    """Return `(H, W)` or `(H, W, n)` uint16 as OpenCV has it, and what its numbers stand for.

    Args:
        image: opened by Pillow.
        data: the whole file.
        key: the colour that stands for transparent in a PNG without alpha.
    """
    is_keyed_grey = key is not None and image.mode.startswith("I")
    has_alpha = not is_keyed_grey and image.has_transparency_data
    flags = cv2.IMREAD_UNCHANGED if has_alpha else cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH
    if not has_alpha:
        flags |= cv2.IMREAD_IGNORE_ORIENTATION
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:
        raise ValueError("OpenCV could not decode the file") from error
    n_channels = 4 if has_alpha else 3
    if decoded is None or decoded.dtype != np.uint16 or decoded.shape != (image.height, image.width, n_channels):
        raise ValueError("OpenCV could not decode the file")
    key_numbers = (int.from_bytes(key[:2], "big"),) * 3 if is_keyed_grey and key is not None else None
    return decoded, Samples(bits=16, channels=(2, 1, 0), alpha=3 if has_alpha else None, key=key_numbers)


def _to_rest(image: Image.Image, chunks: dict[bytes, bytes], path: Path) -> tuple[ToRest | None, list[Sentence]]:
    """Return what takes the picture's colours to rest, and sentences about those that cannot be understood."""
    profile = image.info.get("icc_profile")
    mode = "L" if image.mode in ("L", "LA", "1", "I;16", "I;16B", "I") else "RGB"
    try:
        if b"cICP" in chunks:
            primaries, transfer = chunks[b"cICP"][:2]
            notices = [hdr_notice(path)] if colour_spaces.is_hdr(transfer) else []
            return to_rest.from_space(colour_spaces.from_cicp(primaries, transfer)), notices
        if profile:
            return to_rest.from_profile(profile, mode), []
        if b"sRGB" not in chunks and (b"gAMA" in chunks or b"cHRM" in chunks):
            space = colour_spaces.from_png_numbers(chunks.get(b"gAMA"), chunks.get(b"cHRM"))
            return to_rest.from_space(space), []
    except (ValueError, TypeError):
        return None, [profile_notice(path)]
    return None, []
