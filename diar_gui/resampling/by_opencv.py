"""Resampling by OpenCV's Lanczos kernel: with every machine, but places are rounded to 1/32 pixel, and it is slow."""

import cv2
import numpy as np

from diar_gui import geometry

_MARGIN_PX = 6  # source pixels beyond a tile's outline that the kernel and rounding may touch
_MAX_SIDE_PX = 32_000  # OpenCV addresses pixels with 16 bits when it resamples
_SIXTEEN_FROM_EIGHT_BIT = (np.arange(256) * 257).astype(np.uint16)


def warped(
    pixels: np.ndarray, H_frame_from_ref: np.ndarray, corner: tuple[int, int], shape: tuple[int, int]
) -> np.ndarray:
    """Return the tile of the reference grid whose first pixel is `corner` (x, y).

    `(*shape, 3)` uint16 of a picture at rest; `(*shape)` uint8 of a bool map, each place like the pixel it lies on.
    """
    n_rows, n_columns = shape
    (x, y), size = corner, (pixels.shape[0], pixels.shape[1])
    H_frame_from_tile = H_frame_from_ref @ _shift(x, y)
    box = _source_box(H_frame_from_tile, size, shape)
    if box is None:
        return np.zeros((*shape, *pixels.shape[2:]), np.uint16 if pixels.ndim == 3 else np.uint8)
    x0, y0, x1, y1 = box
    if max(x1 - x0, y1 - y0) > _MAX_SIDE_PX and n_rows * n_columns > 1:
        # At the horizon even a tile may see more of the photo than OpenCV can address.
        axis = 0 if n_rows > n_columns else 1
        half = shape[axis] // 2
        first = (half, n_columns) if axis == 0 else (n_rows, half)
        second = (n_rows - half, n_columns) if axis == 0 else (n_rows, n_columns - half)
        next_corner = (x, y + half) if axis == 0 else (x + half, y)
        parts = [warped(pixels, H_frame_from_ref, c, s) for c, s in ((corner, first), (next_corner, second))]
        return np.concatenate(parts, axis=axis)
    crop = pixels[y0 : min(y1, y0 + _MAX_SIDE_PX), x0 : min(x1, x0 + _MAX_SIDE_PX)]
    is_map = pixels.ndim == 2
    return cv2.warpPerspective(
        np.ascontiguousarray(crop).view(np.uint8) if is_map else _sixteen_bit(crop),
        _shift(-x0, -y0) @ H_frame_from_tile,
        (n_columns, n_rows),
        # OpenCV's cubic kernel softens and shifts fine structure.
        flags=(cv2.INTER_NEAREST if is_map else cv2.INTER_LANCZOS4) | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,  # no dark fringe where the kernel reaches beyond the frame
    )


def sampled(pixels: np.ndarray, seen: np.ndarray | None, places: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Return a picture at places `(rows, columns, 2)` of it, `(rows, columns, 3)` uint16.

    Args:
        pixels: `(H, W, 3)` uint8 or uint16.
        seen: `(H, W)` bool, where it shows something; None for everywhere.
        places: float32, NaN where not valid.
        valid: `(rows, columns)` bool; becomes False where the picture shows nothing.
    """
    if not valid.any():
        return np.zeros((*valid.shape, 3), np.uint16)
    low = np.maximum(np.floor(np.nanmin(places, axis=(0, 1))).astype(int) - _MARGIN_PX, 0)
    high = np.minimum(np.ceil(np.nanmax(places, axis=(0, 1))).astype(int) + _MARGIN_PX + 1, low + _MAX_SIDE_PX)
    at = np.where(valid[..., None], places - low.astype(np.float32), 0)
    crop = slice(low[1], high[1]), slice(low[0], high[0])
    border = cv2.BORDER_REPLICATE
    tile = cv2.remap(_sixteen_bit(pixels[crop]), at[..., 0], at[..., 1], cv2.INTER_LANCZOS4, borderMode=border)
    if seen is not None:
        is_seen = np.ascontiguousarray(seen[crop]).view(np.uint8)
        valid &= cv2.remap(is_seen, at[..., 0], at[..., 1], cv2.INTER_NEAREST, borderMode=border) > 0
    return tile


def _sixteen_bit(crop: np.ndarray) -> np.ndarray:
    """Return the pixels over the range of uint16: resampling must not round to 1/255 before the correction."""
    return cv2.LUT(crop, _SIXTEEN_FROM_EIGHT_BIT) if crop.dtype == np.uint8 else np.ascontiguousarray(crop)


def _source_box(
    H_frame_from_tile: np.ndarray, frame_size: tuple[int, int], shape: tuple[int, int]
) -> tuple[int, int, int, int] | None:
    """Return (x0, y0, x1, y1) of the source pixels that a tile needs; None where it sees nothing of them."""
    height, frame_width = frame_size
    points = geometry.transfer(H_frame_from_tile, geometry.corners(shape))
    if np.isnan(points).any():
        # The horizon crosses the tile: its corners do not bound what it sees.
        return 0, 0, frame_width, height
    limit = [frame_width + _MARGIN_PX, height + _MARGIN_PX]  # before whole numbers: near the horizon they overflow
    low = np.floor(np.clip(points.min(axis=0), -_MARGIN_PX, limit)).astype(int) - _MARGIN_PX
    high = np.ceil(np.clip(points.max(axis=0), -_MARGIN_PX, limit)).astype(int) + _MARGIN_PX + 1
    x0, y0 = max(0, low[0]), max(0, low[1])
    x1, y1 = min(frame_width, high[0]), min(height, high[1])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _shift(x: float, y: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
