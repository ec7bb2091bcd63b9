"""How far each frame agrees with the others, place by place: evidence for who shows the subject.

The subject is flat, lit once and aligned, so frames that show it agree in value and in fine structure within noise;
people and mirrored things stand elsewhere in depth and differ from frame to frame. That is evidence and no rule: a
plain coat that lingers agrees with itself too. So the network weighs it.
"""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional

N_CHANNELS = 6

_TIGHT, _LOOSE = 0.02, 0.06  # differences of perceptual values: noise, and noise with light that is not quite even
_COUNTED = 4.0  # agreeing frames beyond which more say nothing new
_LEAST_DETAIL = 0.012**2  # variance of detail below which there is no structure to compare
_REACH_PX, _DETAIL_REACH_PX = 3, 5


@torch.no_grad()
def agreement(values: Tensor, valid: Tensor) -> tuple[Tensor, Tensor]:
    """Return facts `(B, T, 6, h, w)` and votes `(B, T, 1, h, w)` of each frame against all others, every pair once.

    The votes are how many others agree in value and in structure, within noise: 0 where there is none to compare.
    The facts: the share of the others that agree within noise, their number (up to four, in [0, 1]), the share that
    agrees loosely, the mean local correlation of fine detail, the mean correlation with those that agree loosely, and
    by how much more of those that agree loosely are brighter than darker. 0 where a frame is not valid.

    Args:
        values: `(B, T, 3, h, w)` perceptual values, light brought to common terms.
        valid: `(B, T, 1, h, w)` bool.
    """
    seen = valid.to(values.dtype)
    smooth = box(values, _REACH_PX)
    grey = values.mean(dim=2, keepdim=True)
    detail = grey - box(grey, _DETAIL_REACH_PX)
    energy = box(detail * detail, _DETAIL_REACH_PX) + _LEAST_DETAIL
    totals = torch.zeros((*values.shape[:2], 7, *values.shape[3:]), dtype=values.dtype, device=values.device)
    for first, second in pairs(values.shape[1], values.device):
        both = seen[:, first] * seen[:, second]
        difference = smooth[:, first] - smooth[:, second]
        away = difference.abs().mean(dim=2, keepdim=True)
        tight = torch.exp(-0.5 * (away / _TIGHT).square()) * both
        loose = torch.exp(-0.5 * (away / _LOOSE).square()) * both
        product = box(detail[:, first] * detail[:, second], _DETAIL_REACH_PX)
        alike = product * (energy[:, first] * energy[:, second]).rsqrt() * both
        darker = -(difference.mean(dim=2, keepdim=True) / _TIGHT).tanh() * loose
        votes = tight * alike.clamp_min(0)
        pair = torch.cat([both, tight, loose, alike, alike * loose], dim=2)
        totals.index_add_(1, first, torch.cat([pair, darker, votes], dim=2))
        totals.index_add_(1, second, torch.cat([pair, -darker, votes], dim=2))
    others = totals[:, :, :1].clamp_min(1)
    tight, loose, alike, both_alike, darker = (totals[:, :, i : i + 1] for i in range(1, 6))
    close = loose.clamp_min(1)
    n_tight = tight.clamp_max(_COUNTED) / _COUNTED
    facts = [tight / others, n_tight, loose / others, alike / others, both_alike / close, darker / close]
    return torch.cat(facts, dim=2), totals[:, :, 6:]


def pairs(n_frames: int, device: torch.device) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield indices of frames, each pair once, many at a time."""
    for step in range(1, n_frames // 2 + 1):
        # Of an even number the last step meets every pair from both sides.
        first = torch.arange(n_frames if 2 * step != n_frames else step, device=device)
        yield first, (first + step) % n_frames


def box(x: Tensor, side: int) -> Tensor:
    """Return the mean over squares of `side` pixels (odd) of `(..., h, w)`; beyond the border nothing counts."""
    # Sums of shifted copies take a fifth of the time of `avg_pool2d`.
    count = _sum_over(_sum_over(torch.ones_like(x[:1, :1, :1]), side, -2), side, -1)
    return _sum_over(_sum_over(x, side, -2), side, -1) / count


def _sum_over(x: Tensor, side: int, axis: int) -> Tensor:
    reach, size = side // 2, x.shape[axis]
    padded = functional.pad(x, (reach, reach) if axis == -1 else (0, 0, reach, reach))
    total = padded.narrow(axis, 0, size).clone()
    for i in range(1, side):
        total += padded.narrow(axis, i, size)
    return total
