"""A key that does something as long as it is held."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWindow


class HeldKey(QObject):
    """Says `held` with True when the key goes down over a window, and with False when it is let go."""

    held = Signal(bool)

    def __init__(self, key: Qt.Key, parent: QObject) -> None:
        super().__init__(parent)
        self._key = key

    def watch(self, window: QWindow) -> None:
        """Listen to the keys that reach this window."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the key, alone and not repeated."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            assert isinstance(event, QKeyEvent)
            if event.key() == self._key and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                if not event.isAutoRepeat():
                    self.held.emit(event.type() == QEvent.Type.KeyPress)
                return True
        return False
