"""How the fine structure of each frame compares with that of the others: evidence for veils, shadows and strangers.

Light that falls on the subject multiplies what it shows, so that detail keeps its contrast relative to its
surroundings, whether lit or in shadow. What is mirrored in a glass is added to it: structure stays, contrast falls. And
what stands before the subject has a structure of its own. It is measured where it is seen best, at the full size of the
frames, and handed to every look: at the size of the first one nothing of it is left to be seen.
"""

import torch
from torch import Tensor
from torch.nn import functional

from diar_gui.reconstruction.agreement import box, pairs
from diar_gui.reconstruction.light import decoded, exposures
from diar_gui.reconstruction.networks import filled

N_CHANNELS = 5

_DARKEST = 0.01  # linear light; below it a logarithm is that of noise
_LEAST_ENERGY = 0.03**2  # variance of detail in log light: what noise has
_BRIGHTER, _SHARPER = 0.3, 0.3  # differences of logarithms that are told with some certainty
_LEAST_ALIKE = 0.2  # frames
_COUNTED = 4.0  # see `agreement`
_DETAIL_REACH_PX, _REACH_PX = 5, 9


@torch.no_grad()
def structure(frames: Tensor, valid: Tensor) -> Tensor:
    """Return `(B, T, 5, H/2, W/2)`, of each frame against all others, every pair once.

    The mean local correlation of fine detail, the number of frames it correlates with (up to four, in [0, 1]); by how
    much it is brighter than those, and has more contrast than those, each in [-1, 1]; the latter against all others. 0
    where a frame is not valid.

    Args:
        frames: `(B, T, 3, H, W)` sRGB-encoded in [0, 1].
        valid: `(B, T, 1, H, W)` bool.
    """
    small = functional.avg_pool2d(
        filled(frames.float(), valid).flatten(0, 1), 2
    )  # of encoded values: far less to decode
    light = decoded(small).unflatten(0, frames.shape[:2])
    seen = -functional.max_pool2d(-valid.flatten(0, 1).float(), 2).unflatten(0, frames.shape[:2])
    light = light * exposures(light, seen > 0.5).exp()[..., None, None]
    grey = (light.mean(dim=2, keepdim=True).clamp_min(0) + _DARKEST).log()
    level = box(grey, _DETAIL_REACH_PX)
    detail = grey - level
    energy = box(detail * detail, _REACH_PX) + _LEAST_ENERGY
    contrast = energy.log() / 2
    totals = torch.zeros((*grey.shape[:2], 6, *grey.shape[3:]), dtype=grey.dtype, device=grey.device)
    for first, second in pairs(grey.shape[1], grey.device):
        both = seen[:, first] * seen[:, second]
        product = box(detail[:, first] * detail[:, second], _REACH_PX)
        alike = product * (energy[:, first] * energy[:, second]).rsqrt() * both
        near = alike.clamp_min(0)
        brighter = ((level[:, first] - level[:, second]) / _BRIGHTER).tanh()
        sharper = ((contrast[:, first] - contrast[:, second]) / _SHARPER).tanh()
        same = [both, alike, near]
        turned = [near * brighter, near * sharper, both * sharper]
        totals.index_add_(1, first, torch.cat([*same, *turned], dim=2))
        totals.index_add_(1, second, torch.cat([*same, *(-x for x in turned)], dim=2))
    others, alike, near, brighter, sharper, sharper_than_all = totals.split(1, dim=2)
    others, n_alike = others.clamp_min(1), near + _LEAST_ALIKE
    facts = [alike / others, near.clamp_max(_COUNTED) / _COUNTED]
    facts += [brighter / n_alike, sharper / n_alike, sharper_than_all / others]
    return torch.cat(facts, dim=2)
