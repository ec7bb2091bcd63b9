"""Straighten: the corners are found or set, the picture is cropped to them, and back."""

import numpy as np
from window_driver import PATIENCE_MS


def apply_and_wait(window, qtbot):
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.correcting.straighten_view.apply_button.click()
    qtbot.waitUntil(lambda: not window.session.is_updating, timeout=PATIENCE_MS)


def test_straighten_change_and_take_back(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(3))
    first = window.session.result.reconstruction.picture
    window.all_actions.straighten.trigger()
    view = window.correcting.straighten_view
    assert window.pages.currentWidget() is view
    qtbot.waitUntil(lambda: view.find_button.isEnabled() and view.apply_button.isEnabled(), timeout=PATIENCE_MS)
    corners = np.array([[40.0, 30.0], [430.0, 34.0], [425.0, 290.0], [44.0, 286.0]])
    view.editor.set_corners(corners)
    apply_and_wait(window, qtbot)
    assert window.pages.currentWidget() is window.work_page
    straight = window.session.result.reconstruction.picture
    assert straight.shape[1] > straight.shape[0]
    assert straight.shape[1] < first.shape[1]
    # The middle of the subject is in the middle of the picture now.
    height, width = straight.shape[:2]
    middle = straight[height // 2 - 20 : height // 2 + 20, width // 2 - 20 : width // 2 + 20].mean(axis=(0, 1))
    x, y = corners.mean(axis=0).astype(int)
    expected = first[y - 20 : y + 20, x - 20 : x + 20].mean(axis=(0, 1))
    assert np.abs(middle - expected).max() < 25

    window.all_actions.straighten.trigger()
    np.testing.assert_allclose(view.editor.corners, corners)
    view.cancel_button.click()
    assert window.pages.currentWidget() is window.work_page

    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.all_actions.unstraighten.trigger()
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, first)
