"""A benchmark as JSON: every single value, and on which machine it was measured."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil

from diar_gui import __version__
from diar_gui.benchmark.options import BenchmarkOptions
from diar_gui.benchmark.results import AlignedCase, Benchmark, Run


def record_text(result: Benchmark, options: BenchmarkOptions, inputs: Sequence[Path]) -> str:
    """Return the JSON text: a value that is infinite or unknown is null."""
    content = {
        "version": __version__,
        "sequences": [str(path) for path in inputs],
        "options": asdict(options),
        "machine": machine(result.device),
        "runs": [_run(run) for run in result.runs],
        "alignments": [_alignment(aligned) for aligned in result.alignments],
    }
    return json.dumps(_finite(content), indent=2, allow_nan=False) + "\n"


def machine(device: str) -> dict[str, Any]:
    """Return what the seconds depend on: the processor, the device of networks, and the libraries."""
    return {
        "processor": _processor(),
        "n_cores": os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "system": platform.platform(),
        "device": device,
        "device_name": _device_name(device),
        "python": platform.python_version(),
        "torch": version("torch"),
        "numpy": np.__version__,
        "opencv": cv2.__version__,
        "scikit-image": version("scikit-image"),
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        **asdict(run.case),
        "method": run.method,
        "match_exposure": run.match_exposure,
        "n_used": run.n_used,
        **asdict(run.scores),
        "seconds": dict(run.seconds),
        "peak_memory_bytes": run.peak_memory_bytes,
    }


def _alignment(aligned: AlignedCase) -> dict[str, Any]:
    frames = [asdict(frame) for frame in aligned.frames]
    return {**asdict(aligned.case), "seconds": aligned.seconds, "frames": frames}


def _finite(value: Any) -> Any:
    """Return the value with null for what JSON has no number for."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _device_name(device: str) -> str:
    if device != "cuda":
        return device
    import torch

    return torch.cuda.get_device_name()
