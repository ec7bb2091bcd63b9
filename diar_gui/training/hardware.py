"""What a network is trained on, and with how many bits it computes there."""

import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch

from diar_gui.names import DEVICES
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
    if device not in DEVICES:
        raise ValueError(f"device must be one of {', '.join(DEVICES)}, not {device}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of drivers that are too old; the notice says what follows
        is_there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if device == "auto":
        device = next(name for name, there in is_there.items() if there)
    elif not is_there[device]:
        progress.notice(f"No {device.upper()} device was found on this machine; the processor is used instead.")
        device = "cpu"
    if precision == "auto":
        is_quick = device == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
        precision = "bfloat16" if is_quick else "float32"
    return Hardware(device, precision)
