"""The paper's reconstruction: a video Swin encoder over the aligned stack, a sum over frames, a residual decoder.

Kwiatkowski, Matern and Hellwich, "DIAR: Deep Image Alignment and Reconstruction using Swin Transformers", arXiv
2310.11605, section 5. The embeddings of the frames are added up by equal shares or by `softmax(e)` over the frames
(section 5.3); the decoder turns the sum into a picture. Not from the paper, which does not give them: the sizes, the
maps of the stages added up at a quarter of the resolution, features of full resolution added up by the same weights,
that the decoder yields a gain and an offset on the weighted sum of the frames, so that detail need not be learned, and
that each frame is seen beside what sets it off from the median of all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from diar_gui.reconstruction.networks import Prediction, ResidualBlock, filled
from diar_gui.reconstruction.trust_blocks import masked_median
from diar_gui.reconstruction.window_attention import WHOLE, WindowAttention, WindowBlock

AGGREGATIONS = ("softmax", "average")
_PATCH_PX = 4  # side of the patch of one frame that becomes a token
_FAINT = 1e-6  # weight that keeps a pixel's only valid frame from vanishing


@dataclass(frozen=True)
class SwinOptions:
    """The size and the kind of the network.

    temporal_window: frames that attend to one another: 1 (each by itself), 2, 3, or 0 for the whole sequence. A set of
        photos has no order: with 2 or 3, frames meet their neighbours in the order in which they happen to be given
        (in every other block, other neighbours). That order is arbitrary, the picture depends on it, and predictions
        over several shuffled orders may be averaged. With 1 and 0 the order does not matter.
    aggregation: "softmax" for learned weights, "average" for equal ones.
    width: channels of the first stage; each further one has twice as many at half the resolution.
    depths: blocks of each stage; in every other one the windows are shifted by half.
    heads: attention heads of each stage.
    window: rows and columns of tokens in a spatial window.
    mlp_ratio: hidden channels of a block's perceptron, over its width.
    n_decoder_blocks: residual blocks at a quarter of the resolution.
    skip_width: channels at full resolution.
    compares: whether the network sees, beside each frame, how it differs from the median of all.
    """

    temporal_window: int = WHOLE
    aggregation: str = "softmax"
    width: int = 48
    depths: tuple[int, ...] = (2, 2)
    heads: tuple[int, ...] = (3, 6)
    window: int = 4
    mlp_ratio: float = 2.0
    n_decoder_blocks: int = 3
    skip_width: int = 16
    compares: bool = True

    def __post_init__(self) -> None:
        if self.temporal_window not in (WHOLE, 1, 2, 3):
            raise ValueError(f"temporal_window must be 1, 2, 3 or 0 for the whole, not {self.temporal_window}")
        if self.aggregation not in AGGREGATIONS:
            raise ValueError(f"aggregation must be one of {', '.join(AGGREGATIONS)}, not {self.aggregation}")
        if len(self.depths) != len(self.heads) or not self.depths:
            raise ValueError(f"depths and heads must be equally many, not {self.depths} and {self.heads}")
        if min(*self.depths, *self.heads, self.window, self.n_decoder_blocks, self.skip_width) < 1:
            raise ValueError(f"sizes must be at least 1: {self}")
        if any((self.width << i) % n or (self.width << i) < 2 * n for i, n in enumerate(self.heads)):
            raise ValueError(f"heads {self.heads} must divide width {self.width} and leave each at least 2 channels")


class Swin(nn.Module):
    """Video Swin encoder, aggregation over frames, residual decoder; see `networks.build` for what goes in.

    depends_on_order: whether the picture changes with the order of the frames, see `SwinOptions.temporal_window`.
    """

    overlap_px = 32  # of tiles: a window of the second stage
    expects_level = True

    def __init__(self, options: SwinOptions) -> None:
        super().__init__()
        self.options = options
        self.depends_on_order = options.temporal_window not in (WHOLE, 1)
        self.multiple = _PATCH_PX << (len(options.depths) - 1)
        width, skip_width = options.width, options.skip_width
        n_planes = 6 if options.compares else 3
        self.patches = nn.Sequential(
            nn.Conv2d(n_planes, width // 2, 3, stride=2, padding=1),
            nn.GELU(),
            nn.Conv2d(width // 2, width, 3, stride=2, padding=1),
        )
        self.stages = nn.ModuleList(_stage(options, i) for i in range(len(options.depths)))
        self.merges = nn.ModuleList(
            nn.Linear(4 * (width << i), width << (i + 1)) for i in range(len(options.depths) - 1)
        )
        self.laterals = nn.ModuleList(
            nn.Sequential(nn.LayerNorm(width << i), nn.Linear(width << i, width)) for i in range(len(options.depths))
        )
        if options.aggregation == "softmax":
            self.logits = nn.Conv2d(width, 1, 1)
        self.skip = nn.Conv2d(n_planes, skip_width, 3, padding=1)
        self.decoder = nn.Sequential(
            *(ResidualBlock(width) for _ in range(options.n_decoder_blocks)),
            nn.Conv2d(width, 2 * width, 3, padding=1),
            nn.PixelShuffle(2),
            nn.ReLU(),
            nn.Conv2d(width // 2, 4 * skip_width, 3, padding=1),
            nn.PixelShuffle(2),
        )
        last = nn.Conv2d(skip_width, 6, 3, padding=1)
        # To begin with, the picture is the weighted sum of the frames.
        nn.init.zeros_(last.weight)
        nn.init.zeros_(cast(Tensor, last.bias))
        self.out = nn.Sequential(nn.Conv2d(2 * skip_width, skip_width, 3, padding=1), nn.ReLU(), last)

    def forward(self, frames: Tensor, valid: Tensor) -> Prediction:
        """Return the picture, and the weights by which frames and embeddings were added up."""
        frames = filled(frames, valid)
        shares = _shares(valid)
        planes = self._planes(frames, valid)
        embeddings = self._embeddings(planes, shares)
        place_weights = self._place_weights(embeddings, shares)
        weights = self._pixel_weights(place_weights, valid)
        skips = torch.relu(_per_frame(self.skip, planes))
        features = torch.cat([self.decoder((embeddings * place_weights).sum(1)), (skips * weights).sum(1)], dim=1)
        gain, offset = self.out(features).chunk(2, dim=1)
        picture = (frames * weights).sum(1) * (1 + gain) + offset
        return Prediction(picture, weights[:, :, 0])

    def attention_maps(self, frames: Tensor, valid: Tensor, layer: int) -> Tensor:
        """Return the attention of one block, for viewing: `(B, n_t, n_y, n_x, heads, L, L)`.

        Windows are counted along time, rows and columns; of the L tokens in a window (in order of time, row, column)
        each row's shares over the last axis sum to 1. See `WindowAttention.maps`.

        Args:
            frames: `(B, T, 3, H, W)`, as for `forward`.
            valid: `(B, T, 1, H, W)` bool.
            layer: which block, counted from 0 over all stages.

        Raises:
            ValueError: there is no such block.
        """
        found: list[Tensor] = []

        def look(index: int, block: WindowBlock, x: Tensor, seen: Tensor) -> None:
            if index == layer:
                found.append(block.maps(x, seen))

        self._embeddings(self._planes(filled(frames, valid), valid), _shares(valid), look)
        if not found:
            raise ValueError(f"layer must lie in [0, {sum(self.options.depths)}), not {layer}")
        return found[0]

    def attention_inputs(self, frames: Tensor, valid: Tensor) -> list[tuple[WindowBlock, Tensor, Tensor]]:
        """Return each block with the tokens `(B, T, h, w, C)` that it gets, and which of them are seen.

        Args:
            frames: `(B, T, 3, H, W)`, as for `forward`.
            valid: `(B, T, 1, H, W)` bool.
        """
        found: list[tuple[WindowBlock, Tensor, Tensor]] = []

        def look(index: int, block: WindowBlock, x: Tensor, seen: Tensor) -> None:
            found.append((block, x, seen))

        self._embeddings(self._planes(filled(frames, valid), valid), _shares(valid), look)
        return found

    def _planes(self, frames: Tensor, valid: Tensor) -> Tensor:
        """Return what is seen of each frame, `(B, T, 3 or 6, H, W)`."""
        if not self.options.compares:
            return frames
        return torch.cat([frames, frames - masked_median(frames, valid)[:, None]], dim=2)

    def _embeddings(
        self,
        planes: Tensor,
        shares: Tensor,
        look: Callable[[int, WindowBlock, Tensor, Tensor], None] = lambda index, block, x, seen: None,
    ) -> Tensor:
        """Return `(B, T, width, H / 4, W / 4)`; `look` is called before every block."""
        x = _per_frame(self.patches, planes).permute(0, 1, 3, 4, 2)
        seen = shares[:, :, 0] > 0
        size = (x.shape[2], x.shape[3])
        total, index = x, 0
        for i, stage in enumerate(self.stages):
            if i > 0:
                x, seen = self.merges[i - 1](_two_by_two(x)), _two_by_two(seen[..., None]).any(-1)
            for block in stage:  # pyright: ignore[reportGeneralTypeIssues]
                look(index, block, x, seen)
                x, index = block(x, seen), index + 1
            lateral = self.laterals[i](x).permute(0, 1, 4, 2, 3)
            total = total + _resized(lateral, size) if i else lateral
        return total

    def _place_weights(self, embeddings: Tensor, shares: Tensor) -> Tensor:
        """Return `(B, T, 1, h, w)` shares of the frames in each embedding; 0 where a frame is not valid."""
        # The logarithm of 0 takes a frame out; that of a part lets it count by that part.
        logits = torch.log(shares.clamp_min(1e-30))
        if self.options.aggregation == "softmax":
            logits = logits + _per_frame(self.logits, embeddings).float()
        return logits.softmax(1) * (shares > 0)

    def _pixel_weights(self, place_weights: Tensor, valid: Tensor) -> Tensor:
        """Return `(B, T, 1, H, W)` shares of the frames in each pixel; 0 where a frame is not valid."""
        if self.options.aggregation == "average":
            weights = valid.to(place_weights.dtype)
        else:
            weights = (_resized(place_weights, (valid.shape[-2], valid.shape[-1])) + _FAINT) * valid
        return weights / weights.sum(1, keepdim=True).clamp_min(_FAINT)


def _stage(options: SwinOptions, index: int) -> nn.ModuleList:
    width = options.width << index
    blocks = []
    for i in range(options.depths[index]):
        attention = WindowAttention(
            width, options.heads[index], options.temporal_window, options.window, is_shifted=i % 2 == 1
        )
        blocks.append(WindowBlock(width, attention, options.mlp_ratio))
    return nn.ModuleList(blocks)


def _shares(valid: Tensor) -> Tensor:
    """Return `(B, T, 1, h, w)` float32 in [0, 1]: how much of each patch is valid."""
    return functional.avg_pool2d(valid.flatten(0, 1).float(), _PATCH_PX).unflatten(0, valid.shape[:2])


def _per_frame(module: nn.Module, stack: Tensor) -> Tensor:
    """Return what a module for pictures makes of each frame of `(B, T, C, H, W)`."""
    return module(stack.flatten(0, 1)).unflatten(0, stack.shape[:2])


def _resized(stack: Tensor, size: tuple[int, int]) -> Tensor:
    """Return `(B, T, C, *size)`, interpolated."""
    resized = functional.interpolate(stack.flatten(0, 1), size, mode="bilinear", align_corners=False)
    return resized.unflatten(0, stack.shape[:2])


def _two_by_two(x: Tensor) -> Tensor:
    """Return `(B, T, h / 2, w / 2, 4 * C)`: each square of four tokens as one."""
    return torch.cat([x[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)], dim=-1)
