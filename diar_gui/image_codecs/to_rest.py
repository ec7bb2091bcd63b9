"""Taking pixels as they lie in files to pixels at rest, in pieces: by curves and a matrix, or by lcms and its tables.

Each way knows the smallest of `names.SPACES` that holds its colours, `space`, and goes there or to another one.
"""

import cv2
import numpy as np

from diar_gui.colour import encoded_from_linear
from diar_gui.gamuts import D50, RgbSpace, bits_at_rest, smallest_space, xyz_of
from diar_gui.image_codecs import icc

_CURVE_TOLERANCE = 0.5 / 255  # of encoded values
_MATRIX_TOLERANCE = 1e-3


class MatrixToRest:
    """From a colour space of curves and a matrix; what lies outside the space at rest is clipped per channel."""

    def __init__(self, space: RgbSpace) -> None:
        self._from = space
        self._tables: dict[int, np.ndarray] = {}
        self._table(256)  # a curve that is of no use is noticed at once
        self.space = smallest_space(space.xyz_from_linear)

    def is_nothing(self, space: str) -> bool:
        """Tell whether pixels are at rest in that space but for roundings, so that they are better left alone."""
        levels = np.linspace(0, 1, 256)
        encoded = encoded_from_linear(self._table(256)[0])
        same_curves = np.abs(encoded - levels[:, None]).max() < _CURVE_TOLERANCE
        return bool(same_curves and np.abs(self._matrix(space) - np.eye(3)).max() < _MATRIX_TOLERANCE)

    def rgb(self, pixels: np.ndarray, space: str = "srgb") -> np.ndarray:
        """Return `(rows, W, 3)` at rest in the space of pixels of that shape, uint8 or uint16."""
        bits = 8 * pixels.dtype.itemsize
        bits_wanted = bits_at_rest(space, bits)
        if bits == bits_wanted and self.is_nothing(space):
            return pixels
        linear = cv2.LUT(np.ascontiguousarray(pixels), self._table(2**bits))
        return encoded_from_linear(cv2.transform(linear, self._matrix(space).astype(np.float32)), bits_wanted)

    def _matrix(self, space: str) -> np.ndarray:
        return np.linalg.solve(xyz_of(space), self._from.xyz_from_linear)

    def _table(self, n_levels: int) -> np.ndarray:
        """Return `(1, n_levels, 3)` float32 linear light."""
        if n_levels not in self._tables:
            levels = np.linspace(0, 1, n_levels)
            with np.errstate(all="ignore"):
                table = np.stack([curve(levels) for curve in self._from.curves], axis=1)
            if not np.isfinite(table).all():
                raise ValueError("a curve is of no use")
            self._tables[n_levels] = np.clip(table, 0, 1).astype(np.float32)[None]
        return self._tables[n_levels]


class LcmsToRest:
    """From a profile with tables, relative colorimetric with black points brought together."""

    def __init__(self, profile: bytes, colours: str) -> None:
        """Prepare for pictures of `colours`: RGB, LAB or CMYK.

        Raises:
            ValueError: lcms cannot use the profile for them.
        """
        self._profile, self._colours = profile, colours.lower()
        self.space = "ecirgb-v2" if colours == "CMYK" else "prophoto"  # eciRGB was made to hold what is printed
        n_channels = 4 if colours == "CMYK" else 3
        self.rgb(np.zeros((1, 1, n_channels), np.uint8))  # a profile that is of no use is noticed at once

    def rgb(self, pixels: np.ndarray, space: str = "srgb") -> np.ndarray:
        """Return `(rows, W, 3)` at rest in the space of pixels of that type."""
        import imagecodecs  # late: few photos have such a profile

        try:
            return imagecodecs.cms_transform(
                pixels,
                self._profile,
                icc.profile_at_rest(space),
                colorspace=self._colours,
                outcolorspace="rgb",
                outdtype=f"u{bits_at_rest(space, 8 * pixels.dtype.itemsize) // 8}",
                intent=imagecodecs.CMS.INTENT.RELATIVE_COLORIMETRIC,
                flags=imagecodecs.CMS.FLAGS.BLACKPOINTCOMPENSATION,
            )
        except (imagecodecs.CmsError, RuntimeError) as error:
            raise ValueError("lcms cannot use the profile") from error


class InksToRest:
    """From cyan, magenta, yellow and black without a profile: each takes its share of the light away."""

    space = "srgb"

    def rgb(self, pixels: np.ndarray, space: str = "srgb") -> np.ndarray:
        """Return `(rows, W, 3)` of `(rows, W, 4)`, uint8 or uint16; which red, green and blue is a guess anyhow."""
        full = np.float32(np.iinfo(pixels.dtype).max)
        light = full - pixels.astype(np.float32)
        return np.rint(light[..., :3] * light[..., 3:] / full).astype(pixels.dtype)


class LabToRest:
    """From CIELAB under D50, as TIFF has it (TIFF 6.0, section 23; photometric 9 of the Adobe supplements)."""

    space = "prophoto"

    def __init__(self, *, is_icc: bool) -> None:
        """Prepare for a* and b* with an offset (ICC) or signed."""
        self._is_icc = is_icc

    def rgb(self, pixels: np.ndarray, space: str = "srgb") -> np.ndarray:
        """Return `(rows, W, 3)` at rest in the space of pixels of that shape, uint8 or uint16 as stored."""
        bits = 8 * pixels.dtype.itemsize
        white = 0xFF00 if self._is_icc and bits == 16 else 2**bits - 1
        lightness = pixels[..., 0] * np.float32(100 / white)
        if self._is_icc:
            a_and_b = pixels[..., 1:].astype(np.float32) - np.float32(2 ** (bits - 1))
        else:
            a_and_b = pixels[..., 1:].astype(np.int8 if bits == 8 else np.int16).astype(np.float32)
        a_and_b /= 2.0 ** (bits - 8)
        y = (lightness + 16) / 116
        t = np.stack([y + a_and_b[..., 0] / 500, y, y - a_and_b[..., 1] / 200], axis=-1)
        xyz = np.where(t > 6 / 29, t**3, 3 * (6 / 29) ** 2 * (t - 4 / 29)) * D50
        linear = np.clip(xyz @ np.linalg.inv(xyz_of(space)).T, 0, 1).astype(np.float32)
        return encoded_from_linear(linear, bits_at_rest(space, bits))


ToRest = MatrixToRest | LcmsToRest | InksToRest | LabToRest


def from_profile(profile: bytes, mode: str) -> ToRest | None:
    """Return what takes pictures with this ICC profile to rest; None where they are sRGB already.

    Args:
        profile: the embedded profile.
        mode: the picture's colours: RGB, L, LAB or CMYK.

    Raises:
        ValueError: the profile is damaged, or meant for other colours.
    """
    colours = icc.colours_of(profile)
    if colours not in {"RGB": ("RGB",), "L": ("GRAY", "RGB"), "CMYK": ("CMYK",), "LAB": ("Lab",)}[mode]:
        raise ValueError(f"a profile for {colours} in a picture of {mode}")
    space = icc.parse(profile)
    if space is None:
        return LcmsToRest(profile, "RGB" if mode == "L" else mode)
    return from_space(space)


def from_space(space: RgbSpace | None) -> MatrixToRest | None:
    """Return what takes pictures of this colour space to rest; None where they are sRGB already.

    Raises:
        ValueError: the space is of no use.
    """
    if space is None:
        return None
    transform = MatrixToRest(space)
    return None if transform.is_nothing("srgb") else transform
