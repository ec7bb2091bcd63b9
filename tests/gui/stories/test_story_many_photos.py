"""Sixty photos are dragged in at once."""

import cv2
from window_driver import PATIENCE_MS, drop

from diar_gui.images import write_image


def test_drag_of_sixty_photos(window, qtbot, tmp_path, poster_views):
    paths = []
    for i in range(60):
        path = tmp_path / f"p{i}.jpg"
        write_image(path, cv2.resize(poster_views[i % 7], (96, 64), interpolation=cv2.INTER_AREA))
        paths.append(path)
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        drop(window, paths[::-1])
    assert [p.name for p in window.session.photos] == [f"p{i}.jpg" for i in range(60)]
    model = window.photo_list.photos
    qtbot.waitUntil(lambda: all(model.index(i).data(1) is not None for i in range(60)), timeout=PATIENCE_MS)
    for row in range(59):
        window.photo_list.select_row(row)
    assert window.session.selected_row == 58
