"""AVIF: 8 bits by Pillow, more by OpenCV (Pillow would cut them in silence); colours are read from the file's boxes."""

import io
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from diar_gui.image_codecs import boxes, colour_spaces, exif, to_rest
from diar_gui.image_codecs.samples import Samples
from diar_gui.image_codecs.stored import Stored, check_size, hdr_notice, pictures_notice, profile_notice
from diar_gui.image_codecs.to_rest import ToRest
from diar_gui.sentences import Sentence

_BRANDS = frozenset({b"avif", b"avis"})
_ORIENTATION_TAG = 0x0112


def is_avif(data: bytes) -> bool:
    """Tell by its beginning whether a file is an AVIF."""
    return bool(boxes.brands(data) & _BRANDS)


def read_avif(data: bytes, path: Path) -> Stored:
    """Return the main picture.

    Raises:
        ImageError: it is too large.
        ValueError, OSError, ...: it is damaged.
    """
    properties = boxes.primary_properties(data)
    bits = _bits(data, properties)
    with Image.open(io.BytesIO(data), formats=("AVIF",)) as image:
        check_size(path, *image.size)
        samples = Samples()
        if bits > 8:
            pixels, samples = _decode_deep(data, bits, image)
        else:
            image.load()
            pixels = image
        embedded, packet = image.info.get("exif", b""), image.info.get("xmp", b"")
        notes = exif.with_more(exif.parse(embedded if isinstance(embedded, bytes) else b""), packet)
        # Pillow says here how the file's own boxes turn the picture; what the camera noted counts for nothing.
        orientation = image.getexif().get(_ORIENTATION_TAG, 1) if properties.keys() & {b"irot", b"imir"} else 1
        colours, notices = _to_rest(properties.get(b"colr", []), image, path)
        n_pictures = getattr(image, "n_frames", 1)
        if n_pictures > 1:
            notices.insert(0, pictures_notice(path, n_pictures))
        orientation = orientation if orientation in range(1, 9) else 1
        return Stored(pixels, samples, orientation, colours, exif.kept(notes), tuple(notices))


def _bits(data: bytes, properties: dict[bytes, list[bytes]]) -> int:
    for box in properties.get(b"pixi", []):  # a version, then bits by channel
        if len(box) > 5:
            return max(box[5 : 5 + box[4]], default=8)
    for box in properties.get(b"av1C", []):
        if len(box) > 2 and box[2] & 0x40:
            return 12 if box[2] & 0x20 else 10
    return 8


def _decode_deep(data: bytes, bits: int, image: Image.Image) -> tuple[np.ndarray, Samples]:
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise ValueError("OpenCV could not decode the file") from error
    if decoded is None or decoded.dtype != np.uint16 or decoded.shape[:2] != (image.height, image.width):
        raise ValueError("OpenCV could not decode the file")
    n_channels = 1 if decoded.ndim == 2 else decoded.shape[2]
    channels = (0,) if n_channels < 3 else (2, 1, 0)
    return decoded, Samples(bits=bits, channels=channels, alpha=n_channels - 1 if n_channels in (2, 4) else None)


def _to_rest(colours: list[bytes], image: Image.Image, path: Path) -> tuple[ToRest | None, list[Sentence]]:
    profile, numbers = boxes.icc_profile(colours), boxes.cicp(colours)
    try:
        if profile:
            return to_rest.from_profile(profile, "L" if image.mode in ("L", "LA") else "RGB"), []
        if numbers is not None:
            notices = [hdr_notice(path)] if colour_spaces.is_hdr(numbers[1]) else []
            return to_rest.from_space(colour_spaces.from_cicp(*numbers)), notices
    except ValueError:
        return None, [profile_notice(path)]
    return None, []
