"""Dropping onto a window with photos: junk is refused in place, photos are added, of a folder the user is asked."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget
from window_driver import PATIENCE_MS, drop

from diar_gui.gui.look.message_bar import MessageKind
from diar_gui.gui.shown.photos import PhotoStatus


@pytest.fixture
def median(window):
    window.app_menu.change(replace(window.app_menu.settings, method="median"))


def names(window) -> list[str]:
    return [photo.name for photo in window.session.photos]


def note(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text("bread, milk")
    return path


def test_junk_changes_nothing(window, qtbot, make_photos, run_and_wait, tmp_path, median):
    run_and_wait(make_photos(3))
    result, rows = window.session.result, names(window)
    drop(window, [note(tmp_path)])
    assert window.message.kind is MessageKind.WARNING
    assert window.message.text == "notes.txt is no photo that DIAR reads; nothing was changed."
    qtbot.wait(300)
    assert names(window) == rows
    assert window.session.result is result
    assert window.closing.question is None


def test_junk_on_an_empty_window_is_refused(window, qtbot, tmp_path):
    drop(window, [note(tmp_path), tmp_path / "other.txt"])
    assert window.message.text.startswith("None of these 2 files ")
    assert window.pages.currentWidget() is window.empty_state


def test_photos_are_added_and_the_picture_is_made_anew(window, qtbot, make_photos, run_and_wait, tmp_path, median):
    run_and_wait(make_photos(3))
    more = make_photos(5, "more")
    window.photo_list.select_row(2)
    off = next(p for p in window.session.photos if p.status is PhotoStatus.ALIGNED)
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.session.edit(window.session.editing.edits.with_photo(off.path, is_on=False), "Switch off")
    selected = window.session.selected.path
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        drop(window, [more / "photo3.png", note(tmp_path), more / "photo4.png"])
    assert sorted(names(window)) == [f"photo{i}.png" for i in range(5)]
    assert window.session.selected.path == selected
    assert window.photo_list.currentIndex().row() == window.session.selected_row
    assert window.session.editing.edits.left_out == {off.path}
    assert len(window.session.result.frames.frames) == 5
    window.all_actions.undo.trigger()
    assert not window.session.editing.edits.left_out
    assert window.closing.question is None


def test_what_was_added_is_said(window, qtbot, make_photos, open_and_wait, tmp_path):
    open_and_wait(make_photos(2))
    more = make_photos(3, "more")
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        drop(window, [more / "photo2.png", note(tmp_path)])
    assert window.message.text == ("notes.txt is no photo that DIAR reads; it was passed over. 1 photo was added.")
    with qtbot.waitSignal(window.session.load_failed, timeout=PATIENCE_MS):
        drop(window, [more / "photo2.png"])
    assert window.message.text == "These photos are open already."
    assert len(names(window)) == 3


@pytest.mark.parametrize("answer", ["add", "open", ""])
def test_of_a_folder_the_user_is_asked(window, qtbot, make_photos, open_and_wait, answer):
    open_and_wait(make_photos(2))
    drop(window, [make_photos(3, "other")])
    question = window.dropping.question
    assert "\u201cother\u201d" in question.text()
    button = next((b for b in question.buttons() if b.objectName() == answer), None)
    if answer == "":
        question.reject()
        qtbot.wait(300)
        assert len(names(window)) == 2
        return
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(names(window)) == {"add": 5, "open": 3}[answer]


def test_a_project_stays_the_same_when_photos_are_added(window, qtbot, make_photos, open_and_wait, tmp_path):
    open_and_wait(make_photos(2))
    with qtbot.waitSignal(window.projects.saved, timeout=PATIENCE_MS):
        window.projects._on_place_chosen(tmp_path / "wall.diar", False)
    assert not window.projects.is_unsaved
    more = make_photos(3, "more")
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        drop(window, [more / "photo2.png"])
    assert window.projects.name == "wall"
    assert window.projects.is_unsaved


def test_the_message_moves_nothing(window, qtbot, make_photos, open_and_wait, tmp_path):
    open_and_wait(make_photos(2))

    def places():
        parts = (window.photo_list, window.panes, window.bottom_bar, window.top_bar, *window.panes.panes)
        return [(part.mapTo(window, part.rect().topLeft()).toTuple(), part.size().toTuple()) for part in parts]

    before = places()
    drop(window, [note(tmp_path)])
    qtbot.wait(100)
    assert window.message.isVisible()
    assert places() == before
    area, photos, pane = (on_window(part, window) for part in (window.message, window.photo_list, window.panes.matches))
    assert not area.intersects(photos)
    assert area.bottom() <= pane.top() + 2


def on_window(part: QWidget, window: QWidget) -> QRect:
    return part.rect().translated(part.mapTo(window, QPoint()))
