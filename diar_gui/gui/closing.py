"""Closing the window: at once where nothing would be lost, else after a question."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget


class Closing(QObject):
    """Asks before something is lost; `agreed` says that the window may go."""

    agreed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.question: QMessageBox | None = None
        self.is_agreed = False

    def may_close(self, *, is_running: bool, is_unsaved: bool) -> bool:
        """Tell whether the window may close now; if not, the user is asked, and `agreed` may follow."""
        if self.is_agreed or not (is_running or is_unsaved):
            return True
        if self.question is None:
            self._ask(is_running=is_running)
        return False

    def _ask(self, *, is_running: bool) -> None:
        text = self.tr("The clean picture and your corrections are not saved; they are lost when you close DIAR.")
        if is_running:
            text = self.tr("A clean picture is being made; closing DIAR gives it up.")
        question = QMessageBox(QMessageBox.Icon.Question, self.tr("Close DIAR?"), text, parent=self._window)
        close = question.addButton(self.tr("Close"), QMessageBox.ButtonRole.DestructiveRole)
        keep = question.addButton(self.tr("Keep it open"), QMessageBox.ButtonRole.RejectRole)
        close.setObjectName("close")
        question.setDefaultButton(keep)
        question.setEscapeButton(keep)
        question.finished.connect(self._on_finished)
        self.question = question
        question.open()

    @Slot()
    def _on_finished(self) -> None:
        question, self.question = self.question, None
        if question is None:
            return
        button = question.clickedButton()
        self.is_agreed = button is not None and button.objectName() == "close"
        question.deleteLater()
        if self.is_agreed:
            self.agreed.emit()
