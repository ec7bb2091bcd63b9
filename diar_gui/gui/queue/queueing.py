"""Many folders, a picture each: from what the user does on the page to what the thread works on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from diar_gui.gui.look.theme import Theme
from diar_gui.gui.queue.page import QueuePage
from diar_gui.gui.queue.rows import Row, SetState
from diar_gui.gui.queue.worker import Ended, QueueJob, QueueThreads
from diar_gui.gui.session.session import Session
from diar_gui.gui.session.settings import Settings
from diar_gui.images import SUFFIXES

if TYPE_CHECKING:
    from diar_gui.alignment import Alignment
    from diar_gui.batch import AtWork, PhotoSet
    from diar_gui.gui.session.state import Known
    from diar_gui.images import FrameSet

_SUMMARY = "summary.html"


class Queueing(QObject):
    """The queue and its page.

    shown: the page is to be seen. left: it is not any more. refused: with a sentence. told: with what is good to know.
    open_wanted: with the photos of a set whose result is to be opened, and that the picture is to be made at once.

    Args:
        session: whose settings the pictures are made with.
        window: the dialogs' parent.
    """

    shown = Signal()
    left = Signal()
    refused = Signal(object)
    told = Signal(object)
    open_wanted = Signal(list, bool)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._inputs: tuple[Path, ...] = ()
        self._asked: tuple[Path, ...] = ()
        self._n_asked = 0
        self._folder: Path | None = None
        self._job: QueueJob | None = None
        self._cancelled: set[str] = set()
        self.page = QueuePage()
        self.threads = QueueThreads(self)
        self._connect()

    def _connect(self) -> None:
        page, finder, worker = self.page, self.threads.finder, self.threads.worker
        finder.found.connect(self._on_found)
        finder.failed.connect(self._on_not_found)
        worker.moved.connect(self._on_moved)
        worker.ended.connect(self._on_ended)
        worker.finished.connect(self._on_finished)
        page.start_wanted.connect(self.start)
        page.stop_wanted.connect(self.cancel_all)
        page.add_wanted.connect(self.choose)
        page.place_wanted.connect(self.choose_place)
        page.summary_wanted.connect(self.show_summary)
        page.leave_wanted.connect(self.left)
        page.open_wanted.connect(self.open)
        page.again_wanted.connect(self.try_again)
        page.cancel_wanted.connect(self.cancel)
        page.pdf_wanted.connect(self.choose_pdf)
        self.threads.writer.written.connect(self._on_pdf_written)
        self.threads.writer.failed.connect(self.refused)

    @property
    def is_running(self) -> bool:
        """Whether pictures are being made."""
        return self._job is not None

    @property
    def folder(self) -> Path | None:
        """Where the pictures go."""
        return self._folder

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.page.set_theme(theme)

    def close(self) -> None:
        """Give up what is on; what is done is kept, and the next queue into that folder goes on."""
        self.threads.stop()

    # What the user asks for.

    @Slot()
    def show(self) -> None:
        """Show the page; where it is empty, ask for a folder."""
        self.shown.emit()
        if not self.page.model.rows:
            self.choose()

    @Slot(list)
    def add(self, inputs: Sequence[Path]) -> None:
        """List the sets below further folders; those that wait are worked on after the others."""
        self.shown.emit()
        self._asked = tuple(dict.fromkeys((*self._inputs, *(path.absolute() for path in inputs))))
        self._n_asked += 1
        self.threads.start()
        self.threads.sets_wanted.emit(self._n_asked, self._asked)

    @Slot()
    def choose(self) -> None:
        """Ask for a folder of folders."""
        dialog = QFileDialog(self._window, self.tr("Choose a folder that holds folders of photos"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._on_folder_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def choose_place(self) -> None:
        """Ask where the pictures are to go."""
        dialog = QFileDialog(self._window, self.tr("Choose the folder for the pictures"), str(self._folder or ""))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.put_into)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def choose_pdf(self) -> None:
        """Ask where to save all pictures as one PDF."""
        dialog = QFileDialog(self._window, self.tr("Save all pictures as one PDF"), str(self._folder or ""))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("PDF (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self.tr("Clean pictures") + ".pdf")
        dialog.fileSelected.connect(self.save_pdf)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def save_pdf(self, path: str | Path) -> None:
        """Save the pictures that are done as the pages of a PDF, in place of what has the name."""
        if self.page.pictures:
            self.threads.pdf_wanted.emit(Path(path), tuple(self.page.pictures))

    @Slot(object)
    def _on_pdf_written(self, path: Path) -> None:
        self.told.emit(self.tr("Saved as {path}.").format(path=path))

    @Slot(str)
    def put_into(self, folder: str | Path) -> None:
        """Let the pictures go there."""
        if not self.is_running:
            self._folder = Path(folder)
            self._show_state()

    @Slot()
    def start(self) -> None:
        """Work through the sets that wait."""
        waiting = [row for row in self.page.model.rows if row.state is SetState.WAITING]
        if self.is_running or not waiting or self._folder is None:
            return
        from diar_gui.batch import PhotoSet  # there already: sets have been found

        sets = tuple(PhotoSet(row.name, row.photos) for row in waiting)
        # What was measured of the open photos' light says nothing of other ones.
        settings = replace(self._session.settings, flat_field=None, target=None)
        self._job = QueueJob(sets, self._inputs, self._folder, settings)
        self._cancelled.clear()
        self.threads.run_wanted.emit(self._job)
        self._show_state()

    @Slot()
    def cancel_all(self) -> None:
        """Give up all that has not ended."""
        if self._job is not None:
            self._job.stop.set()

    @Slot(list)
    def cancel(self, names: Sequence[str]) -> None:
        """Give up some sets that have not ended."""
        for name in names:
            row = self.page.model.row_named(name)
            if row is None or not row.is_open:
                continue
            if self._job is not None and any(one.name == name for one in self._job.sets):
                self._cancelled.add(name)
                self._job.cancelled.put(name)
            else:
                self.page.model.put(replace(row, state=SetState.CANCELLED))

    @Slot(list)
    def try_again(self, names: Sequence[str]) -> None:
        """Let sets wait again; they are worked on at once, or when those before them have ended."""
        for name in names:
            row = self.page.model.row_named(name)
            if row is not None and not row.is_open:
                self.page.model.put(Row(row.name, row.photos))
        self.start()

    @Slot(str)
    def open(self, name: str) -> None:
        """Open the result of a set as work of its own."""
        row = self.page.model.row_named(name)
        if row is not None and row.state is SetState.DONE:
            self.open_wanted.emit(list(row.photos), True)

    def known_of(self, photos: Sequence[Path]) -> "Callable[[Settings], Known | None] | None":
        """Return what the report of a set that is done says of the alignment of just these photos; None without one."""
        wanted = tuple(photos)
        row = next((row for row in self.page.model.rows if row.photos == wanted and row.report is not None), None)
        if row is None or row.report is None:
            return None
        report = row.report
        return lambda _: _ByReport(report)

    @Slot()
    def show_summary(self) -> None:
        """Open the summary in the browser."""
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder / _SUMMARY)))

    # What the threads answer.

    @Slot(int, object)
    def _on_found(self, number: int, sets: "list[PhotoSet]") -> None:
        if number != self._n_asked:
            return
        self._inputs = self._asked
        if self._folder is None:
            self._folder = _proposed_folder(self._inputs, self.tr("Clean pictures"))
        self.page.model.replace_sets(sets)
        self._show_state()
        if self.page.model.rows and not self.page.selected:
            self.page.table.selectRow(0)

    @Slot(int, object)
    def _on_not_found(self, number: int, sentence: str) -> None:
        if number == self._n_asked:
            self.refused.emit(sentence)

    @Slot(float, object)
    def _on_moved(self, fraction: float, at_work: "dict[str, AtWork]") -> None:
        self.page.model.show_at_work(at_work)
        self.page.show_progress(fraction)

    @Slot(object)
    def _on_ended(self, ended: Ended) -> None:
        row = self.page.model.row_named(ended.entry.name)
        if row is not None and self._folder is not None:
            self.page.model.set_picture(row.name, ended.after)
            was_cancelled = row.name in self._cancelled
            self.page.model.put(row.as_ended(ended.entry, self._folder, was_cancelled=was_cancelled))

    @Slot(object)
    def _on_finished(self, sentence: str) -> None:
        job, self._job = self._job, None
        for row in self.page.model.rows:
            if job is not None and row.is_open and any(one.name == row.name for one in job.sets):
                # What broke off can go on; what the user gave up waits for "Try again".
                state = SetState.CANCELLED if job.stop.is_set() else SetState.WAITING
                self.page.model.put(replace(Row(row.name, row.photos), state=state))
        self._show_state()
        if sentence:
            self.refused.emit(sentence)
        elif job is not None and not job.stop.is_set():
            self.start()  # what was added, or is to be tried again, meanwhile

    @Slot(str)
    def _on_folder_selected(self, name: str) -> None:
        self.add([Path(name)])

    def _show_state(self) -> None:
        has_summary = not self.is_running and self._folder is not None and (self._folder / _SUMMARY).is_file()
        self.page.show_place(self._folder)
        self.page.show_state(is_running=self.is_running, has_summary=has_summary)


class _ByReport:
    """Knows the alignment of photos by a report; the engine's thread asks it."""

    def __init__(self, report: Path) -> None:
        self._report = report

    def __call__(self, frames: "FrameSet") -> "Alignment | None":
        """Return the alignment; None where the report is gone or speaks of others, so that it is found anew."""
        from diar_gui.errors import AlignmentError
        from diar_gui.same_views import read_same_views

        try:
            return read_same_views(self._report).alignment_of(frames, lambda _: None)
        except AlignmentError:
            return None


def are_sets(paths: Sequence[Path]) -> bool:
    """Tell whether these are several folders, or one that holds no photos itself but folders: a set each."""
    if not paths or not all(path.is_dir() for path in paths):
        return False
    return len(paths) > 1 or _holds_only_folders(paths[0])


def _holds_only_folders(folder: Path) -> bool:
    """Tell whether there are folders in a folder and no photos; a sequence on disk is a set itself."""
    has_folder = False
    try:
        for entry in folder.iterdir():
            if entry.name.startswith("."):
                continue
            if entry.suffix.lower() in SUFFIXES or entry.name == "frames":
                return False
            has_folder = has_folder or entry.is_dir()
    except OSError:
        return False
    return has_folder


def _proposed_folder(inputs: Sequence[Path], name: str) -> Path:
    """Return a folder beside the first input."""
    return inputs[0].parent / name
