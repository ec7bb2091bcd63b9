"""The window over the whole screen, and back to where it was."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


class FullScreen(QObject):
    """Does what its action says; the action is checked as long as the window fills the screen."""

    def __init__(self, window: QWidget, action: QAction) -> None:
        super().__init__(window)
        self._window = window
        action.toggled.connect(self._show)

    @Slot(bool)
    def _show(self, is_full: bool) -> None:
        states, full = self._window.windowState(), Qt.WindowState.WindowFullScreen
        self._window.setWindowState(states | full if is_full else states & ~full)
