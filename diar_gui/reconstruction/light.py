"""Linear light and sRGB-encoded values as tensors, and the exposures of a set of frames."""

import torch
from torch import Tensor

from diar_gui.reconstruction.networks import filled
from diar_gui.reconstruction.trust_blocks import masked_median

BURNT_OUT = 0.95
"""Linear light beyond which a ratio of two frames says nothing."""

_NEAR_BLACK = 0.003
_MAX_LOG_EXPOSURE = 1.6


def exposures(light: Tensor, valid: Tensor) -> Tensor:
    """Return `(B, T, 3)` log factors that bring each frame's linear light to the frames' median: a median ratio.

    Args:
        light: `(B, T, 3, h, w)`.
        valid: `(B, T, 1, h, w)` bool; what is burnt out or black is passed over.
    """
    step = max(1, round((light.shape[3] * light.shape[4] / 6000) ** 0.5))
    light, valid = light[..., ::step, ::step], valid[..., ::step, ::step]
    usable = valid & (light.amax(dim=2, keepdim=True) < BURNT_OUT) & (light.amin(dim=2, keepdim=True) > _NEAR_BLACK)
    logs = light.clamp_min(_NEAR_BLACK).log()
    common = masked_median(logs, usable)
    ratios = (common[:, None] - logs).masked_fill(~usable, torch.nan).flatten(3)
    found = ratios.nanmedian(dim=3).values
    return found.nan_to_num(0.0).clamp(-_MAX_LOG_EXPOSURE, _MAX_LOG_EXPOSURE)


def levelled(frames: Tensor, valid: Tensor) -> Tensor:
    """Return the frames brought to the frames' median exposure and white balance, sRGB-encoded in [0, 1].

    Args:
        frames: `(B, T, 3, H, W)`, sRGB-encoded in [0, 1].
        valid: `(B, T, 1, H, W)` bool.
    """
    light = decoded(filled(frames.float(), valid))
    return encoded(light * exposures(light, valid).exp()[..., None, None]).clamp(0, 1)


def decoded(values: Tensor) -> Tensor:
    """Return linear light of sRGB-encoded values (IEC 61966-2-1); values beyond [0, 1] go on along the curve."""
    return torch.where(values <= 0.04045, values / 12.92, ((values.clamp_min(0.04045) + 0.055) / 1.055) ** 2.4)


def encoded(light: Tensor) -> Tensor:
    """Return sRGB-encoded values of linear light, not clipped, so that a gradient comes through everywhere."""
    curve = 1.055 * light.clamp_min(0.0031308) ** (1 / 2.4) - 0.055
    return torch.where(light <= 0.0031308, 12.92 * light, curve)


def perceptual(light: Tensor) -> Tensor:
    """Return the square root of linear light that is not negative: near to how bright it looks, cheap and unbounded."""
    return (light.clamp_min(0) + 1e-4).sqrt()
