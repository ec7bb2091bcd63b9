"""Pieces of the trust network that work on frames `(B, T, C, h, w)` of one sequence, whatever their number or order."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from diar_gui.reconstruction.window_attention import WindowAttention, WindowBlock

_ABSENT = -30_000.0  # far below any score, and within float16


def per_frame(module: nn.Module, x: Tensor) -> Tensor:
    """Return what a module for `(N, C, h, w)` makes of each frame of `(B, T, C, h, w)`."""
    made = module(x.flatten(0, 1))
    return made.unflatten(0, x.shape[:2])


class ChannelNorm(nn.Module):
    """Scales the channels of every pixel to a mean square of 1, so that a tile comes out as the whole does.

    Zhang and Sennrich, Root Mean Square Layer Normalization, 2019.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Return `(N, C, h, w)`, scaled."""
        return x * (x.square().mean(dim=1, keepdim=True) + 1e-6).rsqrt() * self.scale


class SpaceBlock(nn.Module):
    """Mixes neighbouring pixels of a frame, then the channels of a pixel; added to what goes in."""

    def __init__(self, width: int, reach: int = 5) -> None:
        super().__init__()
        self.mix = nn.Sequential(
            nn.Conv2d(width, width, reach, padding=reach // 2, groups=width),
            ChannelNorm(width),
            nn.Conv2d(width, 2 * width, 1),
            nn.GELU(),
            nn.Conv2d(2 * width, width, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return `(B, T, C, h, w)`."""
        return x + per_frame(self.mix, x)


class SetBlock(nn.Module):
    """Tells each frame what the others show at the same place, in time and memory linear in their number.

    The frames of a pixel are summed up by their mean and by softmax-weighted means, a head for each group of channels;
    every frame then looks at its own features beside these. The order of the frames plays no part.
    """

    def __init__(self, width: int, n_heads: int = 4) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.norm = ChannelNorm(width)
        self.scores = nn.Conv2d(width, n_heads, 1)
        self.own, self.common = nn.Conv2d(width, width, 1), nn.Conv2d(2 * width, width, 1)
        self.out = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """Return `(B, T, C, h, w)`.

        Args:
            x: features.
            seen: `(B, T, 1, h, w)` bool, False where a frame shows nothing.
        """
        normed = per_frame(self.norm, x)
        scores = per_frame(self.scores, normed).masked_fill(~seen, _ABSENT)
        shares = scores.softmax(dim=1)[:, :, :, None]
        heads = normed.unflatten(2, (self.n_heads, -1))
        chosen = (shares * heads).sum(dim=1).flatten(1, 2)
        n_seen = seen.sum(dim=1).clamp_min(1)
        mean = (normed * seen).sum(dim=1) / n_seen
        common = self.common(torch.cat([chosen, mean.to(chosen.dtype)], dim=1))
        return x + per_frame(self.out, functional.gelu(per_frame(self.own, normed) + common[:, None]))


class WindowSpaceBlock(nn.Module):
    """A Swin block over a frame's own pixels (Liu et al. 2021), for what lies far apart."""

    def __init__(self, width: int, n_heads: int, window: int, *, is_shifted: bool) -> None:
        super().__init__()
        self.block = WindowBlock(width, WindowAttention(width, n_heads, 1, window, is_shifted=is_shifted), 2.0)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """Return `(B, T, C, h, w)`; `seen` as in `SetBlock`."""
        tokens = self.block(x.permute(0, 1, 3, 4, 2), seen[:, :, 0])
        return tokens.permute(0, 1, 4, 2, 3)


def masked_softmax(logits: Tensor, valid: Tensor) -> Tensor:
    """Return weights `(B, T, ...)` over the frames: 0 where not valid, and everywhere 0 where no frame is."""
    weights = logits.masked_fill(~valid, _ABSENT).softmax(dim=1)
    return weights * valid


def masked_median(values: Tensor, valid: Tensor) -> Tensor:
    """Return the median over the valid frames, `(B, C, h, w)`, 0 where there is none.

    Args:
        values: `(B, T, C, h, w)`.
        valid: `(B, T, 1, h, w)` bool.
    """
    ordered = values.masked_fill(~valid, torch.inf).sort(dim=1).values
    n_valid = valid.sum(dim=1)[:, None].expand(-1, -1, values.shape[2], -1, -1)
    low = ordered.gather(1, (n_valid - 1).clamp_min(0) // 2)
    high = ordered.gather(1, (n_valid // 2).clamp_max(values.shape[1] - 1))
    middle = (low + high)[:, 0] / 2
    return torch.where(valid.any(dim=1), middle, torch.zeros_like(middle))
