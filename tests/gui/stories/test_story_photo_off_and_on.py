"""A photo is switched off and on again, another one becomes the reference; all of it can be undone."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from window_driver import PATIENCE_MS

from diar_gui.gui.shown.photos import PhotoStatus


@pytest.fixture
def update_of(window, qtbot):
    """Return a function that does something and waits until the picture has followed."""

    def wait(action):
        with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
            action()
        qtbot.waitUntil(lambda: not window.session.is_updating, timeout=PATIENCE_MS)

    return wait


def row_of(window, status):
    return [p.status for p in window.session.photos].index(status)


def test_the_space_bar_switches_a_photo_off_and_on(window, qtbot, make_photos, run_and_wait, update_of):
    run_and_wait(make_photos(4))
    first = window.session.result.reconstruction
    window.photo_list.select_row(row_of(window, PhotoStatus.ALIGNED))
    row = window.session.selected_row
    window.photo_list.setFocus()
    update_of(lambda: qtbot.keyClick(window.photo_list, Qt.Key.Key_T))
    assert window.session.photos[row].status is PhotoStatus.SWITCHED_OFF
    assert len(window.session.result.alignment.used) == 3
    assert window.session.editing.stack.undoText() == f"Switch {window.session.photos[row].name} off"
    update_of(lambda: qtbot.keyClick(window.photo_list, Qt.Key.Key_T))
    assert window.session.photos[row].status is PhotoStatus.ALIGNED
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, first.picture)


def test_the_last_two_photos_cannot_be_switched_off(window, make_photos, run_and_wait):
    run_and_wait(make_photos(2))
    window.all_actions.toggle_photo.trigger()
    assert "At least two photos" in window.message.text
    assert window.session.editing.edits.is_empty
    assert window.all_actions.toggle_photo.isChecked()


def test_a_photo_switched_off_before_the_run_takes_no_part(window, qtbot, make_photos, open_and_wait):
    open_and_wait(make_photos(4))
    window.photo_list.select_row(2)
    window.all_actions.toggle_photo.trigger()
    assert window.session.photos[2].status is PhotoStatus.SWITCHED_OFF
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.make_clean_picture()
    assert window.session.photos[2].status is PhotoStatus.SWITCHED_OFF
    assert 2 not in window.session.result.alignment.used


def test_another_reference_and_back(window, make_photos, run_and_wait, update_of):
    run_and_wait(make_photos(3))
    before = row_of(window, PhotoStatus.REFERENCE)
    first = window.session.result.reconstruction.picture
    other = row_of(window, PhotoStatus.ALIGNED)
    window.photo_list.select_row(other)
    update_of(window.all_actions.make_reference.trigger)
    assert row_of(window, PhotoStatus.REFERENCE) == other
    assert not np.array_equal(window.session.result.reconstruction.picture, first)
    update_of(window.all_actions.undo.trigger)
    assert row_of(window, PhotoStatus.REFERENCE) == before
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, first)


def test_another_method_is_put_to_use_at_once(window, make_photos, run_and_wait, update_of):
    run_and_wait(make_photos(3))
    alignment = window.session.result.found
    window.top_bar.method.setCurrentIndex(window.top_bar.method.findData("median"))
    update_of(lambda: window.top_bar.method.activated.emit(window.top_bar.method.currentIndex()))
    assert window.session.result.reconstruction.method == "median"
    assert window.session.result.found is alignment


def test_all_that_the_photos_saw_and_back(window, make_photos, run_and_wait, update_of):
    run_and_wait(make_photos(3))
    first, actions = window.session.result, window.all_actions
    assert not actions.show_all.isChecked()
    update_of(actions.show_all.trigger)
    wider = window.session.result
    assert actions.show_all.isChecked()
    assert wider.found is first.found
    assert wider.stack.size > first.stack.size
    corner = wider.stack.H_ref_from_frame[wider.stack.reference][:2, 2]
    actions.straighten.trigger()
    window.correcting.straighten_view.take_whole_picture()
    corners = window.correcting.straighten_view.editor.corners
    update_of(window.correcting.straighten_view.apply_button.click)
    straightening = window.session.editing.edits.straightening
    np.testing.assert_allclose(np.array(straightening.corners) + corner, corners, atol=1e-9)
    update_of(actions.unstraighten.trigger)
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, wider.reconstruction.picture)
    update_of(actions.show_all.trigger)
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, first.reconstruction.picture)
