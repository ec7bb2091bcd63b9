"""A picture that is not clean: its places are shown one after the other, and repaired by clicks on what photos show."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from window_driver import PATIENCE_MS

from diar_gui import brush
from diar_gui.images import read_image, write_image
from diar_gui.reconstruction import Place, places

BOXES = ((40, 60, 90, 60), (250, 150, 60, 40))


@pytest.fixture
def two_places(monkeypatch):
    """Let the method find two places that are not clean, until somebody paints there."""

    def find(doubt, size, strokes=()):
        painted = brush.touched(strokes, size)
        left = [box for box in BOXES if not painted[box[1] + box[3] // 2, box[0] + box[2] // 2]]
        found = tuple(Place(box, box[2] * box[3] / (size[0] * size[1])) for box in left)
        return places.Places(found, np.zeros(doubt.shape, np.float32))

    monkeypatch.setattr(places, "find_places", find)


def with_a_patch(folder: Path, name: str) -> None:
    """Let a photo show something else around the middle of the first box."""
    pixels = read_image(folder / name).copy()
    x, y, width, height = BOXES[0]
    cv2.rectangle(pixels, (x, y), (x + width, y + height), (20, 20, 120), -1)
    write_image(folder / name, pixels, overwrite=True)


def press(window, qtbot, text):
    button = next(b for b in window.message.findChildren(QPushButton) if b.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def wait_for_alternatives(window, qtbot):
    bar = window.panes.repairing.bar
    qtbot.waitUntil(lambda: bar.buttons[0].isVisible() and bar.buttons[0].isEnabled(), timeout=PATIENCE_MS)


def test_show_walks_from_place_to_place(window, qtbot, make_photos, run_and_wait, two_places):
    run_and_wait(make_photos(3))
    assert window.message.text.startswith("2 places, ")
    qtbot.waitUntil(lambda: len(window.panes.result.boxes.boxes) == 2, timeout=PATIENCE_MS)
    view, centres = window.panes.result.view, []
    fit_zoom = view.zoom
    for _ in range(3):
        press(window, qtbot, "Show the next place")
        centres.append((view.centre.x(), view.centre.y()))
        assert view.zoom > 1.5 * fit_zoom
    assert centres[0] == pytest.approx((85, 90), abs=3)
    assert centres[1] == pytest.approx((280, 170), abs=3)
    assert centres[2] == pytest.approx(centres[0], abs=0.01)


def test_a_click_on_what_a_photo_shows_puts_it_there(window, qtbot, make_photos, run_and_wait, two_places):
    folder = make_photos(4)
    with_a_patch(folder, "photo2.png")
    run_and_wait(folder)
    press(window, qtbot, "Repair...")
    repairing = window.panes.repairing
    assert window.message.text == ""
    qtbot.waitUntil(lambda: repairing.bar.isVisible(), timeout=PATIENCE_MS)
    assert repairing.bar.title.text() == "Place 1 of 2"
    wait_for_alternatives(window, qtbot)
    offered = [b.toolTip() for b in repairing.bar.buttons if b.isVisible()]
    assert "Use photo2.png here" in offered

    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        button = next(b for b in repairing.bar.buttons if b.toolTip() == "Use photo2.png here")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    strokes = window.session.editing.edits.strokes
    assert {stroke.photo.name for stroke in strokes} == {"photo2.png"}
    assert all(stroke.is_wanted for stroke in strokes)
    assert window.session.editing.stack.count() == 1
    result = window.session.result
    index = [frame.path.name for frame in result.stack.frames].index("photo2.png")
    x, y, width, height = BOXES[0]
    assert (result.reconstruction.weights[index, y : y + height, x + width // 2] > 250).all()

    qtbot.waitUntil(lambda: repairing.bar.title.text() == "Place 1 of 1", timeout=PATIENCE_MS)
    assert window.message.text == ""
    wait_for_alternatives(window, qtbot)
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        qtbot.mouseClick(repairing.bar.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not repairing.bar.isVisible(), timeout=PATIENCE_MS)
    assert window.message.text == ""
    assert window.bottom_bar.text.text() == "Done: a clean picture of 4 photos."

    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.all_actions.undo.trigger()
    assert window.message.text.startswith("1 place, ")


def test_repair_can_be_left_and_places_can_be_passed_over(window, qtbot, make_photos, run_and_wait, two_places):
    run_and_wait(make_photos(3))
    press(window, qtbot, "Repair...")
    bar = window.panes.repairing.bar
    qtbot.waitUntil(lambda: bar.isVisible(), timeout=PATIENCE_MS)
    qtbot.mouseClick(bar.next_button, Qt.MouseButton.LeftButton)
    assert bar.title.text() == "Place 2 of 2"
    qtbot.mouseClick(bar.back_button, Qt.MouseButton.LeftButton)
    assert bar.title.text() == "Place 1 of 2"
    qtbot.keyClick(window.panes.result.view.viewport(), Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert window.message.text.startswith("2 places, ")
    assert window.panes.wishes.repaired_box is None
    assert not window.session.editing.edits.strokes


def test_where_somebody_painted_no_gap_is_marked(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(3))
    photo = window.session.photos[1]
    window.photo_list.select_row(1)
    window.panes.result.gaps.click()
    box = (40, 60, 90, 60)
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.panes.repairing.chosen.emit(photo.path, box)
    x, y, width, height = box

    def is_marked_without_it() -> bool:
        snapshot = window.panes._snapshot
        if snapshot.is_preview or snapshot.gaps is None:
            return False
        marks = snapshot.gaps.mask
        scale = marks.levels[0].shape[0] / marks.size[0]
        top, left, bottom, right = (int(each * scale) for each in (y, x, y + height, x + width))
        return not marks.levels[0][top:bottom, left:right].any()

    qtbot.waitUntil(is_marked_without_it, timeout=PATIENCE_MS)
