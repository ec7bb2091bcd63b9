"""Drop a folder, make the clean picture, look at the photos, save."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from window_driver import PATIENCE_MS, drop

from diar_gui.gui.look.message_bar import MessageKind
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.gui.shown.snapshot import Snapshot
from diar_gui.images import read_image


def test_from_drop_to_saved_file(window, qtbot, make_photos, tmp_path):
    folder = make_photos(4, "My poster")
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        drop(window, [folder])
    assert [p.name for p in window.session.photos] == [f"photo{i}.png" for i in range(4)]
    assert not window.top_bar.save_button.isEnabled()
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        qtbot.mouseClick(window.top_bar.primary_button, Qt.MouseButton.LeftButton)
    statuses = [p.status for p in window.session.photos]
    assert statuses.count(PhotoStatus.REFERENCE) == 1
    assert statuses.count(PhotoStatus.ALIGNED) == 3

    qtbot.mouseClick(window.top_bar.save_button, Qt.MouseButton.LeftButton)
    dialog = window.saving.dialog.dialog
    saved = tmp_path / "My poster_clean.png"
    assert [Path(f) for f in dialog.selectedFiles()] == [saved]
    with qtbot.waitSignal(window.session.exported, timeout=PATIENCE_MS):
        dialog.accept()
    assert window.message.kind is MessageKind.SUCCESS
    assert str(saved) in window.message.text
    np.testing.assert_array_equal(read_image(saved), window.session.result.reconstruction.picture)
    assert sorted(p.name for p in folder.iterdir()) == [f"photo{i}.png" for i in range(4)]


def test_selecting_a_photo_switches_all_panes(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(3))
    shown: list[Snapshot] = []
    window.session.snapshot_changed.connect(shown.append)
    window.session._want_snapshot()  # the first photo is selected already
    reference = next(i for i, p in enumerate(window.session.photos) if p.status is PhotoStatus.REFERENCE)
    others = [i for i in range(3) if i != reference]
    pictures = []
    for row in (reference, *others):
        window.photo_list.select_row(row)
        name = window.session.photos[row].name
        qtbot.waitUntil(lambda name=name: bool(shown) and shown[-1].photo.name == name, timeout=PATIENCE_MS)
        assert name in window.work_page.headline.text()
        assert window.session.photos[row].status.text in window.work_page.headline.text()
        assert window.panes.warped.is_showing_picture
        assert window.panes.weights.is_showing_picture
        assert window.panes.matches.agree_label.isHidden() == (row == reference)
        pictures.append(shown[-1].warped.picture.levels[0])
    assert not np.array_equal(pictures[1], pictures[2])


def test_the_reference_shows_while_the_key_is_held(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(3))
    for kind, is_held in ((QKeyEvent.Type.KeyPress, True), (QKeyEvent.Type.KeyRelease, False)):
        event = QKeyEvent(kind, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "b")
        QApplication.sendEvent(window.windowHandle(), event)
        assert window.panes.result.is_compared == is_held
        assert window.panes.warped.is_compared == is_held


def test_blinking_shows_both_in_turn(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(2))
    warped = window.panes.warped
    qtbot.mouseClick(warped.blink, Qt.MouseButton.LeftButton)
    assert warped.is_compared
    qtbot.waitUntil(lambda: not warped.is_compared)
    qtbot.waitUntil(lambda: warped.is_compared)
    qtbot.mouseClick(warped.blink, Qt.MouseButton.LeftButton)
    assert not warped.is_compared


def test_before_and_after(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(2))
    result = window.panes.result
    qtbot.mouseClick(result.before, Qt.MouseButton.LeftButton)
    assert result.is_compared
    assert result.caption.text()
    qtbot.mouseClick(result.before, Qt.MouseButton.LeftButton)
    assert not result.is_compared


def test_files_are_taken_as_well_as_folders(window, qtbot, make_photos):
    folder = make_photos(3)
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        drop(window, [folder / "photo2.png", folder / "photo0.png"])
    assert {p.name for p in window.session.photos} == {"photo0.png", "photo2.png"}
