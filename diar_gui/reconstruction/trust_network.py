"""DIAR's own network: how far each frame can be trusted at each pixel, and what takes it to the common light.

It looks at the warped stack at a working size and yields per frame logits and a smooth correction (gain and offset per
channel in linear light), and for the picture how far off it is likely to be. The picture is the sum of the corrected
frames by softmax weights (paper, section 5.3, with the frames' own pixels in place of embeddings): observed
pixels only. Time and memory are linear in the number of frames, and their order plays no part.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from diar_gui.reconstruction.light import BURNT_OUT, decoded, encoded, exposures, perceptual
from diar_gui.reconstruction.networks import Prediction, filled
from diar_gui.reconstruction.trust_blocks import (
    ChannelNorm,
    SetBlock,
    SpaceBlock,
    WindowSpaceBlock,
    masked_median,
    masked_softmax,
    per_frame,
)

CORRECTION_STRIDE = 8
"""Working pixels to a cell of the correction."""

_MAX_LOG_GAIN, _MAX_OFFSET = 2.5, 0.3
_LEAST_ERROR = 0.004  # encoded; nothing is known better than a level of 8 bits
_LEAST_RELATIVE_ERROR = 0.03  # of the value: an exposure is never known for certain
_DARKEST = 0.05  # encoded; below it errors do not become smaller


@dataclass(frozen=True)
class DiarOptions:
    """The size of the network, and what may be left out of it to see what that is worth.

    stem_width: channels at half the working size. widths, depths: channels and blocks at a quarter, an eighth and a
    sixteenth. n_heads: of the attention. window: side of a Swin window at a sixteenth.
    has_correction: whether frames are corrected at all. has_statistics: whether the network sees the frames'
    median and spread. adds_light: sum in linear light, else in sRGB-encoded values.
    """

    stem_width: int = 24
    widths: tuple[int, int, int] = (48, 72, 96)
    depths: tuple[int, int, int] = (2, 2, 2)
    n_heads: int = 4
    window: int = 8
    has_correction: bool = True
    has_statistics: bool = True
    adds_light: bool = True

    def __post_init__(self) -> None:
        if len(self.widths) != 3 or len(self.depths) != 3:
            raise ValueError("widths and depths are those of three sizes")
        if any(width % self.n_heads or width < 2 * self.n_heads for width in self.widths):
            raise ValueError(f"n_heads {self.n_heads} must divide each of the widths {self.widths}")
        if min(self.stem_width, *self.depths, self.window) < 1:
            raise ValueError(f"sizes must be at least 1: {self}")


@dataclass(frozen=True, eq=False)
class TrustPrediction(Prediction):
    """What the network says, at the working size.

    logits: `(B, T, H, W)`, before the softmax over the frames. log_gain, offset: `(B, T, 3, H/8, W/8)`; a frame's
    linear light times exp(log_gain) plus offset is its corrected light. error: `(B, H, W)` expected absolute
    difference of the picture from the truth, sRGB-encoded.
    """

    logits: Tensor
    log_gain: Tensor
    offset: Tensor
    error: Tensor


class TrustNetwork(nn.Module):
    """See the module's text, and `networks.build` for what goes in."""

    multiple = 16

    def __init__(self, options: DiarOptions) -> None:
        super().__init__()
        self.options = options
        stem, (fine, middle, coarse) = options.stem_width, options.widths
        self.stem = nn.Sequential(nn.Conv2d(21, stem, 3, padding=1), nn.GELU())
        self.to_fine = nn.Conv2d(stem, fine, 2, stride=2)
        self.to_middle = nn.Sequential(ChannelNorm(fine), nn.Conv2d(fine, middle, 2, stride=2))
        self.to_coarse = nn.Sequential(ChannelNorm(middle), nn.Conv2d(middle, coarse, 2, stride=2))
        self.fine = self._blocks(fine, options.depths[0], 5)
        self.middle = self._blocks(middle, options.depths[1], 5)
        self.coarse = nn.ModuleList()
        for i in range(options.depths[2]):
            self.coarse.append(WindowSpaceBlock(coarse, options.n_heads, options.window, is_shifted=i % 2 == 1))
            self.coarse.append(SetBlock(coarse, options.n_heads))
        self.coarse_to_middle, self.middle_to_fine = nn.Conv2d(coarse, middle, 1), nn.Conv2d(middle, fine, 1)
        self.middle_again, self.fine_again = self._blocks(middle, 1, 5), self._blocks(fine, 1, 5)
        self.correction = nn.Sequential(ChannelNorm(middle), nn.Conv2d(middle, 6, 3, padding=1))
        self.first_logits = nn.Conv2d(fine, 1, 1)
        self.detail = nn.Conv2d(fine, stem, 1)
        self.last_logits = nn.Sequential(
            nn.Conv2d(2 * stem + 7, stem, 3, padding=1), nn.GELU(), nn.Conv2d(stem, stem, 3, padding=1), nn.GELU(),
            nn.Conv2d(stem, 4, 1),
        )  # fmt: skip
        self.doubt = nn.Sequential(
            nn.Conv2d(stem + 5, stem, 3, padding=1), nn.GELU(), nn.Conv2d(stem, stem, 3, padding=1), nn.GELU(),
            nn.Conv2d(stem, 1, 1),
        )  # fmt: skip
        # How much a difference from the others speaks against a frame before anything is learned: a soft median.
        self.prior = nn.Parameter(torch.tensor([2.5, 2.0]))
        for last in (self.correction[-1], self.first_logits, self.last_logits[-1]):
            nn.init.zeros_(last.weight)  # pyright: ignore[reportArgumentType]
            nn.init.zeros_(last.bias)  # pyright: ignore[reportArgumentType]

    def _blocks(self, width: int, depth: int, reach: int) -> nn.ModuleList:
        pairs = [(SpaceBlock(width, reach), SetBlock(width, self.options.n_heads)) for _ in range(depth)]
        return nn.ModuleList([block for pair in pairs for block in pair])

    def forward(
        self,
        frames: Tensor,
        valid: Tensor,
        frames_at_once: int | None = None,
        correction: tuple[Tensor, Tensor] | None = None,
    ) -> TrustPrediction:
        """Return the prediction; see `networks.build`.

        Args:
            frames: `(B, T, 3, H, W)`.
            valid: `(B, T, 1, H, W)`.
            frames_at_once: how many frames are worked on together where each is worked on by itself: fewer take less
                memory. None for all.
            correction: log gain and offset, `(B, T, 3, m, n)`, in place of what the network finds itself.
        """
        look = _Look(frames, valid, has_statistics=self.options.has_statistics)
        step = frames_at_once or frames.shape[1]
        chunks = [slice(i, i + step) for i in range(0, frames.shape[1], step)]
        stems = [self._stem(look, chunk) for chunk in chunks]
        fine = torch.cat([per_frame(self.to_fine, stem) for stem in stems], dim=1)
        if len(chunks) > 1:
            stems = []  # made again below: they are the largest part of the memory
        fine, middle = self._context(fine, look)
        log_gain, offset = self._correction(middle, look) if correction is None else correction
        first = _twice(per_frame(self.first_logits, fine).float())
        if self.options.has_statistics:
            first = first - self.prior[0].exp() * look.away
        half = _Corrected(look, log_gain, offset, masked_softmax(first, look.half_valid))
        made = [
            self._logits(stems[i] if stems else self._stem(look, chunk), fine[:, chunk], first[:, chunk], half, chunk)
            for i, chunk in enumerate(chunks)
        ]
        logits = torch.cat([logits for logits, _ in made], dim=1)
        weights = masked_softmax(logits, valid[:, :, 0])
        picture = self._picture(look, log_gain, offset, weights, chunks)
        features = torch.cat([detail for _, detail in made], dim=1)
        error = self._error(features, half, weights, picture, look)
        return TrustPrediction(picture, weights, logits, log_gain, offset, error)

    def _stem(self, look: "_Look", chunk: slice) -> Tensor:
        return per_frame(self.stem, look.inputs(chunk))

    def _context(self, fine: Tensor, look: "_Look") -> tuple[Tensor, Tensor]:
        """Return features at a quarter and an eighth of the working size, after all frames have met."""
        seen = [_pooled(look.half_valid, k) for k in (2, 4, 8)]
        fine = _run(self.fine, fine, seen[0])
        middle = _run(self.middle, per_frame(self.to_middle, fine), seen[1])
        coarse = per_frame(self.to_coarse, middle)
        for block in self.coarse:
            coarse = block(coarse, seen[2])
        middle = _run(self.middle_again, middle + _twice(per_frame(self.coarse_to_middle, coarse)), seen[1])
        fine = _run(self.fine_again, fine + _twice(per_frame(self.middle_to_fine, middle)), seen[0])
        return fine, middle

    def _correction(self, middle: Tensor, look: "_Look") -> tuple[Tensor, Tensor]:
        """Return log gain and offset, `(B, T, 3, H/8, W/8)`; the frame's exposure is part of the gain."""
        exposure = look.log_exposure[..., None, None]
        if not self.options.has_correction:
            shape = (*middle.shape[:2], 3, *middle.shape[3:])
            return exposure.expand(shape), torch.zeros(shape, device=middle.device)
        raw = per_frame(self.correction, middle).float()
        gain = _MAX_LOG_GAIN * torch.tanh(raw[:, :, :3] / _MAX_LOG_GAIN)
        return exposure + gain, _MAX_OFFSET * torch.tanh(raw[:, :, 3:] / _MAX_OFFSET / 4)

    def _logits(
        self, stem: Tensor, fine: Tensor, first: Tensor, half: "_Corrected", chunk: slice
    ) -> tuple[Tensor, Tensor]:
        """Return logits `(B, t, H, W)` and features at half the size of the frames of a chunk."""
        detail = _twice(per_frame(self.detail, fine))
        difference = half.difference(chunk)
        coarse = first - self.prior[1].exp() * difference[:, :, 3:].mean(dim=2, keepdim=True)
        inputs = torch.cat([stem, detail, difference.to(stem.dtype), coarse.to(stem.dtype)], dim=2)
        steps = per_frame(self.last_logits, inputs).float()
        logits = functional.pixel_shuffle((steps + coarse).flatten(0, 1), 2).unflatten(0, steps.shape[:2])
        return logits[:, :, 0], detail

    def _picture(self, look: "_Look", log_gain: Tensor, offset: Tensor, weights: Tensor, chunks: list[slice]) -> Tensor:
        """Return `(B, 3, H, W)`: the corrected frames' weighted sum, sRGB-encoded."""
        total = torch.zeros_like(look.frames[:, 0])
        for chunk in chunks:
            light = corrected(decoded(look.frames[:, chunk]), log_gain[:, chunk], offset[:, chunk])
            values = light if self.options.adds_light else encoded(light)
            total = total + (weights[:, chunk, None] * values).sum(dim=1)
        return encoded(total) if self.options.adds_light else total

    def _error(self, features: Tensor, half: "_Corrected", weights: Tensor, picture: Tensor, look: "_Look") -> Tensor:
        """Return `(B, H, W)`: how far off the picture is likely to be."""
        shares = functional.avg_pool2d(weights.detach(), 2)[:, :, None]
        mean = (shares.to(features.dtype) * features).sum(dim=1)
        small = functional.avg_pool2d(picture.detach(), 2)
        away = (perceptual(half.light.detach()) - perceptual(decoded(small))[:, None]).abs().mean(dim=2, keepdim=True)
        agreement, brightness = (shares * away).sum(dim=1), small.mean(dim=1, keepdim=True)
        valid = look.half_valid.float()
        facts = [
            agreement,
            (shares * shares).sum(dim=1),
            (valid * (away < 0.06)).sum(dim=1) / valid.sum(dim=1).clamp_min(1),
            valid.sum(dim=1).clamp_max(10) / 10,
            brightness,
        ]
        inputs = torch.cat([mean, *(fact.to(mean.dtype) for fact in facts)], dim=1)
        # Light that is off by a factor puts a bright value farther off than a dark one.
        relative = functional.softplus(self.doubt(inputs).float() - 3) + agreement + _LEAST_RELATIVE_ERROR
        error = relative * (brightness + _DARKEST) + _LEAST_ERROR
        return functional.interpolate(error, scale_factor=2, mode="bilinear", align_corners=False)[:, 0]


