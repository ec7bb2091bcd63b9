"""Networks small enough for tests, with parameters at random (untrained ones are partly zero), and sequences."""

import torch
from torch import Tensor, nn

from diar_gui.reconstruction.networks import build

OPTIONS = {
    "swin": {
        "width": 8,
        "depths": [2, 1],
        "heads": [2, 2],
        "window": 2,
        "n_decoder_blocks": 1,
        "skip_width": 2,
    },
    "deep-sets": {"planes": 2, "n_encoder_blocks": 1, "n_decoder_blocks": 1},
}


TRUST_OPTIONS = {"stem_width": 4, "widths": [8, 8, 8], "depths": [1, 1, 1], "n_heads": 2, "window": 2}


def tiny(name: str, **options) -> nn.Module:
    network = (
        build(name, {**(TRUST_OPTIONS if name == "diar" else OPTIONS[name]), **options}).eval().requires_grad_(False)
    )
    generator = torch.Generator().manual_seed(0)
    for parameter in network.parameters():
        fan_in = parameter[0].numel() if parameter.dim() > 1 else 4
        parameter.copy_(torch.randn(parameter.shape, generator=generator) * fan_in**-0.5)
    return network


def sequence(n_frames: int, size: tuple[int, int] = (24, 32), seed: int = 0) -> tuple[Tensor, Tensor]:
    """Two sequences, in which frames lack a side or a few pixels; some pixels are in no frame."""
    generator = torch.Generator().manual_seed(seed)
    frames = torch.rand((2, n_frames, 3, *size), generator=generator)
    valid = torch.rand((2, n_frames, 1, *size), generator=generator) > 0.02
    for t in range(n_frames):
        valid[0, t, :, :, : 5 * t] = False
        valid[1, t, :, 3 * t : 6 * t] = False
    valid[:, :, :, 17:20, 20:31] = False
    valid[1, :, :, 0, 0] = False
    return frames, valid
