"""One set, from photos to files: what a worker does."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from diar_gui.estimate import check_room, estimate_run
from diar_gui.names import COLOURS
from diar_gui.outputs import Outputs
from diar_gui.pages import embedded_jpeg
from diar_gui.pipeline import RunOptions, run
from diar_gui.progress import Progress

THUMBNAIL_PX = 240


@dataclass(frozen=True)
class Task:
    """What a worker is to do.

    name: of the set. photos: paths. picture, report: where they go. options: of the run. strip, colour, overwrite:
    see `Outputs`.
    """

    name: str
    photos: tuple[Path, ...]
    picture: Path
    report: Path
    options: RunOptions = field(default_factory=RunOptions)
    strip: str | None = None
    colour: str = COLOURS[0]
    overwrite: bool = False


@dataclass(frozen=True)
class Made:
    """What came of it.

    outputs: files. n_used: photos that the picture is made of. unclean: share of the picture that is not clean. before,
    after: small JPEGs of the reference photo and of the picture, as base64.
    """

    outputs: tuple[Path, ...]
    n_used: int
    unclean: float
    before: str = ""
    after: str = ""


def reconstruct_set(task: Task, progress: Progress) -> Made:
    """Make the picture of a set and write it with its report.

    Raises:
        DiarError: the photos or the machine did not allow it; nothing was written.
    """
    outputs = Outputs(task.picture, report=task.report, strip=task.strip, colour=task.colour, overwrite=task.overwrite)
    outputs.check(task.photos)
    check_room(estimate_run(task.photos, task.options))
    result = run(task.photos, task.options, progress.part(0.0, 0.94))
    outputs.write(result, task.photos, progress.part(0.94, 1.0))
    return Made(
        (task.picture, task.report),
        len(result.alignment.used),
        sum(place.share for place in result.reconstruction.places or ()),
        embedded_jpeg(result.frames.frames[result.alignment.reference].in_srgb(), THUMBNAIL_PX),
        embedded_jpeg(result.reconstruction.picture, THUMBNAIL_PX),
    )


def shared_out(options: RunOptions, max_memory_bytes: int, n_jobs: int) -> RunOptions:
    """Return the options of each of several runs at once that are to stay under that much memory together."""
    return replace(options, max_memory_bytes=max_memory_bytes // n_jobs)
