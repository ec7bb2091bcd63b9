"""Files that macOS hands to a running app, one event for each."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class OpenedFiles(QObject):
    """Says `opened` with all that came together, once the window's event loop has a moment."""

    opened = Signal(list)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._paths: list[Path] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._tell)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the events of opened files."""
        if event.type() != QEvent.Type.FileOpen:
            return False
        assert isinstance(event, QFileOpenEvent)
        self._paths.append(Path(event.file()))
        self._timer.start()
        return True

    def _tell(self) -> None:
        paths, self._paths = self._paths, []
        self.opened.emit(paths)
