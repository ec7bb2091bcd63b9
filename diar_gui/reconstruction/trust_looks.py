"""What one look of the trust network sees, and what is handed from one look to the next."""

import math
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor
from torch.nn import functional

from diar_gui.reconstruction.agreement import N_CHANNELS as N_AGREEMENT
from diar_gui.reconstruction.agreement import agreement
from diar_gui.reconstruction.light import BURNT_OUT, decoded, encoded, exposures, perceptual
from diar_gui.reconstruction.networks import Prediction, filled
from diar_gui.reconstruction.structure import N_CHANNELS as N_STRUCTURE
from diar_gui.reconstruction.structure import structure
from diar_gui.reconstruction.trust_blocks import masked_median, masked_softmax

N_INPUTS = 26 + N_AGREEMENT + N_STRUCTURE
"""Channels of `View.inputs`."""

CORRECTION_STRIDE = 8
"""Working pixels to a cell of the correction."""

LEVELS_PX = (112, 112, 256)
"""Long sides of the looks before the last, which has the size of the frames; the first is taken twice, as what is known
of a border has to find its way to the middle of a person."""

_NEARLY_AS_LARGE = 0.7  # a further look would show the same
_ALL_VALID = 0.999  # share of a cell
_LEAST_LOG_WEIGHT = -8.0


@dataclass(frozen=True, eq=False)
class TrustPrediction(Prediction):
    """What the network says, at the working size.

    logits: `(B, T, H, W)`, before the softmax over the frames. log_gain, offset: `(B, T, 3, H/8, W/8)`; a frame's
    linear light times exp(log_gain) plus offset is its corrected light. error: `(B, H, W)` expected absolute
    difference of the picture from the truth, sRGB-encoded. seen: `(B, T, H, W)` bool, where frames are valid.
    """

    seen: Tensor
    logits: Tensor
    log_gain: Tensor
    offset: Tensor
    error: Tensor


