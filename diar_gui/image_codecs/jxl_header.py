"""What the beginning of a JPEG XL says (ISO/IEC 18181-1, annex D), of which imagecodecs tells nothing."""

from dataclasses import dataclass
from itertools import islice

from diar_gui.gamuts import RgbSpace, power_curve, xyz_matrix
from diar_gui.image_codecs import boxes
from diar_gui.image_codecs.colour_spaces import from_cicp

_CONTAINER = b"\0\0\0\x0cJXL \r\n\x87\n"
_CODESTREAM = b"\xff\n"
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))  # width to height
_ALPHA, _SPOT, _MOSAIC = 0, 2, 5  # kinds of extra channels
_GREY, _XYB = 1, 2
_CUSTOM, _DCI = 2, 17
_WHITES = {1: (0.3127, 0.3290), 10: (1 / 3, 1 / 3), 11: (0.314, 0.351)}
_CICP_OF_PRIMARIES = {1: 1, 9: 9, 11: 12}
_D65 = 1
_PRIMARIES = {
    1: ((0.639998686, 0.330010138), (0.300003784, 0.600003357), (0.150002046, 0.059997204)),
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}


@dataclass(frozen=True)
class Header:
    """The picture as it is stored.

    size: (width, height) before it is turned.
    orientation: how it is turned (EXIF 2.32, tag 274).
    bits: per channel.
    has_alpha, is_multiplied: about an alpha channel.
    is_grey: whether there is one colour.
    has_profile: whether the colours are in an ICC profile, which is packed and cannot be read.
    is_xyb: whether they were taken to XYB, and so can be had in others than the picture's own.
    space: the colours; None for sRGB.
    transfer: the number of ITU-T H.273 of their curve.
    is_animated: whether there may be several pictures.
    """

    size: tuple[int, int]
    orientation: int = 1
    bits: int = 8
    has_alpha: bool = False
    is_multiplied: bool = False
    is_grey: bool = False
    has_profile: bool = False
    is_xyb: bool = True
    space: RgbSpace | None = None
    transfer: int = 13
    is_animated: bool = False


def is_jxl(data: bytes) -> bool:
    """Tell by its beginning whether a file is a JPEG XL."""
    return data.startswith((_CONTAINER, _CODESTREAM))


def parse(data: bytes) -> Header:
    """Return what the beginning says.

    Raises:
        ValueError: it is damaged, or of a kind that is not known.
    """
    reader = _Bits(_codestream(data))
    size = reader.size()
    if reader.flag():
        return Header(size)
    orientation, is_animated = 1, False
    if reader.flag():
        orientation = 1 + reader.bits(3)
        if reader.flag():
            reader.size()
        if reader.flag():
            raise ValueError("a preview")
        is_animated = reader.flag()
        if is_animated:
            reader.number((100, 0), (1000, 0), (1, 10), (1, 30))
            reader.number((1, 0), (1001, 0), (1, 8), (1, 10))
            reader.number((0, 0), (0, 3), (0, 16), (0, 32))
            reader.flag()
    bits = reader.depth()
    reader.flag()
    alphas = [is_multiplied for kind, is_multiplied in _extra_channels(reader) if kind == _ALPHA]
    is_xyb = reader.flag()
    has_profile, is_grey, space, transfer = _colours(reader)
    has_alpha = bool(alphas)
    is_multiplied = has_alpha and alphas[0]
    return Header(
        *(size, orientation, bits, has_alpha, is_multiplied, is_grey),
        *(has_profile, is_xyb, space, transfer, is_animated),
    )


def _codestream(data: bytes) -> bytes:
    """Return the beginning of the packed picture, out of its boxes where it is in some."""
    if data.startswith(_CODESTREAM):
        return data[2:100_000]
    for box in islice(boxes.boxes(data), 1000):
        start = box.start + 4 if box.name == b"jxlp" else box.start
        if box.name in (b"jxlc", b"jxlp") and data[start : start + 2] == _CODESTREAM:
            return data[start + 2 : min(box.end, start + 100_000)]
    raise ValueError("no picture in the boxes")


