"""DIAR's own network: how far each frame can be trusted at each pixel, and what takes it to the common light.

It looks at the warped stack and yields per frame logits and a smooth correction (gain and offset per
channel in linear light), and for the picture how far off it is likely to be. The picture is the sum of the corrected
frames by softmax weights (paper, section 5.3, with the frames' own pixels in place of embeddings): observed
pixels only. The order of the frames plays no part.

It judges coarse to fine: a network sees no farther than a hundred pixels or so, so the first look is at a size at which
that is the whole picture. It settles what is a person, a window, a shadow, and evens the light. Each further look, at
about twice the size, sees the frames corrected by the look before, what that decided and the picture that makes, and
mends it: borders and small things; the last one leaves the light as it is. The further looks share their parameters;
the first has its own, since what learns to tell people from walls unlearns to even light (BENCHMARKS.md).
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from diar_gui.reconstruction.light import decoded, encoded, perceptual
from diar_gui.reconstruction.structure import N_CHANNELS as N_STRUCTURE
from diar_gui.reconstruction.structure import structure
from diar_gui.reconstruction.trust_blocks import (
    ChannelNorm,
    SetBlock,
    SpaceBlock,
    WindowSpaceBlock,
    masked_softmax,
    per_frame,
)
from diar_gui.reconstruction.trust_looks import (
    CORRECTION_STRIDE,
    N_INPUTS,
    Before,
    CorrectedView,
    TrustPrediction,
    View,
    brought_up,
    coarse_sizes,
    corrected,
    shrunk,
)

__all__ = ["CORRECTION_STRIDE", "DiarOptions", "TrustNetwork", "TrustPrediction"]

_MAX_LOG_GAIN, _MAX_OFFSET = 2.5, 0.3
_LEAST_ERROR = 0.004  # encoded; nothing is known better than a level of 8 bits
_LEAST_RELATIVE_ERROR = 0.03  # of the value: an exposure is never known for certain
_OWN_GATE_SCALE = 4.0  # it has less to go by in training than other parameters
_DARKEST = 0.05  # encoded; below it errors do not become smaller


@dataclass(frozen=True)
class DiarOptions:
    """The size of the network, and what may be left out of it to see what that is worth.

    stem_width: channels at half the working size. widths, depths: channels and blocks at a quarter, an eighth and a
    sixteenth. n_heads: of the attention. window: side of a Swin window at a sixteenth.
    has_correction: whether frames are corrected at all. has_statistics: whether the network sees the frames'
    median and spread. has_agreement: whether it sees how many others agree with each frame. has_structure: whether
    it sees how the frames' fine structure compares. adds_light: sum in linear light, else in sRGB-encoded values.
    has_first_look: whether the first look, which evens the light of the whole, has parameters of its own.
    """

    stem_width: int = 24
    widths: tuple[int, int, int] = (48, 72, 96)
    depths: tuple[int, int, int] = (2, 2, 2)
    n_heads: int = 4
    window: int = 8
    has_correction: bool = True
    has_statistics: bool = True
    has_agreement: bool = True
    has_structure: bool = True
    adds_light: bool = True
    has_first_look: bool = True

    def __post_init__(self) -> None:
        if len(self.widths) != 3 or len(self.depths) != 3:
            raise ValueError("widths and depths are those of three sizes")
        if any(width % self.n_heads or width < 2 * self.n_heads for width in self.widths):
            raise ValueError(f"n_heads {self.n_heads} must divide each of the widths {self.widths}")
        if min(self.stem_width, *self.depths, self.window) < 1:
            raise ValueError(f"sizes must be at least 1: {self}")


class TrustNetwork(nn.Module):
    """See the module's text, and `networks.build` for what goes in."""

    multiple = 16

    def __init__(self, options: DiarOptions) -> None:
        super().__init__()
        self.options = options
        stem, (fine, middle, coarse) = options.stem_width, options.widths
        self.stem = nn.Sequential(nn.Conv2d(N_INPUTS, stem, 3, padding=1), nn.GELU())
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
        self.mending = nn.Sequential(ChannelNorm(middle), nn.Conv2d(middle, 6, 3, padding=1))
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
        self.faith = nn.Parameter(torch.tensor(0.5))  # in what the look before decided
        # For a frame that others agree with in value and structure, and where and for whom that counts. A logarithm:
        # as it is much larger than other parameters, a step of their size would hardly change it.
        self.log_vote, self.vote_gate = nn.Parameter(torch.tensor(1.0)), nn.Conv2d(fine, 1, 1)
        self.own_vote_gate = nn.Conv2d(fine, 1, 1, bias=False)
        nn.init.zeros_(self.own_vote_gate.weight)
        self.evidence = nn.Conv2d(N_STRUCTURE, 1, 1, bias=False)  # of fine structure, beside what the rest makes of it
        nn.init.zeros_(self.evidence.weight)
        for last in (self.correction[-1], self.mending[-1], self.first_logits, self.last_logits[-1], self.vote_gate):
            nn.init.zeros_(last.weight)  # pyright: ignore[reportArgumentType]
            nn.init.zeros_(last.bias)  # pyright: ignore[reportArgumentType]
        self.first_look = TrustNetwork(replace(options, has_first_look=False)) if options.has_first_look else None

    def _blocks(self, width: int, depth: int, reach: int) -> nn.ModuleList:
        pairs = [(SpaceBlock(width, reach), SetBlock(width, self.options.n_heads)) for _ in range(depth)]
        return nn.ModuleList([block for pair in pairs for block in pair])

    def forward(self, frames: Tensor, valid: Tensor, frames_at_once: int | None = None) -> TrustPrediction:
        """Return the prediction, judged coarse to fine; see `networks.build`.

        Args:
            frames: `(B, T, 3, H, W)`.
            valid: `(B, T, 1, H, W)`.
            frames_at_once: see `look`.
        """
        before, fine = None, structure(frames, valid) if self.options.has_structure else None
        sizes = coarse_sizes((frames.shape[3], frames.shape[4]), self.multiple)
        for i, size in enumerate(sizes):
            # In full precision, which small looks can afford: what they round off, the next ones build on.
            with torch.autocast(frames.device.type, enabled=False):
                said = self.look(*shrunk(frames, valid, size), frames_at_once, before, fine)
            coming = sizes[i + 1] if i + 1 < len(sizes) else (frames.shape[3], frames.shape[4])
            before = brought_up(said, coming)
        return self.look(frames, valid, frames_at_once, before, fine, mends_light=False)

    def look(
        self,
        frames: Tensor,
        valid: Tensor,
        frames_at_once: int | None = None,
        before: Before | None = None,
        fine: Tensor | None = None,
        *,
        mends_light: bool = True,
    ) -> TrustPrediction:
        """Return what one look says.

        Args:
            frames: `(B, T, 3, H, W)`.
            valid: `(B, T, 1, H, W)`.
            frames_at_once: how many frames are worked on together where each is worked on by itself: fewer take less
                memory. None for all.
            before: what the look before said; None at the first.
            fine: `(B, T, 5, h, w)` of any size, what `structure` found at a larger size; None to see it at this one.
            mends_light: whether the correction is changed from what the look before said. The last look, which sees a
                small part of the picture, leaves it: it decides on borders and small things.
        """
        if before is None and self.first_look is not None:
            return self.first_look.look(frames, valid, frames_at_once, None, fine)
        look = View(
            frames,
            valid,
            before,
            fine,
            has_statistics=self.options.has_statistics,
            has_agreement=self.options.has_agreement,
            has_structure=self.options.has_structure,
        )
        step = frames_at_once or frames.shape[1]
        chunks = [slice(i, i + step) for i in range(0, frames.shape[1], step)]
        stems = [self._stem(look, chunk) for chunk in chunks]
        fine = torch.cat([per_frame(self.to_fine, stem) for stem in stems], dim=1)
        if len(chunks) > 1:
            stems = []  # made again below: they are the largest part of the memory
        fine, middle = self._context(fine, look)
        log_gain, offset = self._correction(middle, look, mends_light)
        first = _twice(per_frame(self.first_logits, fine).float())
        if look.before is not None:
            first = first + self.faith * look.before.log_weights[:, :, None]
        if look.votes is not None:
            counts = per_frame(self.vote_gate, fine).float().mean(dim=1, keepdim=True)
            counts = counts + _OWN_GATE_SCALE * per_frame(self.own_vote_gate, fine).float()
            first = first + self.log_vote.exp() * 2 * torch.sigmoid(_twice(counts)) * look.votes.log1p()
        if look.structure is not None:
            first = first + per_frame(self.evidence, look.structure)
        if self.options.has_statistics:
            first = first - self.prior[0].exp() * look.away
        half = CorrectedView(look, log_gain, offset, masked_softmax(first, look.half_valid))
        made = [
            self._logits(stems[i] if stems else self._stem(look, chunk), fine[:, chunk], first[:, chunk], half, chunk)
            for i, chunk in enumerate(chunks)
        ]
        logits = torch.cat([logits for logits, _ in made], dim=1)
        weights = masked_softmax(logits, valid[:, :, 0])
        picture = self._picture(look, log_gain, offset, weights, chunks)
        features = torch.cat([detail for _, detail in made], dim=1)
        error = self._error(features, half, weights, picture, look)
        return TrustPrediction(picture, weights, valid[:, :, 0], logits, log_gain, offset, error)

    def _stem(self, look: View, chunk: slice) -> Tensor:
        return per_frame(self.stem, look.inputs(chunk))

    def _context(self, fine: Tensor, look: View) -> tuple[Tensor, Tensor]:
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

    def _correction(self, middle: Tensor, look: View, mends_light: bool) -> tuple[Tensor, Tensor]:
        """Return log gain and offset, `(B, T, 3, H/8, W/8)`; the frame's exposure is part of the gain."""
        if look.before is not None and not (self.options.has_correction and mends_light):
            return look.before.log_gain, look.before.offset
        if not self.options.has_correction:
            shape = (*middle.shape[:2], 3, *middle.shape[3:])
            return look.log_exposure[..., None, None].expand(shape), torch.zeros(shape, device=middle.device)
        raw = per_frame(self.correction if look.before is None else self.mending, middle).float()
        gain = _MAX_LOG_GAIN * torch.tanh(raw[:, :, :3] / _MAX_LOG_GAIN)
        offset = _MAX_OFFSET * torch.tanh(raw[:, :, 3:] / _MAX_OFFSET / 4)
        if look.before is not None:
            return look.before.log_gain + gain, look.before.offset + offset
        return look.log_exposure[..., None, None] + gain, offset

    def _logits(
        self, stem: Tensor, fine: Tensor, first: Tensor, half: CorrectedView, chunk: slice
    ) -> tuple[Tensor, Tensor]:
        """Return logits `(B, t, H, W)` and features at half the size of the frames of a chunk."""
        detail = _twice(per_frame(self.detail, fine))
        difference = half.difference(chunk)
        coarse = first - self.prior[1].exp() * difference[:, :, 3:].mean(dim=2, keepdim=True)
        inputs = torch.cat([stem, detail, difference.to(stem.dtype), coarse.to(stem.dtype)], dim=2)
        steps = per_frame(self.last_logits, inputs).float()
        logits = functional.pixel_shuffle((steps + coarse).flatten(0, 1), 2).unflatten(0, steps.shape[:2])
        return logits[:, :, 0], detail

    def _picture(self, look: View, log_gain: Tensor, offset: Tensor, weights: Tensor, chunks: list[slice]) -> Tensor:
        """Return `(B, 3, H, W)`: the corrected frames' weighted sum, sRGB-encoded."""
        total = torch.zeros_like(look.frames[:, 0])
        for chunk in chunks:
            light = corrected(decoded(look.frames[:, chunk]), log_gain[:, chunk], offset[:, chunk])
            values = light if self.options.adds_light else encoded(light)
            total = total + (weights[:, chunk, None] * values).sum(dim=1)
        return encoded(total) if self.options.adds_light else total

    def _error(self, features: Tensor, half: CorrectedView, weights: Tensor, picture: Tensor, look: View) -> Tensor:
        """Return `(B, H, W)`: how far off the picture is likely to be."""
        shares = functional.avg_pool2d(weights.detach(), 2)[:, :, None]
        mean = (shares.to(features.dtype) * features).sum(dim=1)
        small = functional.avg_pool2d(picture.detach(), 2)
        away = (perceptual(half.light.detach()) - perceptual(decoded(small))[:, None]).abs().mean(dim=2, keepdim=True)
        agreement, brightness = (shares * away).sum(dim=1), small.mean(dim=1, keepdim=True).clamp_min(0)
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
