"""Files that the system hands to a running app."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from diar_gui.gui.app.opened_files import OpenedFiles


def test_files_that_come_together_are_opened_together(qapp, qtbot):
    opened = OpenedFiles(qapp)
    with qtbot.waitSignal(opened.opened) as told:
        for name in ("/p/a.jpg", "/p/b ü.jpg"):
            QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(name)))
    assert told.args == [[Path("/p/a.jpg"), Path("/p/b ü.jpg")]]
    qapp.removeEventFilter(opened)
