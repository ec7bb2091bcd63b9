"""The colour spaces that pictures are kept and written in, and the way from one to another.

A space is red, green and blue (its primaries) and curves. Pixels at rest have the primaries of one of `names.SPACES`
and always the curve of sRGB, so that linear light is the same look-up for all of them; the curves that belong to the
spaces are those of files. All matrices are between kinds of linear light under D50, the white of ICC profiles: white
stays white and black black, which is what the relative colorimetric intent with black point compensation asks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from diar_gui.colour import LUMA, eight_bits, encoded_from_linear, linear_from_encoded
from diar_gui.names import SPACES

Curve = Callable[[np.ndarray], np.ndarray]
"""From encoded values to linear light, both float64 in [0, 1]."""

D50 = np.array([0.96420288, 1.0, 0.82490540])
"""XYZ of the white that ICC profiles refer to, rounded as their numbers are."""

D65_XY = (0.3127, 0.3290)
SRGB_XY = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
ADOBE_POWER, PROPHOTO_POWER = 563 / 256, 461 / 256  # as their makers' profiles have them
LSTAR = (3.0, 1 / 1.16, 0.16 / 1.16, 1 / 9.033, 0.08)
"""CIE lightness as the parametric curve of kind 3 of ICC.1:2022, section 10.18: the curve of eciRGB v2."""

_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_D50_XY = (0.345704, 0.358540)
_PRIMARIES = {
    "srgb": (SRGB_XY, D65_XY),
    "display-p3": (((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)), D65_XY),
    "adobe-rgb": (((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)), D65_XY),
    "ecirgb-v2": (((0.67, 0.33), (0.21, 0.71), (0.14, 0.08)), _D50_XY),
    "prophoto": (((0.734699, 0.265301), (0.159597, 0.840403), (0.036598, 0.000105)), _D50_XY),
}
_LEAST_INSIDE = -0.005  # of linear light: roundings in profiles are no wider gamut
_HALF_A_LEVEL = (-0.5 / 255 / 12.92, 1 + 2.27 * 0.5 / 255)  # in linear light, beyond black and beyond white
_CHUNK_PIXELS = 1 << 18


@dataclass(frozen=True, eq=False)
class RgbSpace:
    """A colour space: a curve per channel, then a `(3, 3)` matrix from linear R, G, B to XYZ as seen under D50."""

    curves: tuple[Curve, Curve, Curve]
    xyz_from_linear: np.ndarray


def srgb_curve(encoded: np.ndarray) -> np.ndarray:
    """Return linear light of sRGB-encoded values (IEC 61966-2-1)."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def power_curve(exponent: float) -> Curve:
    """Return the curve that raises to a power."""
    return lambda encoded: encoded**exponent


def xyz_matrix(primaries: tuple[tuple[float, float], ...], white: tuple[float, float]) -> np.ndarray:
    """Return the matrix from linear R, G, B to XYZ, adapted to D50 (Bradford).

    Args:
        primaries: chromaticities (x, y) of red, green and blue.
        white: that of white.

    Raises:
        ValueError: they span no colour space.
    """
    columns = np.array([_xyz(point) for point in primaries]).T
    try:
        adapted = _adaptation(white) @ (columns * np.linalg.solve(columns, _xyz(white)))
    except np.linalg.LinAlgError as error:
        raise ValueError("the primaries lie on a line") from error
    if not np.isfinite(adapted).all() or abs(np.linalg.det(adapted)) < 1e-6:
        raise ValueError("the primaries lie on a line")
    return adapted


def _adaptation(white: tuple[float, float]) -> np.ndarray:
    """Return the matrix from XYZ under a white to XYZ under D50 (Bradford)."""
    factors = (_BRADFORD @ D50) / (_BRADFORD @ _xyz(white))
    return np.linalg.solve(_BRADFORD, factors[:, None] * _BRADFORD)


def d50_from(space: str) -> np.ndarray:
    """Return the matrix from XYZ under a named space's own white to XYZ under D50."""
    return _adaptation(_PRIMARIES[space][1])


def _xyz(point: tuple[float, float]) -> np.ndarray:
    x, y = point
    if not (0 <= x <= 1.5 and 0 < y <= 1.5):
        raise ValueError("a chromaticity is out of range")
    return np.array([x / y, 1.0, (1 - x - y) / y])


@cache
def xyz_of(space: str) -> np.ndarray:
    """Return the matrix from a named space's linear light to XYZ under D50."""
    matrix = xyz_matrix(*_PRIMARIES[space])
    matrix.flags.writeable = False
    return matrix


@cache
def matrix(space: str, from_space: str) -> np.ndarray:
    """Return `(3, 3)` float32 from the linear light of one named space to that of another."""
    made = np.linalg.solve(xyz_of(space), xyz_of(from_space)).astype(np.float32)
    made.flags.writeable = False
    return made


