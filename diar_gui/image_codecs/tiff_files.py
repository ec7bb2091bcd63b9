"""TIFF and BigTIFF, by way of tifffile and imagecodecs; what those leave out (old JPEG, fewer colours) by Pillow."""

import io
import logging
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.image_codecs import colour_spaces, exif, to_rest
from diar_gui.image_codecs.samples import Samples
from diar_gui.image_codecs.stored import MAX_N_PIXELS, Stored, check_size, inks_notice, profile_notice
from diar_gui.image_codecs.to_rest import InksToRest, LabToRest, ToRest
from diar_gui.sentences import Sentence

_BEGINNINGS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_MAX_BYTES = 8 * MAX_N_PIXELS  # four channels of 16 bits
_SMALLER, _MASK = 1, 4  # bits of NewSubfileType
_ALPHAS = (1, 2)  # kinds of extra samples: multiplied in, and not
_ICC_PROFILE, _ORIENTATION, _INK_SET = 34675, 274, 332
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _INKS, _YCBCR, _CIELAB, _ICCLAB = 0, 1, 2, 3, 5, 6, 8, 9
_LAB = (_CIELAB, _ICCLAB)
_N_COLOURS = {_WHITE_IS_ZERO: 1, _BLACK_IS_ZERO: 1, _RGB: 3, _PALETTE: 1, _INKS: 4, _YCBCR: 3, _CIELAB: 3, _ICCLAB: 3}
_ODD_COMPRESSIONS = (6, 34676, 34677)  # JPEG of TIFF 6.0, and SGI's logarithms
_PLAIN_COMPRESSIONS = (1, 5, 8, 32773, 32946)  # none, LZW, deflate, PackBits
_FLOAT, _SIGNED = 3, 2  # sample formats


def is_tiff(data: bytes) -> bool:
    """Tell by its beginning whether a file is a TIFF."""
    return data[:4] in _BEGINNINGS


def read_tiff(data: bytes, path: Path) -> Stored:
    """Return the first page that is no smaller copy of another.

    Raises:
        ImageError: it is too large, or of a kind that no library here reads.
        ValueError, RuntimeError, ...: it is damaged.
    """
    import tifffile  # late: few folders hold such photos

    logging.getLogger("tifffile").setLevel(logging.CRITICAL)
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        kinds = exif.page_kinds(data)
        page = _main_page(file, kinds)
        check_size(path, page.imagewidth, page.imagelength)
        _check_is_whole(page, len(data))
        notes = exif.parse(data, page.offset)
        notices = _page_notices(kinds, path)
        kept = exif.kept(notes)
        if not _is_for_tifffile(page):
            return _read_by_pillow(data, page.index, path, kept, notices)
        pixels = _decoded(page, path)
        if page.planarconfig == 2 and pixels.ndim == 3:
            pixels = np.moveaxis(pixels, 0, -1)
        if pixels.shape[:2] != (page.imagelength, page.imagewidth) or pixels.ndim > 3:
            raise ImageError(
                "{path} holds a picture of more than two dimensions; save it as a flat one first.", path=path
            )
        if page.photometric in _LAB:
            pixels = pixels.view(f"u{pixels.dtype.itemsize}") if pixels.dtype.kind == "i" else pixels
        samples = _samples(page, path)
        colours, more_notices = _to_rest(page, notes, path)
        turned = page.tags.valueof(_ORIENTATION, 1)
        return Stored(
            pixels,
            samples,
            orientation=turned if turned in range(1, 9) else 1,
            to_rest=colours,
            exif=kept,
            notices=(*notices, *more_notices, *_number_notices(page, path)),
        )


def _main_page(file: Any, kinds: list[int]) -> Any:
    """Return the first page that is no smaller copy and no mask, be it one below a page; else the first."""
    first = next((i for i, kind in enumerate(kinds) if not kind & (_SMALLER | _MASK)), None)
    page = file.pages[first or 0]
    below = [p for p in page.pages or () if not p.subfiletype & (_SMALLER | _MASK)] if page.subifds else []
    area = 0 if first is None else page.imagewidth * page.imagelength
    larger = [p for p in below if p.imagewidth * p.imagelength > area]
    return larger[0] if larger else page


def _check_is_whole(page: Any, n_bytes: int) -> None:
    if any(start + n > n_bytes for start, n in zip(page.dataoffsets, page.databytecounts, strict=False)):
        raise ValueError("the file ends before its pixels do")
    if page.nbytes > _MAX_BYTES or page.imagedepth != 1 or page.tiledepth not in (0, 1):
        raise ValueError("more bytes than any picture has")
    if page.is_tiled and page.tilewidth * page.tilelength > 4 * page.imagewidth * page.imagelength + 2**20:
        raise ValueError("a tile is far larger than the picture")


