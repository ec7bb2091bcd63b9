"""sRGB encoded values and linear light.

Light multiplies and adds in linear light, so corrections and sums are done there; files and screens hold
sRGB-encoded values. Formulas: IEC 61966-2-1.
"""

from functools import cache

import cv2
import numpy as np

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Weights of linear R, G, B in luminance (ITU-R BT.709)."""

_LINEAR_KNEE, _ENCODED_KNEE = 0.0031308, 0.04045  # below them the curve is a straight line
_CHUNK = 1 << 16  # values that are worked on together, so that their steps stay in the processor's cache


def eight_bits(pixels: np.ndarray) -> np.ndarray:
    """Return the same values, uint8 or uint16, as uint8 and C-contiguous; what is so already comes back itself."""
    if pixels.dtype == np.uint16:
        return cv2.convertScaleAbs(pixels, alpha=255 / 65535)
    return np.ascontiguousarray(pixels)


def linear_from_encoded(encoded: np.ndarray) -> np.ndarray:
    """Return linear light, float32 in [0, 1], of sRGB-encoded values.

    Args:
        encoded: any shape; uint8 or uint16 over their full range, or floating point in [0, 1].
    """
    if encoded.dtype in (np.uint8, np.uint16):
        return _look_up(encoded, _decoding_table(2 ** (8 * encoded.dtype.itemsize)))
    return _decode(encoded.astype(np.float32, copy=False))


def encoded_from_linear(linear: np.ndarray, bits: int | None = None) -> np.ndarray:
    """Return sRGB-encoded values of linear light (clipped to [0, 1]).

    Args:
        linear: float32, any shape.
        bits: 8 or 16 for rounded uint8 or uint16; None for float32 in [0, 1].
    """
    if bits not in (None, 8, 16):
        raise ValueError(f"bits must be 8, 16 or None, not {bits}")
    values = np.ascontiguousarray(linear, np.float32).reshape(-1)
    encoded = np.empty(values.shape, {8: np.uint8, 16: np.uint16, None: np.float32}[bits])
    for start in range(0, len(values), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        encoded[chunk] = _encode_to_bytes(values[chunk]) if bits == 8 else _encode(values[chunk], bits)
    return encoded.reshape(linear.shape)


def _encode_to_bytes(linear: np.ndarray) -> np.ndarray:
    """Return uint8 levels by way of the square root in 16 bits, which is nearly the curve: no level is missed."""
    root = cv2.sqrt(np.clip(linear, 0, 1).reshape(1, -1)) * np.float32(65535)
    return _look_up(np.rint(root).astype(np.uint16), _root_encoding_table()).reshape(-1)


def _encode(linear: np.ndarray, bits: int | None) -> np.ndarray:
    clipped = np.clip(linear, 0.0, 1.0)
    # cv2.pow is vectorised and several times faster than numpy's power.
    encoded = cv2.pow(clipped.reshape(1, -1), 1 / 2.4).reshape(-1)
    encoded *= np.float32(1.055)
    encoded -= np.float32(0.055)
    np.multiply(clipped, np.float32(12.92), out=encoded, where=clipped <= _LINEAR_KNEE)
    if bits is None:
        return encoded
    encoded *= 2**bits - 1
    return np.rint(encoded, out=encoded)


def _look_up(indices: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Return `table[indices]`; OpenCV's table look-up is four times as fast as numpy's."""
    if indices.size == 0:
        return np.zeros(indices.shape, table.dtype)
    return cv2.LUT(np.ascontiguousarray(indices).reshape(1, -1), table.reshape(1, -1)).reshape(indices.shape)


@cache
def _decoding_table(n_levels: int) -> np.ndarray:
    return _frozen(_decode(np.linspace(0, 1, n_levels)).astype(np.float32))


@cache
def _root_encoding_table() -> np.ndarray:
    linear = np.linspace(0, 1, 65536) ** 2
    encoded = np.where(linear <= _LINEAR_KNEE, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return _frozen(np.rint(255 * encoded).astype(np.uint8))


def _frozen(table: np.ndarray) -> np.ndarray:
    table.flags.writeable = False
    return table


def _decode(encoded: np.ndarray) -> np.ndarray:
    curve = ((np.maximum(encoded, 0) + 0.055) / 1.055) ** 2.4
    return np.where(encoded <= _ENCODED_KNEE, encoded / 12.92, curve).astype(encoded.dtype, copy=False)
