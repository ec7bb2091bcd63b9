"""sRGB encoded values and linear light.

Light multiplies and adds in linear light, so corrections and sums are done there; files and screens hold
sRGB-encoded values. Formulas: IEC 61966-2-1.
"""

from functools import cache

import cv2
import numpy as np

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Weights of linear R, G, B in luminance (ITU-R BT.709)."""


def linear_from_encoded(encoded: np.ndarray) -> np.ndarray:
    """Return linear light, float32 in [0, 1], of sRGB-encoded values.

    Args:
        encoded: any shape; uint8 or uint16 over their full range, or floating point in [0, 1].
    """
    if encoded.dtype == np.uint8:
        return _decoding_table(256)[encoded]
    if encoded.dtype == np.uint16:
        return _decoding_table(65536)[encoded]
    return _decode(encoded.astype(np.float32, copy=False))


def encoded_from_linear(linear: np.ndarray, bits: int | None = None) -> np.ndarray:
    """Return sRGB-encoded values of linear light (clipped to [0, 1]).

    Args:
        linear: float32, any shape.
        bits: 8 or 16 for rounded uint8 or uint16; None for float32 in [0, 1].
    """
    if bits not in (None, 8, 16):
        raise ValueError(f"bits must be 8, 16 or None, not {bits}")
    clipped = np.clip(linear, 0.0, 1.0).astype(np.float32, copy=False)
    # cv2.pow is vectorised and several times faster than numpy's power.
    curve = cv2.pow(clipped.reshape(1, -1), 1 / 2.4).reshape(clipped.shape) if clipped.size else clipped
    encoded = np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * curve - 0.055)
    if bits is None:
        return encoded.astype(np.float32, copy=False)
    levels = 2**bits - 1
    return np.rint(encoded * levels).astype(np.uint8 if bits == 8 else np.uint16)


@cache
def _decoding_table(n_levels: int) -> np.ndarray:
    table = _decode(np.linspace(0, 1, n_levels, dtype=np.float64)).astype(np.float32)
    table.flags.writeable = False
    return table


def _decode(encoded: np.ndarray) -> np.ndarray:
    curve = ((np.maximum(encoded, 0) + 0.055) / 1.055) ** 2.4
    return np.where(encoded <= 0.04045, encoded / 12.92, curve).astype(encoded.dtype, copy=False)
