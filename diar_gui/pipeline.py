"""From paths to a clean picture: the only place that knows the order of the stages."""

import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import psutil

from diar_gui import __version__
from diar_gui.alignment import AlignedFrame, Alignment, AlignmentOptions, align
from diar_gui.errors import AlignmentError, ImageError
from diar_gui.images import FrameSet, find_images, read_frames
from diar_gui.names import DEVICES, LEARNED_METHODS
from diar_gui.progress import Progress
from diar_gui.reconstruction import Reconstruction, ReconstructionOptions, reconstruct
from diar_gui.scratch import Scratch
from diar_gui.warp import WarpedStack

Stage = FrameSet | Alignment | WarpedStack | Reconstruction
"""What `on_stage` receives, each once and in this order, finished and frozen."""

MAX_N_PHOTOS = 1000
"""More in one run are refused: the weight maps alone would fill most disks."""

_MAX_DEFAULT_BYTES = 3 * 10**9
_PROGRAM_BYTES = 700 * 10**6  # the interpreter and its libraries, torch above all
_MIN_PIXEL_BYTES = 100 * 10**6


@dataclass(frozen=True)
class RunOptions:
    """How to run.

    device: one of `names.DEVICES`, for what runs a network.
    max_memory_bytes: main memory for the whole program; beyond it pixels go to disk. None for half of what is free,
        at most 3 GB.
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
    paths = find_images(paths)
    _check_number(paths)
    pixel_bytes = _pixel_bytes(options.max_memory_bytes)
    scratch = Scratch(pixel_bytes // 2)
    clock = _Clock()

    frames = read_frames(paths, scratch, progress.part(0.0, 0.1))
    _check_enough_read(frames)
    options = replace(options, alignment=_with_known_reference(options.alignment, frames))
    clock.lap("read")
    tell(frames)

    progress.update(0.1, "Loading the network" if _uses_network(options) else "")
    options = replace(options, device=_device(options, progress))
    alignment = align(frames.frames, options.alignment, progress.part(0.1, 0.5), device=options.device)
    clock.lap("align")
    tell(alignment)  # before it is judged: a window shows each photo's reason
    _check_enough_aligned(alignment)

    stack = warped_stack(frames, alignment)
    tell(stack)

    rest = progress.part(0.5, 1.0)
    reconstruction = reconstruct(stack, options.reconstruction, rest, scratch, pixel_bytes // 4, device=options.device)
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
    return min(psutil.virtual_memory().available // 2, _MAX_DEFAULT_BYTES)


def resolve_device(asked: str, progress: Progress) -> str:
    """Return "cuda", "mps" or "cpu": the device asked for where it is there, else the processor, with a notice.

    Args:
        asked: one of `names.DEVICES`.
        progress: where the notice goes.
    """
    if asked not in DEVICES:
        raise ValueError(f"device must be one of {', '.join(DEVICES)}, not {asked}")
    if asked == "cpu":
        return asked
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of drivers that are too old; the notice says what follows
        is_there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if asked == "auto":
        return next((name for name, there in is_there.items() if there), "cpu")
    if not is_there[asked]:
        progress.notice(f"No {asked.upper()} device was found on this machine; the processor is used instead.")
        return "cpu"
    return asked


def _uses_network(options: RunOptions) -> bool:
    return options.alignment.features in ("auto", "xfeat", "dense") or options.reconstruction.method in LEARNED_METHODS


def _device(options: RunOptions, progress: Progress) -> str:
    # Importing torch takes seconds, so it waits until something needs it.
    if options.device == "auto" and not _uses_network(options):
        return "cpu"
    return resolve_device(options.device, progress)


def _pixel_bytes(max_memory_bytes: int | None) -> int:
    """Return how much of the program's memory its pixels may take."""
    return max((max_memory_bytes or default_memory_bytes()) - _PROGRAM_BYTES, _MIN_PIXEL_BYTES)


def _check_number(paths: list[Path]) -> None:
    if not paths:
        raise ImageError("No photos were given; name a folder of photos, or at least two photos.")
    if len(paths) == 1:
        raise ImageError(f"Only one photo was given ({paths[0]}); DIAR needs at least two photos of the same thing.")
    if len(paths) > MAX_N_PHOTOS:
        raise ImageError(
            f"{len(paths)} photos were given, and DIAR takes at most {MAX_N_PHOTOS} at once; leave out those that add "
            "nothing new."
        )


def _check_enough_read(frames: FrameSet) -> None:
    if len(frames.frames) >= 2:
        return
    n_found = len(frames.frames) + len(frames.unreadable)
    n_read = len(frames.frames) or "None"
    reasons = " ".join(photo.reason for photo in frames.unreadable[:1])
    raise ImageError(f"{n_read} of {n_found} photos could be read, and at least two are needed. {reasons}")


def _check_enough_aligned(alignment: Alignment) -> None:
    if len(alignment.used) >= 2:
        return
    reference = alignment.frames[alignment.reference].name
    first_reason = next(f.reason for f in alignment.frames if f.reason)
    raise AlignmentError(
        f"None of the other photos could be aligned with {reference}; check that they show the same flat thing, "
        f"or choose another reference. {first_reason}"
    )


def _with_known_reference(options: AlignmentOptions, frames: FrameSet) -> AlignmentOptions:
    """Return the options with the reference named as its frame is; a path serves for a name."""
    asked = options.reference
    if asked is None:
        return options
    names = [f.name for f in frames.frames if asked in (f.name, f.path.name, str(f.path))]
    if len(names) == 1:
        return replace(options, reference=names[0])
    for photo in frames.unreadable:
        if asked in (photo.name, photo.path.name, str(photo.path)):
            raise ImageError(f"The reference cannot be used: {photo.reason}")
    known = names or [f.name for f in frames.frames]
    listed = ", ".join(known[:20]) + (f" and {len(known) - 20} more" if len(known) > 20 else "")
    problem = "could be several of the photos" if names else "is none of the photos"
    raise ImageError(f"The reference {asked} {problem}; choose one of: {listed}.")


def make_report(
    options: RunOptions,
    frames: FrameSet,
    alignment: Alignment,
    reconstruction: Reconstruction,
    seconds: dict[str, float],
) -> dict:
    """Return what report.json holds (DESIGN section 6), of plain JSON types."""
    mean_weights = dict(zip(alignment.used, reconstruction.mean_weights, strict=True))
    entries = [_entry(frame, mean_weights.get(i, 0.0)) for i, frame in enumerate(alignment.frames)]
    entries += [
        _entry(AlignedFrame(u.name, "rejected", u.reason, 0, 0, None, 0.0, None), 0.0) for u in frames.unreadable
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


def _entry(frame: AlignedFrame, mean_weight: float) -> dict:
    return {
        "name": frame.name,
        "status": frame.status,
        "reason": frame.reason,
        "n_matches": int(frame.n_matches),
        "n_inliers": int(frame.n_inliers),
        "error_px": float(frame.error_px) if frame.error_px is not None and np.isfinite(frame.error_px) else None,
        "overlap_fraction": float(frame.overlap_fraction),
        "mean_weight": float(mean_weight),
        "H_ref_from_frame": None if frame.H_ref_from_frame is None else frame.H_ref_from_frame.tolist(),
    }


def peak_memory_bytes() -> int:
    """Return the largest resident size of this process so far."""
    if sys.platform == "linux":
        # ru_maxrss would count the process that started this one as well.
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


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
