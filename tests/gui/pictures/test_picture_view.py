"""Panning and zooming a view by mouse and keys."""

import numpy as np
import pytest
from mouse import drag, hover, on_screen, send, turn_wheel
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from diar_gui.gui.pictures.items import PictureItem
from diar_gui.gui.pictures.view import PictureView, ViewLink, ViewTool
from diar_gui.gui.shown.display import picture_of

CONTENT = QRectF(0, 0, 300, 200)
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def view(qtbot: QtBot) -> PictureView:
    made = PictureView()
    qtbot.addWidget(made)
    made.link = ViewLink([made], made)
    made.resize(600, 500)
    made.show()
    made.set_content(CONTENT)
    QApplication.processEvents()
    return made


def test_what_is_dragged_stays_under_the_mouse(view):
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
        start = on_screen(view, 100, 80)
        drag(view, (100, 80), (120, 90), (150, 95), button=button)
        moved = on_screen(view, 100, 80) - start
        assert abs(moved.x() - 50 * view.zoom) < 1.5
        assert abs(moved.y() - 15 * view.zoom) < 1.5


def test_the_wheel_zooms_around_the_mouse(view):
    place = QPointF(view.viewport().rect().center())
    before, zoom = view.centre, view.zoom
    turn_wheel(view, 2, PLAIN)
    assert view.zoom > 1.5 * zoom
    assert abs(view.centre.x() - before.x()) < 1
    assert abs(on_screen(view, before.x(), before.y()).x() - place.x()) < 2


def test_zoom_has_bounds(view):
    for steps in (100, -200):
        turn_wheel(view, steps, PLAIN)
        assert 0.001 < view.zoom <= 40


def test_a_resize_keeps_a_fitted_view_fitted_and_a_moved_one_where_it_is(view):
    view.resize(300, 250)
    QApplication.processEvents()
    assert view.seen == CONTENT
    view.show_at(QPointF(120, 70), 3.0)
    view.resize(640, 480)
    QApplication.processEvents()
    assert view.zoom == pytest.approx(3.0, rel=1e-3)
    assert view.centre.x() == pytest.approx(120, abs=0.5)


def test_keys_move_and_zoom(view, qtbot):
    view.zoom_by(4)
    view.setFocus()
    for key, x, y in (
        (Qt.Key.Key_Left, -1, 0),
        (Qt.Key.Key_Right, 1, 0),
        (Qt.Key.Key_Up, 0, -1),
        (Qt.Key.Key_Down, 0, 1),
    ):
        before = view.centre
        qtbot.keyClick(view, key)
        step = view.centre - before
        assert np.sign([round(step.x(), 6), round(step.y(), 6)]).tolist() == [x, y]
    zoom = view.zoom
    qtbot.keyClick(view, "+")
    assert view.zoom > zoom
    qtbot.keyClick(view, "-")
    assert view.zoom == pytest.approx(zoom)


def test_a_double_click_fits(view):
    view.zoom_by(5)
    send(view, QEvent.Type.MouseButtonDblClick, QPointF(100, 100), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)
    assert view.seen == CONTENT


def test_a_tool_comes_before_panning(view):
    class Greedy(ViewTool):
        def press(self, place, event):
            return place.x() > 150

        def move(self, place, event):
            return False

    view.add_tool(Greedy())
    before = view.centre
    drag(view, (200, 100), (220, 100))
    assert view.centre == before
    drag(view, (100, 100), (120, 100))
    assert view.centre != before


def test_the_mouse_is_told_in_picture_coordinates(view):
    places = []
    view.hovered.connect(lambda p: places.append(p))
    hover(view, 30.5, 40.5)
    assert places[-1].x() == pytest.approx(30.5, abs=1 / view.zoom)
    assert places[-1].y() == pytest.approx(40.5, abs=1 / view.zoom)


def test_pixels_have_sharp_borders_from_two_hundred_per_cent_on(view):
    pixels = np.zeros((200, 300, 3), np.uint8)
    pixels[:, 150:] = 255
    item = PictureItem()
    item.set_picture(picture_of(pixels))
    view.add_item(item)
    view.show_at(QPointF(150, 100), 8.0)
    image = view.grab().toImage()
    row = image.height() // 2
    reds = {image.pixelColor(x, row).red() for x in range(image.width())}
    assert reds == {0, 255}
