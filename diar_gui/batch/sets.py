"""Which photos belong together: `find_sets`."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.images import SUFFIXES, find_images, natural_key
from diar_gui.progress import Progress

_EXIF, _TAKEN, _FRACTION = 0x8769, 0x9003, 0x9291  # the Exif folder, DateTimeOriginal, SubSecTimeOriginal
_NUMBER_AT_END = re.compile(r"[\s._-]*\d+$")
_LEAST_PHOTOS = 2


@dataclass(frozen=True)
class PhotoSet:
    """Photos of one subject, in natural order, and the name that its picture gets."""

    name: str
    photos: tuple[Path, ...]


@dataclass(frozen=True)
class Grouping:
    """How photos are told apart.

    kind: "folder" (each folder is a set), "name" (what stands before the last number), "time" (a gap of `value` seconds
    between two photos begins another set) or "count" (`value` photos make a set).
    """

    kind: str = "folder"
    value: float = 0.0


def grouping_from_text(text: str) -> Grouping | None:
    """Return what `folder`, `name`, `time:SECONDS` or `count:N` says; None for anything else."""
    kind, _, value = text.partition(":")
    if text in ("folder", "name"):
        return Grouping(kind)
    try:
        number = float(value)
    except ValueError:
        return None
    if kind == "time" and 0 < number < float("inf"):
        return Grouping(kind, number)
    return Grouping(kind, number) if kind == "count" and number >= _LEAST_PHOTOS and number == int(number) else None


def find_sets(inputs: Sequence[Path], grouping: Grouping, progress: Progress) -> list[PhotoSet]:
    """Return the sets below the folders `inputs`, in natural order of their names; those of one photo are passed over.

    Raises:
        ImageError: an input is no folder or cannot be read, there are no sets, or two would have the same name.
        Cancelled: the user asked to stop.
    """
    found: list[PhotoSet] = []
    for root in inputs:
        if not root.is_dir():
            raise ImageError("{path} is not a folder; name folders that hold the sets of photos.", path=root)
        for folder in _folders_with_photos(root, progress):
            name = _set_name(root, folder)
            found += _cut(name, find_images([folder]), grouping)
    found = [one for one in found if len(one.photos) >= _LEAST_PHOTOS]
    if not found:
        where = ", ".join(str(root) for root in inputs)
        raise ImageError(
            "No folder below {where} holds two photos or more; name the folder that holds the sets.", where=where
        )
    found.sort(key=lambda one: natural_key(one.name))
    for one, other in pairwise(found):
        if one.name.casefold() == other.name.casefold():
            raise ImageError(
                "Two sets would be called {name} ({folder} and {other}); rename a folder, or take them in two batches.",
                name=one.name,
                folder=one.photos[0].parent,
                other=other.photos[0].parent,
            )
    return found


def _folders_with_photos(root: Path, progress: Progress) -> Iterator[Path]:
    """Yield the folders that hold photos themselves, in order; a sequence on disk counts as one, with its frames."""

    def refuse(error: OSError) -> None:
        raise ImageError(
            "{path} cannot be read ({reason}); check its permissions.", path=error.filename, reason=error.strerror
        ) from error

    for place, folders, files in os.walk(root, onerror=refuse):
        progress.check_cancelled()
        folders[:] = sorted((name for name in folders if not name.startswith(".")), key=natural_key)
        if "frames" in folders:
            folders.remove("frames")
            if _has_photos([path.name for path in (Path(place) / "frames").iterdir()]):
                folders.clear()
                yield Path(place)
                continue
        if _has_photos(files):
            yield Path(place)


def _has_photos(names: Sequence[str]) -> bool:
    return any(Path(name).suffix.lower() in SUFFIXES and not name.startswith(".") for name in names)


def _set_name(root: Path, folder: Path) -> str:
    parts = folder.relative_to(root).parts
    return "_".join(parts) if parts else (root.resolve().name or "photos")


def _cut(name: str, photos: list[Path], grouping: Grouping) -> list[PhotoSet]:
    """Return the sets that the photos of one folder make."""
    if grouping.kind == "folder":
        return [PhotoSet(name, tuple(photos))]
    if grouping.kind == "name":
        by_stem: dict[str, list[Path]] = {}
        for photo in photos:
            by_stem.setdefault(_NUMBER_AT_END.sub("", photo.stem) or "photos", []).append(photo)
        return [PhotoSet(f"{name}_{stem}", tuple(group)) for stem, group in by_stem.items()]
    if grouping.kind == "count":
        n = int(grouping.value)
        groups = [photos[i : i + n] for i in range(0, len(photos), n)]
    else:
        groups = _cut_at_gaps(photos, grouping.value)
    digits = max(2, len(str(len(groups))))
    return [PhotoSet(f"{name}_{i:0{digits}d}", tuple(group)) for i, group in enumerate(groups, start=1)]


def _cut_at_gaps(photos: list[Path], gap_s: float, taken: Callable[[Path], float] | None = None) -> list[list[Path]]:
    """Return runs of photos, in order of their time, between which lie gaps of more than `gap_s` seconds."""
    when = taken or taken_at
    timed = sorted(((when(photo), natural_key(photo.name), photo) for photo in photos), key=lambda one: one[:2])
    groups: list[list[Path]] = []
    last = None
    for moment, _, photo in timed:
        if last is None or moment - last > gap_s:
            groups.append([])
        groups[-1].append(photo)
        last = moment
    return groups


def taken_at(photo: Path) -> float:
    """Return when a photo was taken, in seconds of an arbitrary day: by its EXIF, else when its file was changed.

    Raises:
        ImageError: the file cannot be read at all.
    """
    try:
        with Image.open(photo) as image:
            exif = image.getexif().get_ifd(_EXIF)
        moment = datetime.strptime(str(exif[_TAKEN]), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
        fraction = str(exif.get(_FRACTION, "0")).strip()
        return moment.timestamp() + (float(f"0.{fraction}") if fraction.isdecimal() else 0.0)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError, EOFError):
        pass
    try:
        return photo.stat().st_mtime
    except OSError as error:
        raise ImageError(
            "{path} cannot be read ({reason}); check its permissions.", path=photo, reason=error.strerror
        ) from error