def converted(linear: np.ndarray, space: str, from_space: str) -> np.ndarray:
    """Return linear light `(h, w, 3)` float32 in another named space, unclipped; the same array where it is in it."""
    return linear if space == from_space else cv2.transform(linear, matrix(space, from_space))


@cache
def luma(space: str) -> np.ndarray:
    """Return the weights of linear R, G, B of a named space in luminance, as `colour.LUMA` has them for sRGB."""
    return LUMA if space == "srgb" else LUMA @ matrix("srgb", space)


def smallest_space(xyz_from_linear: np.ndarray) -> str:
    """Return the first of `SPACES`, which are ordered by size, that holds all colours of a space; else the last."""
    for name in SPACES:
        if np.linalg.solve(xyz_of(name), xyz_from_linear).min() >= _LEAST_INSIDE:
            return name
    return SPACES[-1]


def common_space(spaces: Iterable[str]) -> str:
    """Return the smallest named space that holds all colours of those spaces."""
    wanted = set(spaces)
    for name in SPACES:
        if all(matrix(name, space).min() >= _LEAST_INSIDE for space in wanted):
            return name
    return SPACES[-1]


def bits_at_rest(space: str, bits: int) -> int:
    """Return the bits per channel of pixels at rest: steps of 8 bits would show in a space as wide as ProPhoto."""
    return 16 if space == "prophoto" else bits


def at_rest(pixels: np.ndarray, from_space: str, space: str, bits: int | None = None) -> np.ndarray:
    """Return pixels at rest in another space; what lies outside is clipped per channel.

    Args:
        pixels: `(..., 3)` uint8 or uint16 with the primaries of `from_space`; they come back where nothing changes.
        from_space: their space.
        space: the wanted one.
        bits: 8 or 16; as the pixels have if None.
    """
    bits = bits or 8 * pixels.dtype.itemsize
    if from_space == space and bits == 8 * pixels.dtype.itemsize:
        return pixels
    made = np.empty(pixels.shape, np.uint8 if bits == 8 else np.uint16)
    into, out_of = made.reshape(-1, 1, 3), pixels.reshape(-1, 1, 3)
    for first in range(0, len(out_of), _CHUNK_PIXELS):
        chunk = slice(first, first + _CHUNK_PIXELS)
        into[chunk] = encoded_from_linear(converted(linear_from_encoded(out_of[chunk]), space, from_space), bits)
    return made


def for_file(pixels: np.ndarray, from_space: str, space: str, bits: int) -> tuple[np.ndarray, int]:
    """Return pixels at rest as a file in `space` has them, and how many of them lie outside of it.

    Args:
        pixels: `(H, W, 3)` uint8 or uint16 at rest.
        from_space: their space.
        space: the file's; each channel is clipped to it.
        bits: 8 or 16.
    """
    if from_space == space and space in ("srgb", "display-p3"):
        if bits == 8 * pixels.dtype.itemsize:
            return pixels, 0
        return (eight_bits(pixels) if bits == 8 else pixels * np.uint16(257)), 0
    made = np.empty(pixels.shape, np.uint8 if bits == 8 else np.uint16)
    into, out_of = made.reshape(-1, 1, 3), pixels.reshape(-1, 1, 3)
    n_outside = 0
    low, high = _HALF_A_LEVEL
    for first in range(0, len(out_of), _CHUNK_PIXELS):
        chunk = slice(first, first + _CHUNK_PIXELS)
        linear = converted(linear_from_encoded(out_of[chunk]), space, from_space)
        if from_space != space:
            n_outside += len(linear) - cv2.countNonZero(cv2.inRange(linear, (low,) * 3, (high,) * 3))
        into[chunk] = _in_file(linear, space, bits)
    return made, n_outside


def _in_file(linear: np.ndarray, space: str, bits: int) -> np.ndarray:
    """Return linear light under the curve of a space's files."""
    if space in ("srgb", "display-p3"):
        return encoded_from_linear(linear, bits)
    clipped = np.clip(linear, 0, 1)
    if space == "ecirgb-v2":
        power, a, b, c, knee = LSTAR
        encoded = (cv2.pow(clipped, 1 / power) - b) / a
        np.divide(clipped, np.float32(c), out=encoded, where=clipped < c * knee)
    else:
        encoded = cv2.pow(clipped, 1 / {"adobe-rgb": ADOBE_POWER, "prophoto": PROPHOTO_POWER}[space])
    return np.rint(np.clip(encoded, 0, 1) * np.float32(2**bits - 1)).astype(np.uint8 if bits == 8 else np.uint16)
