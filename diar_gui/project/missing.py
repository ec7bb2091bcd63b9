"""Photos of a project that are not where they were, and where they may be now."""

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

from diar_gui.project.known import file_mark
from diar_gui.project.model import Project

_MAX_N_LOOKED_AT = 200_000


def missing_photos(project: Project, folder: Path) -> tuple[Path, ...]:
    """Return the photos, and what is read beside them, that are not there, or that only their owner should ask for.

    Args:
        project: that was read.
        folder: that its file lies in.
    """
    flat_field = project.options.flat_field  # a folder, perhaps

    def is_missing(path: Path) -> bool:
        return is_on_strange_computer(path, folder) or not (path.is_file() or (path == flat_field and path.is_dir()))

    return tuple(path for path in dict.fromkeys((*project.photos, *project.beside)) if is_missing(path))


def is_on_strange_computer(photo: PurePath, folder: PurePath) -> bool:
    r"""Tell whether a photo lies on another computer (`\\name\share`) than the project does.

    Windows would sign in there as soon as the file is looked for, which a project from somebody else must not cause.
    """
    return photo.drive.startswith("\\\\") and photo.drive.lower() != folder.drive.lower()


def found_by_name(
    project: Project, missing: tuple[Path, ...], folder: Path, check_cancelled: Callable[[], None]
) -> dict[Path, Path]:
    """Return where under `folder` missing photos are, by their names; of several the file that is the same as before.

    Args:
        project: whose photos they are.
        missing: photos to look for.
        folder: where to look, also in the folders within.
        check_cancelled: called again and again; raises where the search is not wanted any more.
    """
    marks = {} if project.found is None else dict(zip(project.found.photos, project.found.marks, strict=True))
    taken = set(project.photos) - set(missing)
    wanted: dict[str, list[Path]] = {}
    for photo in missing:
        wanted.setdefault(os.path.normcase(photo.name), []).append(photo)
    candidates: dict[Path, list[Path]] = {}
    for path in _files(folder):
        check_cancelled()
        if path not in taken:
            for photo in wanted.get(os.path.normcase(path.name), ()):
                candidates.setdefault(photo, []).append(path)
    return _assigned(candidates, marks)


def _assigned(candidates: dict[Path, list[Path]], marks: dict[Path, str]) -> dict[Path, Path]:
    """Return one place for each photo, none of them twice."""
    places: dict[Path, Path] = {}
    for photo, paths in candidates.items():
        free = [path for path in paths if path not in places.values()]
        same = [path for path in free if len(paths) > 1 and marks.get(photo) and file_mark(path) == marks[photo]]
        best = min(same or free, key=lambda path: (-_n_common_parts(path, photo), len(path.parts), path), default=None)
        if best is not None:
            places[photo] = best
    return places


def _n_common_parts(a: Path, b: Path) -> int:
    """Return how many of the last parts of two paths are alike."""
    pairs = zip(reversed(a.parts), reversed(b.parts), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _files(folder: Path) -> Iterator[Path]:
    n_seen = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            yield Path(os.path.abspath(place)) / name  # noqa: PTH100 - follows no links
        n_seen += len(folders) + len(names)
        if n_seen > _MAX_N_LOOKED_AT:
            return
