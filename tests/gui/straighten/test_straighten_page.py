"""Straightening on the screen: one story, and what mouse, keys and the loupe do."""

import threading
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from diar_gui import geometry
from diar_gui.gui.look.theme import DARK, LIGHT
from diar_gui.gui.shown.display import picture_of
from diar_gui.gui.straighten.loupe import GAP, SIDE, loupe_place
from diar_gui.gui.straighten.page import StraightenView
from diar_gui.gui.straighten.preview import preview
from diar_gui.straightening import outer_corners

PATIENCE_MS = 30_000
TRUTH = np.array([[90.0, 70.0], [520.0, 40.0], [560.0, 430.0], [60.0, 400.0]])
LEFT = Qt.MouseButton.LeftButton


def picture(size: tuple[int, int] = (480, 640)) -> np.ndarray:
    """Return a light page, a grey square in each quarter, on a dark table."""
    page = np.full((400, 500, 3), 215, np.uint8)
    for x in (120, 380):
        cv2.rectangle(page, (x - 30, 170), (x + 30, 230), (90, 110, 130), -1)
    H = geometry.dlt(outer_corners((400, 500)), TRUTH)
    return cv2.warpPerspective(page, H, size[::-1], borderMode=cv2.BORDER_CONSTANT, borderValue=(60, 50, 45))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[StraightenView]:
    made = StraightenView()
    made.set_theme(DARK)
    made.resize(1000, 660)
    made.show()
    yield made
    made.close()
    assert not made.finder.is_running
    made.deleteLater()
    QApplication.processEvents()


def open_and_wait(view: StraightenView, qtbot: QtBot, pixels: np.ndarray, **known: object) -> None:
    view.open(pixels, (pixels.shape[0], pixels.shape[1]), **known)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: view.find_button.isEnabled() and _has_preview(view), timeout=PATIENCE_MS)


def _has_preview(view: StraightenView) -> bool:
    return not view.preview_label.pixmap().isNull()


def drag(qtbot: QtBot, view: StraightenView, index: int, by: QPoint) -> None:
    handle = view.editor.handles[index]
    start = handle.rect().center() + QPoint(4, -3)  # not caught in its very middle: it must not jump
    qtbot.mousePress(handle, LEFT, pos=start)
    qtbot.mouseMove(handle, start + by)
    # The handle went along, so the place of the release is where it was pressed.
    qtbot.mouseRelease(handle, LEFT, pos=start)


