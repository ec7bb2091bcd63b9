"""One method on one sequence: read, align, reconstruct, in this process or in one of its own."""

import time
from dataclasses import dataclass, replace

import numpy as np

from diar_gui.alignment import AlignmentOptions, align
from diar_gui.benchmark.alignment_errors import alignment_errors
from diar_gui.benchmark.options import TRUTH
from diar_gui.benchmark.results import FrameErrors
from diar_gui.corrections import corrected_stack
from diar_gui.edits import Edits
from diar_gui.errors import ImageError
from diar_gui.images import Frame, FrameSet, read_frames
from diar_gui.memory import default_memory_bytes
from diar_gui.progress import Progress
from diar_gui.reconstruction import NO_SOURCE, ReconstructionOptions, reconstruct
from diar_gui.report import peak_memory_bytes
from diar_gui.scratch import Scratch
from diar_gui.sequences import PhotoSequence
from diar_gui.warp import WarpedStack


@dataclass(frozen=True, eq=False)
class Setting:
    """What is read and how it is aligned: `n_frames` photos of a sequence, by `features` or by `TRUTH`, on `device`."""

    sequence: PhotoSequence
    n_frames: int
    features: str
    device: str


@dataclass(frozen=True, eq=False)
class Prepared:
    """Photos on their way to any method.

    frames: all that were read. stack: those that were not rejected. used: the index in `frames` of each in `stack`.
    errors: against the true homographies; None where those are not known, or were used.
    seconds: by stage, "read" and "align".
    """

    frames: tuple[Frame, ...]
    stack: WarpedStack
    used: tuple[int, ...]
    errors: tuple[FrameErrors, ...] | None
    seconds: dict[str, float]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a method made.

    picture, source: as in `Reconstruction`, but `source` counts all the photos read. n_used: photos in the stack.
    errors, seconds, peak_memory_bytes: as in `results.Run` and `results.AlignedCase`.
    """

    picture: np.ndarray
    source: np.ndarray
    n_used: int
    errors: tuple[FrameErrors, ...] | None
    seconds: dict[str, float]
    peak_memory_bytes: int | None = None


def prepare(setting: Setting, progress: Progress) -> Prepared:
    """Return the photos aligned as the setting says.

    Raises:
        ImageError: a photo cannot be read, or has no true homography where one is needed.
        Cancelled: the user asked to stop.
    """
    start = time.perf_counter()
    sequence = setting.sequence
    found = read_frames(sequence.first(setting.n_frames), Scratch(_max_bytes()), progress.part(0.0, 0.2))
    if found.unreadable:
        raise ImageError(f"{sequence.folder} cannot be judged: {found.unreadable[0].reason}")
    reference = [frame.path.name for frame in found.frames].index(sequence.reference)
    read_s = time.perf_counter() - start
    if setting.features == TRUTH:
        return _by_truth(sequence, found, reference, read_s)
    options = AlignmentOptions(features=setting.features, reference=found.frames[reference].name)
    alignment = align(found.frames, options, progress.part(0.2, 1.0), device=setting.device)
    seconds = {"read": read_s, "align": time.perf_counter() - start - read_s}
    errors = None
    if sequence.H_ref_from_frame is not None:
        errors = alignment_errors(found.frames, alignment, sequence.homographies(found.frames))
    return Prepared(found.frames, corrected_stack(found.frames, alignment, Edits()), alignment.used, errors, seconds)


def _by_truth(sequence: PhotoSequence, found: FrameSet, reference: int, read_s: float) -> Prepared:
    frames = found.frames
    homographies = sequence.homographies(frames)
    stack = WarpedStack(frames, homographies, frames[reference].size, reference, np.ones((len(frames), 3)))
    return Prepared(frames, stack, tuple(range(len(frames))), None, {"read": read_s})


def make_picture(
    prepared: Prepared, options: ReconstructionOptions, progress: Progress, device: str = "cpu"
) -> Outcome:
    """Return what the method makes of the photos.

    Where every other photo was rejected the reference itself is the picture: that is all a user would be left with.

    Raises:
        Cancelled: the user asked to stop.
        CheckpointError: the method needs a checkpoint, and there is none, or it is damaged.
        ExportError: the disk for temporary files is full.
    """
    start = time.perf_counter()
    stack = prepared.stack
    in_all = np.full(NO_SOURCE + 1, NO_SOURCE, np.uint16)
    in_all[: len(prepared.used)] = prepared.used
    if len(prepared.used) < 2:
        picture, source = stack.frames[0].pixels, np.zeros(stack.size, np.uint16)
    else:
        made = reconstruct(stack, options, progress, Scratch(_max_bytes()), _max_bytes(), device=device)
        picture, source = made.picture, made.source
    seconds = {**prepared.seconds, "reconstruct": time.perf_counter() - start}
    return Outcome(picture, in_all[source], len(prepared.used), prepared.errors, seconds)


def make_all(setting: Setting, options: ReconstructionOptions) -> Outcome:
    """Return what the method makes of the sequence, with the peak memory of this process, which does nothing else."""
    outcome = make_picture(prepare(setting, Progress()), options, Progress(), setting.device)
    return replace(outcome, peak_memory_bytes=peak_memory_bytes())


def _max_bytes() -> int:
    """Return how much memory the photos, the maps and the bands may take each, before they go to disk."""
    return default_memory_bytes() // 4
