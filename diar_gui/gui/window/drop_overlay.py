"""Dropping files anywhere on the window, with an invitation while they hover over it."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QWidget

_MARGIN_PX = 8


class DropOverlay(QLabel):
    """Lies over a window while files are dragged over it; says `dropped` with their paths."""

    dropped = Signal(list)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.show_whether_it_adds(False)
        self.setObjectName("dropOverlay")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def show_whether_it_adds(self, adds: bool) -> None:
        """Say what a drop would do: open photos, or add them to open ones."""
        self.setText(self.tr("Drop to add these photos") if adds else self.tr("Drop to open these photos"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the window's drag events; as copies, so that no file manager takes them for moves."""
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            assert isinstance(event, QDropEvent)  # the class of all three
            paths = _local_paths(event)
            if not paths:
                return False
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show(kind != QEvent.Type.Drop)
            if kind == QEvent.Type.Drop:
                self.dropped.emit(paths)
            return True
        if kind == QEvent.Type.DragLeave:
            self._show(False)
        elif kind == QEvent.Type.Resize:
            self._cover()
        return False

    def _show(self, is_shown: bool) -> None:
        self._cover()
        self.raise_()
        self.setVisible(is_shown)

    def _cover(self) -> None:
        self.setGeometry(self._window.rect().adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX))


def _local_paths(event: QDropEvent) -> list[Path]:
    """Return the files and folders of a drag."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
