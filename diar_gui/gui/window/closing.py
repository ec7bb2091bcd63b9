"""Closing the window, or opening something else in it: at once where nothing would be lost, else after a question."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from diar_gui.gui.look.question import Answer, ask

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
        answers = [Answer(go, _DISCARD, loses=True), Answer(stay)]
        if saves:
            answers.insert(0, Answer(self.tr("Save project"), _SAVE))
        self.question = ask(self._window, title, text, answers, self._on_answered)

    def _on_answered(self, answer: str) -> None:
        self.question = None
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