def _is_for_tifffile(page: Any) -> bool:
    """Tell whether tifffile decodes the page; libtiff also knows old JPEG, logarithms and bare YCbCr."""
    if page.compression in _ODD_COMPRESSIONS:
        return False
    return page.photometric != _YCBCR or page.compression not in _PLAIN_COMPRESSIONS


def _decoded(page: Any, path: Path) -> np.ndarray:
    try:
        return page.asarray(maxworkers=1)
    except (ImportError, ValueError) as error:
        from tifffile import TIFF

        if isinstance(error, ImportError) or page.compression not in TIFF.DECOMPRESSORS:
            raise ImageError(
                "{path} is compressed in a way that DIAR does not read ({kind}); save it with LZW or without "
                "compression first.",
                path=path,
                kind=_name(page.compression),
            ) from error
        raise


def _name(kind: object) -> str:
    return str(getattr(kind, "name", kind))


def _read_by_pillow(data: bytes, index: int | tuple, path: Path, kept: bytes, notices: list[Sentence]) -> Stored:
    """Return a page by way of libtiff, with 8 bits and upright."""
    image = Image.open(io.BytesIO(data), formats=("TIFF",))
    image.seek(index if isinstance(index, int) else 0)
    check_size(path, *image.size)
    image.load()
    return Stored(image, exif=kept, notices=tuple(notices))


def _samples(page: Any, path: Path) -> Samples:
    kind, n_channels = page.photometric, page.samplesperpixel
    if kind not in _N_COLOURS:
        raise ImageError(
            "{path} has its colours in a form that DIAR does not read ({kind}); save it as RGB first.",
            path=path,
            kind=_name(kind),
        )
    n_colours = _N_COLOURS[kind]
    if kind == _INKS and (n_channels - len(page.extrasamples) != 4 or page.tags.valueof(_INK_SET, 1) != 1):
        raise ImageError("{path} is made of inks that are not CMYK; save it as RGB first.", path=path)
    if n_channels < n_colours:
        raise ValueError("there are fewer channels than colours")
    alpha = next((i for i, extra in enumerate(page.extrasamples) if extra in _ALPHAS), None)
    palette = None
    if kind == _PALETTE:
        if page.colormap is None:
            raise ValueError("the palette is missing")
        palette = (np.asarray(page.colormap).T >> 8).astype(np.uint8)
    return Samples(
        bits=page.bitspersample,
        channels=tuple(range(n_colours)),
        alpha=None if alpha is None else n_channels - len(page.extrasamples) + alpha,
        is_multiplied=alpha is not None and page.extrasamples[alpha] == 1,
        is_inverse=kind == _WHITE_IS_ZERO,
        palette=palette,
    )


def _to_rest(page: Any, notes: exif.Exif, path: Path) -> tuple[ToRest | None, list[Sentence]]:
    profile = page.tags.valueof(_ICC_PROFILE)
    kind = page.photometric
    if kind in _LAB:
        return LabToRest(is_icc=kind == _ICCLAB), []
    mode = {_INKS: "CMYK", _WHITE_IS_ZERO: "L", _BLACK_IS_ZERO: "L"}.get(kind, "RGB")
    notices = []
    if profile:
        try:
            return to_rest.from_profile(bytes(profile), mode), []
        except (ValueError, TypeError):
            notices = [profile_notice(path)]
    if mode == "CMYK":
        return InksToRest(), notices or [inks_notice(path)]
    if notes.is_adobe_rgb and not notices:
        return to_rest.from_space(colour_spaces.adobe_rgb()), []
    return None, notices


def _page_notices(kinds: list[int], path: Path) -> list[Sentence]:
    n_pages = sum(not kind & (_SMALLER | _MASK) for kind in kinds)
    if n_pages < 2:
        return []
    return [Sentence("{name} holds {n} pages; only the first one is used.", name=path.name, n=n_pages)]


def _number_notices(page: Any, path: Path) -> list[Sentence]:
    if page.sampleformat == _FLOAT:
        name = path.name
        return [Sentence("{name} has floating-point numbers; 0 is taken for black and 1 for white.", name=name)]
    if page.sampleformat == _SIGNED and page.photometric not in _LAB:
        name = path.name
        return [Sentence("{name} has signed numbers; 0 is taken for black and the largest one for white.", name=name)]
    return []