class _Look:
    """What the network looks at: frames, their exposures and what they have in common, at half the working size."""

    def __init__(self, frames: Tensor, valid: Tensor, *, has_statistics: bool) -> None:
        self.frames, self.valid = filled(frames.float(), valid), valid
        self._has_statistics = has_statistics
        light = decoded(self.frames)
        half = functional.avg_pool2d(light.flatten(0, 1), 2).unflatten(0, light.shape[:2])
        share = functional.avg_pool2d(valid.flatten(0, 1).float(), 2).unflatten(0, light.shape[:2])
        self.half_light, self.half_valid = half, share > 0.999
        self.log_exposure = exposures(half, self.half_valid)
        self.half_values = perceptual(half * self.log_exposure.exp()[..., None, None])
        self.median = masked_median(self.half_values, self.half_valid)
        self.away = (self.half_values - self.median[:, None]).abs().mean(dim=2, keepdim=True)
        self.spread = (self.away * self.half_valid).sum(dim=1) / self.half_valid.sum(dim=1).clamp_min(1)

    def inputs(self, chunk: slice) -> Tensor:
        """Return `(B, t, 21, H/2, W/2)` for the frames of a chunk."""
        frames = self.frames[:, chunk]
        unshuffled = functional.pixel_unshuffle(frames.flatten(0, 1), 2).unflatten(0, frames.shape[:2])
        values, valid = self.half_values[:, chunk], self.half_valid[:, chunk]
        common = [self.median[:, None].expand_as(values), self.spread[:, None].expand_as(values[:, :, :1])]
        difference = values - self.median[:, None]
        if not self._has_statistics:
            common, difference = [torch.zeros_like(c) for c in common], torch.zeros_like(values)
        burnt = (self.half_light[:, chunk].amax(dim=2, keepdim=True) > BURNT_OUT).to(values.dtype)
        return torch.cat([unshuffled, difference, *common, valid.to(values.dtype), burnt], dim=2)


