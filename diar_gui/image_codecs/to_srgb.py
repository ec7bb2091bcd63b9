"""Taking pixels to sRGB, in pieces: by curves and a matrix in floating point, or by lcms where a profile has tables."""

import io
from functools import cached_property

import cv2
import numpy as np
from PIL import Image, ImageCms

from diar_gui.colour import encoded_from_linear
from diar_gui.image_codecs import icc
from diar_gui.image_codecs.colour_spaces import RgbSpace, srgb_xyz

_N_NODES = 52  # of the table for 16-bit pixels; 255 is 51 steps of 5, so that all nodes are 8-bit values
_CURVE_TOLERANCE = 0.5 / 255  # of encoded values
_MATRIX_TOLERANCE = 1e-3


class MatrixToSrgb:
    """From a colour space of curves and a matrix; what lies outside sRGB is clipped per channel."""

    def __init__(self, space: RgbSpace) -> None:
        self._curves = space.curves
        self._matrix = np.linalg.solve(srgb_xyz(), space.xyz_from_linear)
        self._tables: dict[int, np.ndarray] = {}
        self._table(256)  # a curve that is of no use is noticed at once

    def is_nothing(self) -> bool:
        """Tell whether the space is sRGB but for roundings, so that pixels are better left alone."""
        levels = np.linspace(0, 1, 256)
        encoded = encoded_from_linear(self._table(256)[0])
        same_curves = np.abs(encoded - levels[:, None]).max() < _CURVE_TOLERANCE
        return bool(same_curves and np.abs(self._matrix - np.eye(3)).max() < _MATRIX_TOLERANCE)

    def rgb(self, pixels: np.ndarray) -> np.ndarray:
        """Return `(rows, W, 3)` uint8 or uint16 sRGB of pixels of that shape and type."""
        bits = 8 * pixels.dtype.itemsize
        linear = cv2.LUT(np.ascontiguousarray(pixels), self._table(2**bits))
        return encoded_from_linear(cv2.transform(linear, self._matrix.astype(np.float32)), bits)

    def _table(self, n_levels: int) -> np.ndarray:
        """Return `(1, n_levels, 3)` float32 linear light."""
        if n_levels not in self._tables:
            levels = np.linspace(0, 1, n_levels)
            with np.errstate(all="ignore"):
                table = np.stack([curve(levels) for curve in self._curves], axis=1)
            if not np.isfinite(table).all():
                raise ValueError("a curve is of no use")
            self._tables[n_levels] = np.clip(table, 0, 1).astype(np.float32)[None]
        return self._tables[n_levels]


class LcmsToSrgb:
    """From a profile with tables, relative colorimetric with black points brought together.

    Pillow gives lcms 8 bits per channel, so 16-bit pixels go through a table of its answers: smooth, but no more exact
    than half an 8-bit level.
    """

    def __init__(self, profile: bytes, mode: str) -> None:
        """Prepare for pictures of Pillow's `mode`: RGB, L or CMYK.

        Raises:
            ValueError: lcms cannot use the profile for them.
        """
        self.mode = mode
        try:
            self._transform = ImageCms.buildTransform(
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                mode,
                "RGB",
                ImageCms.Intent.RELATIVE_COLORIMETRIC,
                ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (ImageCms.PyCMSError, OSError) as error:
            raise ValueError("lcms cannot use the profile") from error

    def image(self, strip: Image.Image) -> Image.Image:
        """Return a picture of `mode` as sRGB."""
        return ImageCms.applyTransform(strip, self._transform) or strip

    def rgb(self, pixels: np.ndarray) -> np.ndarray:
        """Return `(rows, W, 3)` sRGB of RGB pixels of that shape and type."""
        if pixels.dtype == np.uint8:
            return np.asarray(self.image(Image.fromarray(pixels)))
        from scipy.ndimage import map_coordinates  # slow to import, and seldom needed

        places = pixels.reshape(-1, 3).T * ((_N_NODES - 1) / 65535)
        channels = [map_coordinates(self._nodes[..., c], places, np.float32, order=1) for c in range(3)]
        return np.rint(np.stack(channels, axis=-1) * 257).astype(np.uint16).reshape(pixels.shape)

    @cached_property
    def _nodes(self) -> np.ndarray:
        """What `image` makes of a grid of colours: `(n, n, n, 3)` float32 levels of 255."""
        levels = np.linspace(0, 255, _N_NODES).astype(np.uint8)
        grid = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1)
        flat = Image.fromarray(grid.reshape(_N_NODES, -1, 3))
        return np.asarray(self.image(flat)).reshape(grid.shape).astype(np.float32)


ToSrgb = MatrixToSrgb | LcmsToSrgb


def from_profile(profile: bytes, mode: str) -> ToSrgb | None:
    """Return what takes pictures with this ICC profile to sRGB; None where they are sRGB already.

    Args:
        profile: the embedded profile.
        mode: the picture's colours: RGB, L or CMYK.

    Raises:
        ValueError: the profile is damaged, or meant for other colours.
    """
    colours = icc.colours_of(profile)
    if colours not in {"RGB": ("RGB",), "L": ("GRAY", "RGB"), "CMYK": ("CMYK",)}[mode]:
        raise ValueError(f"a profile for {colours} in a picture of {mode}")
    space = icc.parse(profile)
    if space is None:
        return LcmsToSrgb(profile, "CMYK" if mode == "CMYK" else "RGB")
    return from_space(space)


def from_space(space: RgbSpace | None) -> MatrixToSrgb | None:
    """Return what takes pictures of this colour space to sRGB; None where they are sRGB already.

    Raises:
        ValueError: the space is of no use.
    """
    if space is None:
        return None
    transform = MatrixToSrgb(space)
    return None if transform.is_nothing() else transform
