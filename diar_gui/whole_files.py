"""Files that appear whole or not at all, whatever ends the program: a full disk, a lost permission, a kill.

Contents go into files without a name, which the system removes when the process ends, and get their names when all of
them are on the disk. Where a disk knows no such files (network drives, FAT, other systems than Linux), and where there
are very many, they have a hidden temporary name beside their place; only a kill can leave one of those.
"""

import errno
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from diar_gui.errors import ExportError

_MAX_N_UNNAMED = 200  # each stays open until it has its name, and a process may open about a thousand files only


@contextmanager
def writing_into(folder: Path) -> Iterator[None]:
    """Say what is wrong with a folder that cannot be made or written.

    Raises:
        ExportError: an OSError came up.
    """
    try:
        yield
    except OSError as error:
        raise ExportError(
            "{path} cannot be written ({reason}); check its permissions, or choose another folder.",
            path=folder,
            reason=error.strerror,
        ) from error


def write_bytes(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write a whole file or none, see `write_files`."""
    write_files([(path, data)], overwrite=overwrite)


def write_files(files: Iterable[tuple[Path, bytes | memoryview]], *, overwrite: bool = False) -> None:
    """Write all of the files, each whole, or none.

    Args:
        files: paths and contents; may be a generator, which then holds one content in memory at a time. Whatever it
            raises ends the writing and leaves nothing behind.
        overwrite: whether files of these names may be replaced.

    Raises:
        ExportError: the disk is full, a folder may not be written, or a file appeared in the meantime.
    """
    placed: list[Path] = []
    path = Path()
    with ExitStack() as undo:
        try:
            written: list[_Unplaced] = []
            for path, data in files:
                unplaced = _Unplaced(path, is_named=len(written) >= _MAX_N_UNNAMED)
                undo.callback(unplaced.discard)
                unplaced.write(data)
                written.append(unplaced)
            undo.callback(_remove, placed)
            for unplaced in written:
                path = unplaced.path
                is_new = not os.path.lexists(path)
                unplaced.place(overwrite=overwrite)
                if is_new:
                    placed.append(path)
            placed.clear()
        except OSError as error:
            is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise ExportError(
                "{path} could not be written ({reason}); free some space, or choose another folder."
                if is_full
                else "{path} could not be written ({reason}); check the folder, or choose another folder.",
                path=path,
                reason=error.strerror,
            ) from error


def exists_already(path: Path) -> ExportError:
    """Return the error that says so."""
    return ExportError(
        "{path} exists already and is left as it is; choose another name, or allow --overwrite.", path=path
    )


class _Unplaced:
    """A file that has not got its name yet; `path` is where it will be."""

    def __init__(self, path: Path, *, is_named: bool) -> None:
        self.path = path
        self._name: Path | None = None
        self._file = (None if is_named else self._unnamed()) or self._named()

    def _unnamed(self) -> BinaryIO | None:
        flag = getattr(os, "O_TMPFILE", None)
        if flag is None or not Path("/proc/self/fd").is_dir():
            return None
        try:
            return os.fdopen(os.open(self.path.parent, os.O_RDWR | flag, 0o666), "w+b")
        except OSError as error:
            if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT):
                return None  # the disk knows no files without a name, or the folder is gone, which the next step says
            raise

    def _named(self) -> BinaryIO:
        self._name = self._temporary_name()
        return self._name.open("x+b")

    def _temporary_name(self) -> Path:
        return self.path.with_name(f".diar-{secrets.token_hex(8)}.part")

    def write(self, data: bytes | memoryview) -> None:
        """Put the content on the disk."""
        self._file.write(data)
        self._file.flush()
        os.fsync(self._file.fileno())
        if self._name is not None:
            self._file.close()

    def place(self, *, overwrite: bool) -> None:
        """Give the file its name; where that is taken, replace what has it, or refuse.

        Raises:
            ExportError: the name is taken.
        """
        if not overwrite:
            self._link(self.path)
        else:
            if self._name is None:
                name = self._temporary_name()
                self._link(name)
                self._name = name
            self._name.replace(self.path)

    def _link(self, path: Path) -> None:
        """Give the file a further name; unlike a rename that fails where the name is taken."""
        try:
            if self._name is None:
                _link_unnamed(self._file.fileno(), path)
            else:
                os.link(self._name, path)
        except FileExistsError as error:
            raise exists_already(path) from error
        except OSError:  # no hard links on this disk (FAT, some network drives)
            if os.path.lexists(path):
                raise exists_already(path) from None
            if self._name is None:
                self._copy_under_a_name()
            assert self._name is not None
            self._name.rename(path)

    def _copy_under_a_name(self) -> None:
        unnamed, self._file = self._file, self._named()
        with unnamed, self._file:
            unnamed.seek(0)
            shutil.copyfileobj(unnamed, self._file)

    def discard(self) -> None:
        """Remove what is left beside the place, if anything is."""
        with suppress(OSError):  # a full disk can be told of once more here
            self._file.close()
        if self._name is not None:
            _remove([self._name])


def _link_unnamed(descriptor: int, path: Path) -> None:
    root = os.open("/", os.O_PATH)  # only with a folder given does Python follow the link to the file
    try:
        os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=root, follow_symlinks=True)
    finally:
        os.close(root)


def _remove(paths: list[Path]) -> None:
    for path in paths:
        with suppress(OSError):  # the folder may have become unwritable or vanished: what is said is what came first
            path.unlink()
