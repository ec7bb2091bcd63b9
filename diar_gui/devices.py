"""What a network can run on here: what is found, and what is chosen of it. Importing torch waits until it is needed."""

import importlib.metadata
import os
import platform
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

from diar_gui.names import DEVICES
from diar_gui.progress import Progress

_PROCESSOR = "cpu"


@dataclass(frozen=True)
class Device:
    """Something that a network can run on.

    name: as in `names.DEVICES`. label: what people call it, for example "NVIDIA H100 80GB HBM3".
    n_threads: of the processor; None for others. memory_bytes: its own memory; None where it has none or does not say.
    """

    name: str
    label: str
    n_threads: int | None = None
    memory_bytes: int | None = None


def resolve_device(asked: str, progress: Progress) -> str:
    """Return "cuda", "mps" or "cpu": the device asked for where it is there, else the processor, with a notice.

    Args:
        asked: one of `names.DEVICES`; `auto` takes CUDA, else MPS, else the processor.
        progress: where the notice goes.
    """
    if asked not in DEVICES:
        raise ValueError(f"device must be one of {', '.join(DEVICES)}, not {asked}")
    if asked == _PROCESSOR:
        return asked
    there = _names_found()
    if asked == "auto":
        asked = there[0]
    if asked not in there:
        progress.notice(
            "No {device} device was found on this machine; the processor is used instead.", device=asked.upper()
        )
        return _PROCESSOR
    if asked != _PROCESSOR and not _works(asked):
        progress.notice(
            "The {device} device of this machine does not work with this version of torch or of its driver; "
            "the processor is used instead.",
            device=asked.upper(),
        )
        return _PROCESSOR
    return asked


def find_devices() -> tuple[Device, ...]:
    """Return what is there, the one that `auto` takes first; imports torch, so call it where seconds do not matter."""
    return tuple(_describe(name) for name in _names_found())


def graphics_driver() -> str | None:
    """Return the version of the NVIDIA driver; None where the system does not tell of one."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        words = Path("/proc/driver/nvidia/version").read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return None
    return next((word for word in words if word.count(".") >= 1 and word.replace(".", "").isdigit()), None)


def torch_version() -> str | None:
    """Return the installed version of torch without importing it."""
    try:
        return importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        return None


def processor_name() -> str:
    """Return what the maker calls the processor, or its kind where the system does not say."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    except OSError:
        pass  # no such file on Windows and macOS
    return platform.processor() or platform.machine()


def _names_found() -> list[str]:
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of drivers that are too old; the notice says what follows
        is_there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), _PROCESSOR: True}
    return [name for name, there in is_there.items() if there]


def _works(name: str) -> bool:
    """Tell whether a small sum comes out right: of a broken driver, or a card too old, that is when one hears."""
    import torch

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return torch.arange(5, device=name).sum().item() == 10
    except (RuntimeError, AssertionError):  # a build without CUDA asserts
        return False


def _describe(name: str) -> Device:
    if name == "cuda":
        import torch

        properties = torch.cuda.get_device_properties(torch.cuda.current_device())
        return Device(name, properties.name, memory_bytes=properties.total_memory)
    if name == "mps":
        return Device(name, platform.processor() or "Apple GPU")
    return Device(name, processor_name(), n_threads=len(_usable_threads()))


def _usable_threads() -> set[int]:
    """Return the processor's threads that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))
