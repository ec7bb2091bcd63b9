"""The brush on the panes: what is painted, what is told of it, and that it looks the same on both views."""

from dataclasses import replace

import numpy as np
import pytest
from mouse import drag, hover, turn_wheel
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from small_run import make_run, stages_of

from diar_gui.gui.look.theme import DARK
from diar_gui.gui.panes.panes import FourPanes
from diar_gui.gui.shown.snapshot import make_snapshot
from diar_gui.pipeline import Preview

RUN = make_run()


@pytest.fixture
def panes(qtbot: QtBot) -> FourPanes:
    made = FourPanes()
    qtbot.addWidget(made)
    made.set_theme(DARK)
    made.resize(1100, 700)
    made.show()
    made.show_snapshot(make_snapshot(RUN.after(), RUN.photos()[1]))
    QApplication.processEvents()
    return made


@pytest.fixture
def strokes(panes: FourPanes) -> list[tuple]:
    """What the panes tell of strokes."""
    told: list[tuple] = []
    panes.stroke_painted.connect(lambda *stroke: told.append(stroke))
    panes.start_brush("half.png")
    return told


@pytest.mark.parametrize("name", ["result", "weights"])
def test_a_stroke_is_told_in_grid_pixels(panes, strokes, name):
    view = getattr(panes, name).view
    centre = view.centre
    drag(view, (20.5, 30.5), (30.5, 30.5), (40.5, 35.5))
    assert view.centre == centre
    [(points, radius_px, softness, is_wanted)] = strokes
    # Events carry whole screen pixels, of which a picture pixel has several here.
    np.testing.assert_allclose(points, [(20, 30), (30, 30), (40, 35)], atol=1 / view.zoom)
    assert radius_px == panes.brush.radius_px
    assert softness == panes.brush.softness
    assert is_wanted


def test_a_click_is_a_stroke_of_one_point(panes, strokes):
    drag(panes.result.view, (20.5, 30.5))
    assert len(strokes[0][0]) == 1


def test_other_buttons_pan(panes, strokes):
    view = panes.result.view
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        before = view.centre
        drag(view, (20, 30), (25, 30), (40, 30), button=button)
        assert view.centre.x() < before.x() - 5
    assert strokes == []


def test_nothing_is_painted_without_the_brush(panes, strokes):
    panes.brush_bar.close_button.click()
    assert not panes.brush_bar.isVisible()
    drag(panes.result.view, (20, 30), (30, 30))
    assert strokes == []


def test_what_it_means_is_chosen_in_the_bar(panes, strokes):
    panes.brush_bar.never_button.click()
    drag(panes.result.view, (20, 30))
    assert strokes[0][3] is False
    assert "half.png" in panes.brush_bar.photo_label.text()


def test_keys_and_wheel_change_the_brush_and_the_bar_shows_it(panes, strokes, qtbot):
    brush, bar = panes.brush, panes.brush_bar
    sizes, slider = [brush.radius_px], [bar.size_slider.value()]
    for change in (
        lambda: qtbot.keyClick(panes, "]"),
        lambda: turn_wheel(panes.result.view, 1, Qt.KeyboardModifier.AltModifier),
        lambda: bar.size_slider.setValue(bar.size_slider.value() + 20),
    ):
        change()
        sizes.append(brush.radius_px)
        slider.append(bar.size_slider.value())
    assert sizes == sorted(set(sizes))
    assert slider == sorted(set(slider))
    qtbot.keyClick(panes, "[")
    assert brush.radius_px < sizes[-1]
    softness = brush.softness
    qtbot.keyClick(panes, "}")
    assert brush.softness > softness
    zoom = panes.result.view.zoom
    turn_wheel(panes.result.view, 1, Qt.KeyboardModifier.NoModifier)
    assert panes.result.view.zoom > zoom


def test_the_space_bar_dabs_in_the_middle(panes, strokes, qtbot):
    panes.result.view.setFocus()
    qtbot.keyClick(panes.result.view, Qt.Key.Key_Space)
    [(points, *_)] = strokes
    np.testing.assert_allclose(points, [(39.5, 29.5)], atol=0.1)


def test_a_stroke_shows_until_its_effect_does(panes, strokes):
    drag(panes.result.view, (20, 30), (30, 30))
    panes.show_snapshot(make_snapshot(RUN.after(), RUN.photos()[0]))  # another photo, the same result
    assert len(panes.brush.pending) == 1
    stages = stages_of([*RUN.stages, Preview(replace(RUN.reconstruction))])
    panes.show_snapshot(make_snapshot(stages, RUN.photos()[0]))
    assert panes.brush.pending == ()


@pytest.mark.parametrize("is_wanted", [True, False])
def test_a_stroke_is_seen_on_both_views(panes, strokes, is_wanted):
    views = (panes.result.view, panes.weights.view)
    before = [grabbed(view) for view in views]
    panes.brush.set_wanted(is_wanted)
    drag(panes.result.view, (20, 30), (60, 30))
    for view, old in zip(views, before, strict=True):
        changed = np.abs(grabbed(view).astype(int) - old).max(axis=2) > 8
        assert 0.01 < changed.mean() < 0.2
    hover(panes.result.view, 40, 50)
    assert not panes.grab().isNull()


def grabbed(view) -> np.ndarray:
    image = view.grab().toImage().convertToFormat(view.grab().toImage().Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def test_escape_puts_the_brush_away(panes, strokes, qtbot):
    with qtbot.waitSignal(panes.brush_closed):
        qtbot.keyClick(panes, Qt.Key.Key_Escape)
    assert not panes.brush.is_active
    assert not panes.brush_bar.isVisible()


def test_a_stroke_that_is_given_up_leaves_nothing(panes, strokes):
    panes.brush.begin(panes.result.view.centre)
    panes.stop_brush()
    assert panes.brush.pending == ()
    assert strokes == []
