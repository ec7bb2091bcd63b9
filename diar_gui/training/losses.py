"""What a network is trained to make small: how far its picture is from the truth, where any frame shows it."""

import torch
from torch import Tensor

_EPSILON = 1e-3  # where the Charbonnier loss turns from a square into a line: a quarter of a level of 8 bits
_EDGE_SHARE = 0.5
_TONE_SHARE = 0.3
_SQUARE_SHARE = 2.0
_MAX_TONE = 2.0


def picture_loss(kind: str, picture: Tensor, truth: Tensor, valid: Tensor) -> Tensor:
    """Return the loss, a scalar, of a batch of pictures, over the pixels that at least one frame shows.

    `mse` is the mean square. `edges` is the Charbonnier loss `sqrt(d^2 + epsilon^2) - epsilon` (Charbonnier et al.,
    ICIP 1994: nearly the absolute difference, so that edges are not averaged away) of the values, plus a half of the
    same of their differences between neighbours, which lets no ghost of an outline pass for a small error, and the
    square, by which what stays of a person or a window counts more than light that is a little off. Nobody can
    tell a photo's exposure and white balance for certain, so most of it is measured after the factor per picture
    and channel that suits the picture best, and the rest before.

    Args:
        kind: one of `options.LOSSES`.
        picture: `(B, 3, H, W)`, sRGB-encoded in about [0, 1].
        truth: likewise.
        valid: `(B, T, 1, H, W)` bool.
    """
    seen = valid.any(dim=1)
    picture = picture.float()
    if kind == "mse":
        return _mean((picture - truth).square(), seen)
    if kind != "edges":
        raise ValueError(f"no loss is named {kind}")
    toned = _mean(_charbonnier(picture - truth), seen)
    misfit = picture * best_factor(picture.detach(), truth, seen) - truth
    loss = _TONE_SHARE * toned + (1 - _TONE_SHARE) * _mean(_charbonnier(misfit), seen)
    loss = loss + _SQUARE_SHARE * _mean(misfit.square(), seen)
    # The difference of the gradients is the gradient of the difference.
    for dim in (-2, -1):
        n = misfit.shape[dim] - 1
        both = seen.narrow(dim, 0, n) & seen.narrow(dim, 1, n)
        change = misfit.narrow(dim, 1, n) - misfit.narrow(dim, 0, n)
        loss = loss + _EDGE_SHARE / 2 * _mean(_charbonnier(change), both)
    return loss


def best_factor(picture: Tensor, truth: Tensor, seen: Tensor) -> Tensor:
    """Return `(B, 3, 1, 1)` factors of least squares that take each picture to its truth."""
    sums = ((x * seen).sum(dim=(2, 3), keepdim=True) for x in (picture * truth, picture.square()))
    product, square = sums
    return (product / square.clamp_min(1e-6)).clamp(1 / _MAX_TONE, _MAX_TONE)


def _charbonnier(difference: Tensor) -> Tensor:
    return torch.sqrt(difference.square() + _EPSILON**2) - _EPSILON


def _mean(values: Tensor, where: Tensor) -> Tensor:
    """Return the mean of `(B, 3, H, W)` where `(B, 1, H, W)` is True; 0 if that is nowhere."""
    return (values * where).sum() / (values.shape[1] * where.sum()).clamp(min=1)
