"""A photo that cannot be aligned is placed by hand."""

import cv2
import numpy as np
from window_driver import PATIENCE_MS

from diar_gui import geometry
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.images import write_image


def test_place_a_photo_that_was_left_out(window, qtbot, make_photos, open_and_wait, poster_views):
    folder = make_photos(3)
    # Strongly blurred and dimmed, so that no features agree.
    veiled = cv2.GaussianBlur(poster_views[0], (0, 0), 9) // 3
    write_image(folder / "veiled.png", veiled)
    open_and_wait(folder)
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.make_clean_picture()
    row = [p.name for p in window.session.photos].index("veiled.png")
    assert window.session.photos[row].status is PhotoStatus.LEFT_OUT
    alignment = window.session.result.alignment
    size = poster_views[0].shape[:2]
    H_ref_from_first = alignment.frames[0].H_ref_from_frame

    window.photo_list.select_row(row)
    window.all_actions.place.trigger()
    view = window.correcting.placement_view
    assert window.pages.currentWidget() is view
    qtbot.waitUntil(lambda: view.is_ready, timeout=PATIENCE_MS)
    on_photo = np.array([[60.0, 50.0], [400.0, 60.0], [390.0, 270.0], [80.0, 260.0]])
    view.photo.set_points(on_photo)
    view.reference.set_points(geometry.transfer(H_ref_from_first, on_photo))
    for index in range(4):
        view.photo.point_moved.emit(index)
        view.reference.point_moved.emit(index)
    qtbot.waitUntil(view.bar.place_button.isEnabled, timeout=PATIENCE_MS)
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        view.bar.place_button.click()
    assert window.pages.currentWidget() is window.work_page
    assert window.session.photos[row].is_used
    placed = window.session.result.alignment.frames[row].H_ref_from_frame
    assert geometry.corner_error_px(placed, H_ref_from_first, size) < 2.0
    assert window.session.editing.stack.undoText() == "Place veiled.png by hand"
