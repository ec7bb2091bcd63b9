"""JPEG XL, by way of imagecodecs (libjxl)."""

from pathlib import Path

import numpy as np

from diar_gui.image_codecs import boxes, exif, jxl_header, to_rest
from diar_gui.image_codecs.colour_spaces import from_cicp, is_hdr
from diar_gui.image_codecs.samples import Samples
from diar_gui.image_codecs.stored import Stored, check_size, hdr_notice, profile_notice
from diar_gui.sentences import Sentence

_LINEAR = 8  # number of a curve in ITU-T H.273


def read_jxl(data: bytes, path: Path) -> Stored:
    """Return the first picture, upright as libjxl makes it: in these files the EXIF orientation is for show.

    Raises:
        ImageError: it is too large.
        ValueError, RuntimeError: it is damaged.
    """
    import imagecodecs  # late: few folders hold such photos

    notices = []
    header = jxl_header.parse(data)
    check_size(path, *header.size)
    pixels = imagecodecs.jpegxl_decode(data, index=0, numthreads=1)
    n_channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    space = header.space
    if header.has_profile and header.is_xyb:
        space = from_cicp(1, _LINEAR)  # libjxl cannot use the profile without another library, and gives linear light
        notices.append(
            Sentence("{name} has a colour profile, for which JPEG XL is read with coarse dark tones.", name=path.name)
        )
    elif header.has_profile:
        notices.append(profile_notice(path))
    if is_hdr(header.transfer):
        notices.append(hdr_notice(path))
    has_alpha = header.has_alpha and n_channels in (2, 4)
    samples = Samples(
        bits=header.bits if pixels.dtype.kind == "u" else 8 * pixels.dtype.itemsize,
        channels=(0,) if n_channels < 3 else (0, 1, 2),
        alpha=n_channels - 1 if has_alpha else None,
        is_multiplied=header.is_multiplied,
    )
    notes = exif.with_more(exif.parse(_box(data, b"Exif")[4:]), _box(data, b"xml "))
    colours = to_rest.from_space(space)
    return Stored(np.asarray(pixels), samples, to_rest=colours, exif=exif.kept(notes), notices=tuple(notices))


def _box(data: bytes, name: bytes) -> bytes:
    box = None if data.startswith(b"\xff\n") else boxes.first(data, name)
    return data[box.start : box.end] if box is not None else b""
