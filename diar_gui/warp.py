"""Frames and their valid masks on the reference grid, whole or in bands of rows.

A stack never holds the warped pictures themselves: it warps the rows that are asked for, so that memory is
bounded by the band and not by the number or the size of the photos.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import cv2
import numpy as np

from diar_gui import brush, geometry
from diar_gui.bends import Bend
from diar_gui.colour import linear_from_encoded
from diar_gui.images import Frame, shrunk_seen
from diar_gui.progress import Progress
from diar_gui.scratch import release

_MARGIN_PX = 6  # source pixels beyond a tile's outline that the kernel and rounding may touch
_MAX_SIDE_PX = 32_000  # OpenCV addresses pixels with 16 bits when it resamples
_TILE_ROWS = 64  # small enough that a tilted tile's bounding box in the source is not much larger than the tile
_TILE_COLUMNS = 512
_N_THREADS = min(8, os.cpu_count() or 1)
_MAX_BAND_VALUES = 6_000_000  # so few that cancelling is quick and arrays are reused from the heap
_SIXTEEN_FROM_EIGHT_BIT = (np.arange(256) * 257).astype(np.uint16)


@dataclass(frozen=True, eq=False)
class Band:
    """Rows `first_row` to `last_row` (exclusive) of the warped stack.

    linear: `(T, rows, W, 3)` float32 linear light, photometrically corrected; may exceed 1; arbitrary where not valid.
    valid: `(T, rows, W)` bool, True where the pixel came from what its frame saw, and no stroke speaks against it.
    n_extra_rows: how many of the last rows belong to the next band.
    inside: `(T, rows, W)` bool, `valid` without the strokes; None where it is the same.
    factors: `(T, rows, W)` float32 in (0, 1], what the strokes leave of each weight; None where there are none.
    """

    first_row: int
    last_row: int
    linear: np.ndarray
    valid: np.ndarray
    n_extra_rows: int = 0
    inside: np.ndarray | None = None
    factors: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class WarpedStack:
    """Frames, the homographies that take them to the reference grid, and a gain per frame and channel.

    frames: T photos.
    H_ref_from_frame: T matrices, normalised for their frames.
    size: (height, width) of the reference grid.
    reference: index of the reference frame.
    gains: `(T, 3)` factors in linear light that take each frame to the common exposure and white balance.
    strokes: where somebody said which frame is to be used; see `Band`.
    bends: T, None for a frame that its homography fits; empty if there is none at all.
    """

    frames: tuple[Frame, ...]
    H_ref_from_frame: tuple[np.ndarray, ...]
    size: tuple[int, int]
    reference: int
    gains: np.ndarray
    strokes: tuple[brush.GridStroke, ...] = ()
    bends: tuple[Bend | None, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.frames) == len(self.H_ref_from_frame) == len(self.gains):
            raise ValueError("frames, homographies and gains must be equally many")

    def with_gains(self, gains: np.ndarray) -> "WarpedStack":
        """Return the same stack under other gains `(T, 3)`."""
        return replace(self, gains=np.asarray(gains, np.float64))

    def bend_of(self, index: int) -> Bend | None:
        """Return the bend of one frame."""
        return self.bends[index] if self.bends else None

    def encoded_rows(self, index: int, first_row: int, last_row: int) -> tuple[np.ndarray, np.ndarray]:
        """Return rows of one warped frame as shot: `(rows, W, 3)` uint16 sRGB-encoded, and `(rows, W)` valid."""
        frame, H = self.frames[index], self.H_ref_from_frame[index]
        return warp_rows(frame.pixels, H, self.size[1], first_row, last_row, frame.seen, self.bend_of(index))

    def band(self, first_row: int, last_row: int, progress: Progress | None = None) -> Band:
        """Return all warped frames over a run of rows."""
        n_rows, width = last_row - first_row, self.size[1]
        linear = np.empty((len(self.frames), n_rows, width, 3), np.float32)
        valid = np.empty((len(self.frames), n_rows, width), bool)
        for t, gain in enumerate(self.gains):
            if progress is not None:
                progress.check_cancelled()
            encoded, valid[t] = self.encoded_rows(t, first_row, last_row)
            decoded = linear_from_encoded(encoded)
            if (gain == 1).all():
                linear[t] = decoded
            else:
                # OpenCV takes a factor per channel in one pass, numpy's broadcast over three values is slow.
                cv2.multiply(decoded, (*gain, 1.0), dst=linear[t])  # pyright: ignore[reportCallIssue, reportArgumentType]
        factors = brush.factors(self.strokes, valid, first_row, last_row)
        if factors is None:
            return Band(first_row, last_row, linear, valid)
        kept = brush.still_valid(valid, factors)
        return Band(first_row, last_row, linear, kept, inside=valid, factors=factors)

    def for_each_band(
        self,
        work: Callable[[Band], None],
        max_bytes: int,
        progress: Progress,
        *,
        n_copies: float = 2.0,
        overlap_rows: int = 0,
    ) -> None:
        """Call `work` with every band of the grid, on several threads and in no fixed order.

        What `work` raises, and the wish to cancel, end the loop at each thread's next frame.

        Args:
            work: may write only to the rows of its own band.
            max_bytes: main memory for all the bands at work at a time.
            progress: reported to from the calling thread alone.
            n_copies: how many arrays of the size of a band's `linear` there are at once, itself among them.
            overlap_rows: rows of the next band that a band holds beyond its own, as far as the grid goes.
        """
        n_rows = self.rows_per_band(max_bytes // _N_THREADS, n_copies, overlap_rows)
        stop = threading.Event()
        watch = Progress(is_cancelled=stop.is_set)

        def one(first_row: int) -> None:
            own_end = min(first_row + n_rows, self.size[0])
            end = min(own_end + overlap_rows, self.size[0])
            work(replace(self.band(first_row, end, watch), n_extra_rows=end - own_end))

        with ThreadPoolExecutor(_N_THREADS) as pool:
            starts = range(0, self.size[0], n_rows)
            pending = {pool.submit(one, first_row) for first_row in starts}
            try:
                while pending:
                    done, pending = wait(pending, timeout=0.1, return_when=FIRST_COMPLETED)
                    for future in done:
                        future.result()
                    self._release_frames()
                    if done:
                        progress.update(1 - len(pending) / len(starts))
                    else:
                        progress.check_cancelled()
            except BaseException:
                stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _release_frames(self) -> None:
        """Give back the memory of what was read of frames that lie on disk; the next band reads its own part."""
        for frame in self.frames:
            release(frame.pixels)

    def rows_per_band(self, max_bytes: int, n_copies: float, overlap_rows: int = 0) -> int:
        """Return how many rows a band may have besides its overlap: at least 1, few enough to cancel soon."""
        bytes_per_row = len(self.frames) * self.size[1] * 3 * 4 * n_copies
        most = max(_TILE_ROWS, int(_MAX_BAND_VALUES / (len(self.frames) * self.size[1] * 3)))
        n_rows = int(np.clip(max_bytes // bytes_per_row - overlap_rows, 1, min(most, self.size[0])))
        # Whole tiles where possible: what is cut off a tile is warped twice.
        return n_rows // _TILE_ROWS * _TILE_ROWS or n_rows

    def scaled(self, long_side_px: int, progress: Progress | None = None) -> "WarpedStack":
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
            if progress is not None:
                progress.check_cancelled()
            small, H_small_from_frame = _shrunk(frame, H_small_from_ref @ H)
            frames.append(small)
            homographies.append(geometry.normalised(H_small_from_frame, small.size))
        strokes = tuple(s.scaled(size[1] / self.size[1], size[0] / self.size[0]) for s in self.strokes)
        return replace(self, frames=tuple(frames), H_ref_from_frame=tuple(homographies), size=size, strokes=strokes)


def _shrunk(frame: Frame, H_small_from_frame: np.ndarray) -> tuple[Frame, np.ndarray]:
    """Return the frame resized to about the scale at which the homography shows it, and its homography."""
    height, width = frame.size
    zoom = geometry.zoom_at(H_small_from_frame, np.array([(width - 1) / 2, (height - 1) / 2]))
    if zoom >= 1:
        return frame, H_small_from_frame
    size = (max(1, round(height * zoom)), max(1, round(width * zoom)))
    pixels = cv2.resize(frame.pixels, (size[1], size[0]), interpolation=cv2.INTER_AREA)
    release(frame.pixels)
    pixels.flags.writeable = False
    seen = None if frame.seen is None else shrunk_seen(frame.seen, size)
    return replace(frame, pixels=pixels, seen=seen), H_small_from_frame @ geometry.resizing(size, frame.size)


def warp_rows(
    pixels: np.ndarray,
    H_ref_from_frame: np.ndarray,
    width: int,
    first_row: int,
    last_row: int,
    seen: np.ndarray | None = None,
    bend: Bend | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return rows of a picture resampled (Lanczos) on the reference grid, and where they came from what it saw.

    Only the part of the source that the rows see is touched. The grid is cut into fixed tiles, so that a row
    comes out the same to the bit whatever run of rows it is asked for with.

    Args:
        pixels: `(H, W, 3)` uint8 or uint16 at rest.
        H_ref_from_frame: normalised homography.
        width: columns of the reference grid.
        first_row: first row of the run.
        last_row: the row after the run.
        seen: `(H, W)` bool, where the picture shows something; None for everywhere.
        bend: by how much it shows things elsewhere than the homography says; None for not at all.

    Returns:
        `(rows, width, 3)` uint16 over its full range, and `(rows, width)` bool.
    """
    size = pixels.shape[0], pixels.shape[1]
    first_tile_row = first_row // _TILE_ROWS * _TILE_ROWS
    end = -(-last_row // _TILE_ROWS) * _TILE_ROWS
    if bend is None:
        valid = geometry.valid_rows(H_ref_from_frame, size, width, first_tile_row, end)
    else:
        valid = np.zeros((end - first_tile_row, width), bool)
    warped = np.zeros((last_row - first_row, width, 3), np.uint16)
    H_frame_from_ref = geometry.inverse(H_ref_from_frame, size)
    for tile_row in range(first_tile_row, last_row, _TILE_ROWS):
        tile_valid = valid[tile_row - first_tile_row :][:_TILE_ROWS]
        top, bottom = max(first_row, tile_row), min(last_row, tile_row + _TILE_ROWS)
        rows = slice(top - first_row, bottom - first_row)
        for x in range(0, width, _TILE_COLUMNS):
            columns = slice(x, min(x + _TILE_COLUMNS, width))
            corner, shape = (x, tile_row), (_TILE_ROWS, columns.stop - x)
            if bend is not None:
                sources = bend.sources(H_frame_from_ref @ _shift(x, tile_row), shape, size)
                tile, tile_valid[:, columns] = _resampled(pixels, seen, sources)
                warped[rows, columns] = tile[top - tile_row : bottom - tile_row]
            elif tile_valid[:, columns].any():
                tile = _warp_tile(pixels, H_frame_from_ref, corner, shape)
                warped[rows, columns] = tile[top - tile_row : bottom - tile_row]
                if seen is not None:
                    tile_valid[:, columns] &= _warp_tile(seen, H_frame_from_ref, corner, shape) > 0
    return warped, valid[first_row - first_tile_row :][: last_row - first_row]


def _warp_tile(
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
        parts = [_warp_tile(pixels, H_frame_from_ref, c, s) for c, s in ((corner, first), (next_corner, second))]
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


def _resampled(pixels: np.ndarray, seen: np.ndarray | None, sources: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture at places `(rows, columns, 2)` of it, `(rows, columns, 3)` uint16, and where it shows them."""
    valid = np.isfinite(sources[..., 0])
    if not valid.any():
        return np.zeros((*valid.shape, 3), np.uint16), valid
    low = np.maximum(np.floor(np.nanmin(sources, axis=(0, 1))).astype(int) - _MARGIN_PX, 0)
    high = np.minimum(np.ceil(np.nanmax(sources, axis=(0, 1))).astype(int) + _MARGIN_PX + 1, low + _MAX_SIDE_PX)
    at = np.where(valid[..., None], sources - low.astype(np.float32), 0)
    crop = slice(low[1], high[1]), slice(low[0], high[0])
    border = cv2.BORDER_REPLICATE
    tile = cv2.remap(_sixteen_bit(pixels[crop]), at[..., 0], at[..., 1], cv2.INTER_LANCZOS4, borderMode=border)
    if seen is not None:
        is_seen = np.ascontiguousarray(seen[crop]).view(np.uint8)
        valid &= cv2.remap(is_seen, at[..., 0], at[..., 1], cv2.INTER_NEAREST, borderMode=border) > 0
    return tile, valid


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
