"""What a network is trained on, and with how many bits it computes there."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch

from diar_gui.devices import resolve_device
from diar_gui.progress import Progress


@dataclass(frozen=True)
class Hardware:
    """What there is to train on: `device` is "cpu", "cuda" or "mps", `precision` "float32" or "bfloat16"."""

    device: str = "cpu"
    precision: str = "float32"

    def autocast(self) -> AbstractContextManager:
        """Return the context in which a network computes with the precision; its parameters stay in float32."""
        return torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.precision == "bfloat16")

    @property
    def memory_format(self) -> torch.memory_format:
        """Layout of the parameters: convolutions are quicker with the channels of a pixel side by side."""
        # In that layout torch 2.13 reads beyond its arrays on the processor, in the gradient of dilated convolutions.
        is_unsafe = self.device == "cpu" and self.precision == "bfloat16"
        return torch.contiguous_format if is_unsafe else torch.channels_last

    @property
    def name(self) -> str:
        """What people call the device."""
        return torch.cuda.get_device_name() if self.device == "cuda" else self.device


def find_hardware(device: str, precision: str, progress: Progress) -> Hardware:
    """Return the device asked for where it is there, else the processor, with a notice.

    Args:
        device: one of `names.DEVICES`; `auto` takes CUDA, else MPS, else the processor.
        precision: one of `options.PRECISIONS`; `auto` takes bfloat16 on CUDA devices that have instructions for it. The
            processor is left at float32: where it has such instructions they save a fifth of the time, but see
            `Hardware.memory_format`.
        progress: where the notice goes.
    """
    device = resolve_device(device, progress)
    if precision == "auto":
        is_quick = device == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
        precision = "bfloat16" if is_quick else "float32"
    return Hardware(device, precision)
