"""Closing, or opening something else, over work that is not saved: save, discard or cancel."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from window_driver import PATIENCE_MS

from diar_gui.gui.window.window import Window


@pytest.fixture
def work(window: Window, run_and_wait, make_photos, tmp_path):
    """Return the window with a picture made and corrected, kept as no project yet."""
    window.app_menu.change(replace(window.app_menu.settings, method="median"))
    run_and_wait(make_photos(2, "My poster"))
    return window


def press(window, qtbot, name):
    question = window.closing.question
    qtbot.mouseClick(next(b for b in question.buttons() if b.objectName() == name), Qt.MouseButton.LeftButton)


def test_the_question_names_the_work_and_enter_loses_nothing(work):
    work.close()
    question = work.closing.question
    assert isinstance(question, QMessageBox)
    assert "\u201cMy poster\u201d" in question.text()
    assert [b.text() for b in question.buttons()] != []
    assert {b.text() for b in question.buttons()} == {"Save project", "Discard", "Cancel"}
    assert question.defaultButton().objectName() == "save"
    assert question.windowTitle() == "DIAR"
    question.reject()
    assert work.isVisible()
    assert work.session.result is not None


def test_save_asks_where_and_then_closes(work, qtbot, tmp_path):
    work.close()
    press(work, qtbot, "save")
    dialog = work.projects.save_dialog.dialog
    assert dialog.isVisible()
    assert work.isVisible()
    dialog.selectFile(str(tmp_path / "wall.diar"))
    dialog.accept()
    qtbot.waitUntil(lambda: not work.isVisible(), timeout=PATIENCE_MS)
    assert (tmp_path / "wall.diar").is_file()


def test_who_chooses_no_place_stays_and_a_later_save_closes_nothing(work, qtbot, tmp_path):
    work.close()
    press(work, qtbot, "save")
    work.projects.save_dialog.dialog.reject()
    assert work.isVisible()
    with qtbot.waitSignal(work.projects.saved, timeout=PATIENCE_MS):
        work.projects._on_place_chosen(tmp_path / "wall.diar", False)
    qtbot.wait(200)
    assert work.isVisible()


def test_a_project_is_saved_where_it_was_before_something_else_is_opened(work, qtbot, make_photos, tmp_path):
    path = tmp_path / "wall.diar"
    with qtbot.waitSignal(work.projects.saved, timeout=PATIENCE_MS):
        work.projects._on_place_chosen(path, False)
    photo = work.session.photos[0]
    work.session.edit(replace(work.session.editing.edits, reference=photo.path), "Reference")
    qtbot.waitUntil(lambda: not work.session.is_updating, timeout=PATIENCE_MS)
    before = path.read_bytes()
    other = make_photos(3, "other")
    work.ask_and_open([other])
    assert "\u201cwall\u201d" in work.closing.question.text()
    with qtbot.waitSignal(work.session.photos_replaced, timeout=PATIENCE_MS):
        press(work, qtbot, "save")
    assert len(work.session.photos) == 3
    assert path.read_bytes() != before


def test_discard_goes_on_without(work, qtbot, make_photos):
    work.ask_and_open([make_photos(3, "other")])
    with qtbot.waitSignal(work.session.photos_replaced, timeout=PATIENCE_MS):
        press(work, qtbot, "go")
    work.close()
    assert not work.isVisible()