class _Corrected:
    """The corrected frames at half the working size, and how each differs from what they have in common."""

    def __init__(self, look: _Look, log_gain: Tensor, offset: Tensor, weights: Tensor) -> None:
        self.light = corrected(look.half_light, log_gain, offset)
        self._common = perceptual((weights * self.light).sum(dim=1))

    def difference(self, chunk: slice) -> Tensor:
        """Return `(B, t, 6, H/2, W/2)`: signed and absolute differences."""
        difference = perceptual(self.light[:, chunk]) - self._common[:, None]
        return torch.cat([difference, difference.abs()], dim=2)


def corrected(light: Tensor, log_gain: Tensor, offset: Tensor) -> Tensor:
    """Return linear light `(B, T, 3, h, w)` under a correction of any lower resolution, interpolated."""
    size = light.shape[3:]
    stacked = torch.cat([log_gain, offset], dim=2).flatten(0, 1)
    stacked = functional.interpolate(stacked, size, mode="bilinear", align_corners=False)
    stacked = stacked.unflatten(0, light.shape[:2])
    return light * stacked[:, :, :3].exp() + stacked[:, :, 3:]


def _run(blocks: nn.ModuleList, x: Tensor, seen: Tensor) -> Tensor:
    for block in blocks:
        x = block(x, seen) if isinstance(block, SetBlock) else block(x)
    return x


def _twice(x: Tensor) -> Tensor:
    """Return `(B, T, C, h, w)` at twice the size."""
    made = functional.interpolate(x.flatten(0, 1), scale_factor=2, mode="bilinear", align_corners=False)
    return made.unflatten(0, x.shape[:2])


def _pooled(valid: Tensor, factor: int) -> Tensor:
    """Return `(B, T, 1, h / factor, w / factor)` bool: any pixel of the cell is valid."""
    return functional.max_pool2d(valid.flatten(0, 1).float(), factor).unflatten(0, valid.shape[:2]) > 0
