"""A network over a picture of any size: in tiles that overlap, smaller ones where memory is short."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from diar_gui.progress import Progress
from diar_gui.sentences import Sentence

ALIGN_PX = 32
"""Tiles start at multiples of this, so that neighbours see the same pixels at the same places of their windows."""

_SMALLEST_PX = 96
_OUT_OF_MEMORY = ("DefaultCPUAllocator", "out of memory", "ALLOC_FAILED")  # in what torch says with a RuntimeError


@dataclass(frozen=True, eq=False)
class Piece:
    """What a network makes of a tile: `(h, w, 3)` float32 sRGB-encoded, and `(T, h, w)` float32 shares."""

    picture: np.ndarray
    weights: np.ndarray


Predict = Callable[[np.ndarray, np.ndarray, str], Piece]
"""Takes frames `(T, h, w, 3)` and valid `(T, h, w)` of a tile, and the device to run on."""


def spans(length: int, tile_px: int, overlap_px: int) -> list[tuple[int, int]]:
    """Return first and last (exclusive) pixels of the tiles along one side.

    All are `tile_px` long but the last, which may be up to `ALIGN_PX` longer, or shorter if it is alone; neighbours
    overlap by `overlap_px` at least.

    Args:
        length: of the side; at least 1.
        tile_px: a multiple of `ALIGN_PX`, larger than the overlap.
        overlap_px: a multiple of `ALIGN_PX`.
    """
    if tile_px <= overlap_px or tile_px % ALIGN_PX or overlap_px % ALIGN_PX:
        raise ValueError(f"tiles of {tile_px} px cannot overlap by {overlap_px}")
    if length <= tile_px:
        return [(0, length)]
    last = (length - tile_px) // ALIGN_PX * ALIGN_PX
    return [(start, start + tile_px) for start in range(0, last, tile_px - overlap_px)] + [(last, length)]


def ramps(tiles: list[tuple[int, int]], overlap_px: int) -> list[np.ndarray]:
    """Return how much each tile counts at each of its pixels, float32: smooth, and 1 in sum at every pixel."""
    total = np.zeros(tiles[-1][1])
    rising = []
    for first, last in tiles:
        from_border = np.arange(last - first) + 0.5
        from_border = np.minimum(from_border, from_border[::-1]) / max(1, overlap_px)
        rising.append(np.sin(np.pi / 2 * np.minimum(from_border, 1)) ** 2)
        total[first:last] += rising[-1]
    return [(r / total[first:last]).astype(np.float32) for r, (first, last) in zip(rising, tiles, strict=True)]


class TiledNetwork:
    """Runs a network on bands, in tiles; out of memory it goes on with smaller tiles, and at last on the processor.

    Args:
        predict: runs the network on one tile.
        tile_px: side of the tiles to begin with.
        overlap_px: see `spans`.
        device: where to run to begin with.
        progress: told of a change in a notice.
    """

    def __init__(self, predict: Predict, tile_px: int, overlap_px: int, device: str, progress: Progress) -> None:
        self._predict, self._progress = predict, progress
        self.tile_px, self.overlap_px, self.device = tile_px, overlap_px, device
        self._told: set[str] = set()

    def add(
        self,
        frames: np.ndarray,
        valid: np.ndarray,
        shares: np.ndarray,
        into: Piece,
        progress: Progress,
    ) -> None:
        """Add what the network makes of a band, times `shares`, to `into`.

        Args:
            frames: `(T, h, w, 3)`, as `predict` takes them.
            valid: `(T, h, w)` bool.
            shares: `(h, w)` float32, how much this band counts at each pixel.
            into: arrays of the band's size, changed in place.
            progress: reported to after each tile; may cancel.
        """
        rows, columns = (spans(n, self.tile_px, self.overlap_px) for n in shares.shape)
        row_ramps, column_ramps = ramps(rows, self.overlap_px), ramps(columns, self.overlap_px)
        n_done, n_tiles = 0, len(rows) * len(columns)
        for (top, bottom), row_ramp in zip(rows, row_ramps, strict=True):
            for (left, right), column_ramp in zip(columns, column_ramps, strict=True):
                tile = np.s_[top:bottom, left:right]
                tile_shares = shares[tile] * row_ramp[:, None] * column_ramp
                part = Piece(into.picture[tile], into.weights[:, *tile])
                tile_progress = progress.part(n_done / n_tiles, (n_done + 1) / n_tiles)
                self._add_tile(frames[:, *tile], valid[:, *tile], tile_shares, part, tile_progress)
                n_done += 1

    def _add_tile(
        self, frames: np.ndarray, valid: np.ndarray, shares: np.ndarray, into: Piece, progress: Progress
    ) -> None:
        progress.check_cancelled()
        piece = self._try(frames, valid)
        if piece is None:
            # Again, in smaller tiles, or on another device.
            self.add(frames, valid, shares, into, progress)
            return
        np.add(into.picture, piece.picture * shares[..., None], out=into.picture)
        np.add(into.weights, piece.weights * shares, out=into.weights)
        progress.update(1.0)

    def _try(self, frames: np.ndarray, valid: np.ndarray) -> Piece | None:
        """Return the piece, or None where memory was short and tiles or device were changed."""
        try:
            return self._predict(frames, valid, self.device)
        except (MemoryError, RuntimeError) as error:
            if not self._give_in(max(frames.shape[1:3]), is_memory_short=_is_out_of_memory(error)):
                raise
        # Not in the handler: there the failed attempt still holds its memory.
        if self.device == "cuda":
            torch.cuda.empty_cache()
        return None

    def _give_in(self, side_px: int, *, is_memory_short: bool) -> bool:
        """Take smaller tiles than one of this side, else the processor; return False where both are exhausted."""
        if not is_memory_short:
            return self._leave_device(Sentence("The {device} device failed; the processor takes over."))
        half_px = max(side_px // 2 // ALIGN_PX * ALIGN_PX, _SMALLEST_PX)
        if side_px >= half_px + ALIGN_PX:
            self.tile_px = half_px
            self._notice_once(
                Sentence("Memory is short: the network works on smaller pieces of the picture at a time.")
            )
            return True
        return self._leave_device(Sentence("The {device} device has too little memory; the processor takes over."))

    def _leave_device(self, template: Sentence) -> bool:
        if self.device == "cpu":
            return False
        self._notice_once(Sentence(template, device=self.device.upper()))
        self.device = "cpu"
        return True

    def _notice_once(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._progress.notice(sentence)


def _is_out_of_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or any(m in str(error) for m in _OUT_OF_MEMORY)
