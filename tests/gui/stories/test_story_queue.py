"""Many folders dropped on the window: a picture each, by the engine of `diar batch`, and on the disk what it writes."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import PdfParser
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QTableView
from window_driver import PATIENCE_MS, drop

from diar_gui.gui.queue.rows import SetState
from diar_gui.images import write_image

sys.path.insert(0, str(Path(__file__).parents[2] / "batch"))
import works  # the directory is put on the path above: workers import it too


@pytest.fixture
def folders(tmp_path):
    """Return a function that makes folders of two files each."""

    def make(*names: str) -> Path:
        root = tmp_path / "scans"
        for name in names:
            (root / name).mkdir(parents=True)
            for i in range(2):
                (root / name / f"{i}.png").write_bytes(name.encode())
        return root

    return make


@pytest.fixture
def queue(window):
    """The queue, whose workers write the names of the sets as their pictures."""
    window.queueing.threads.worker.work = works.work
    return window.queueing


def listed(window, qtbot, paths: list[Path]) -> list[str]:
    """Drop folders; return the names of the sets."""
    with qtbot.waitSignal(window.queueing.page.model.modelReset, timeout=PATIENCE_MS):
        drop(window, paths)
    assert window.pages.currentWidget() is window.queueing.page
    return [row.name for row in window.queueing.page.model.rows]


def states(window) -> dict[str, SetState]:
    return {row.name: row.state for row in window.queueing.page.model.rows}


def press(qtbot, button) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def ended(window, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.queueing.is_running, timeout=PATIENCE_MS)


def select(window, name: str) -> None:
    table: QTableView = window.queueing.page.table
    table.selectRow([row.name for row in window.queueing.page.model.rows].index(name))


def test_a_folder_of_folders_becomes_pictures(window, qtbot, folders, queue, tmp_path):
    root = folders("a", "bad", "b")
    assert listed(window, qtbot, [root]) == ["a", "b", "bad"]
    assert queue.folder == tmp_path / "Clean pictures"
    page = queue.page
    assert page.start_button.text().strip() == "Make 3 pictures"
    press(qtbot, page.start_button)
    assert page.start_button.text().strip() == "Cancel all"
    ended(window, qtbot)
    assert states(window) == {"a": SetState.DONE, "b": SetState.DONE, "bad": SetState.FAILED}
    assert page.told.text() == "2 of 3 done, 1 failed"
    row = page.model.row_named("bad")
    assert row.news == "The photos are bad; take others."
    out = queue.folder
    assert (out / "a.png").read_text() == "a"
    lines = [json.loads(line) for line in (out / "manifest.jsonl").read_text().splitlines()]
    assert {line["name"]: line["state"] for line in lines} == {"a": "done", "b": "done", "bad": "failed"}
    assert (out / "summary.html").is_file()
    assert page.summary_button.isEnabled()
    assert not window.session.photos


def test_all_pictures_become_pages_of_a_pdf(window, qtbot, folders, queue, tmp_path):
    page = queue.page
    listed(window, qtbot, [folders("a", "bad", "b")])
    assert not page.pdf_button.isEnabled()
    press(qtbot, page.start_button)
    ended(window, qtbot)
    press(qtbot, page.pdf_button)
    dialog = window.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("Clean pictures.pdf")
    dialog.reject()
    with qtbot.waitSignal(queue.refused, timeout=PATIENCE_MS):
        queue.save_pdf(tmp_path / "all.pdf")  # these pictures are none
    assert not (tmp_path / "all.pdf").exists()
    for i, picture in enumerate(page.pictures):
        write_image(picture, np.full((30, 40, 3), 50 * i, np.uint8), overwrite=True)
    with qtbot.waitSignal(queue.told, timeout=PATIENCE_MS) as told:
        queue.save_pdf(tmp_path / "all.pdf")
    assert "all.pdf" in told.args[0]
    with PdfParser.PdfParser(str(tmp_path / "all.pdf")) as pdf:
        assert len(pdf.pages) == 2


def test_what_failed_is_tried_again_and_what_is_done_is_left(window, qtbot, folders, queue):
    listed(window, qtbot, [folders("a", "bad")])
    press(qtbot, queue.page.start_button)
    ended(window, qtbot)
    picture = queue.folder / "a.png"
    made = picture.stat().st_mtime_ns
    select(window, "bad")
    press(qtbot, queue.page.again_button)
    assert queue.is_running
    ended(window, qtbot)
    assert states(window) == {"a": SetState.DONE, "bad": SetState.FAILED}
    queue.page.model.replace_sets([])
    with qtbot.waitSignal(queue.page.model.modelReset, timeout=PATIENCE_MS):
        queue.add([])  # as another start of the window would list them
    press(qtbot, queue.page.start_button)
    ended(window, qtbot)
    assert states(window)["a"] is SetState.DONE
    assert picture.stat().st_mtime_ns == made


def test_one_is_cancelled_and_the_rest_goes_on(window, qtbot, folders, queue):
    listed(window, qtbot, [folders("b", "hangs", "c")])
    press(qtbot, queue.page.start_button)
    qtbot.waitUntil(lambda: states(window)["hangs"] is SetState.AT_WORK, timeout=PATIENCE_MS)
    select(window, "hangs")
    press(qtbot, queue.page.cancel_button)
    ended(window, qtbot)
    assert states(window) == {"b": SetState.DONE, "c": SetState.DONE, "hangs": SetState.CANCELLED}
    assert not list(queue.folder.glob("hangs*"))


def test_all_are_cancelled_and_nothing_is_half_done(window, qtbot, folders, queue):
    listed(window, qtbot, [folders("b", "hangs", "z")])
    press(qtbot, queue.page.start_button)
    qtbot.waitUntil(lambda: states(window)["hangs"] is SetState.AT_WORK, timeout=PATIENCE_MS)
    press(qtbot, queue.page.start_button)
    ended(window, qtbot)
    assert states(window) == {"b": SetState.DONE, "hangs": SetState.CANCELLED, "z": SetState.CANCELLED}
    assert [path.name for path in queue.folder.glob("*.png")] == ["b.png"]


def test_folders_are_added_while_others_are_worked_on(window, qtbot, folders, queue, tmp_path):
    root = folders("a", "slow", "c")
    assert listed(window, qtbot, [root / "a", root / "slow"]) == ["a", "slow"]
    assert queue.folder == root / "Clean pictures"
    press(qtbot, queue.page.start_button)
    assert listed(window, qtbot, [root / "c", root / "a"]) == ["a", "c", "slow"]
    qtbot.waitUntil(lambda: set(states(window).values()) == {SetState.DONE}, timeout=PATIENCE_MS)
    ended(window, qtbot)


def test_pictures_never_go_among_the_photos(window, qtbot, folders, queue):
    root = folders("a", "b")
    listed(window, qtbot, [root])
    queue.put_into(root / "pictures")
    press(qtbot, queue.page.start_button)
    ended(window, qtbot)
    assert "would take its pictures for photos" in window.message.text
    assert set(states(window).values()) == {SetState.WAITING}


def test_folders_without_photos_are_refused_in_place(window, qtbot, queue, tmp_path):
    (tmp_path / "empty" / "below").mkdir(parents=True)
    drop(window, [tmp_path / "empty"])
    qtbot.waitUntil(lambda: "holds two photos or more" in window.message.text, timeout=PATIENCE_MS)


def test_a_result_is_opened_as_work_of_its_own_without_aligning_again(
    window, qtbot, make_photos, run_and_wait, monkeypatch, tmp_path
):
    window.app_menu.change(replace(window.app_menu.settings, method="median"))
    root = tmp_path / "scans"
    for name in ("first", "second"):
        make_photos(3, f"scans/{name}")
    listed(window, qtbot, [root])
    press(qtbot, window.queueing.page.start_button)
    qtbot.waitUntil(lambda: set(states(window).values()) == {SetState.DONE}, timeout=PATIENCE_MS)
    ended(window, qtbot)
    assert (window.queueing.folder / "second.png").stat().st_size > 0
    select(window, "second")
    from diar_gui import pipeline

    def refuse(*_, **__):
        raise AssertionError("the photos are aligned again")

    monkeypatch.setattr(pipeline, "align_originals", refuse)
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        press(qtbot, window.queueing.page.open_button)
    assert window.pages.currentWidget() is window.work_page
    assert [photo.path.parent.name for photo in window.session.photos] == ["second"] * 3
    assert window.session.result is not None


def test_closing_while_pictures_are_made_asks(window, qtbot, folders, queue):
    listed(window, qtbot, [folders("hangs", "b")])
    press(qtbot, queue.page.start_button)
    window.close()
    assert window.isVisible()
    window.closing.question.reject()
    press(qtbot, queue.page.start_button)
    ended(window, qtbot)


def test_back_leads_to_the_photos_that_were_open(window, qtbot, make_photos, open_and_wait, folders, queue):
    open_and_wait(make_photos(2))
    listed(window, qtbot, [folders("a", "b")])
    assert not window.top_bar.isVisible()
    press(qtbot, queue.page.leave_button)
    assert window.pages.currentWidget() is window.work_page
    assert window.top_bar.isVisible()
    window.all_actions.queue.trigger()
    assert window.pages.currentWidget() is queue.page
