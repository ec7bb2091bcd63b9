"""The networks that decode pixels (`swin`, `deep-sets`), over the warped stack at full size, in tiles."""

from collections.abc import Iterator
from typing import cast

import numpy as np
import torch

from diar_gui import brush
from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.gamuts import converted
from diar_gui.images import to_tensor
from diar_gui.progress import Progress
from diar_gui.reconstruction.canvas import Canvas, Estimate
from diar_gui.reconstruction.checkpoints import network_for
from diar_gui.reconstruction.deep_sets import DeepSets
from diar_gui.reconstruction.light import decoded, exposures
from diar_gui.reconstruction.networks import Prediction, filled, in_groups, over_orders
from diar_gui.reconstruction.results import ReconstructionOptions
from diar_gui.reconstruction.swin import Swin
from diar_gui.reconstruction.tiles import ALIGN_PX, Piece, Predict, TiledNetwork, ramps, spans
from diar_gui.scratch import Scratch
from diar_gui.warp import Band, WarpedStack

MAX_N_FRAMES = 64
"""More frames do not attend to one another at once: they go in groups, and then the groups' pictures do."""

_FRAME_PIXELS = {"cpu": 1_000_000}  # in a tile, so that cancelling takes about a second
_FRAME_PIXELS_ELSEWHERE = 8_000_000
_TILE_LIMITS_PX = (96, 512)


def reconstruct_learned(
    stack: WarpedStack,
    canvas: Canvas,
    options: ReconstructionOptions,
    progress: Progress,
    scratch: Scratch,
    max_bytes: int,
    device: str,
) -> None:
    """Fill the canvas with what the method's network makes of the stack.

    Memory is bounded by a row of tiles (in `scratch`, so on disk if it is short), whatever `max_bytes`.

    Raises:
        CheckpointError: there is no checkpoint, it is damaged, or it is another method's.
    """
    network = cast(Swin | DeepSets, network_for(options))
    predict = _predictor(network, options, progress)
    tile_px = _tile_px(network, len(stack.frames), device)
    tiled = TiledNetwork(predict, tile_px, network.overlap_px, device, progress)
    rows = spans(stack.size[0], tile_px, tiled.overlap_px)
    buffer = _RowBuffer(stack, max(last - first for first, last in rows), scratch)
    for i, ((first, last), ramp) in enumerate(zip(rows, ramps(rows, tiled.overlap_px), strict=True)):
        part = progress.part(i / len(rows), (i + 1) / len(rows))
        buffer.read(first, last, part)
        shares = np.repeat(ramp[:, None], stack.size[1], axis=1)
        tiled.add(*buffer.frames(), shares, buffer.made(), part)
        end = rows[i + 1][0] if i + 1 < len(rows) else last
        buffer.put(end, canvas, max_bytes, part)
    progress.update(1.0)


def level_gains(small: WarpedStack, progress: Progress) -> np.ndarray:
    """Return `(T, 3)` factors in linear light that bring the frames to their median exposure, as in training."""
    T, (height, width) = len(small.frames), small.size
    frames = torch.empty((1, T, 3, height, width))
    valid = torch.empty((1, T, 1, height, width), dtype=torch.bool)
    for t in range(T):
        progress.update(t / T, "Comparing exposures")
        encoded, seen = small.srgb_rows(t, 0, height)
        frames[0, t], valid[0, t, 0] = to_tensor(encoded), torch.from_numpy(seen)
    progress.update(1.0)
    return exposures(decoded(filled(frames, valid)), valid)[0].exp().numpy()


def levelled_rows(stack: WarpedStack, index: int, first_row: int, last_row: int) -> tuple[np.ndarray, np.ndarray]:
    """Return rows of a frame as the network gets it, `(rows, W, 3)` uint16 sRGB under its gain, and what is valid."""
    encoded, seen = stack.srgb_rows(index, first_row, last_row)
    gain = stack.gains[index]
    if (gain != 1).any():
        encoded = encoded_from_linear(linear_from_encoded(encoded) * gain.astype(np.float32), 16)
    return encoded, seen


