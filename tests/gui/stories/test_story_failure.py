"""What goes wrong ends in one finished sentence, and the window stays ready."""

import pytest
import torch
from window_driver import PATIENCE_MS, drop

from diar_gui import pipeline
from diar_gui.gui.look.message_bar import MessageKind
from diar_gui.gui.session.session import State
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.images import read_image, write_image
from diar_gui.paths import resource_path


def assert_one_sentence(window) -> None:
    assert window.message.kind is MessageKind.WARNING
    assert window.message.text.endswith(".")
    assert "Traceback" not in window.message.text
    assert "\n" not in window.message.text


def test_unrelated_photos(window, qtbot, make_photos, open_and_wait):
    folder = make_photos(1)
    other = read_image(next((resource_path("sample/whiteboard") / "frames").iterdir()))[::3, ::3]
    write_image(folder / "whiteboard.png", other)
    open_and_wait(folder)
    with qtbot.waitSignal(window.session.run_failed, timeout=PATIENCE_MS):
        window.make_clean_picture()
    assert_one_sentence(window)
    assert window.session.state is State.READY
    assert window.session.result is None
    left_out = [p for p in window.session.photos if p.status is PhotoStatus.LEFT_OUT]
    assert len(left_out) == 1
    assert left_out[0].reason.endswith(".")


def test_a_file_that_is_no_photo_is_named_and_left_out(window, qtbot, make_photos, run_and_wait):
    folder = make_photos(3)
    (folder / "notes.jpg").write_text("not a picture")
    run_and_wait(folder)
    row = [p.name for p in window.session.photos].index("notes.jpg")
    assert window.session.photos[row].status is PhotoStatus.UNREADABLE
    assert_one_sentence(window)
    assert "notes.jpg" in window.message.text
    window.photo_list.select_row(row)
    assert "notes.jpg" in window.work_page.reason.text()
    assert window.work_page.reason.text().endswith(".")
    qtbot.waitUntil(lambda: not window.panes.warped.is_showing_picture, timeout=PATIENCE_MS)
    assert window.panes.result.is_showing_picture
    assert window.photo_list.photos.index(row).data(3).count("notes.jpg")  # the tooltip


def test_a_bad_file_is_marked_before_any_run(window, qtbot, make_photos, open_and_wait):
    folder = make_photos(1)
    (folder / "a.jpg").write_bytes(b"")
    open_and_wait(folder)
    qtbot.waitUntil(lambda: window.session.photos[0].status is PhotoStatus.UNREADABLE, timeout=PATIENCE_MS)
    assert window.session.photos[1].status is PhotoStatus.WAITING


def test_a_folder_without_photos_leaves_the_window_empty(window, qtbot, tmp_path):
    (tmp_path / "readme.txt").write_text("nothing here")
    with qtbot.waitSignal(window.session.load_failed, timeout=PATIENCE_MS):
        drop(window, [tmp_path])
    assert_one_sentence(window)
    assert window.session.state is State.EMPTY
    assert window.pages.currentWidget() is window.empty_state


def test_a_bad_drop_keeps_the_photos_that_are_open(window, qtbot, make_photos, open_and_wait, tmp_path):
    open_and_wait(make_photos(2))
    with qtbot.waitSignal(window.session.load_failed, timeout=PATIENCE_MS):
        window.open_paths([tmp_path / "missing"])
    assert_one_sentence(window)
    assert len(window.session.photos) == 2
    assert window.session.state is State.READY


@pytest.mark.parametrize(
    "error",
    [torch.OutOfMemoryError("out of memory"), MemoryError(), RuntimeError("odd\nlines"), SystemExit(3), ValueError()],
    ids=lambda e: type(e).__name__,
)
def test_a_fault_of_the_program_ends_the_run_with_a_message(
    window, qtbot, make_photos, open_and_wait, monkeypatch, error
):
    def fail(*_: object) -> None:
        raise error

    open_and_wait(make_photos(2))
    monkeypatch.setattr(pipeline, "run", fail)
    with qtbot.waitSignal(window.session.run_failed, timeout=PATIENCE_MS):
        window.make_clean_picture()
    assert_one_sentence(window)
    assert window.session.state is State.READY
    monkeypatch.undo()
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.make_clean_picture()
