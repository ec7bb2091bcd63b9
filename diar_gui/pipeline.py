"""From paths to a clean picture: the only place that knows the order of the stages."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from diar_gui.alignment import Alignment, AlignmentOptions, align_originals
from diar_gui.bends import same_bend
from diar_gui.budget import Budget, share_out
from diar_gui.corrections import corrected_alignment, corrected_stack, extent_of_all
from diar_gui.devices import resolve_device
from diar_gui.edits import NO_FINISH, Edits
from diar_gui.errors import AlignmentError, ImageError
from diar_gui.finish import finished
from diar_gui.images import FrameSet, find_images
from diar_gui.names import CANVASES, LEARNED_METHODS
from diar_gui.progress import Progress
from diar_gui.reading import read_prepared
from diar_gui.reconstruction import Reconstruction, ReconstructionOptions, check_checkpoint, judge, reconstruct
from diar_gui.report import finish_entry, make_report
from diar_gui.scratch import Scratch
from diar_gui.sentences import Sentence
from diar_gui.target import Target, measured_in, target_report
from diar_gui.warp import WarpedStack

if TYPE_CHECKING:
    from diar_gui.reconstruction.trust import Trust


@dataclass(frozen=True, eq=False)
class Preview:
    """The same as the reconstruction that follows, at the working size."""

    reconstruction: Reconstruction


Stage = FrameSet | Alignment | WarpedStack | Preview | Reconstruction
"""What `on_stage` receives, each once and in this order, finished and frozen; a preview only of quick methods."""

MAX_N_PHOTOS = 1000
"""More in one run are refused: the weight maps alone would fill most disks."""

_GOES_ON = 2.0  # times the reference's view: from there on the photos show a thing that goes on outside of it


@dataclass(frozen=True)
class RunOptions:
    """How to run.

    device: one of `names.DEVICES`, for what runs a network.
    canvas: one of `names.CANVASES`: whether the picture shows the reference's view, or all that any photo saw.
    flat_field: a photo of an even white board, or a folder of them, by which the light is evened; None for none.
    target: a photo of a ColorChecker in the photos' light, one of them or another, or `names.AUTO` for any of them
        that shows one: colours, white and exposure are set by it, and the picture keeps them (tone `as-shot`); None
        for none.
    max_memory_bytes: main memory for the whole program; beyond it pixels go to disk. None for half of what is free,
        at most 3 GB.
    """

    alignment: AlignmentOptions = field(default_factory=AlignmentOptions)
    reconstruction: ReconstructionOptions = field(default_factory=ReconstructionOptions)
    device: str = "auto"
    max_memory_bytes: int | None = None
    canvas: str = CANVASES[0]
    flat_field: Path | None = None
    target: Path | str | None = None

    def __post_init__(self) -> None:
        if self.canvas not in CANVASES:
            raise ValueError(f"canvas must be one of {', '.join(CANVASES)}, not {self.canvas}")


@dataclass(frozen=True, eq=False)
class Result:
    """All that a finished run made.

    found: as the alignment found it. alignment: the same under the corrections. report: what report.json holds.
    stack: what was reconstructed. small: the same at the working size.
    trust: what the network said of it; None for methods that judge no photos.
    target: by which colours were set; None without.
    plain: the reconstruction without the finish that a user gave it.
    """

    frames: FrameSet
    found: Alignment
    alignment: Alignment
    stack: WarpedStack
    small: WarpedStack
    trust: "Trust | None"
    plain: Reconstruction
    reconstruction: Reconstruction
    report: dict
    options: RunOptions
    edits: Edits
    target: Target | None = None


def run(
    paths: Sequence[Path],
    options: RunOptions | None = None,
    progress: Progress | None = None,
    on_stage: Callable[[Stage], None] | None = None,
    *,
    edits: Edits | None = None,
    known: Callable[[FrameSet], Alignment | None] | None = None,
) -> Result:
    """Read, align and reconstruct the photos, and return the picture with all that explains it.

    Args:
        paths: photos and folders, see `images.find_images`.
        options: how; the defaults if None.
        progress: receives the reports; tells whether the user asked to stop.
        on_stage: called in this thread with each finished stage.
        edits: corrections that are known before.
        known: returns the alignment of the frames if it is known from before, and None where they have to be aligned.

    Raises:
        DiarError: the input or the machine did not allow it; the text is one finished sentence.
        Cancelled: the user asked to stop.
    """
    options = options or RunOptions()
    progress = progress or Progress()
    tell = on_stage or (lambda stage: None)
    paths = find_images(paths, progress)
    _check_number(paths)
    check_checkpoint(options.reconstruction)
    scratch = Scratch(_budget(options, len(paths)).arrays_bytes)
    clock = _Clock()

    frames, target = read_prepared(paths, options.flat_field, options.target, scratch, progress)
    options = _under(target, options)
    alignment = replace(options.alignment, beyond_reference=options.canvas == "all")
    options = replace(options, alignment=_with_known_reference(alignment, frames))
    clock.lap("read")
    tell(frames)

    progress.update(0.1, "Loading the network" if _uses_network(options) else "")
    options = replace(options, device=_device(options, progress))
    found = known(frames) if known is not None else None
    if found is None:
        found = align_originals(frames.frames, options.alignment, progress.part(0.1, 0.5), device=options.device)
    clock.lap("align")
    work = _Work(frames, found, options, edits or Edits(), scratch, clock, target=target)
    return work.finish(progress.part(0.5, 1.0), tell)


def update(
    result: Result,
    options: RunOptions,
    edits: Edits,
    progress: Progress | None = None,
    on_stage: Callable[[Stage], None] | None = None,
) -> Result:
    """Return the result under other corrections or another reconstruction, without reading or aligning again.

    What the network said is used again where it still holds: same photos, grid, network and working size.

    Args:
        result: of a run, or of an earlier update.
        options: how; those of the alignment, the flat field and the target have no effect.
        edits: all the corrections, not only the new ones.
        progress: see `run`.
        on_stage: receives all stages but the frames.

    Raises:
        DiarError: see `run`.
        Cancelled: the user asked to stop.
    """
    progress = progress or Progress()
    was = result.options
    options = replace(options, alignment=was.alignment, flat_field=was.flat_field, target=was.target)
    options = _under(result.target, options)
    check_checkpoint(options.reconstruction)
    options = replace(options, device=_device(options, progress))
    scratch = Scratch(_budget(options, len(result.frames.frames)).arrays_bytes)
    work = _Work(result.frames, result.found, options, edits, scratch, _Clock(), result, result.target)
    return work.finish(progress, on_stage or (lambda stage: None))


@dataclass(frozen=True, eq=False)
class _Work:
    """What follows the alignment, alike in a run and in an update. before: a result whose trust may still hold."""

    frames: FrameSet
    found: Alignment
    options: RunOptions
    edits: Edits
    scratch: Scratch
    clock: "_Clock"
    before: Result | None = None
    target: Target | None = None

    def finish(self, progress: Progress, tell: Callable[[Stage], None]) -> Result:
        if (before := self._same_but_finish()) is not None:
            return self._finished_anew(before, progress, tell)
        frames = self.frames.frames
        alignment = corrected_alignment(self.found, frames, self.edits)
        tell(alignment)  # before it is judged: a window shows each photo's reason
        _check_enough_aligned(alignment)
        stack = self._stack(alignment, progress)
        tell(stack)
        how, device = self.options.reconstruction, self.options.device
        max_bytes = _budget(self.options, len(frames)).bands_bytes
        trust, small = self._known_trust(stack), self._small(stack, progress)
        if trust is None:
            trust = judge(small, stack.size, how, progress.part(0.0, 0.4), self.scratch, device=device)
            progress = progress.part(0.4, 1.0)
        if trust is not None or how.method not in LEARNED_METHODS:
            preview = make_preview(small, trust, how, progress.part(0.0, 0.1), max_bytes).reconstruction
            tell(Preview(finished(preview, self.edits.finish, self.scratch, Progress())))
        finish = self.edits.finish
        end = 1.0 if finish == NO_FINISH else 0.95
        plain = reconstruct(stack, how, progress.part(0.1, end), self.scratch, max_bytes, device=device, trust=trust)
        reconstruction = finished(plain, finish, self.scratch, progress.part(end, 1.0))
        self.clock.lap("reconstruct")
        report = make_report(
            self.frames,
            alignment,
            reconstruction,
            features=self.options.alignment.features,
            device=device,
            seconds=self.clock.seconds,
            H_picture_from_ref=stack.H_ref_from_frame[stack.reference],
            straightening=self.edits.straightening,
            target=self._target_report(stack, reconstruction),
            finish=finish,
        )
        tell(reconstruction)
        made = (self.frames, self.found, alignment, stack, small, trust, plain, reconstruction, report)
        return Result(*made, options=self.options, edits=self.edits, target=self.target)

    def _target_report(self, stack: WarpedStack, made: Reconstruction) -> dict | None:
        if self.target is None:
            return None
        picture, space = (made.picture, "srgb") if made.wide is None else (made.wide, made.space)
        names = [frame.name for frame in stack.frames]
        return target_report(self.target, measured_in(self.target, picture, space, names, list(stack.H_ref_from_frame)))

    def _same_but_finish(self) -> Result | None:
        """Return the result before where only its finish is another one now."""
        before, how = self.before, self.options
        if before is None or (before.options.reconstruction, before.options.canvas) != (how.reconstruction, how.canvas):
            return None
        is_same = replace(before.edits, finish=NO_FINISH) == replace(self.edits, finish=NO_FINISH)
        return before if is_same and before.edits != self.edits else None

    def _finished_anew(self, before: Result, progress: Progress, tell: Callable[[Stage], None]) -> Result:
        made = finished(before.plain, self.edits.finish, self.scratch, progress)
        tell(made)
        shown = {"finish": finish_entry(self.edits.finish), "target": self._target_report(before.stack, made)}
        report = {**before.report, **shown}
        return replace(before, reconstruction=made, report=report, options=self.options, edits=self.edits)

    def _stack(self, alignment: Alignment, progress: Progress) -> WarpedStack:
        """Return the stack on the canvas that was chosen, and say what that leaves out."""
        frames, is_all = self.frames.frames, self.options.canvas == "all"
        extent = extent_of_all(frames, alignment)
        height, width = extent.wanted
        if is_all and extent.is_cut:
            progress.notice(
                "A picture of all that the photos saw would have {width} x {height} pixels, so it was cut down to "
                "{kept_width} x {kept_height} around the reference.",
                width=width,
                height=height,
                kept_width=extent.size[1],
                kept_height=extent.size[0],
            )
        elif not is_all and self.before is None and height * width > _GOES_ON * np.prod(alignment.size):
            name = alignment.frames[alignment.reference].name
            progress.notice(
                "The photos show more than {name}, which gives the view; to keep all of it, choose to show all that "
                "the photos saw (--canvas all).",
                name=name,
            )
        return corrected_stack(frames, alignment, self.edits, extent if is_all else None)

    def _small(self, stack: WarpedStack, progress: Progress) -> WarpedStack:
        """Return the stack at the working size; shrinking many photos takes longer than a preview may."""
        working_size_px, before = self.options.reconstruction.working_size_px, self.before
        is_known = before is not None and before.options.reconstruction.working_size_px == working_size_px
        if not is_known or before is None or not is_same_grid(before.stack, stack):
            return stack.scaled(working_size_px, progress)
        height, width = before.small.size
        scales = width / stack.size[1], height / stack.size[0]
        return replace(before.small, strokes=tuple(stroke.scaled(*scales) for stroke in stack.strokes))

    def _known_trust(self, stack: WarpedStack) -> "Trust | None":
        """Return what the network said before, if it would say the same of this stack."""
        before, how = self.before, self.options.reconstruction
        if before is None or before.trust is None or how.method != "diar":
            return None
        was = before.options.reconstruction
        same_network = (was.checkpoint, was.working_size_px) == (how.checkpoint, how.working_size_px)
        return before.trust if same_network and is_same_grid(before.stack, stack) else None


def make_preview(
    small: WarpedStack, trust: "Trust | None", options: ReconstructionOptions, progress: Progress, max_bytes: int
) -> Preview:
    """Return the reconstruction of the stack at the working size; see `reconstruction.reconstruct`."""
    scratch = Scratch(max_bytes)
    return Preview(reconstruct(small, replace(options, bits=8), progress, scratch, max_bytes, trust=trust))


def is_same_grid(a: WarpedStack, b: WarpedStack) -> bool:
    """Tell whether both stacks show the same frames at the same places, whatever strokes lie on them."""
    return (
        (a.size, a.reference) == (b.size, b.reference)
        and [f.path for f in a.frames] == [f.path for f in b.frames]
        and all(np.array_equal(H, G) for H, G in zip(a.H_ref_from_frame, b.H_ref_from_frame, strict=True))
        and all(same_bend(a.bend_of(i), b.bend_of(i)) for i in range(len(a.frames)))
    )


def _under(target: Target | None, options: RunOptions) -> RunOptions:
    if target is None:  # which sets the light
        return options
    return replace(options, reconstruction=replace(options.reconstruction, tone="as-shot"))


def _budget(options: RunOptions, n_photos: int) -> Budget:
    return share_out(options.max_memory_bytes, options.reconstruction.method, n_photos)


def _uses_network(options: RunOptions) -> bool:
    return options.alignment.features in ("auto", "xfeat", "dense") or options.reconstruction.method in LEARNED_METHODS


def _device(options: RunOptions, progress: Progress) -> str:
    # Importing torch takes seconds, so it waits until something needs it.
    if options.device == "auto" and not _uses_network(options):
        return "cpu"
    return resolve_device(options.device, progress)


def _check_number(paths: list[Path]) -> None:
    if not paths:
        raise ImageError("No photos were given; name a folder of photos, or at least two photos.")
    if len(paths) == 1:
        raise ImageError(
            "Only one photo was given ({path}); DIAR needs at least two photos of the same thing.", path=paths[0]
        )
    if len(paths) > MAX_N_PHOTOS:
        raise ImageError(
            "{n} photos were given, and DIAR takes at most {n_most} at once; leave out those that add nothing new.",
            n=len(paths),
            n_most=MAX_N_PHOTOS,
        )


def _check_enough_aligned(alignment: Alignment) -> None:
    if len(alignment.used) >= 2:
        return
    reference = alignment.frames[alignment.reference].name
    first_reason = next(f.reason for f in alignment.frames if f.reason)
    raise AlignmentError(
        "None of the other photos could be aligned with {reference}; check that they show the same flat thing, "
        "or choose another reference. {reason}",
        reference=reference,
        reason=first_reason,
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
            raise ImageError("The reference cannot be used: {reason}", reason=photo.reason)
    known = names or [f.name for f in frames.frames]
    listed = ", ".join(known[:20])
    if len(known) > 20:
        listed = Sentence("{names} and {n} more", names=listed, n=len(known) - 20)
    raise ImageError(
        "The reference {name} could be several of the photos; choose one of: {names}."
        if names
        else "The reference {name} is none of the photos; choose one of: {names}.",
        name=asked,
        names=listed,
    )


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