def test_find_drag_nudge_type_and_apply(view: StraightenView, qtbot: QtBot) -> None:
    open_and_wait(view, qtbot, picture())
    np.testing.assert_allclose(view.editor.corners, TRUTH, atol=1.0)
    assert "found" in view.note.text()

    found = view.editor.corners
    drag(qtbot, view, 1, QPoint(-12, 9))
    moved = view.editor.corners - found
    np.testing.assert_allclose(moved[1] * view.editor.view.zoom, [-12, 9], atol=0.6)
    np.testing.assert_array_equal(moved[[0, 2, 3]], 0)
    drag(qtbot, view, 1, QPoint(12, -9))

    handle = view.editor.handles[2]
    handle.setFocus()
    before = view.editor.corners[2]
    qtbot.keyClick(handle, Qt.Key.Key_Right)
    qtbot.keyClick(handle, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(handle, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    np.testing.assert_allclose(view.editor.corners[2] - before, [0.9, 10.0], atol=1e-9)
    qtbot.keyClick(handle, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)

    view.proportions.width_box.setValue(250.0)
    assert not view.apply_button.isEnabled()
    assert "height" in view.note.text()
    view.proportions.height_box.setValue(200.0)
    with qtbot.waitSignal(view.applied) as applied:
        qtbot.mouseClick(view.apply_button, LEFT)
    assert applied.args is not None
    corners, aspect, size_mm = applied.args
    np.testing.assert_allclose(corners, TRUTH, atol=2.5)
    assert aspect == pytest.approx(1.25)
    assert size_mm == (250.0, 200.0)


def test_a_ratio_is_no_size_and_a_known_size_comes_back(view: StraightenView, qtbot: QtBot) -> None:
    corners = ((10.25, 20.5), (600.0, 30.0), (590.0, 400.0), (30.0, 410.0))
    open_and_wait(view, qtbot, picture(), corners=corners, aspect=210 / 297, size_mm=(210.0, 297.0))
    proportions = view.proportions
    assert proportions.size_mm == (210.0, 297.0)
    proportions.usual.setCurrentIndex(proportions.usual.findText("4 : 3"))
    proportions.usual.activated.emit(proportions.usual.currentIndex())
    assert proportions.aspect == pytest.approx(4 / 3)
    assert proportions.size_mm is None
    proportions.width_box.setValue(3.0)  # no picture is so small
    assert proportions.size_mm is None
    proportions.usual.setCurrentIndex(1)
    proportions.usual.activated.emit(1)
    assert proportions.size_mm == (1189.0, 841.0)


def test_the_estimate_is_shown_and_left_to_the_engine(view: StraightenView, qtbot: QtBot) -> None:
    corners = tuple((float(x), float(y)) for x, y in outer_corners((480, 640)))
    open_and_wait(view, qtbot, picture(), corners=corners)
    assert view.proportions.estimate_label.text() == "1.33 : 1"
    with qtbot.waitSignal(view.applied) as applied:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert applied.args == [corners, None, None]


def test_what_was_set_before_comes_back(view: StraightenView, qtbot: QtBot) -> None:
    corners = ((10.25, 20.5), (600.0, 30.0), (590.0, 400.0), (30.0, 410.0))
    open_and_wait(view, qtbot, picture(), corners=corners, aspect=1.414)
    with qtbot.waitSignal(view.applied) as applied:
        qtbot.mouseClick(view.apply_button, LEFT)
    assert applied.args is not None
    assert applied.args[0] == corners
    assert applied.args[1] == pytest.approx(1.414)
    assert applied.args[2] is None


def test_corners_that_cross_are_named_and_cannot_be_applied(view: StraightenView, qtbot: QtBot) -> None:
    open_and_wait(view, qtbot, picture())
    found = view.editor.corners
    view.editor.handles[0].dragged.emit(0, view.editor.place_of(found[2] + 30))
    assert not view.apply_button.isEnabled()
    assert "cross" in view.note.text()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert not _has_preview(view)
    qtbot.mouseClick(view.find_button, LEFT)
    qtbot.waitUntil(view.find_button.isEnabled, timeout=PATIENCE_MS)
    np.testing.assert_allclose(view.editor.corners, found)
    assert view.apply_button.isEnabled()


def test_where_nothing_stands_out_it_says_so(view: StraightenView, qtbot: QtBot) -> None:
    open_and_wait(view, qtbot, np.full((300, 400, 3), 120, np.uint8))
    assert "No outline" in view.note.text()
    qtbot.mouseClick(view.whole_button, LEFT)
    np.testing.assert_array_equal(view.editor.corners, outer_corners((300, 400)))


def test_a_corner_moved_during_the_search_stays(view: StraightenView, qtbot: QtBot) -> None:
    pixels = picture()
    view.open(pixels, (480, 640))
    qtbot.keyClick(view.editor.handles[0], Qt.Key.Key_Down)
    moved = view.editor.corners
    view.finder.found.emit(TRUTH)
    np.testing.assert_array_equal(view.editor.corners, moved)


def test_a_smaller_picture_gives_corners_of_the_full_size(view: StraightenView, qtbot: QtBot) -> None:
    view.open(picture(), (1920, 2560))
    qtbot.waitUntil(view.find_button.isEnabled, timeout=PATIENCE_MS)
    np.testing.assert_allclose(view.editor.corners, (TRUTH + 0.5) * 4 - 0.5, atol=4.0)


def test_escape_cancels(view: StraightenView, qtbot: QtBot) -> None:
    open_and_wait(view, qtbot, picture())
    with qtbot.waitSignal(view.cancelled), qtbot.assertNotEmitted(view.applied):
        qtbot.keyClick(view.editor.handles[3], Qt.Key.Key_Escape)


def test_tab_goes_round_the_corners_and_shows_the_loupe(view: StraightenView, qtbot: QtBot) -> None:
    open_and_wait(view, qtbot, picture())
    view.editor.handles[0].setFocus()
    for following in view.editor.handles[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert following.hasFocus()
        assert view.editor.loupe.isVisible()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert not view.editor.loupe.isVisible()


def test_handles_stay_on_their_corners_when_the_view_moves(view: StraightenView, qtbot: QtBot) -> None:
    open_and_wait(view, qtbot, picture())
    view.editor.view.show_at(QPointF(300, 200), 1.7)
    view.resize(1100, 700)
    QApplication.processEvents()
    for handle, corner in zip(view.editor.handles, view.editor.corners, strict=True):
        middle = QPointF(handle.pos()) + QPointF(handle.width() / 2, handle.height() / 2)
        np.testing.assert_allclose(view.editor.point_at(middle), corner, atol=0.6)


def test_the_loupe_shows_the_corner_in_its_middle(view: StraightenView, qtbot: QtBot) -> None:
    pixels = np.full((300, 400, 3), 255, np.uint8)
    pixels[:150, :200] = (200, 30, 30)
    open_and_wait(view, qtbot, pixels)
    view.editor.set_corners(np.array([[199.5, 149.5], [390, 20], [390, 290], [150, 290.0]]))
    view.editor._show_loupe(0)
    shown = view.editor.loupe.grab().toImage()
    assert shown.pixelColor(SIDE // 2 - 25, SIDE // 2 - 25).name() == "#c81e1e"
    assert shown.pixelColor(SIDE // 2 - 25, SIDE // 2 + 40).name() == "#ffffff"


@given(st.floats(0, 900), st.floats(0, 600), st.sampled_from([(1, 1), (1, -1), (-1, 1), (-1, -1)]))
def test_the_loupe_never_covers_what_it_shows(x: float, y: float, outwards: tuple[int, int]) -> None:
    room = QSize(900, 600)
    place = QRectF(loupe_place(QPointF(x, y), QPointF(*outwards), room))
    assert not place.adjusted(-GAP / 2, -GAP / 2, GAP / 2, GAP / 2).contains(QPointF(x, y))
    assert QRectF(0, 0, room.width(), room.height()).contains(place)


def test_the_preview_is_the_subject_alone_and_fits_its_room() -> None:
    shown: np.ndarray = preview(picture_of(picture()), TRUTH, 1.25, (200, 260))
    assert shown.shape == (200, 250, 3)
    border = np.concatenate([shown[2, 2:-2], shown[-3, 2:-2], shown[2:-2, 2], shown[2:-2, -3]])
    assert np.abs(border.astype(int) - 215).max() <= 8
    assert np.abs(shown[100, 60].astype(int) - (90, 110, 130)).max() <= 8


def test_it_ends_its_thread_and_takes_both_themes(qtbot: QtBot) -> None:
    threads_before = threading.active_count()
    made = StraightenView()
    for theme in (LIGHT, DARK):
        made.set_theme(theme)
    for _ in range(3):
        made.open(picture(), (480, 640))
        made.hide()
        made.close()
        assert not made.finder.is_running
    made.deleteLater()
    QApplication.processEvents()
    assert threading.active_count() <= threads_before