@dataclass(frozen=True, eq=False)
class Before:
    """What the look before said, on the grid of the next one, of (H, W) pixels.

    log_gain, offset: `(B, T, 3, H/8, W/8)`. log_weights: `(B, T, H/2, W/2)`, not below -8.
    """

    log_gain: Tensor
    offset: Tensor
    log_weights: Tensor

    def cut(self, top: int, left: int, height: int, width: int) -> "Before":
        """Return the part for a piece of the frames; its place and size are multiples of 8 pixels."""
        rows, columns = slice(top // 2, (top + height) // 2), slice(left // 2, (left + width) // 2)
        cells = (
            ...,
            slice(top // CORRECTION_STRIDE, (top + height) // CORRECTION_STRIDE),
            slice(left // CORRECTION_STRIDE, (left + width) // CORRECTION_STRIDE),
        )
        return Before(self.log_gain[cells], self.offset[cells], self.log_weights[..., rows, columns])


def coarse_sizes(size: tuple[int, int], multiple: int) -> list[tuple[int, int]]:
    """Return (height, width) of the looks before the last at frames of `size`, smallest first; sides are multiples."""
    sizes = []
    for long_side in LEVELS_PX:
        shrink = long_side / max(size)
        if shrink <= _NEARLY_AS_LARGE:
            sizes.append(tuple(max(1, round(n * shrink / multiple)) * multiple for n in size))
    return sizes


def shrunk(frames: Tensor, valid: Tensor, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
    """Return frames and valid at a smaller size, averaged by area in linear light."""

    def by_area(frame: Tensor) -> Tensor:
        return functional.interpolate(frame[None], size, mode="area")

    # Frame by frame, so that the light of all of them is never held at the full size.
    whole, seen = filled(frames, valid).flatten(0, 1), valid.flatten(0, 1)
    light = torch.cat([by_area(decoded(frame)) for frame in whole]).unflatten(0, frames.shape[:2])
    share = torch.cat([by_area(frame.float()) for frame in seen]).unflatten(0, frames.shape[:2])
    return encoded(light), share > _ALL_VALID


def brought_up(said: TrustPrediction, size: tuple[int, int]) -> Before:
    """Return what a look said as the next look, at frames of `size`, wants it; no gradient comes through."""
    n_frames = said.logits.shape[1]
    weights = cast(Tensor, said.weights).detach()
    log_weights = weights.clamp_min(math.exp(_LEAST_LOG_WEIGHT)).log()
    # Whom the look did not see it did not judge.
    log_weights = torch.where(said.seen, log_weights, -math.log(n_frames))

    def resized(field: Tensor, side_px: int) -> Tensor:
        cells = (size[0] // side_px, size[1] // side_px)
        # Not bicubic: that of torch (a = -0.75) puts ripples into a plain ramp.
        made = functional.interpolate(field.detach().float().flatten(0, 1), cells, mode="bilinear", align_corners=False)
        return made.unflatten(0, field.shape[:2])

    return Before(
        resized(said.log_gain, CORRECTION_STRIDE),
        resized(said.offset, CORRECTION_STRIDE),
        resized(log_weights[:, :, None], 2)[:, :, 0],
    )


def corrected(light: Tensor, log_gain: Tensor, offset: Tensor) -> Tensor:
    """Return linear light `(B, T, 3, h, w)` under a correction of any lower resolution, interpolated."""
    size = light.shape[3:]
    stacked = torch.cat([log_gain, offset], dim=2).flatten(0, 1)
    stacked = functional.interpolate(stacked, size, mode="bilinear", align_corners=False)
    stacked = stacked.unflatten(0, light.shape[:2])
    return light * stacked[:, :, :3].exp() + stacked[:, :, 3:]


class View:
    """What the network looks at: frames, and what they have in common in light brought to common terms, at half size.

    Args:
        frames, valid, before, fine: see `TrustNetwork.look`. The common terms are the exposures, or what was said
            before.
        has_statistics, has_agreement, has_structure: whether they are seen, see `DiarOptions`.
    """

    def __init__(
        self,
        frames: Tensor,
        valid: Tensor,
        before: Before | None,
        fine: Tensor | None,
        *,
        has_statistics: bool,
        has_agreement: bool,
        has_structure: bool,
    ) -> None:
        self.frames, self.valid, self.before = filled(frames.float(), valid), valid, before
        self._has_statistics = has_statistics
        light = decoded(self.frames)
        half = functional.avg_pool2d(light.flatten(0, 1), 2).unflatten(0, light.shape[:2])
        share = functional.avg_pool2d(valid.flatten(0, 1).float(), 2).unflatten(0, light.shape[:2])
        self.half_light, self.half_valid = half, share > _ALL_VALID
        if before is None:
            self.log_exposure = exposures(half, self.half_valid)
            common_light = half * self.log_exposure.exp()[..., None, None]
        else:
            common_light = corrected(half, before.log_gain, before.offset)
        self.half_values = perceptual(common_light)
        self.median = masked_median(self.half_values, self.half_valid)
        self.away = (self.half_values - self.median[:, None]).abs().mean(dim=2, keepdim=True)
        self.spread = (self.away * self.half_valid).sum(dim=1) / self.half_valid.sum(dim=1).clamp_min(1)
        self.picture = self.median
        if before is not None:
            weights = masked_softmax(before.log_weights[:, :, None], self.half_valid)
            self.picture = perceptual((weights * common_light).sum(dim=1))
        self.agreement, self.votes = agreement(self.half_values, self.half_valid) if has_agreement else (None, None)
        self.structure = self._structure(frames, valid, fine) if has_structure else None

    def _structure(self, frames: Tensor, valid: Tensor, fine: Tensor | None) -> Tensor:
        """Return `(B, T, 5, H/2, W/2)`, see `structure`."""
        found = structure(frames, valid) if fine is None else fine
        size = self.half_valid.shape[3:]
        if found.shape[3:] != size:
            found = functional.interpolate(found.flatten(0, 1), size, mode="area").unflatten(0, frames.shape[:2])
        return found * self.half_valid

    def inputs(self, chunk: slice) -> Tensor:
        """Return `(B, t, N_INPUTS, H/2, W/2)` for the frames of a chunk."""
        frames = self.frames[:, chunk]
        unshuffled = functional.pixel_unshuffle(frames.flatten(0, 1), 2).unflatten(0, frames.shape[:2])
        values, valid = self.half_values[:, chunk], self.half_valid[:, chunk]
        one = values[:, :, :1]
        common = [self.median[:, None].expand_as(values), self.spread[:, None].expand_as(one)]
        difference = values - self.median[:, None]
        if not self._has_statistics:
            common, difference = [torch.zeros_like(c) for c in common], torch.zeros_like(values)
        burnt = (self.half_light[:, chunk].amax(dim=2, keepdim=True) > BURNT_OUT).to(values.dtype)
        said = [values - self.picture[:, None], torch.zeros_like(one), torch.zeros_like(one)]
        if self.before is not None:
            relative = self.before.log_weights[:, chunk, None] + math.log(self.frames.shape[1])
            said[1:] = [relative / -_LEAST_LOG_WEIGHT, torch.ones_like(one)]
        for facts, n_channels in ((self.agreement, N_AGREEMENT), (self.structure, N_STRUCTURE)):
            if facts is None:
                said.append(values.new_zeros((*values.shape[:2], n_channels, *values.shape[3:])))
            else:
                said.append(facts[:, chunk])
        return torch.cat([unshuffled, difference, *common, valid.to(values.dtype), burnt, *said], dim=2)


class CorrectedView:
    """The corrected frames at half the working size, and how each differs from what they have in common."""

    def __init__(self, look: View, log_gain: Tensor, offset: Tensor, weights: Tensor) -> None:
        self.light = corrected(look.half_light, log_gain, offset)
        self._common = perceptual((weights * self.light).sum(dim=1))

    def difference(self, chunk: slice) -> Tensor:
        """Return `(B, t, 6, H/2, W/2)`: signed and absolute differences."""
        difference = perceptual(self.light[:, chunk]) - self._common[:, None]
        return torch.cat([difference, difference.abs()], dim=2)
