"""The front of this room: `reconstruct`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from diar_gui.names import LEARNED_METHODS
from diar_gui.progress import Progress
from diar_gui.reconstruction.averages import mean, soft_minimum
from diar_gui.reconstruction.canvas import Canvas, Estimate
from diar_gui.reconstruction.order_statistics import median, trimmed_mean
from diar_gui.reconstruction.photometric import match_exposure
from diar_gui.reconstruction.results import Reconstruction, ReconstructionOptions
from diar_gui.reconstruction.rpca import fit, frame_space
from diar_gui.reconstruction.weiss import reconstruct_weiss
from diar_gui.scratch import Scratch
from diar_gui.warp import Band, WarpedStack

if TYPE_CHECKING:
    from diar_gui.reconstruction.trust import Trust


def judge(
    stack: WarpedStack,
    full_size: tuple[int, int],
    options: ReconstructionOptions,
    progress: Progress,
    scratch: Scratch,
    *,
    device: str = "cpu",
) -> "Trust | None":
    """Return what the method's network says of the frames, all that is slow about `diar`; None for other methods.

    It serves these frames on their grid at any size and with any strokes, see `reconstruct`.

    Args:
        stack: at the full size, or at the working size already.
        full_size: (height, width) of the picture that is to be made.
        options: how.
        progress: receives the reports; tells whether the user asked to stop.
        scratch: for what it keeps.
        device: see `reconstruct`.

    Raises:
        Cancelled: the user asked to stop.
        CheckpointError: there is no checkpoint, or it is damaged.
        ExportError: the disk for temporary files is full.
    """
    if options.method != "diar":
        return None
    from diar_gui.reconstruction.diar import judge as judge_by_network
    from diar_gui.reconstruction.trust import working_stack

    progress.update(0.0, "Judging the photos")
    small = working_stack(stack, options, progress)
    return judge_by_network(small, full_size, options, progress, scratch, device)


def reconstruct(
    stack: WarpedStack,
    options: ReconstructionOptions,
    progress: Progress,
    scratch: Scratch,
    max_bytes: int,
    *,
    device: str = "cpu",
    trust: "Trust | None" = None,
) -> Reconstruction:
    """Return one clean picture of the stack at full size, with the weights and maps that explain it.

    Args:
        stack: the aligned frames; their gains are estimated anew if `options.match_exposure`.
        options: how.
        progress: receives the reports; tells whether the user asked to stop.
        scratch: hands out the arrays that are returned (and, for `weiss`, the gradients).
        max_bytes: main memory for bands of the warped stack; at least one row of it is held in any case.
        device: "cuda", "mps" or "cpu", for what runs a network.
        trust: what `judge` returned for these frames on this grid, at this or another size; None to judge now.

    Raises:
        Cancelled: the user asked to stop.
        CheckpointError: the method needs a checkpoint, and there is none, or it is damaged.
        ExportError: the disk for temporary files is full.
    """
    if options.method == "diar":
        return _by_trust(stack, options, progress, scratch, max_bytes, device=device, trust=trust)
    progress.update(0.0, "Comparing exposures")
    small = stack.scaled(options.working_size_px, progress)
    if options.method in LEARNED_METHODS:
        if stack.space != "srgb":
            progress.notice(
                "The photos have colours beyond sRGB, which {method} does not keep; diar and the plain methods do.",
                method=options.method,
            )
        # Importing torch takes seconds, so it waits until something needs it.
        from diar_gui.reconstruction.learned import level_gains, reconstruct_learned

        stack = stack.with_gains(level_gains(small, progress.part(0.0, 0.1)))
        canvas = Canvas(stack, options, scratch)
        progress.update(0.1, "Putting the photos together")
        reconstruct_learned(stack, canvas, options, progress.part(0.1, 1.0), scratch, max_bytes, device)
        return canvas.finish()
    if options.match_exposure:
        gains = match_exposure(small, progress.part(0.0, 0.1))
        stack, small = stack.with_gains(gains), small.with_gains(gains)
    canvas = Canvas(stack, options, scratch)
    progress.update(0.1, "Putting the photos together")
    rest = progress.part(0.1, 1.0)
    if options.method == "weiss":
        reconstruct_weiss(stack, small, canvas, rest, scratch, max_bytes)
        return canvas.finish()
    if options.method == "rpca":
        space = frame_space(small, rest.part(0.0, 0.2))
        rest = rest.part(0.2, 1.0)
        estimate, n_copies = (lambda band: fit(band, space)), 1.5
    else:
        estimate, n_copies = _per_band(options)
    progress.check_cancelled()

    def work(band: Band) -> None:
        canvas.put(band, estimate(band))

    stack.for_each_band(work, max_bytes, rest, n_copies=n_copies)
    return canvas.finish()


def _by_trust(
    stack: WarpedStack,
    options: ReconstructionOptions,
    progress: Progress,
    scratch: Scratch,
    max_bytes: int,
    *,
    device: str,
    trust: "Trust | None",
) -> Reconstruction:
    from diar_gui.reconstruction.diar import put_together

    canvas = Canvas(stack, options, scratch)
    if trust is None:
        trust = judge(stack, stack.size, options, progress.part(0.0, 0.4), scratch, device=device)
        progress = progress.part(0.4, 1.0)
    assert trust is not None
    put_together(stack, trust, canvas, options, progress, max_bytes)
    return canvas.finish()


def _per_band(options: ReconstructionOptions) -> tuple[Callable[[Band], Estimate], float]:
    """Return the method as a function of a band, and how many copies of the band it holds at once."""
    match options.method:
        case "mean":
            return mean, 2.0
        case "trimmed-mean":
            return lambda band: trimmed_mean(band, options.trim_fraction), 1.5
        case "soft-minimum":
            return soft_minimum, 2.5
        case _:
            return median, 1.5
