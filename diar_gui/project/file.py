"""A project's file: JSON, with photos named relative to it; written whole or not at all, and never believed unchecked.

Nothing in it is executed, and its names are only ever taken for those of photos.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from diar_gui import __version__
from diar_gui.edits import Edits, with_finish
from diar_gui.errors import ProjectError
from diar_gui.names import AUTO, CANVASES, COLOURS, FEATURES, METHODS, TONES
from diar_gui.project import values
from diar_gui.project.model import Project, ProjectOptions
from diar_gui.whole_files import write_bytes

SUFFIX = ".diar"
"""Ending of a project's file."""

MAX_FILE_BYTES = 32 * 10**6
"""Larger files are neither written nor read."""

_FORMAT = "DIAR project"
_VERSION = 6
"""1 had no canvas, 2 no bends, 3 only the English text of reasons, 4 no finish, 5 no colour, flat field, target."""

_MAX_N_PHOTOS = 10_000
_WORKING_SIZES_PX = (64, 65_536)


def write_project(path: Path, project: Project, *, overwrite: bool = False) -> None:
    """Write the project; the file appears whole or not at all.

    Raises:
        ExportError: it could not be written.
        ProjectError: it holds more than a project can.
    """
    data = "".join(_pieces(_as_json(project, path.parent), 0)).encode() + b"\n"
    if len(data) > MAX_FILE_BYTES or len(project.photos) > _MAX_N_PHOTOS:
        raise ProjectError(
            "The project is too large for {name} ({size:.0f} MB, and at most "
            "{n_most:.0f} MB are possible); undo some of the brush strokes, or use fewer photos.",
            name=path.name,
            size=len(data) / 1e6,
            n_most=MAX_FILE_BYTES / 1e6,
        )
    write_bytes(path, data, overwrite=overwrite)


def read_project(path: Path) -> Project:
    """Return the project that a file holds.

    Raises:
        ProjectError: there is no such file, it is damaged, no project, or one of a newer version.
    """
    try:
        if not path.is_file():
            raise ProjectError("{path} does not exist or is no file; choose another project.", path=path)
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ProjectError(
            "{path} cannot be opened ({reason}); check its permissions.", path=path, reason=error.strerror
        ) from error
    if len(data) > MAX_FILE_BYTES:
        raise ProjectError("{path} is larger than any project that DIAR writes; choose another file.", path=path)
    try:
        content = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise ProjectError("{path} is no DIAR project, or is damaged; choose another file.", path=path) from error
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise ProjectError("{path} is no DIAR project; choose another file.", path=path)
    version = content.get("version")
    if isinstance(version, int) and version > _VERSION:
        raise ProjectError(
            "{path} was written by a newer version of DIAR than this one; update DIAR to open it.", path=path
        )
    try:
        return _project(content, path.absolute().parent)
    except ProjectError as error:  # of the corrections
        raise ProjectError("{path} cannot be opened: {reason}", path=path, reason=error.sentence) from error
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ProjectError(
            "{path} is damaged ({kind}: {reason}); take a copy of it from before, or open the photos themselves.",
            path=path,
            kind=type(error).__name__,
            reason=str(error),
        ) from error


def _as_json(project: Project, folder: Path) -> dict[str, Any]:
    folder = folder.absolute()
    options = project.options
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "written_by": __version__,
        "options": {
            "method": options.method,
            "features": options.features,
            "tone": options.tone,
            "canvas": options.canvas,
            "working_size_px": options.working_size_px,
            "colour": options.colour,
            "flat_field": None if options.flat_field is None else values.name_of(options.flat_field, folder),
            "target": _target_as_json(options.target, folder),
        },
        "photos": [values.name_of(photo, folder) for photo in project.photos],
        "found": None if project.found is None else values.found_as_json(project.found, folder),
        "edits": project.edits.as_json(folder),
    }


def _project(content: dict[str, Any], folder: Path) -> Project:
    values.check_keys(content, "format version written_by options photos found edits")
    version = content["version"]
    if version not in range(1, _VERSION + 1) or isinstance(version, bool):
        raise ValueError("its version is unknown")
    photos = tuple(values.photo_at(name, folder) for name in values.items(content["photos"], _MAX_N_PHOTOS))
    if not photos or len(set(photos)) < len(photos):
        raise ValueError("it names no photos, or one of them twice")
    found = content["found"]
    if version < 3 and found is not None:
        found = values.with_bends(found)
    if version < 4 and found is not None:
        found = values.with_sentences(found)
    edits = content["edits"] if version >= 5 else with_finish(content["edits"])
    return Project(
        photos,
        _options(content["options"], version, folder),
        Edits.from_json(edits, folder),
        None if found is None else values.found_of(found, folder, _MAX_N_PHOTOS),
    )


def _options(options: dict[str, Any], version: int, folder: Path) -> ProjectOptions:
    if version == 1:
        values.check_keys(options, "method features tone working_size_px")
        options = {**options, "canvas": CANVASES[0]}
    if version < 6:
        values.check_keys(options, "method features tone canvas working_size_px")
        options = {**options, "colour": COLOURS[0], "flat_field": None, "target": None}
    values.check_keys(options, "method features tone canvas working_size_px colour flat_field target")
    size, flat_field, target = options["working_size_px"], options["flat_field"], options["target"]
    if target is not None and target != AUTO:
        values.check_keys(target, "photo")
        target = values.photo_at(target["photo"], folder)
    return ProjectOptions(
        values.one_of(options["method"], METHODS),
        values.one_of(options["features"], FEATURES),
        values.one_of(options["tone"], TONES),
        values.one_of(options["canvas"], CANVASES),
        None if size is None else values.whole_number(size, *_WORKING_SIZES_PX),
        values.one_of(options["colour"], COLOURS),
        None if flat_field is None else values.photo_at(flat_field, folder),
        target,
    )


def _target_as_json(target: Path | str | None, folder: Path) -> str | dict[str, str] | None:
    return {"photo": values.name_of(target, folder)} if isinstance(target, Path) else target


def _pieces(value: Any, depth: int) -> Iterator[str]:
    """Yield the JSON text with a line for every photo and stroke.

    In small pieces: encoding it all in one call would hold up the other threads.
    """
    margin = "\n" + " " * (depth + 1)
    if isinstance(value, dict) and depth < 2:
        for i, (name, content) in enumerate(value.items()):
            yield f"{',' if i else '{'}{margin}{json.dumps(name)}: "
            yield from _pieces(content, depth + 1)
        yield margin[:-1] + "}"
    elif isinstance(value, list) and value and isinstance(value[0], dict | str):
        for i, item in enumerate(value):
            yield f"{',' if i else '['}{margin}{json.dumps(item, allow_nan=False)}"
        yield margin[:-1] + "]"
    else:
        yield json.dumps(value, allow_nan=False)