def _extra_channels(reader: "_Bits") -> list[tuple[int, bool]]:
    """Return kind and, of alpha, whether it is multiplied in, by channel."""
    found = []
    for _ in range(reader.number((0, 0), (1, 0), (2, 4), (1, 12))):
        if reader.flag():
            found.append((_ALPHA, False))
            continue
        kind = reader.enum()
        reader.depth()
        reader.number((0, 0), (3, 0), (4, 0), (1, 3))
        for _ in range(reader.number((0, 0), (0, 4), (16, 5), (48, 10))):
            reader.bits(8)
        found.append((kind, reader.flag() if kind == _ALPHA else False))
        if kind == _SPOT:
            reader.bits(64)
        if kind == _MOSAIC:
            reader.number((1, 0), (0, 2), (3, 4), (19, 8))
    return found


def _colours(reader: "_Bits") -> tuple[bool, bool, RgbSpace | None, int]:
    """Return whether there is a profile, whether there is one colour, the colours and their curve's number."""
    if reader.flag():
        return False, False, None, 13
    has_profile, kind = reader.flag(), reader.enum()
    if has_profile or kind == _XYB:
        return has_profile, kind == _GREY, None, 13
    is_grey = kind == _GREY
    white_kind = reader.enum()
    white = reader.point() if white_kind == _CUSTOM else _WHITES.get(white_kind)
    primaries_kind, primaries = 1, _PRIMARIES[1]
    if not is_grey:
        primaries_kind = reader.enum()
        points = (reader.point(), reader.point(), reader.point()) if primaries_kind == _CUSTOM else None
        primaries = points or _PRIMARIES.get(primaries_kind)
    exponent = reader.bits(24) / 1e7 if reader.flag() else None
    transfer = reader.enum() if exponent is None else 13
    if white is None or primaries is None:
        raise ValueError("colours of an unknown kind")
    if exponent is None and white_kind == _D65 and primaries_kind in _CICP_OF_PRIMARIES:
        return False, is_grey, from_cicp(_CICP_OF_PRIMARIES[primaries_kind], transfer), transfer
    if exponent is not None and not 0.1 <= exponent <= 1:
        raise ValueError("a curve is out of range")
    if exponent is not None or transfer == _DCI:
        curve = power_curve(2.6 if exponent is None else 1 / exponent)
        return False, is_grey, RgbSpace((curve, curve, curve), xyz_matrix(primaries, white)), transfer
    named = from_cicp(9, transfer)
    curves = named.curves if named is not None else None
    if curves is None:
        raise ValueError("colours of an unknown kind")
    return False, is_grey, RgbSpace(curves, xyz_matrix(primaries, white)), transfer


class _Bits:
    """Reads numbers of some bits, the lowest ones first."""

    def __init__(self, data: bytes) -> None:
        self._number = int.from_bytes(data[:4096], "little")
        self._n_left = 8 * min(len(data), 4096)

    def bits(self, n: int) -> int:
        """Return the next number of `n` bits."""
        if n > self._n_left:
            raise ValueError("the file ends in its header")
        value = self._number & ((1 << n) - 1)
        self._number >>= n
        self._n_left -= n
        return value

    def flag(self) -> bool:
        """Return the next bit."""
        return bool(self.bits(1))

    def number(self, *choices: tuple[int, int]) -> int:
        """Return a number whose first two bits choose an offset and how many bits are added to it."""
        offset, n = choices[self.bits(2)]
        return offset + self.bits(n)

    def enum(self) -> int:
        """Return the number of one of a list of names."""
        return self.number((0, 0), (1, 0), (2, 4), (18, 6))

    def depth(self) -> int:
        """Return bits per channel."""
        if self.flag():
            bits = self.number((32, 0), (16, 0), (24, 0), (1, 6))
            self.bits(4)
            return bits
        return self.number((8, 0), (10, 0), (12, 0), (1, 6))

    def size(self) -> tuple[int, int]:
        """Return (width, height)."""
        sides = ((1, 9), (1, 13), (1, 18), (1, 30))
        is_small = self.flag()
        height = 8 * (1 + self.bits(5)) if is_small else self.number(*sides)
        ratio = self.bits(3)
        if ratio:
            across, down = _RATIOS[ratio - 1]
            return height * across // down, height
        return (8 * (1 + self.bits(5)) if is_small else self.number(*sides)), height

    def point(self) -> tuple[float, float]:
        """Return a chromaticity."""
        numbers = [self.number((0, 19), (524288, 19), (1048576, 20), (2097152, 21)) for _ in range(2)]
        x, y = ((n >> 1 if n % 2 == 0 else -(n >> 1) - 1) / 1e6 for n in numbers)
        return x, y
