"""The open project: opening, saving, what is not saved of it, and what is kept of the work in case of a crash."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from diar_gui.gui.actions import Actions
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.projects.autosave import Autosave
from diar_gui.gui.projects.missing_dialog import MissingPhotosDialog
from diar_gui.gui.projects.recent import RecentPaths
from diar_gui.gui.projects.rescue_files import LeftBehind
from diar_gui.gui.projects.worker import Contents, Opened, ProjectThread
from diar_gui.gui.saving.save import Saving
from diar_gui.gui.saving.save_dialog import PROJECT, SaveDialog, bundled_photos, proposed_path, work_name
from diar_gui.gui.session.session import Session
from diar_gui.gui.session.settings import Settings
from diar_gui.paths import user_data_dir

if TYPE_CHECKING:
    from diar_gui.gui.session.state import Known
    from diar_gui.project import Project

SUFFIX = ".diar"  # that of diar_gui.project, which is not imported before a project is


class Projects(QObject):
    """Opens and saves the session's work as projects, and names the work in the window's title.

    `settings_wanted` brings the settings of an opened project and has to be obeyed before it returns; `saved` brings
    the path; `not_saved` says that nobody chose a place; `told` and `failed` bring a sentence.

    Args:
        session: whose work it is.
        saving: told when a project holds all that was made.
        recent_menu: to be filled.
        window: the dialogs' parent.
        store: keeps the list of recent projects; None for this start only.
    """

    settings_wanted = Signal(object)
    saved = Signal(object)
    not_saved = Signal()
    told = Signal(str)
    failed = Signal(object)

    def __init__(
        self, session: Session, saving: Saving, recent_menu: QMenu, window: QWidget, store: QSettings | None = None
    ) -> None:
        super().__init__(window)
        self._session = session
        self._saving = saving
        self._window = window
        self.theme: Theme = DARK
        self.path: Path | None = None
        self._folder_name = ""
        self._saved: Contents | None = None
        self._is_restored = False
        self._opening: tuple[Opened, LeftBehind | None] | None = None
        self._restoring: LeftBehind | None = None
        self._known_of: tuple[object, Contents] | None = None
        self.missing_dialog: MissingPhotosDialog | None = None
        self.open_dialog: QFileDialog | None = None
        self.save_dialog = SaveDialog(window, PROJECT)
        self.thread_ = ProjectThread(user_data_dir() / "autosave", self)
        self.recent = RecentPaths(self.thread_, recent_menu, store)
        self.autosave = Autosave(self.thread_, window)
        self._actions: Actions | None = None
        self._connect()

    def _connect(self) -> None:
        worker, session = self.thread_.worker, self._session
        worker.written.connect(self._on_written)
        worker.write_failed.connect(self.failed)
        worker.write_failed.connect(self.not_saved)
        worker.opened.connect(self._on_read)
        worker.open_failed.connect(self._on_open_failed)
        self.recent.chosen.connect(self.open)
        self.save_dialog.chosen.connect(self._on_place_chosen)
        self.save_dialog.given_up.connect(self.not_saved)
        self.autosave.restore_wanted.connect(self._restore)
        self.autosave.failed.connect(self.failed)
        session.photos_replaced.connect(self._on_photos_replaced)
        session.load_failed.connect(self._on_load_failed)
        session.run_finished.connect(self._on_run_finished)
        for signal in (session.editing.changed, session.update_finished, self._saving.changed):
            signal.connect(self._on_changed)

    def offer(self, actions: Actions) -> None:
        """Do what the window's actions ask for, and let them be grey while there is nothing to save."""
        self._actions = actions
        actions.open_project.triggered.connect(self.choose)
        actions.save_project.triggered.connect(self.save)
        actions.save_project_as.triggered.connect(self.save_as)
        self._on_changed()

    # What the window asks for.

    @property
    def name(self) -> str:
        """The project's name; empty where the work has none yet."""
        return "" if self.path is None else self.path.stem

    @property
    def title(self) -> str:
        """What the work is called, in the window's title too; empty where there is none."""
        return self.name or self._folder_name

    @property
    def has_settings(self) -> bool:
        """Whether the work was opened with settings of its own."""
        return self.path is not None or self._is_restored

    @property
    def is_modified(self) -> bool:
        """Whether the open project, or restored work, has changes that its file has not."""
        return self.has_settings and self._contents() != self._saved

    @property
    def is_unsaved(self) -> bool:
        """Whether something would be lost if the window closed."""
        return self._saving.is_unsaved or self.is_modified

    def take(self, paths: Sequence[Path]) -> bool:
        """Open what was dropped or named if it is a project; tell whether it was one."""
        if len(paths) != 1 or paths[0].suffix.lower() != SUFFIX or paths[0].is_dir():
            return False
        self.open(paths[0])
        return True

    @Slot(object)
    def open(self, path: Path) -> None:
        """Open a project in place of what is open."""
        self._restoring = None
        self.thread_.read_wanted.emit(path.absolute())

    @Slot()
    def choose(self) -> None:
        """Ask which project to open."""
        start = self.path or next(iter(self.recent.paths), None)
        dialog = QFileDialog(self._window, self.tr("Open a project"), str(start.parent) if start else "")
        dialog.setNameFilter(self.tr("DIAR projects (*.diar)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        self.open_dialog = dialog
        dialog.open()

    @Slot()
    def save(self) -> None:
        """Save the project where it was, or ask where to."""
        if self.path is None:
            self.save_as()
        else:
            self.thread_.write_wanted.emit(self.path, self._contents())

    @Slot()
    def save_as(self) -> None:
        """Ask where to save the project."""
        if self._session.photos:
            inputs = tuple(photo.path for photo in self._session.photos)
            self.save_dialog.ask(self.path or proposed_path(inputs, bundled_photos(), SUFFIX))

    def close(self) -> None:
        """End as it should be: nothing is kept for the next start, and the thread is waited for."""
        if self.missing_dialog is not None:
            self.missing_dialog.reject()
        self.autosave.close()
        self.thread_.stop()

    # Opening.

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        self.open(Path(name))

    @Slot(object)
    def _restore(self, left: LeftBehind) -> None:
        self._restoring = left
        self.thread_.read_wanted.emit(left.path)

    @Slot(object)
    def _on_read(self, opened: Opened) -> None:
        if not opened.missing:
            self._open(opened)
            return
        if self.missing_dialog is not None:
            self.missing_dialog.reject()
        dialog = MissingPhotosDialog(opened, self.theme, self._window)
        dialog.search_wanted.connect(self.thread_.search_wanted)
        self.thread_.worker.searched.connect(dialog.on_searched)
        dialog.finished.connect(self._on_missing_answered)
        self.missing_dialog = dialog
        dialog.open()

    @Slot(int)
    def _on_missing_answered(self, code: int) -> None:
        dialog, self.missing_dialog = self.missing_dialog, None
        if dialog is None:
            return
        dialog.deleteLater()
        if code == MissingPhotosDialog.DialogCode.Accepted:
            self._open(replace(dialog.opened, project=dialog.project))

    def _open(self, opened: Opened) -> None:
        left = self._restoring if self._restoring is not None and self._restoring.path == opened.path else None
        self._restoring = None
        self._opening = opened, left
        project = opened.project
        known = None if project.found is None else partial(_known_under, project)
        self._session.open(project.photos, start=known is not None, edits=project.edits, known=known)

    @Slot(object, object)
    def _on_open_failed(self, path: Path, sentence: str) -> None:
        self._restoring = None
        if not path.is_file():
            self.recent.drop(path)
        self.failed.emit(sentence)

    @Slot(object)
    def _on_load_failed(self, sentence: str) -> None:
        self._opening = None

    @Slot()
    def _on_photos_replaced(self) -> None:
        opening, self._opening = self._opening, None
        if self._session.is_same_work:
            self._on_changed()
            return
        self.path = None
        self._saved = None
        self._is_restored = False
        self._known_of = None
        self._folder_name = work_name(self._session.inputs)
        if opening is not None and self._session.inputs == opening[0].project.photos:
            self._take_over(*opening)
        self._on_changed()

    def _take_over(self, opened: Opened, left: LeftBehind | None) -> None:
        """Be what was opened: the photos are listed, and nothing has begun yet."""
        options = opened.project.options
        settings = replace(
            self._session.settings,
            method=options.method,
            features=options.features,
            tone=options.tone,
            canvas=options.canvas,
            working_size_px=options.working_size_px,
            colour=options.colour,
            flat_field=options.flat_field,
            target=options.target,
        )
        self.settings_wanted.emit(settings)
        contents = self._contents()
        self._known_of = opened.project.found, contents
        if left is not None:
            self._is_restored = True
            self.autosave.adopt(left)
            return
        self.path = opened.path
        # Photos that were found elsewhere, or left out, are news to the file.
        self._saved = None if opened.missing else contents
        self.recent.add(opened.path)

    # Saving.

    def _contents(self) -> Contents:
        session = self._session
        settings, result = session.settings, session.result
        contents = Contents(
            tuple(photo.path for photo in session.photos),
            (
                settings.method,
                settings.features,
                settings.tone,
                settings.canvas,
                settings.working_size_px,
                settings.colour,
                settings.flat_field,
                settings.target,
            ),
            session.editing.edits,
        )
        if result is not None:
            return replace(contents, alignment=result.found, aligned=tuple(f.path for f in result.frames.frames))
        if self._known_of is not None and _aligns_alike(self._known_of[1], contents):
            return replace(contents, known=self._known_of[0])
        return contents

    @Slot(object, bool)
    def _on_place_chosen(self, path: Path, may_replace: bool) -> None:
        self.thread_.write_wanted.emit(path, self._contents())

    @Slot(object, object)
    def _on_written(self, path: Path, contents: Contents) -> None:
        if contents.photos != self._contents().photos:
            return  # other photos were opened meanwhile
        self.path = path
        self._saved = contents
        self._is_restored = False
        self.recent.add(path)
        if contents == self._contents():
            self._saving.mark(is_unsaved=False)
        self._on_changed()
        self.saved.emit(path)
        self.told.emit(self.tr("The project is saved as {path}.").format(path=path))

    # Changes.

    @Slot()
    def _on_run_finished(self) -> None:
        if self.path is not None and not self.is_modified:
            self._saving.mark(is_unsaved=False)  # what was just made is what the file says
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        contents = self._contents()
        is_corrected = self.path is None and not contents.edits.is_empty
        is_at_risk = bool(contents.photos) and (self.is_unsaved or is_corrected)
        self.autosave.keep(contents if is_at_risk else None)
        if self._actions is not None:
            self._actions.save_project.setEnabled(bool(contents.photos))
            self._actions.save_project_as.setEnabled(bool(contents.photos))
        self._window.setWindowTitle(f"{self.title}[*] \u2013 DIAR" if self.title else "DIAR[*]")
        self._window.setWindowModified(self.is_unsaved)


def _known_under(project: "Project", settings: Settings) -> "Known | None":
    """Return the alignment of an opened project, None where the settings by now ask for another kind of alignment."""
    options = project.options
    if (settings.features, settings.working_size_px) != (options.features, options.working_size_px):
        return None
    if settings.canvas == "all" != options.canvas:  # photos beyond the reference may have been left out
        return None
    return project.found


def _aligns_alike(a: Contents, b: Contents) -> bool:
    """Tell whether an alignment of the one is one of the other: same photos, features and working size."""
    return a.photos == b.photos and (a.options[1], a.options[4]) == (b.options[1], b.options[4])