class _RowBuffer:
    """A row of tiles: the frames as the network sees them, and what it has made of them so far.

    Args:
        stack: where frames come from.
        n_rows: how many rows it holds at most.
        scratch: makes its arrays.
    """

    def __init__(self, stack: WarpedStack, n_rows: int, scratch: Scratch) -> None:
        self._stack = stack
        shape = (len(stack.frames), n_rows, stack.size[1])
        self._encoded = scratch.empty((*shape, 3), np.uint16)
        self._valid = scratch.empty(shape, bool)
        self._weights = scratch.empty(shape, np.float32)
        self._picture = scratch.empty((*shape[1:], 3), np.float32)
        self._first = self._last = 0

    def read(self, first_row: int, last_row: int, progress: Progress) -> None:
        """Read the frames' rows; what was made of rows that are here already is kept."""
        n_kept = max(0, self._last - first_row)
        for made in (self._picture[None], self._weights):
            for plane in made:
                plane[:n_kept] = plane[self._last - self._first - n_kept : self._last - self._first].copy()
                plane[n_kept:] = 0
        self._first, self._last = first_row, last_row
        n_rows = last_row - first_row
        for t in range(len(self._stack.frames)):
            progress.check_cancelled()
            self._encoded[t, :n_rows], self._valid[t, :n_rows] = levelled_rows(self._stack, t, first_row, last_row)
        valid = self._valid[:, :n_rows]
        factors = brush.factors(self._stack.strokes, valid, first_row, last_row)
        if factors is not None:
            valid[:] = brush.still_valid(valid, factors)

    def frames(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the frames, `(T, rows, W, 3)` uint16 sRGB-encoded under their gains, and where they are valid."""
        n_rows = self._last - self._first
        return self._encoded[:, :n_rows], self._valid[:, :n_rows]

    def made(self) -> Piece:
        """Return picture and weights so far, to add to."""
        n_rows = self._last - self._first
        return Piece(self._picture[:n_rows], self._weights[:, :n_rows])

    def put(self, end_row: int, canvas: Canvas, max_bytes: int, progress: Progress) -> None:
        """Put the rows before `end_row`, which are finished, on the canvas."""
        n_at_once = max(1, int(max_bytes // (len(self._stack.frames) * self._stack.size[1] * 3 * 4 * 2)))
        for first in range(self._first, end_row, n_at_once):
            progress.check_cancelled()
            last = min(first + n_at_once, end_row)
            rows = slice(first - self._first, last - self._first)
            linear = linear_from_encoded(self._encoded[:, rows])
            picture = linear_from_encoded(np.clip(self._picture[rows], 0, 1))
            space = self._stack.space
            if space != "srgb":
                linear = np.stack([converted(frame, space, "srgb") for frame in linear])
                picture = converted(picture, space, "srgb")
            band = Band(first, last, linear, self._valid[:, rows], space=space)
            canvas.put(band, Estimate(picture, np.rint(self._weights[:, rows] * 255).astype(np.uint8)))


def _tile_px(network: Swin | DeepSets, n_frames: int, device: str) -> int:
    n_at_once = 1 if isinstance(network, DeepSets) else min(n_frames, MAX_N_FRAMES)
    n_pixels = _FRAME_PIXELS.get(device, _FRAME_PIXELS_ELSEWHERE) / n_at_once
    return int(np.clip(np.sqrt(n_pixels) // ALIGN_PX * ALIGN_PX, *_TILE_LIMITS_PX))


def _predictor(network: Swin | DeepSets, options: ReconstructionOptions, progress: Progress) -> Predict:
    """Return what runs the network on a tile; `progress` is only asked for the wish to cancel."""

    @torch.inference_mode()
    def predict(frames: np.ndarray, valid: np.ndarray, device: str) -> Piece:
        height, width = valid.shape[1:]
        padding = [(0, 0), *((0, -n % network.multiple) for n in (height, width))]
        # Padding repeats the border, valid or not: a black rim would be something to see.
        frames, valid = np.pad(frames, [*padding, (0, 0)], mode="edge"), np.pad(valid, padding, mode="edge")
        network.to(device)

        def tensors() -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
            for frame, frame_valid in zip(frames, valid, strict=True):
                progress.check_cancelled()
                yield to_tensor(frame, device)[None], torch.from_numpy(frame_valid)[None, None].to(device)

        if isinstance(network, DeepSets):
            picture, weights = network.online(tensors), valid / np.maximum(valid.sum(axis=0), np.float32(1))
        else:
            stack, seen = (torch.stack(parts, dim=1) for parts in zip(*tensors(), strict=True))
            prediction = _predict_together(network, stack, seen, options.n_orders)
            picture, weights = prediction.picture, cast(torch.Tensor, prediction.weights)[0].cpu().numpy()
        picture = picture[0].permute(1, 2, 0).cpu().numpy()
        return Piece(picture[:height, :width], weights[:, :height, :width])

    return predict


def _predict_together(network: Swin, frames: torch.Tensor, valid: torch.Tensor, n_orders: int) -> Prediction:
    def one_order(frames: torch.Tensor, valid: torch.Tensor) -> Prediction:
        return in_groups(network, frames, valid, MAX_N_FRAMES)

    return over_orders(one_order, frames, valid, n_orders if network.depends_on_order else 1)
