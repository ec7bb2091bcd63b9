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

from diar_gui import brush, gamuts, geometry, resampling
from diar_gui.bends import Bend
from diar_gui.budget import BAND_ROWS, BAND_VALUES
from diar_gui.colour import linear_from_encoded
from diar_gui.images import Frame, shrunk_seen
from diar_gui.progress import Progress
from diar_gui.scratch import release

_TILE_ROWS = BAND_ROWS  # small enough that a tilted tile's bounding box in the source is not much larger than the tile
_TILE_COLUMNS = 512
_N_THREADS = min(8, os.cpu_count() or 1)


@dataclass(frozen=True, eq=False)
class Band:
    """Rows `first_row` to `last_row` (exclusive) of the warped stack.

    linear: `(T, rows, W, 3)` float32 linear light with the frames' primaries, photometrically corrected; may exceed 1;
        arbitrary where not valid.
    valid: `(T, rows, W)` bool, True where the pixel came from what its frame saw, and no stroke speaks against it.
    n_extra_rows: how many of the last rows belong to the next band.
    inside: `(T, rows, W)` bool, `valid` without the strokes; None where it is the same.
    factors: `(T, rows, W)` float32 in (0, 1], what the strokes leave of each weight; None where there are none.
    space: of `names.SPACES`, whose primaries `linear` has.
    """

    first_row: int
    last_row: int
    linear: np.ndarray
    valid: np.ndarray
    n_extra_rows: int = 0
    inside: np.ndarray | None = None
    factors: np.ndarray | None = None
    space: str = "srgb"


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

    @property
    def space(self) -> str:
        """Of `names.SPACES`, whose primaries the frames have."""
        return self.frames[0].space

    def linear_srgb(self, encoded: np.ndarray) -> np.ndarray:
        """Return `(rows, W, 3)` float32 linear sRGB of `encoded_rows`; below 0 and above 1 where that is too narrow."""
        return gamuts.converted(linear_from_encoded(encoded), "srgb", self.space)

    def srgb_rows(self, index: int, first_row: int, last_row: int) -> tuple[np.ndarray, np.ndarray]:
        """Return `encoded_rows` in sRGB, as networks want them; what is beyond is clipped."""
        encoded, valid = self.encoded_rows(index, first_row, last_row)
        return self.frames[index].in_srgb(encoded), valid

    def encoded_rows(self, index: int, first_row: int, last_row: int) -> tuple[np.ndarray, np.ndarray]:
        """Return rows of one warped frame as shot: `(rows, W, 3)` uint16 at rest, and `(rows, W)` valid."""
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
            return Band(first_row, last_row, linear, valid, space=self.space)
        kept = brush.still_valid(valid, factors)
        return Band(first_row, last_row, linear, kept, inside=valid, factors=factors, space=self.space)

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
        most = max(_TILE_ROWS, int(BAND_VALUES / (len(self.frames) * self.size[1] * 3)))
        n_rows = int(np.clip(max_bytes // bytes_per_row - overlap_rows, 1, min(most, self.size[0])))
        # Whole tiles where possible: what is cut off a tile may be warped twice.
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
    """Return rows of a picture resampled on the reference grid, and where they came from what it saw.

    Only the part of the source that the rows see is touched. A row comes out the same to the bit whatever run of rows
    it is asked for with.

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
    kernel = resampling.find_kernel(size)
    if kernel is None:
        return _warp_in_tiles(pixels, seen, H_ref_from_frame, bend, width, (first_row, last_row))
    H_frame_from_ref = geometry.inverse(H_ref_from_frame, size)
    if bend is None:
        valid, nodes = geometry.valid_rows(H_ref_from_frame, size, width, first_row, last_row), None
    else:
        valid, nodes = np.empty((last_row - first_row, width), bool), bend.nodes(size)
    return kernel.warp(pixels, seen, H_frame_from_ref, first_row, valid, nodes), valid


def _warp_in_tiles(
    pixels: np.ndarray,
    seen: np.ndarray | None,
    H_ref_from_frame: np.ndarray,
    bend: Bend | None,
    width: int,
    run: tuple[int, int],
) -> tuple[np.ndarray, np.ndarray]:
    """Return the same by OpenCV, in fixed tiles: a row comes out the same whatever run of rows it is asked for with."""
    size, (first_row, last_row) = (pixels.shape[0], pixels.shape[1]), run
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
                places = bend.sources(H_frame_from_ref @ _shift(x, tile_row), shape, size)
                own = np.isfinite(places[..., 0])
                tile = resampling.sampled(pixels, seen, places, own)
                tile_valid[:, columns] = own
                warped[rows, columns] = tile[top - tile_row : bottom - tile_row]
            elif tile_valid[:, columns].any():
                tile = resampling.warped(pixels, H_frame_from_ref, corner, shape)
                warped[rows, columns] = tile[top - tile_row : bottom - tile_row]
                if seen is not None:
                    tile_valid[:, columns] &= resampling.warped(seen, H_frame_from_ref, corner, shape) > 0
    return warped, valid[first_row - first_tile_row :][: last_row - first_row]


def _shift(x: float, y: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
