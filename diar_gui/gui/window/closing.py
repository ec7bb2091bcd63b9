"""Closing the window, or opening something else in it: at once where nothing would be lost, else after a question."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

_SAVE, _DISCARD = "save", "go"


class Closing(QObject):
    """Asks before something is lost: save, discard, or cancel.

    agreed: the window may go. open_agreed: others may be opened, with what to open and whether to begin at once.
    save_wanted: the project is to be saved first; `go_on` or `forget` has to follow.
    """

    agreed = Signal()
    open_agreed = Signal(object, bool)
    save_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._to_open: tuple[object, bool] | None = None
        self._is_waiting = False
        self.question: QMessageBox | None = None
        self.is_agreed = False

    def may_close(self, *, is_running: bool, is_unsaved: bool, name: str) -> bool:
        """Tell whether the window may close now; if not, the user is asked, and `agreed` may follow.

        Args:
            is_running: a picture is being made.
            is_unsaved: there is work that no file has.
            name: of the work, as the window's title has it.
        """
        if self.is_agreed or not (is_running or is_unsaved):
            return True
        if self.question is None:
            self._to_open = None
            self._is_waiting = False
            if is_unsaved:
                title = self.tr("Save \u201c{name}\u201d before DIAR closes?").format(name=name)
                self._ask(title, self._loss(), self.tr("Discard"), self.tr("Cancel"), saves=True)
            else:
                text = self.tr("A clean picture is being made; closing DIAR gives it up.")
                self._ask(self.tr("Close DIAR?"), text, self.tr("Close"), self.tr("Keep it open"))
        return False

    def may_open(self, paths: object, *, starts: bool, is_unsaved: bool, name: str) -> bool:
        """Tell whether something else may be opened now; if not, the user is asked, and `open_agreed` may follow."""
        if not is_unsaved:
            return True
        if self.question is None:
            self._to_open = (paths, starts)
            self._is_waiting = False
            title = self.tr("Save \u201c{name}\u201d before something else is opened?").format(name=name)
            self._ask(title, self._loss(), self.tr("Discard"), self.tr("Cancel"), saves=True)
        return False

    @Slot()
    def go_on(self) -> None:
        """The project is saved: do what was waiting for that."""
        if self._is_waiting:
            self._is_waiting = False
            self._agree()

    @Slot()
    def forget(self) -> None:
        """The project was not saved: stay here."""
        self._is_waiting = False

    def _loss(self) -> str:
        return self.tr("The clean picture and your corrections are lost otherwise. A project keeps them.")

    def _ask(self, title: str, text: str, go: str, stay: str, *, saves: bool = False) -> None:
        # Systems add the app's name to other titles of windows.
        question = QMessageBox(QMessageBox.Icon.Question, "DIAR", title, parent=self._window)
        question.setInformativeText(text)
        save_button = question.addButton(self.tr("Save project"), QMessageBox.ButtonRole.AcceptRole) if saves else None
        go_button = question.addButton(go, QMessageBox.ButtonRole.DestructiveRole)
        stay_button = question.addButton(stay, QMessageBox.ButtonRole.RejectRole)
        if save_button is not None:
            save_button.setObjectName(_SAVE)
        go_button.setObjectName(_DISCARD)
        go_button.setAutoDefault(False)  # a change of colours would make it the default, and Enter lose the work
        first: QPushButton = save_button or stay_button
        question.setDefaultButton(first)
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
        answer = "" if button is None else button.objectName()
        if answer == _SAVE:
            self._is_waiting = True
            self.save_wanted.emit()
        elif answer == _DISCARD:
            self._agree()

    def _agree(self) -> None:
        if self._to_open is not None:
            self.open_agreed.emit(*self._to_open)
        else:
            self.is_agreed = True
            self.agreed.emit()
