"""What the trust network is trained on beside its picture: each frame's own part in it."""

import torch
from torch import Tensor

from diar_gui.reconstruction.light import decoded, encoded
from diar_gui.reconstruction.trust_looks import TrustPrediction, corrected
from diar_gui.training.losses import best_factor

CORRECTION_SHARE, WEIGHT_SHARE, ERROR_SHARE = 0.5, 0.1, 0.05

_TOLERANCE = 0.03  # encoded; a frame this much farther off than the best deserves e times less weight
_DARK, _BURNT_OUT = 0.02, 0.99  # encoded; beyond them no gain brings a frame back


def trust_loss(prediction: TrustPrediction, frames: Tensor, valid: Tensor, truth: Tensor, spoiled: Tensor) -> Tensor:
    """Return the sum of three losses, a scalar.

    The corrected frames should be near the truth where they are clean, but for the tone that the picture has as a
    whole (see `losses`); weights should be near those that the frames' own errors suggest (a softmax, so their cross
    entropy); the error that the network expects should be the picture's (negative log likelihood of a Laplace
    distribution, Kendall and Gal 2017).

    Args:
        prediction: of the network.
        frames: `(B, T, 3, H, W)` sRGB-encoded.
        valid: `(B, T, 1, H, W)` bool.
        truth: `(B, 3, H, W)` sRGB-encoded.
        spoiled: `(B, T, 1, H, W)` in [0, 1], how far something hides the subject or light is mirrored.
    """
    values = encoded(corrected(decoded(frames), prediction.log_gain, prediction.offset))
    tone = best_factor(prediction.picture.detach(), truth, valid.any(dim=1))
    misfit = (values * tone[:, None] - truth[:, None]).abs().mean(dim=2, keepdim=True)
    is_exposed = (frames.amax(dim=2, keepdim=True) < _BURNT_OUT) & (frames.amax(dim=2, keepdim=True) > _DARK)
    clean = (1 - spoiled).clamp(0, 1) ** 4 * (valid & is_exposed)
    correction = (misfit * clean).sum() / clean.sum().clamp_min(1)
    loss = CORRECTION_SHARE * correction + ERROR_SHARE * _error_likelihood(prediction, valid, truth)
    return loss + WEIGHT_SHARE * _weight_entropy(prediction.logits, misfit[:, :, 0].detach(), valid[:, :, 0])


def _weight_entropy(logits: Tensor, misfit: Tensor, valid: Tensor) -> Tensor:
    """Return the mean cross entropy of the weights against those that the frames' errors suggest."""
    wanted = (-misfit / _TOLERANCE).masked_fill(~valid, -30_000.0).softmax(dim=1) * valid
    logs = logits.masked_fill(~valid, -30_000.0).log_softmax(dim=1)
    several = valid.sum(dim=1) > 1
    entropy = -(wanted * torch.where(valid, logs, 0.0)).sum(dim=1)
    return (entropy * several).sum() / several.sum().clamp_min(1)


def _error_likelihood(prediction: TrustPrediction, valid: Tensor, truth: Tensor) -> Tensor:
    seen = valid.any(dim=1)[:, 0]
    found = (prediction.picture.detach() - truth).abs().mean(dim=1)
    likelihood = found / prediction.error + prediction.error.log()
    return (likelihood * seen).sum() / seen.sum().clamp_min(1)
