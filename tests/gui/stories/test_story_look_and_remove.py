"""Photos are looked at large before any run, two are compared, and one is taken out of the list and back again."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from window_driver import PATIENCE_MS

from diar_gui import pipeline
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.images import read_image


def names(window) -> list[str]:
    return [photo.name for photo in window.session.photos]


def wait_for(qtbot, half, name: str) -> None:
    qtbot.waitUntil(lambda: half.path.name == name and half.item.picture is not None, timeout=PATIENCE_MS)


def test_a_photo_is_looked_at_large_and_beside_another_one(window, qtbot, make_photos, open_and_wait):
    folder = make_photos(3)
    open_and_wait(folder)
    window.photo_list.select_row(1)
    photo_list = window.photo_list
    place = photo_list.visualRect(photo_list.currentIndex()).center()
    qtbot.mouseClick(photo_list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(photo_list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    page = window.listed_photos.page
    assert window.pages.currentWidget() is page
    wait_for(qtbot, page.left, "photo1.png")
    pixels = read_image(folder / "photo1.png")
    assert (page.left.item.picture.levels[0] == pixels).all()
    assert page.left.size_label.text() == f"{pixels.shape[1]} \u00d7 {pixels.shape[0]}"
    assert not page.right.isVisible()
    qtbot.keyClick(page.left.view, Qt.Key.Key_C)
    wait_for(qtbot, page.right, "photo2.png")
    page.left.view.zoom_by(4)
    assert page.right.view.zoom == pytest.approx(page.left.view.zoom)
    qtbot.keyClick(page.left.view, Qt.Key.Key_PageDown)
    wait_for(qtbot, page.right, "photo0.png")
    shown = page.right.view.grab().toImage()
    assert shown.format() != QImage.Format.Format_Invalid
    qtbot.keyClick(page.left.view, Qt.Key.Key_Space)
    assert window.pages.currentWidget() is window.work_page
    assert window.session.selected.name == "photo1.png"
    qtbot.keyClick(photo_list, Qt.Key.Key_Space)
    assert window.pages.currentWidget() is page
    qtbot.keyClick(page.left.view, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.work_page


def test_why_a_photo_cannot_be_shown_is_said(window, qtbot, make_photos, open_and_wait):
    folder = make_photos(2)
    (folder / "broken.png").write_bytes(b"nothing")
    open_and_wait(folder)
    window.photo_list.select_row(names(window).index("broken.png"))
    window.all_actions.look.trigger()
    qtbot.waitUntil(lambda: "broken.png" in window.listed_photos.page.left.note.text(), timeout=PATIENCE_MS)


def test_a_photo_is_removed_and_taken_back_before_a_run(window, qtbot, make_photos, open_and_wait):
    folder = make_photos(3)
    open_and_wait(folder)
    window.photo_list.select_row(1)
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        qtbot.keyClick(window.photo_list, Qt.Key.Key_Delete)
    assert names(window) == ["photo0.png", "photo2.png"]
    assert window.session.selected.name == "photo2.png"
    assert window.message.text == "photo1.png was removed from the list; its file is left as it is."
    assert (folder / "photo1.png").exists()
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        qtbot.mouseClick(window.message._actions[0], Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert names(window) == ["photo0.png", "photo1.png", "photo2.png"]


def test_the_last_photo_stays(window, qtbot, make_photos, open_and_wait):
    open_and_wait(make_photos(1))
    window.all_actions.remove_photo.trigger()
    assert names(window) == ["photo0.png"]
    assert window.message.text == "One photo has to stay; open others in place of it."


def test_after_a_run_the_picture_is_made_of_the_others_without_aligning_them_again(
    window, qtbot, make_photos, run_and_wait, monkeypatch
):
    window.app_menu.change(replace(window.app_menu.settings, method="median"))
    run_and_wait(make_photos(4))
    other = next(i for i, p in enumerate(window.session.photos) if p.status is not PhotoStatus.REFERENCE)
    window.photo_list.select_row(other)
    gone = window.session.selected

    def refuse(*_, **__):
        raise AssertionError("the photos are aligned again")

    monkeypatch.setattr(pipeline, "align_originals", refuse)
    edits = window.session.editing.edits.with_photo(gone.path, is_on=False)
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.session.edit(edits, "Switch off")
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.all_actions.remove_photo.trigger()
    assert gone.name not in names(window)
    assert len(window.session.result.alignment.used) == 3
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.session.take_back()
    assert gone.name in names(window)
    assert window.session.editing.edits == edits


def test_without_the_reference_the_rest_is_aligned_anew(window, qtbot, make_photos, run_and_wait):
    window.app_menu.change(replace(window.app_menu.settings, method="median"))
    run_and_wait(make_photos(4))
    row = next(i for i, p in enumerate(window.session.photos) if p.status is PhotoStatus.REFERENCE)
    window.photo_list.select_row(row)
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.all_actions.remove_photo.trigger()
    assert len(window.session.result.alignment.frames) == 3
    assert sum(p.status is PhotoStatus.REFERENCE for p in window.session.photos) == 1
