"""Folders of generated sequences: each appears whole or not at all, and nothing else is ever replaced."""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from diar_gui.errors import ExportError
from diar_gui.images import check_writable_file
from diar_gui.whole_files import write_files

_PARTS = {"frames", "masks", "truth.png", "truth_mask.png", "sequence.json"}


def check_folder(folder: Path, targets: Sequence[Path], pictures: Sequence[Path], *, overwrite: bool) -> None:
    """Find out before a long run whether sequences can be written.

    Args:
        folder: that they go into.
        targets: the sequences' own folders.
        pictures: what they are made from.
        overwrite: whether sequences that exist may be replaced.

    Raises:
        ExportError: the folder cannot be written into, or holds what would be mixed up with the sequences or replaced.
    """
    if not folder.is_dir():
        if os.path.lexists(folder):
            raise ExportError(f"{folder} is a file; choose another name for the folder.")
        check_writable_file(folder, overwrite=False)
        return
    check_writable_file(folder / ".diar", overwrite=True)
    if not overwrite and any(not entry.name.startswith(".") for entry in folder.iterdir()):
        raise ExportError(f"{folder} is not empty; choose a new folder, or allow --overwrite to replace its sequences.")
    for target in targets:
        if os.path.lexists(target) and not _is_sequence(target):
            raise ExportError(f"{target} is no generated sequence and is left as it is; choose another folder.")
        place = target.resolve()
        inside = next((path for path in pictures if path.resolve().is_relative_to(place)), None)
        if inside is not None:
            raise ExportError(f"{inside} is one of the pictures and is never replaced; choose another folder.")


def _is_sequence(folder: Path) -> bool:
    if not folder.is_dir() or folder.is_symlink():
        return False
    names = {entry.name for entry in folder.iterdir()}
    return {"frames", "sequence.json"} <= names <= _PARTS


def write_folder(target: Path, contents: Iterable[tuple[str, bytes]], *, overwrite: bool) -> None:
    """Write a folder of files, by way of a temporary one beside it.

    Args:
        target: the folder; the one it lies in is made if need be.
        contents: file names below it, with at most one folder in them, and what they hold. Whatever the iterator raises
            ends the writing and leaves nothing behind.
        overwrite: whether a folder of that name may be replaced.

    Raises:
        ExportError: the disk is full, or a folder of that name appeared in the meantime.
    """
    temporary, aside = (target.with_name(f".diar-{secrets.token_hex(8)}.part") for _ in range(2))
    is_new = not target.parent.is_dir()
    try:
        (temporary / "frames").mkdir(parents=True)
        (temporary / "masks").mkdir()
        write_files(_placed(temporary, contents))
        if overwrite and target.is_dir():
            target.rename(aside)
        if os.path.lexists(target):
            raise ExportError(f"{target} exists already and is left as it is; choose another folder.")
        temporary.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise ExportError(
            f"{target} could not be written ({error.strerror}); check the folder, or choose another one."
        ) from error
    finally:
        if aside.is_dir() and not os.path.lexists(target):
            aside.rename(target)
        shutil.rmtree(temporary, ignore_errors=True)
        if is_new and target.parent.is_dir() and not any(target.parent.iterdir()):
            target.parent.rmdir()


def _placed(folder: Path, contents: Iterable[tuple[str, bytes]]) -> Iterator[tuple[Path, bytes]]:
    for name, content in contents:
        yield folder / name, content
