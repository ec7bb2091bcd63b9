"""From paths to a clean picture: the only place that knows the order of the stages."""

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from diar_gui import __version__
from diar_gui.alignment import Alignment, AlignmentOptions, align
from diar_gui.errors import ImageError
from diar_gui.images import FrameSet, find_images, read_frames
from diar_gui.progress import Progress
from diar_gui.reconstruction import Reconstruction, ReconstructionOptions, reconstruct
from diar_gui.scratch import Scratch
from diar_gui.warp import WarpedStack

Stage = FrameSet | Alignment | WarpedStack | Reconstruction
"""What `on_stage` receives, each once and in this order, finished and frozen."""


@dataclass(frozen=True)
class RunOptions:
    """How to run.

    device: "auto", "cpu", "cuda" or "mps", for what runs a network.
    max_memory_bytes: main memory for pixels; None for half of what is free, at most 3 GB.
    """

    alignment: AlignmentOptions = field(default_factory=AlignmentOptions)
    reconstruction: ReconstructionOptions = field(default_factory=ReconstructionOptions)
    device: str = "auto"
    max_memory_bytes: int | None = None


@dataclass(frozen=True, eq=False)
class Result:
    """All that a finished run made; `report` is what report.json holds."""

    frames: FrameSet
    alignment: Alignment
    reconstruction: Reconstruction
    report: dict


def run(
    paths: Sequence[Path],
    options: RunOptions | None = None,
    progress: Progress | None = None,
    on_stage: Callable[[Stage], None] | None = None,
) -> Result:
    """Read, align and reconstruct the photos, and return the picture with all that explains it.

    Args:
        paths: photos and folders, see `images.find_images`.
        options: how; the defaults if None.
        progress: where to report to, and whence a wish to cancel comes.
        on_stage: called in this thread with each finished stage.

    Raises:
        DiarError: the input or the machine did not allow it; the text is one finished sentence.
        Cancelled: the user asked to stop.
    """
    options = options or RunOptions()
    progress = progress or Progress()
    tell = on_stage or (lambda stage: None)
    max_bytes = options.max_memory_bytes or default_memory_bytes()
    scratch = Scratch(max_bytes // 2)
    clock = _Clock()

    frames = read_frames(_enough(find_images(paths)), scratch, progress.part(0.0, 0.1))
    _check_frames(frames, paths)
    clock.lap("read")
    tell(frames)

    alignment = align(frames.frames, options.alignment, progress.part(0.1, 0.5), device=options.device)
    clock.lap("align")
    tell(alignment)

    stack = warped_stack(frames, alignment)
    tell(stack)

    reconstruction = reconstruct(stack, options.reconstruction, progress.part(0.5, 1.0), scratch, max_bytes // 4)
    clock.lap("reconstruct")
    report = make_report(options, frames, alignment, reconstruction, clock.seconds)
    tell(reconstruction)
    return Result(frames, alignment, reconstruction, report)


def warped_stack(frames: FrameSet, alignment: Alignment) -> WarpedStack:
    """Return the stack of the frames that were not rejected, on the reference grid."""
    used = alignment.used
    homographies = tuple(H for i in used if (H := alignment.frames[i].H_ref_from_frame) is not None)
    return WarpedStack(
        frames=tuple(frames.frames[i] for i in used),
        H_ref_from_frame=homographies,
        size=alignment.size,
        reference=used.index(alignment.reference),
        gains=np.ones((len(used), 3)),
    )


def default_memory_bytes() -> int:
    """Return half of the free main memory, at most 3 GB: beyond it the disk serves as well."""
    return min(psutil.virtual_memory().available // 2, 3 * 10**9)


def _enough(paths: list[Path]) -> list[Path]:
    if len(paths) < 2:
        raise ImageError(
            f"Only one photo was given ({paths[0].name}); DIAR needs at least two photos of the same thing."
            if paths
            else "No photos were given; name a folder of photos, or at least two photos."
        )
    return paths


def _check_frames(frames: FrameSet, paths: Sequence[Path]) -> None:
    if len(frames.frames) >= 2:
        return
    n_found = len(frames.frames) + len(frames.unreadable)
    reasons = " ".join(u.reason for u in frames.unreadable)
    raise ImageError(
        f"Only {len(frames.frames)} of {n_found} photos could be read, and at least two are needed. {reasons}"
    )


def make_report(
    options: RunOptions,
    frames: FrameSet,
    alignment: Alignment,
    reconstruction: Reconstruction,
    seconds: dict[str, float],
) -> dict:
    """Return what report.json holds (DESIGN section 6), of plain JSON types."""
    mean_weights = dict(zip(alignment.used, reconstruction.mean_weights, strict=True))
    entries = [
        {
            "name": f.name,
            "status": f.status,
            "reason": f.reason,
            "n_matches": f.n_matches,
            "n_inliers": f.n_inliers,
            "error_px": f.error_px,
            "overlap_fraction": f.overlap_fraction,
            "mean_weight": float(mean_weights.get(i, 0.0)),
            "H_ref_from_frame": None if f.H_ref_from_frame is None else f.H_ref_from_frame.tolist(),
        }
        for i, f in enumerate(alignment.frames)
    ]
    entries += [
        {
            "name": u.name,
            "status": "rejected",
            "reason": u.reason,
            "n_matches": 0,
            "n_inliers": 0,
            "error_px": None,
            "overlap_fraction": 0.0,
            "mean_weight": 0.0,
            "H_ref_from_frame": None,
        }
        for u in frames.unreadable
    ]
    return {
        "version": __version__,
        "method": reconstruction.method,
        "features": options.alignment.features,
        "device": options.device,
        "reference": alignment.frames[alignment.reference].name,
        "size": list(alignment.size),
        "frames": entries,
        "seconds": seconds,
        "peak_memory_bytes": peak_memory_bytes(),
    }


def peak_memory_bytes() -> int:
    """Return the largest resident size of this process so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


class _Clock:
    """Notes how long each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._start = self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = round(now - self._last, 3)
        self.seconds["total"] = round(now - self._start, 3)
        self._last = now
