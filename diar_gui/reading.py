"""The photos of a run, read and made ready: even light by a flat field, colours by a target."""

from dataclasses import replace
from pathlib import Path

from diar_gui.errors import ImageError
from diar_gui.flat_field import even_out
from diar_gui.images import Frame, FrameSet, find_images, read_frames
from diar_gui.names import AUTO
from diar_gui.progress import Progress
from diar_gui.scratch import Scratch
from diar_gui.target import Target, set_right


def read_prepared(
    paths: list[Path], flat_field: Path | None, target: Path | str | None, scratch: Scratch, progress: Progress
) -> tuple[FrameSet, Target | None]:
    """Return the photos, under even light and in the target's colours where that is asked for, and the target.

    Args:
        paths: of the photos.
        flat_field: a photo of an even white board, or a folder of them, see `pipeline.RunOptions`.
        target: a photo of a colour target, or `names.AUTO`; None for none.
        scratch: for the photos.
        progress: receives the reports; tells whether the user asked to stop.

    Raises:
        ImageError: fewer than two photos could be read, or flat field or target cannot be used.
    """
    asked = None if target in (None, AUTO) else Path(target)
    own = {path.resolve() for path in paths}
    beside = [] if asked is None or asked.resolve() in own else find_images([asked])
    frames = read_frames([*paths, *beside], scratch, progress.part(0.0, 0.1))
    _check_enough_read(frames)
    photo = None if asked is None else _target_photo(frames, asked)
    if flat_field is not None:
        frames = even_out(frames, flat_field, scratch, progress.part(0.1, 0.1))
        photo = None if asked is None else _target_photo(frames, asked)
    if beside:
        frames = replace(frames, frames=tuple(frame for frame in frames.frames if frame is not photo))
        _check_enough_read(frames)
    if target is None:
        return frames, None
    return set_right(frames, photo, scratch, progress.part(0.1, 0.1))


def _target_photo(frames: FrameSet, asked: Path) -> Frame:
    place = asked.resolve()
    for frame in frames.frames:
        if frame.path.resolve() == place:
            return frame
    for photo in frames.unreadable:
        if photo.path.resolve() == place:
            raise ImageError("The photo of the colour target cannot be used: {reason}", reason=photo.reason)
    raise ImageError("{path} is a folder; name one photo of the colour target.", path=asked)


def _check_enough_read(frames: FrameSet) -> None:
    if len(frames.frames) >= 2:
        return
    n_found = len(frames.frames) + len(frames.unreadable)
    reason = frames.unreadable[0].reason
    if not frames.frames:
        raise ImageError(
            "None of {n} photos could be read, and at least two are needed. {reason}", n=n_found, reason=reason
        )
    raise ImageError(
        "{n_read} of {n} photos could be read, and at least two are needed. {reason}",
        n_read=len(frames.frames),
        n=n_found,
        reason=reason,
    )
