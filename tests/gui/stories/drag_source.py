"""A small window from which the files named can be dragged: a program of its own, as a file manager is.

Says `dragging` once the drag is on and `accepted` once another window would take it.
"""

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class DragSource(QLabel):
    """Drags the files wherever it is pressed."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin the drag, which lasts until the mouse is let go."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(name) for name in sys.argv[1:]])
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.actionChanged.connect(_tell_action)
        print("dragging", flush=True)
        drag.exec(Qt.DropAction.CopyAction)


def _tell_action(action: Qt.DropAction) -> None:
    if action is Qt.DropAction.CopyAction:
        print("accepted", flush=True)


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    source = DragSource("Drag me")
    source.setWindowTitle("Drag source")
    source.setGeometry(1300, 20, 200, 80)
    source.show()
    app.exec()
