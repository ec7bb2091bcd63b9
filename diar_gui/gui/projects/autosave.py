"""Keeps what would be lost if the program died, and offers it at the next start."""

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from diar_gui.gui.look.translations import in_window_language
from diar_gui.gui.projects.rescue_files import LeftBehind
from diar_gui.gui.projects.worker import Contents, ProjectThread

DELAY_MS = 2000
"""From the first change to its being written; what comes meanwhile is written along."""


class Autosave(QObject):
    """Says `restore_wanted` with a file that a dead program left; `failed`, once, where nothing can be written.

    Args:
        thread: that writes.
        window: the question's parent.
    """

    restore_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, thread: ProjectThread, window: QWidget) -> None:
        super().__init__(window)
        self._thread, self._window = thread, window
        self._contents: Contents | None = None
        self._is_kept = self._has_failed = False
        self._left: list[LeftBehind] = []
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._write)
        self.question: QMessageBox | None = None
        self._restore: QPushButton | None = None
        self._discard: QPushButton | None = None
        thread.worker.left_behind.connect(self._on_left_behind)
        thread.worker.rescue_failed.connect(self._on_failed)

    # While the program lives.

    def keep(self, contents: Contents | None) -> None:
        """Take note of what would be lost; None where nothing would."""
        if contents is None:
            self._forget()
        elif contents != self._contents or contents.alignment is not getattr(self._contents, "alignment", None):
            self._contents = contents
            if not self._timer.isActive():
                self._timer.start()

    def close(self) -> None:
        """Forget it: the program ends as it should. What others left is offered again at the next start."""
        self._forget()
        for left in self._left:
            self._thread.letting_go_wanted.emit(left.path, False)
        self._left.clear()

    @Slot()
    def _write(self) -> None:
        if self._contents is not None:
            self._is_kept = True
            self._thread.rescue_wanted.emit(self._contents)

    def _forget(self) -> None:
        self._timer.stop()
        self._contents = None
        if self._is_kept:
            self._is_kept = False
            self._thread.forgetting_wanted.emit()

    @Slot(object)
    def _on_failed(self, sentence: str) -> None:
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(
                self.tr("Your work is not kept against a crash: {reason}").format(reason=in_window_language(sentence))
            )

    # After a crash.

    def look(self) -> None:
        """Ask about work that was left behind, if there is any."""
        self._thread.left_behind_wanted.emit()

    def adopt(self, left: LeftBehind) -> None:
        """Take over what was restored; it is kept until there is nothing to lose any more."""
        self._left.remove(left)
        self._is_kept = True
        self._thread.adoption_wanted.emit(left.path)

    @Slot(object)
    def _on_left_behind(self, left: tuple[LeftBehind, ...]) -> None:
        self._left += left
        self._ask()

    def _ask(self) -> None:
        if not self._left or self.question is not None:
            return
        question = QMessageBox(self._window)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Restore your work?"))
        question.setText(
            self.tr("DIAR was not closed properly. Restore your work on {what}?").format(what=self._what())
        )
        question.setInformativeText(
            self.tr("It is as it was on {when}. What you discard is gone.").format(when=_when(self._left[0]))
        )
        self._discard = question.addButton(self.tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        later = question.addButton(self.tr("Not now"), QMessageBox.ButtonRole.RejectRole)
        self._restore = question.addButton(self.tr("Restore"), QMessageBox.ButtonRole.AcceptRole)
        self._restore.setObjectName("primary")
        question.setDefaultButton(self._restore)
        question.setEscapeButton(later)
        question.finished.connect(self._on_answer)
        self.question = question
        question.open()

    def _what(self) -> str:
        left = self._left[0]
        name = left.folder or self.tr("your photos")
        if not left.n_corrections:
            return self.tr("{name} ({n} photos)").format(name=name, n=left.n_photos)
        if left.n_corrections == 1:
            return self.tr("{name} ({n} photos, 1 correction)").format(name=name, n=left.n_photos)
        text = self.tr("{name} ({n} photos, {k} corrections)")
        return text.format(name=name, n=left.n_photos, k=left.n_corrections)

    @Slot()
    def _on_answer(self) -> None:
        question, self.question = self.question, None
        if question is None:
            return
        clicked = question.clickedButton()
        question.deleteLater()
        left = self._left[0]
        if clicked is self._restore:
            self.restore_wanted.emit(left)
        elif clicked is self._discard:
            del self._left[0]
            self._thread.letting_go_wanted.emit(left.path, True)
            self._ask()


def _when(left: LeftBehind) -> str:
    moment = QDateTime.fromSecsSinceEpoch(round(left.changed_s))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)
