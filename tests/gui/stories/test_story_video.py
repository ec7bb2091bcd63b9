"""Videos are opened like photos: how many frames of each is asked, and they are photos from then on."""

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from window_driver import PATIENCE_MS, drop


@pytest.fixture
def make_video(tmp_path, poster_views):
    """Return a function that writes a video of the poster."""

    def make(name: str = "clip.avi"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        height, width = poster_views[0].shape[:2]
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (width, height))
        for i in range(12):
            writer.write(np.ascontiguousarray(poster_views[i // 4][..., ::-1]))
        writer.release()
        return path

    return make


def names(window) -> list[str]:
    return [photo.name for photo in window.session.photos]


def dialog_of(window, qtbot):
    qtbot.waitUntil(lambda: window.videos.dialog is not None, timeout=PATIENCE_MS)
    dialog = window.videos.dialog
    qtbot.waitUntil(dialog.take_button.isEnabled, timeout=PATIENCE_MS)
    return dialog


def take(window, qtbot, n: int) -> None:
    dialog = dialog_of(window, qtbot)
    dialog.number.setValue(n)
    assert dialog.frames.count() == n
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)


def test_a_video_becomes_photos_beside_it(window, qtbot, make_video, tmp_path):
    video = make_video()
    before = video.read_bytes()
    drop(window, [video])
    take(window, qtbot, 3)
    folder = tmp_path / "clip photos"
    assert sorted(path.name for path in folder.iterdir()) == names(window)
    assert len(names(window)) == 3
    assert video.read_bytes() == before
    drop(window, [video])
    take(window, qtbot, 2)
    assert len(names(window)) == 5
    assert len(list((tmp_path / "clip photos 2").iterdir())) == 2


def test_a_folder_may_hold_photos_and_videos(window, qtbot, make_photos, make_video):
    folder = make_photos(2)
    make_video("photos/clip.avi")
    drop(window, [folder])
    take(window, qtbot, 4)
    assert len(names(window)) == 6


def test_without_the_video_the_photos_are_opened(window, qtbot, make_photos, make_video):
    folder = make_photos(2)
    make_video("photos/clip.avi")
    drop(window, [folder])
    dialog = dialog_of(window, qtbot)
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        dialog.reject()
    assert names(window) == ["photo0.png", "photo1.png"]
    assert not (folder / "clip photos").exists()


def test_nothing_is_written_where_it_is_given_up(window, qtbot, make_video, tmp_path):
    drop(window, [make_video()])
    dialog_of(window, qtbot).reject()
    qtbot.waitUntil(lambda: window.videos.dialog is None, timeout=PATIENCE_MS)
    assert not window.session.photos
    assert [path.name for path in tmp_path.iterdir()] == ["clip.avi"]


def test_why_a_video_cannot_be_read_is_said_in_place(window, qtbot, tmp_path):
    (tmp_path / "broken.mp4").write_bytes(b"nothing")
    drop(window, [tmp_path / "broken.mp4"])
    dialog = window.videos.dialog
    qtbot.waitUntil(lambda: "not a video that DIAR reads" in dialog.note.text(), timeout=PATIENCE_MS)
    assert not dialog.take_button.isEnabled()
    dialog.reject()
