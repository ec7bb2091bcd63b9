"""Frames and their valid masks on the reference grid, whole or in bands of rows.

A stack never holds the warped pictures themselves: it warps the rows that are asked for, so that memory is
bounded by the band and not by the number or the size of the photos.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.colour import linear_from_encoded
from diar_gui.images import Frame
from diar_gui.progress import Progress
from diar_gui.scratch import release

_MARGIN_PX = 4  # source pixels beyond a band's outline that cubic interpolation and rounding may touch
_MAX_SIDE_PX = 32_000  # OpenCV addresses pixels with 16 bits when it resamples


@dataclass(frozen=True, eq=False)
class Band:
    """Rows `first_row` to `last_row` (exclusive) of the warped stack.

    linear: `(T, rows, W, 3)` float32 linear light, photometrically corrected; may exceed 1; arbitrary where not valid.
    valid: `(T, rows, W)` bool, True where the pixel came from inside its frame.
    """

    first_row: int
    last_row: int
    linear: np.ndarray
    valid: np.ndarray


@dataclass(frozen=True, eq=False)
class WarpedStack:
    """Frames, the homographies that take them to the reference grid, and a gain per frame and channel.

    frames: T photos.
    H_ref_from_frame: T matrices, normalised for their frames.
    size: (height, width) of the reference grid.
    reference: index of the reference frame.
    gains: `(T, 3)` factors in linear light that take each frame to the common exposure and white balance.
    """

    frames: tuple[Frame, ...]
    H_ref_from_frame: tuple[np.ndarray, ...]
    size: tuple[int, int]
    reference: int
    gains: np.ndarray

    def __post_init__(self) -> None:
        if not len(self.frames) == len(self.H_ref_from_frame) == len(self.gains):
            raise ValueError("frames, homographies and gains must be equally many")

    def with_gains(self, gains: np.ndarray) -> "WarpedStack":
        """Return the same stack under other gains `(T, 3)`."""
        return replace(self, gains=np.asarray(gains, np.float64))

    def encoded_rows(self, index: int, first_row: int, last_row: int) -> tuple[np.ndarray, np.ndarray]:
        """Return rows of one warped frame as they were shot: `(rows, W, 3)` uint16 sRGB-encoded and `(rows, W)` valid."""
        frame, H = self.frames[index], self.H_ref_from_frame[index]
        return warp_rows(frame.pixels, H, self.size[1], first_row, last_row)

    def band(self, first_row: int, last_row: int, progress: Progress | None = None) -> Band:
        """Return all warped frames over a run of rows."""
        n_rows, width = last_row - first_row, self.size[1]
        linear = np.empty((len(self.frames), n_rows, width, 3), np.float32)
        valid = np.empty((len(self.frames), n_rows, width), bool)
        for t, gain in enumerate(self.gains):
            if progress is not None:
                progress.check_cancelled()
            encoded, valid[t] = self.encoded_rows(t, first_row, last_row)
            np.multiply(linear_from_encoded(encoded), gain.astype(np.float32), out=linear[t])
        return Band(first_row, last_row, linear, valid)

    def bands(self, max_bytes: int, progress: Progress, message: str, n_copies: int = 4) -> Iterator[Band]:
        """Yield the whole grid band by band, each small enough for `max_bytes`.

        Args:
            n_copies: how many arrays of the size of a band's `linear` the work on it holds at once.
        """
        n_rows = self.rows_per_band(max_bytes, n_copies)
        for first_row in range(0, self.size[0], n_rows):
            progress.update(first_row / self.size[0], message)
            yield self.band(first_row, min(first_row + n_rows, self.size[0]), progress)
        for frame in self.frames:
            release(frame.pixels)
        progress.update(1.0, message)

    def rows_per_band(self, max_bytes: int, n_copies: int = 4) -> int:
        """Return how many rows a band may have: at least 1, at most 256 (finer progress, warmer caches)."""
        bytes_per_row = len(self.frames) * self.size[1] * 3 * 4 * n_copies
        return int(np.clip(max_bytes // bytes_per_row, 1, min(256, self.size[0])))

    def scaled(self, long_side_px: int) -> "WarpedStack":
        """Return a smaller stack whose grid's long side is `long_side_px`; itself where it is small already.

        Frames are shrunk by area averaging before they are warped, so nothing aliases.
        """
        scale = long_side_px / max(self.size)
        if scale >= 1:
            return self
        size = (max(1, round(self.size[0] * scale)), max(1, round(self.size[1] * scale)))
        H_small_from_ref = geometry.resizing(self.size, size)
        frames, homographies = [], []
        for frame, H in zip(self.frames, self.H_ref_from_frame, strict=True):
            small, H_small_from_frame = _shrunk(frame, H_small_from_ref @ H)
            frames.append(small)
            homographies.append(geometry.normalised(H_small_from_frame, small.size))
        return replace(self, frames=tuple(frames), H_ref_from_frame=tuple(homographies), size=size)


def _shrunk(frame: Frame, H_small_from_frame: np.ndarray) -> tuple[Frame, np.ndarray]:
    """Return the frame resized to about the scale at which the homography shows it, and its homography."""
    height, width = frame.size
    centre = [(width - 1) / 2, (height - 1) / 2, 1.0]
    w = H_small_from_frame[2] @ centre
    zoom = np.sqrt(abs(np.linalg.det(H_small_from_frame) / w**3))
    if zoom >= 1:
        return frame, H_small_from_frame
    size = (max(1, round(height * zoom)), max(1, round(width * zoom)))
    pixels = cv2.resize(frame.pixels, (size[1], size[0]), interpolation=cv2.INTER_AREA)
    release(frame.pixels)
    pixels.flags.writeable = False
    return replace(frame, pixels=pixels), H_small_from_frame @ geometry.resizing(size, frame.size)


def warp_rows(
    pixels: np.ndarray, H_ref_from_frame: np.ndarray, width: int, first_row: int, last_row: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return rows of a picture resampled (cubic) on the reference grid, and where they came from inside it.

    Only the part of the source that the rows see is touched.

    Args:
        pixels: `(H, W, 3)` uint8 or uint16 at rest.
        H_ref_from_frame: normalised homography.
        width: columns of the reference grid.
        first_row: first row of the run.
        last_row: the row after the run.

    Returns:
        `(rows, width, 3)` uint16 over its full range, and `(rows, width)` bool.
    """
    size = pixels.shape[0], pixels.shape[1]
    valid = valid_rows(H_ref_from_frame, size, width, first_row, last_row)
    n_rows = last_row - first_row
    box = _source_box(H_ref_from_frame, size, width, first_row, last_row)
    if box is None or not valid.any():
        return np.zeros((n_rows, width, 3), np.uint16), np.zeros_like(valid)
    x0, y0, x1, y1 = box
    crop = pixels[y0:y1, x0:x1]
    # Sixteen bits also for 8-bit photos: resampling must not round to 1/255 before the correction.
    source = crop.astype(np.uint16) * 257 if crop.dtype == np.uint8 else np.ascontiguousarray(crop)
    H_rows_from_crop = _shift(0, -first_row) @ H_ref_from_frame @ _shift(x0, y0)
    warped = cv2.warpPerspective(
        source, H_rows_from_crop, (width, n_rows), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return warped, valid


def valid_rows(
    H_ref_from_frame: np.ndarray, frame_size: tuple[int, int], width: int, first_row: int, last_row: int
) -> np.ndarray:
    """Return `(rows, width)` bool: the reference pixel sees the inside of the frame, in front of the horizon.

    Inside means at most half a pixel beyond the outer pixel centres, that is on the pixels' area. In homogeneous
    coordinates each side of the frame is a half-plane of the reference grid, so every row is one interval.
    """
    height, frame_width = frame_size
    M = geometry.inverse(H_ref_from_frame, frame_size)
    sides = np.array(
        [
            M[0] + 0.5 * M[2],
            (frame_width - 0.5) * M[2] - M[0],
            M[1] + 0.5 * M[2],
            (height - 0.5) * M[2] - M[1],
            M[2],
        ]
    )
    rows = np.arange(first_row, last_row, dtype=float)
    low, high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    for a, b, c in sides:
        rest = b * rows + c
        if abs(a) < 1e-15:
            high[rest < 0] = -np.inf
        elif a > 0:
            low = np.maximum(low, -rest / a)
        else:
            high = np.minimum(high, -rest / a)
    x = np.arange(width)
    return (x >= low[:, None] - 1e-9) & (x <= high[:, None] + 1e-9)


def _source_box(
    H_ref_from_frame: np.ndarray, frame_size: tuple[int, int], width: int, first_row: int, last_row: int
) -> tuple[int, int, int, int] | None:
    """Return (x0, y0, x1, y1) of the source pixels that the rows need; None where they see nothing of it."""
    height, frame_width = frame_size
    M = geometry.inverse(H_ref_from_frame, frame_size)
    outline = np.array([[0, first_row], [width - 1, first_row], [width - 1, last_row - 1], [0, last_row - 1]], float)
    points = geometry.transfer(M, outline)
    if np.isnan(points).any():
        # The horizon crosses the rows: their outline does not bound what they see.
        return 0, 0, min(frame_width, _MAX_SIDE_PX), min(height, _MAX_SIDE_PX)
    low = np.floor(points.min(axis=0)).astype(int) - _MARGIN_PX
    high = np.ceil(points.max(axis=0)).astype(int) + _MARGIN_PX + 1
    x0, y0 = max(0, low[0]), max(0, low[1])
    x1, y1 = min(frame_width, high[0]), min(height, high[1])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _shift(x: float, y: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
