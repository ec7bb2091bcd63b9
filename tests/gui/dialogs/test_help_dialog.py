"""Help under F1."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser

from diar_gui.gui.dialogs import keys
from diar_gui.gui.dialogs.help_dialog import HelpDialog


@pytest.fixture
def dialog(qtbot):
    made = HelpDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def texts(dialog: HelpDialog) -> list[str]:
    model = dialog.list.model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def test_all_keys_are_listed(dialog):
    assert texts(dialog) == [what for _, what, _ in keys.rows()]


@pytest.mark.parametrize("asked", ["save", "SAVE", "  save ", "Ctrl+S"])
def test_keys_are_found_by_what_they_do_and_by_their_names(dialog, qtbot, asked):
    qtbot.keyClicks(dialog.search, asked)
    assert "Save the clean picture" in texts(dialog)
    assert len(texts(dialog)) < len(keys.KEYS)
    assert not dialog.nothing_found.isVisible()


def test_where_nothing_is_found_it_is_said(dialog, qtbot):
    qtbot.keyClicks(dialog.search, "(coffee")
    assert texts(dialog) == []
    assert dialog.nothing_found.isVisible()
    dialog.search.clear()
    assert len(texts(dialog)) == len(keys.KEYS)
    assert not dialog.nothing_found.isVisible()


def test_escape_closes(dialog, qtbot):
    qtbot.keyClick(dialog.search, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_says_how_it_works(dialog):
    text = dialog.findChild(QTextBrowser).toPlainText()
    assert "reference" in text
    assert "*" not in text
