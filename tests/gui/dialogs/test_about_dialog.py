"""What the program is, and what it stands on."""

import sys
from types import ModuleType

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel

from diar_gui import __version__
from diar_gui.gui.dialogs.about_dialog import AboutDialog, LicencesDialog
from diar_gui.gui.dialogs.system_information import system_information
from diar_gui.paths import log_path

ENTRIES = [("First", "1.2", "MIT", "Do as you like."), ("Second", "", "CC0", "")]


@pytest.fixture
def licences(monkeypatch):
    module = ModuleType("diar_gui.licences")
    module.entries = lambda: ENTRIES
    monkeypatch.setitem(sys.modules, "diar_gui.licences", module)
    monkeypatch.setattr("diar_gui.licences", module, raising=False)


@pytest.fixture
def dialog(qtbot, licences):
    made = AboutDialog()
    made.devices = ("Processor: some, 4 threads",)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_says_which_version_it_is(dialog):
    assert any(__version__ in label.text() for label in dialog.findChildren(QLabel))


def test_licences_are_listed_with_their_texts(dialog, qtbot):
    qtbot.mouseClick(dialog.licences_button, Qt.MouseButton.LeftButton)
    shown = dialog.licences
    assert shown.isVisible()
    assert [shown.names.item(i).text() for i in range(shown.names.count())] == ["First 1.2", "Second"]
    assert (shown.licence.text(), shown.text.toPlainText()) == ("MIT", "Do as you like.")
    shown.names.setCurrentRow(1)
    assert (shown.licence.text(), shown.text.toPlainText()) == ("CC0", "")


def test_without_a_list_of_licences_that_is_said(qtbot, monkeypatch):
    monkeypatch.setitem(sys.modules, "diar_gui.licences", None)
    monkeypatch.delattr("diar_gui.licences", raising=False)
    shown = LicencesDialog()
    qtbot.addWidget(shown)
    assert "missing" in shown.text.toPlainText()


def test_the_system_is_copied(dialog, qtbot):
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert copied.startswith(f"DIAR {__version__}")
    assert "Processor: some, 4 threads" in copied
    assert dialog.answer.text()


def test_the_log_folder_is_shown(dialog, qtbot, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    log_path().parent.mkdir(parents=True)
    qtbot.mouseClick(dialog.log_button, Qt.MouseButton.LeftButton)
    assert opened == [QUrl.fromLocalFile(str(log_path().parent))]
    assert dialog.answer.text() == ""


def test_where_the_log_folder_cannot_be_shown_its_path_is_told(dialog, qtbot, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    qtbot.mouseClick(dialog.log_button, Qt.MouseButton.LeftButton)
    assert str(log_path()) in dialog.answer.text()


def test_system_information_has_a_fact_in_each_line(qapp):
    lines = system_information().splitlines()
    assert all(line.strip() for line in lines)
    assert any(line.startswith("Libraries: torch ") for line in lines)
