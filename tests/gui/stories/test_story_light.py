"""Light and colour: sliders, the pipette, even white; undone by gesture, kept in the project, in what is exported."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from window_driver import PATIENCE_MS

from diar_gui.edits import NO_FINISH, Finish
from diar_gui.finish import factors
from diar_gui.gui.session.export_worker import ExportRequest
from diar_gui.images import read_image


@pytest.fixture
def bar(window, make_photos, run_and_wait):
    """The bar for light and colour over a finished picture."""
    window.app_menu.change(replace(window.app_menu.settings, method="median"))
    run_and_wait(make_photos(3))
    window.work_page.tools.adjust_button.click()
    assert window.panes.finishing.bar.isVisible()
    return window.panes.finishing.bar


def wait_for(window, qtbot, finish):
    def is_there() -> bool:
        result = window.session.result
        shown = window.panes._snapshot.reconstruction
        return result.edits.finish == finish and not window.session.is_updating and shown is result.reconstruction

    qtbot.waitUntil(is_there, timeout=PATIENCE_MS)


def finish_of(window) -> Finish:
    return window.session.editing.edits.finish


def click_at(window, qtbot, column, row):
    view = window.panes.result.view
    place = view.mapFromScene(view._box.mapViewToScene(QPointF(column + 0.5, row + 0.5)))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y()))


def test_a_drag_is_one_step_and_another_one_is_the_next(window, qtbot, bar):
    plain = window.session.result.plain
    bar.exposure.sliderPressed.emit()
    for value in (4, 9, 14):
        bar.exposure.setValue(value)
        qtbot.wait(120)
    bar.exposure.sliderReleased.emit()
    wait_for(window, qtbot, Finish(0.7))
    assert window.session.result.plain is plain
    brighter = window.session.result.reconstruction.picture
    assert brighter.mean() > plain.picture.mean() * 1.1
    assert bar.exposure_text.text() == "+0.70"
    bar.warmth.setFocus()
    qtbot.keyClick(bar.warmth, Qt.Key.Key_Right)
    wait_for(window, qtbot, Finish(0.7, warmth_mired=2.0))
    assert window.all_actions.undo.text().endswith("Warmth")

    window.all_actions.undo.trigger()
    wait_for(window, qtbot, Finish(0.7))
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, brighter)
    window.all_actions.undo.trigger()
    wait_for(window, qtbot, NO_FINISH)
    assert window.session.result.reconstruction is plain
    assert (bar.exposure.value(), bar.warmth.value(), bar.reset_button.isEnabled()) == (0, 0, False)
    assert not window.all_actions.undo.isEnabled()
    window.all_actions.redo.trigger()
    wait_for(window, qtbot, Finish(0.7))
    assert bar.exposure.value() == 14


def test_a_click_on_paper_makes_it_white(window, qtbot, bar):
    picture = window.session.result.plain.picture
    inner = picture[10:-10, 10:-10].astype(int).min(axis=2)
    row, column = (int(i) + 10 for i in np.unravel_index(np.argmax(inner), inner.shape))
    bar.pipette.click()
    click_at(window, qtbot, column, row)
    assert not bar.pipette.isChecked()
    finish = finish_of(window)
    assert finish.white is not None
    wait_for(window, qtbot, finish)
    light = factors(finish) * finish.white
    np.testing.assert_allclose(light, light[1], rtol=1e-5)
    assert bar.exposure.value() == round(finish.exposure_ev * 20)
    # Without the pipette a click is the view's own again.
    click_at(window, qtbot, column // 2, row // 2)
    assert finish_of(window) == finish


def test_the_pipette_refuses_what_is_no_paper(window, qtbot, bar):
    picture = window.session.result.plain.picture
    darkest = picture[10:-10, 10:-10].astype(int).min(axis=2)
    row, column = (int(i) + 10 for i in np.unravel_index(np.argmin(darkest), darkest.shape))
    bar.pipette.click()
    bar.pipette_wanted.emit(True)
    window.panes.result.view.setFocus()
    window.panes.finishing.choose_white(column, row)
    assert finish_of(window) == NO_FINISH
    assert "white paper" in window.message.text


def test_even_white_and_back(window, qtbot, bar):
    bar.even.click()
    wait_for(window, qtbot, Finish(is_even=True))
    bar.reset_button.click()
    wait_for(window, qtbot, NO_FINISH)
    assert not bar.even.isChecked()
    window.panes._finish_shortcut.activated.emit()
    assert bar.isHidden()


def test_brush_and_light_are_not_at_hand_at_once(window, qtbot, bar):
    window.photo_list.select_row(1)
    window.all_actions.brush_use.trigger()
    assert bar.isHidden()
    window.all_actions.adjust.trigger()
    assert bar.isVisible()
    assert not window.panes.brush.is_active


def test_project_export_and_report_carry_it(window, qtbot, bar, tmp_path):
    from diar_gui.outputs import Outputs

    finish = Finish(-0.75, warmth_mired=20.0)
    window.session.edit(replace(window.session.editing.edits, finish=finish), "Light")
    wait_for(window, qtbot, finish)
    shown = window.session.result.reconstruction.picture
    outputs = Outputs(tmp_path / "clean.png", report=tmp_path / "report.json", bits=16)
    with qtbot.waitSignal(window.session.exported, timeout=PATIENCE_MS):
        window.session.export(ExportRequest(outputs, tuple(p.path for p in window.session.photos)))
    written = read_image(tmp_path / "clean.png")
    assert written.dtype == np.uint16
    np.testing.assert_allclose(written / 257, shown, atol=1.5)
    assert json.loads((tmp_path / "report.json").read_text())["finish"] == finish.as_json()

    project = tmp_path / "work.diar"
    window.projects.thread_.write_wanted.emit(project, window.projects._contents())
    qtbot.waitUntil(project.exists, timeout=PATIENCE_MS)
    window.session.edit(replace(window.session.editing.edits, finish=NO_FINISH), "Back")
    wait_for(window, qtbot, NO_FINISH)
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.open_paths([project])
    wait_for(window, qtbot, finish)
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, shown)
