"""What the stories do to a window beyond clicks and keys."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from diar_gui.gui.window.window import Window

PATIENCE_MS = 120_000
_PLACE = QPointF(400, 300)


def drop(window: Window, paths: list[Path], place: QPointF = _PLACE) -> None:
    """Drag files to a place in the window and let them go, by events as the system sends them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    handle, actions, buttons = window.windowHandle(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), actions, mime, buttons, keys)
    QApplication.sendEvent(handle, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(handle, QDragMoveEvent(place.toPoint(), actions, mime, buttons, keys))
    event = QDropEvent(place, actions, mime, buttons, keys)
    QApplication.sendEvent(handle, event)
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction
