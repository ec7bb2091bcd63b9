"""Where `swin` looks: how much attention each place of each photo gets, in every head of every block."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from torch import Tensor

from diar_gui.images import to_tensor
from diar_gui.progress import Progress
from diar_gui.reconstruction.checkpoints import network_for
from diar_gui.reconstruction.learned import MAX_N_FRAMES, level_gains, levelled_rows
from diar_gui.reconstruction.results import ReconstructionOptions
from diar_gui.reconstruction.swin import Swin
from diar_gui.reconstruction.window_attention import WindowBlock
from diar_gui.warp import WarpedStack

_LONG_SIDE_PX = 512
_LEAST_SIDE_PX = 64
_MAX_BYTES = 400 * 10**6  # of the attention of one block


@dataclass(frozen=True, eq=False)
class AttentionMap:
    """How much one head looks at each place.

    layer, head: counted from 1. received: `(T, h, w)` float32 for the frames of the stack; 1 where it looks at all
    alike, 0 where a frame saw nothing.
    """

    layer: int
    head: int
    received: np.ndarray


@dataclass(frozen=True, eq=False)
class _Layer:
    """A block, what it gets of a group of frames, and how many of its rows and columns are the picture's."""

    block: WindowBlock
    x: Tensor
    seen: Tensor
    size: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Attention:
    """Where all heads look.

    maps: of all heads, layer by layer. groups: the frames of the stack that look at one another. layers: of each group.
    """

    maps: tuple[AttentionMap, ...]
    groups: tuple[tuple[int, ...], ...]
    layers: tuple[tuple[_Layer, ...], ...]

    def size(self, layer: int) -> tuple[int, int]:
        """Return (rows, columns) of the places of a layer, counted from 1."""
        return self.layers[0][layer - 1].size

    @torch.inference_mode()
    def from_place(self, layer: int, head: int, frame: int, place: tuple[int, int]) -> np.ndarray:
        """Return `(h, w)` float32: how much all photos, at a place, look at each place of a frame; 1 if at all alike.

        0 beyond the window of attention in which the place lies.

        Args:
            layer: counted from 1.
            head: likewise.
            frame: index in the stack.
            place: row and column, see `size`.
        """
        group = next(i for i, frames in enumerate(self.groups) if frame in frames)
        kept = self.layers[group][layer - 1]
        looks = kept.block.from_place(kept.x, kept.seen, *place)[0, self.groups[group].index(frame)]
        rows, columns = kept.size
        return looks[:rows, :columns, head - 1].cpu().numpy()


def attention_of(
    stack: WarpedStack, options: ReconstructionOptions, progress: Progress, device: str = "cpu"
) -> Attention:
    """Return where the heads look.

    The network sees the whole picture at once here, smaller than where it makes the picture of tiles at full size. More
    than `learned.MAX_N_FRAMES` frames look at one another in groups, as there.

    Args:
        stack: the frames on their grid, at any size.
        options: with the method `swin` and its checkpoint.
        progress: receives the reports; tells whether the user asked to stop.
        device: that the network runs on.

    Raises:
        Cancelled: the user asked to stop.
        CheckpointError: there is no checkpoint, or it is damaged.
        ValueError: another method has no such maps.
    """
    if options.method != "swin":
        raise ValueError(f"only swin has attention maps, not {options.method}")
    network = cast(Swin, network_for(options)).to(device)
    n_frames = len(stack.frames)
    in_group = min(n_frames, MAX_N_FRAMES)
    widest = max(network.options.heads) * 4 * in_group**2  # bytes per pixel of the small picture, at most
    side_px = int(np.clip(np.sqrt(_MAX_BYTES / widest), _LEAST_SIDE_PX, _LONG_SIDE_PX))
    small = stack.scaled(side_px, progress)
    small = small.with_gains(level_gains(small, progress.part(0.0, 0.2)))
    n_groups = -(-n_frames // MAX_N_FRAMES)
    groups = [range(i, n_frames, n_groups) for i in range(n_groups)]
    found, maps = [], []
    for i, group in enumerate(groups):
        part = progress.part(0.2 + 0.8 * i / n_groups, 0.2 + 0.8 * (i + 1) / n_groups)
        found.append(_layers(network, small, group, part, device))
    for number, layers in enumerate(zip(*found, strict=True), 1):
        n_heads = layers[0].block.attention.n_heads
        received = np.empty((n_frames, *layers[0].size, n_heads), np.float32)
        for group, layer in zip(groups, layers, strict=True):
            received[list(group)] = _received(layer)
        maps += [AttentionMap(number, head + 1, received[..., head]) for head in range(n_heads)]
    return Attention(tuple(maps), tuple(map(tuple, groups)), tuple(map(tuple, found)))


def levels_of(received: np.ndarray) -> np.ndarray:
    """Return `received` as uint8: 128 for 1, where all is looked at alike, 255 for four times as much and more."""
    return np.rint(np.clip(np.sqrt(received) / 2, 0, 1) * 255).astype(np.uint8)


@torch.inference_mode()
def _layers(network: Swin, small: WarpedStack, group: Sequence[int], progress: Progress, device: str) -> list[_Layer]:
    """Return what each block gets of some frames."""
    height, width = small.size
    padding = [(0, -n % network.multiple) for n in (height, width)]
    frames, valid = [], []
    for i, t in enumerate(group):
        progress.update(i / len(group), "Looking where the network looks")
        encoded, seen = levelled_rows(small, t, 0, height)
        frames.append(to_tensor(np.pad(encoded, [*padding, (0, 0)], mode="edge"), device))
        valid.append(torch.from_numpy(np.pad(seen, padding, mode="edge"))[None].to(device))
    made = network.attention_inputs(torch.stack(frames)[None], torch.stack(valid)[None])
    progress.update(1.0)
    whole = np.array([height + padding[0][1], width + padding[1][1]])
    layers = []
    for block, x, seen in made:
        rows, columns = np.ceil(np.array([height, width]) * x.shape[2:4] / whole).astype(int)
        layers.append(_Layer(block, x, seen, (int(rows), int(columns))))
    return layers


@torch.inference_mode()
def _received(layer: _Layer) -> np.ndarray:
    """Return `(T, h, w, heads)` float32, without the padding."""
    rows, columns = layer.size
    received = layer.block.received(layer.x, layer.seen)
    return received[0, :, :rows, :columns].float().cpu().numpy()
