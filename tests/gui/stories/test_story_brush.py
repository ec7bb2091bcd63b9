"""The brush: what is painted is used, or is not used; undone, the picture is as it was."""

import numpy as np
from mouse import drag
from window_driver import PATIENCE_MS

from diar_gui.gui.shown.photos import PhotoStatus


def paint_and_wait(window, qtbot, *points):
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        drag(window.panes.result.view, *points)
    qtbot.waitUntil(lambda: not window.session.is_updating, timeout=PATIENCE_MS)


def weights_of(window, row):
    result = window.session.result
    return result.reconstruction.weights[result.alignment.used.index(row)]


def test_paint_use_and_never_then_undo(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(4))
    first = window.session.result.reconstruction.picture
    row = [p.status for p in window.session.photos].index(PhotoStatus.ALIGNED)
    window.photo_list.select_row(row)
    window.all_actions.brush_use.trigger()
    window.panes.brush.set_softness(0.0)
    assert window.panes.brush_bar.isVisible()

    paint_and_wait(window, qtbot, (220.5, 150.5), (240.5, 150.5), (260.5, 150.5))
    assert (weights_of(window, row)[150, 222:258] == 255).all()
    assert weights_of(window, row)[20, 20] < 255
    used = window.session.result.reconstruction.picture
    assert not np.array_equal(used, first)

    window.panes.brush_bar.never_button.click()
    paint_and_wait(window, qtbot, (240.5, 150.5), (260.5, 150.5))
    assert len(window.session.editing.edits.strokes) == 2

    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.all_actions.undo.trigger()
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, used)
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.all_actions.undo.trigger()
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, first)
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.all_actions.redo.trigger()
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, used)


def test_a_preview_is_shown_before_the_full_picture(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(3))
    stages = []
    window.session.workers.engine.stage_done.connect(lambda _, stage: stages.append(type(stage).__name__))
    window.all_actions.brush_never.trigger()
    paint_and_wait(window, qtbot, (100.5, 100.5), (160.5, 120.5))
    assert stages == ["Alignment", "WarpedStack", "Preview", "Reconstruction"]


def test_strokes_in_quick_succession_all_count(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(3))
    window.all_actions.brush_never.trigger()
    for y in (60.5, 120.5, 180.5):
        drag(window.panes.result.view, (100.5, y), (160.5, y))
    edits = window.session.editing.edits
    assert len(edits.strokes) == 3
    qtbot.waitUntil(
        lambda: window.session.result.edits == edits and not window.session.is_updating, timeout=PATIENCE_MS
    )
