"""Closing the window, or opening something else in it: at once where nothing would be lost, else after a question."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget


class Closing(QObject):
    """Asks before something is lost; `agreed` says that the window may go, `open_agreed` that others may be opened."""

    agreed = Signal()
    open_agreed = Signal(object, bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._to_open: tuple[object, bool] | None = None
        self.question: QMessageBox | None = None
        self.is_agreed = False

    def may_close(self, *, is_running: bool, is_unsaved: bool) -> bool:
        """Tell whether the window may close now; if not, the user is asked, and `agreed` may follow."""
        if self.is_agreed or not (is_running or is_unsaved):
            return True
        text = self.tr("The clean picture and your corrections are not saved; they are lost when you close DIAR.")
        if is_running:
            text = self.tr("A clean picture is being made; closing DIAR gives it up.")
        if self.question is None:
            self._to_open = None
            self._ask(self.tr("Close DIAR?"), text, self.tr("Close"), self.tr("Keep it open"))
        return False

    def may_open(self, paths: object, *, starts: bool, is_unsaved: bool) -> bool:
        """Tell whether something else may be opened now; if not, the user is asked, and `open_agreed` may follow."""
        if not is_unsaved:
            return True
        if self.question is None:
            self._to_open = (paths, starts)
            text = self.tr(
                "The clean picture and your corrections are not saved; they are lost when you open something else."
            )
            self._ask(self.tr("Open something else?"), text, self.tr("Open it"), self.tr("Stay here"))
        return False

    def _ask(self, title: str, text: str, go: str, stay: str) -> None:
        question = QMessageBox(QMessageBox.Icon.Question, title, text, parent=self._window)
        go_button = question.addButton(go, QMessageBox.ButtonRole.DestructiveRole)
        stay_button = question.addButton(stay, QMessageBox.ButtonRole.RejectRole)
        go_button.setObjectName("go")
        go_button.setAutoDefault(False)  # a change of colours would make it the default, and Enter lose the work
        question.setDefaultButton(stay_button)
        question.setEscapeButton(stay_button)
        question.finished.connect(self._on_finished)
        self.question = question
        question.open()

    @Slot()
    def _on_finished(self) -> None:
        question, self.question = self.question, None
        if question is None:
            return
        button = question.clickedButton()
        question.deleteLater()
        if button is None or button.objectName() != "go":
            return
        if self._to_open is not None:
            self.open_agreed.emit(*self._to_open)
        else:
            self.is_agreed = True
            self.agreed.emit()
