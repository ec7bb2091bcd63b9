"""One vote per shot: of copies of one photo only the original is aligned."""

from collections.abc import Sequence
from dataclasses import replace

from diar_gui.alignment.align import align
from diar_gui.alignment.results import AlignedFrame, Alignment, AlignmentOptions
from diar_gui.copies import find_copies
from diar_gui.images import Frame
from diar_gui.progress import Progress
from diar_gui.sentences import Sentence


def align_originals(
    frames: Sequence[Frame], options: AlignmentOptions, progress: Progress | None = None, *, device: str = "cpu"
) -> Alignment:
    """Return what `align` finds without the copies among the frames; those are left out with that reason.

    Where fewer than two frames would remain, copies outvote nobody and all take part.

    Args:
        frames: at least two photos.
        options: how; the reference that it names is no copy, but what others are copies of.
        progress: reports and cancels.
        device: where networks run.

    Raises:
        AlignmentError, CheckpointError, Cancelled: see `align`.
    """
    progress = progress or Progress()
    copies = find_copies(frames, progress, kept=options.reference)
    if len(frames) - len(copies) < 2:
        copies = {}
    kept = [i for i in range(len(frames)) if i not in copies]
    found = align([frames[i] for i in kept], options, progress, device=device)
    aligned = dict(zip(kept, found.frames, strict=True))
    for copy, original in copies.items():
        name = frames[copy].name
        reason = Sentence(
            "{name} is a copy of {original}, and counts only once.", name=name, original=frames[original].name
        )
        aligned[copy] = AlignedFrame(name, "rejected", reason, 0, 0, None, 0.0, None)
    return replace(found, reference=kept[found.reference], frames=tuple(aligned[i] for i in range(len(frames))))
