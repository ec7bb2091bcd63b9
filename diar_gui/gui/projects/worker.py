"""Reads and writes projects on a thread of its own: no slow disk holds up the window, and no long export a rescue.

Slots run on the worker's thread.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, Slot

from diar_gui.edits import Edits
from diar_gui.errors import Cancelled, DiarError
from diar_gui.gui.projects.rescue_files import RescueFiles
from diar_gui.gui.session.engine_worker import fault_sentence

if TYPE_CHECKING:
    from diar_gui.alignment import Alignment
    from diar_gui.project import KnownAlignment, Project

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Contents:
    """What the window works on, as a project holds it.

    photos: of the list. options: all that `project.ProjectOptions` takes, in its order. alignment: of the photos
    `aligned`. known: what an opened project brought, where nothing newer is there.
    """

    photos: tuple[Path, ...]
    options: tuple[str, str, str, str, int | None, str, Path | None, Path | str | None]
    edits: Edits
    alignment: "Alignment | None" = field(default=None, compare=False)
    aligned: tuple[Path, ...] = field(default=(), compare=False)
    known: "KnownAlignment | None" = field(default=None, compare=False)


@dataclass(frozen=True, eq=False)
class Opened:
    """A project that was read. path: its file. missing: photos that are not where it says."""

    path: Path
    project: "Project"
    missing: tuple[Path, ...]


@dataclass(frozen=True, eq=False)
class Search:
    """A search for photos by their names under a folder; `cancel` ends it without an answer."""

    opened: Opened
    folder: Path
    cancel: threading.Event = field(default_factory=threading.Event)


class ProjectWorker(QObject):
    """Every wish to write or read has one answer; rescuing is silent unless it fails."""

    written = Signal(object, object)
    write_failed = Signal(object)
    opened = Signal(object)
    open_failed = Signal(object, object)
    searched = Signal(object, object)
    left_behind = Signal(object)
    rescue_failed = Signal(object)
    existing = Signal(object, object)

    def __init__(self, rescue_folder: Path) -> None:
        super().__init__()
        self._rescue = RescueFiles(rescue_folder)
        self._newest: KnownAlignment | None = None

    @Slot(object, object)
    def write(self, path: Path, contents: Contents) -> None:
        """Write a project, in place of what has the name."""
        from diar_gui.project import write_project

        try:
            write_project(path, self._project(contents), overwrite=True)
        except DiarError as error:
            self.write_failed.emit(error.sentence)
        except Exception as error:
            _log.exception("%s could not be written", path)
            self.write_failed.emit(fault_sentence(error))
        else:
            self.written.emit(path, contents)

    @Slot(object)
    def read(self, path: Path) -> None:
        """Read a project, and find out which of its photos are missing."""
        from diar_gui.project import missing_photos, read_project

        try:
            project = read_project(path)
            missing = missing_photos(project, path.absolute().parent)
        except DiarError as error:
            self.open_failed.emit(path, error.sentence)
        except Exception as error:
            _log.exception("%s could not be read", path)
            self.open_failed.emit(path, fault_sentence(error))
        else:
            self.opened.emit(Opened(path, project, missing))

    @Slot(object)
    def search(self, wish: Search) -> None:
        """Look for missing photos."""
        from diar_gui.project import found_by_name

        def check_cancelled() -> None:
            if wish.cancel.is_set():
                raise Cancelled

        try:
            places = found_by_name(wish.opened.project, wish.opened.missing, wish.folder, check_cancelled)
        except Cancelled:
            return
        except Exception:
            _log.exception("%s could not be searched", wish.folder)
            places = {}
        self.searched.emit(wish, places)

    @Slot(object)
    def look_which_exist(self, paths: Sequence[Path]) -> None:
        """Say which of these files and folders there are."""
        self.existing.emit(paths, frozenset(path for path in paths if path.exists()))

    # Against crashes.

    @Slot(object)
    def rescue(self, contents: Contents) -> None:
        """Write what would be lost if the program died now."""
        try:
            self._rescue.write(self._project(contents))
        except DiarError as error:
            self.rescue_failed.emit(error.sentence)
        except Exception as error:
            _log.exception("Nothing could be rescued")
            self.rescue_failed.emit(fault_sentence(error))

    @Slot()
    def forget_rescued(self) -> None:
        """Remove it: nothing would be lost."""
        self._rescue.remove()

    @Slot()
    def look_for_left_behind(self) -> None:
        """Say what programs that died have left."""
        try:
            self.left_behind.emit(self._rescue.left_behind())
        except Exception:  # whatever lies there, the window opens
            _log.exception("The rescued work could not be listed")

    @Slot(object)
    def adopt(self, path: Path) -> None:
        """Go on with what another program left: it is this one's now, and overwritten with the next rescue."""
        self._rescue.adopt(path)

    @Slot(object, bool)
    def let_go(self, path: Path, is_discarded: bool) -> None:
        """Leave what another program left to the next start, or remove it."""
        self._rescue.let_go(path, is_discarded=is_discarded)

    @Slot()
    def end(self) -> None:
        """End the thread; what was asked for before is done by now, which `quit` from elsewhere does not promise."""
        self.thread().quit()

    def _project(self, contents: Contents) -> "Project":
        from diar_gui.project import KnownAlignment, Project, ProjectOptions

        found = contents.known
        if contents.alignment is not None:
            newest = self._newest
            # Marking reads the files; corrections leave the alignment as it is.
            if newest is None or newest.alignment is not contents.alignment:
                newest = self._newest = KnownAlignment.of(contents.aligned, contents.alignment)
            found = newest
        return Project(contents.photos, ProjectOptions(*contents.options), contents.edits, found)


class ProjectThread(QObject):
    """The worker and its thread; what is asked of it goes by these signals."""

    write_wanted = Signal(object, object)
    read_wanted = Signal(object)
    search_wanted = Signal(object)
    existing_wanted = Signal(object)
    rescue_wanted = Signal(object)
    forgetting_wanted = Signal()
    left_behind_wanted = Signal()
    adoption_wanted = Signal(object)
    letting_go_wanted = Signal(object, bool)
    ending_wanted = Signal()

    def __init__(self, rescue_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = ProjectWorker(rescue_folder)
        self.thread_ = QThread(self)
        self.worker.moveToThread(self.thread_)
        self.write_wanted.connect(self.worker.write)
        self.read_wanted.connect(self.worker.read)
        self.search_wanted.connect(self.worker.search)
        self.existing_wanted.connect(self.worker.look_which_exist)
        self.rescue_wanted.connect(self.worker.rescue)
        self.forgetting_wanted.connect(self.worker.forget_rescued)
        self.left_behind_wanted.connect(self.worker.look_for_left_behind)
        self.adoption_wanted.connect(self.worker.adopt)
        self.letting_go_wanted.connect(self.worker.let_go)
        self.ending_wanted.connect(self.worker.end)
        self.thread_.start()

    def stop(self) -> None:
        """Wait until all that was asked for is done, and end the thread."""
        self.ending_wanted.emit()
        self.thread_.wait()
