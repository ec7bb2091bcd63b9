"""Files that outlive a crash: one of this program, locked while it lives, and those that others left behind."""

import logging
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

from diar_gui.errors import DiarError, ExportError
from diar_gui.gui.saving.save_dialog import work_name

if TYPE_CHECKING:
    from diar_gui.project import Project

_OLD_S = 3600  # a program that died in the midst of writing may leave a part; nobody writes so long
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LeftBehind:
    """Work of a program that died.

    folder: that held the photos. n_corrections: steps of all kinds. changed_s: when it was written, as `time.time`.
    """

    path: Path
    folder: str
    n_photos: int
    n_corrections: int
    changed_s: float


class RescueFiles:
    """All of one folder; used by one thread. The lock of a file tells whether its program lives."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: Path | None = None
        self._locks: dict[Path, QLockFile] = {}

    def write(self, project: "Project") -> None:
        """Write it, in place of what this program wrote before.

        Raises:
            ExportError: the folder cannot be written.
            ProjectError: it is too large.
        """
        from diar_gui.project import SUFFIX, write_project

        if self._own is None:
            path = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ExportError(f"The folder {self._folder} could not be made ({error.strerror}).") from error
            if not self._lock(path):
                raise ExportError(f"The folder {self._folder} cannot be written; check its permissions.")
            self._own = path
        write_project(self._own, project, overwrite=True)

    def remove(self) -> None:
        """Remove what this program wrote."""
        if self._own is not None:
            self.let_go(self._own, is_discarded=True)
            self._own = None

    def left_behind(self) -> tuple[LeftBehind, ...]:
        """Return what dead programs left, newest first; it stays locked until `let_go` or `adopt`."""
        from diar_gui.project import SUFFIX

        if not self._folder.is_dir():
            return ()
        self._tidy_up()
        found = []
        for path in self._folder.glob(f"*{SUFFIX}"):
            if path.name.startswith(".") or path in self._locks or not self._lock(path):
                continue
            try:
                found.append(_described(path))
            except (DiarError, OSError):  # of a newer version, for example: left to that
                _log.exception("%s cannot be restored", path)
                self.let_go(path, is_discarded=False)
        return tuple(sorted(found, key=lambda left: left.changed_s, reverse=True))

    def adopt(self, path: Path) -> None:
        """Take what was left behind as this program's own."""
        self.remove()
        self._own = path

    def let_go(self, path: Path, *, is_discarded: bool) -> None:
        """Unlock what was left behind, removed or not."""
        lock = self._locks.pop(path, None)
        if lock is None:
            return
        if is_discarded:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        lock.unlock()

    def _lock(self, path: Path) -> bool:
        lock = QLockFile(f"{path}.lock")
        lock.setStaleLockTime(0)  # not by its age, only when its process is gone
        if not lock.tryLock(0):
            return False
        self._locks[path] = lock
        return True

    def _tidy_up(self) -> None:
        """Remove locks without a file, and parts of files, of programs that died while they began to write."""
        for path in self._folder.glob("*.lock"):
            if not path.with_suffix("").exists():
                lock = QLockFile(str(path))
                lock.setStaleLockTime(0)
                if path.with_suffix("") not in self._locks and lock.tryLock(0):
                    lock.unlock()
        for path in self._folder.glob(".diar-*.part"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _OLD_S:
                    path.unlink()


def _described(path: Path) -> LeftBehind:
    from diar_gui.project import read_project

    project = read_project(path)
    edits = project.edits
    n_corrections = len(edits.left_out) + len(edits.strokes) + len(edits.placements)
    n_corrections += (edits.reference is not None) + (edits.straightening is not None)
    return LeftBehind(path, work_name(project.photos), len(project.photos), n_corrections, path.stat().st_mtime)
