"""A project: made, corrected, saved, dropped again; and work that a crash left."""

from pathlib import Path

import pytest
from project_desk import PATIENCE_MS
from window_driver import drop

from diar_gui.edits import Edits
from diar_gui.gui.look.message_bar import MessageKind
from diar_gui.gui.projects.rescue_files import RescueFiles
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.paths import user_data_dir
from diar_gui.project import Project


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_saved_and_dropped_again(window, qtbot, make_photos, run_and_wait, tmp_path, monkeypatch):
    folder = make_photos(4, "wall")
    run_and_wait(folder)
    assert window.isWindowModified()
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.session.edit(Edits(left_out=frozenset({folder / "photo3.png"})), "Switch off")
    window.all_actions.save_project.trigger()
    with qtbot.waitSignal(window.projects.saved, timeout=PATIENCE_MS):
        window.projects.save_dialog.dialog.accept()
    assert window.message.kind is MessageKind.INFORMATION
    assert "wall.diar" in window.message.text
    assert not window.isWindowModified()
    assert window.windowTitle().startswith("wall[*]")

    window.open_paths([make_photos(2, "other")])
    qtbot.waitUntil(lambda: len(window.session.photos) == 2, timeout=PATIENCE_MS)
    assert window.windowTitle().startswith("other[*]")
    monkeypatch.setattr("diar_gui.pipeline.align_originals", None)  # would be called
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        drop(window, [tmp_path / "wall.diar"])
    assert [p.status for p in window.session.photos].count(PhotoStatus.SWITCHED_OFF) == 1
    assert not window.isWindowModified()
    assert not window.all_actions.undo.isEnabled()  # what was before cannot be undone into

    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.session.edit(Edits(), "Switch on")
    assert window.isWindowModified()
    with qtbot.waitSignal(window.projects.saved, timeout=PATIENCE_MS):
        window.all_actions.save_project.trigger()
    assert not window.isWindowModified()


def test_a_project_from_the_command_line(window, qtbot, make_photos, tmp_path):
    from diar_gui.project import write_project

    write_project(tmp_path / "p.diar", Project(tuple(sorted(make_photos(2).iterdir()))))
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        window.open_paths([tmp_path / "p.diar"], start=True)
    assert window.windowTitle().startswith("p[*]")


def test_everything_is_exported_from_the_window(window, qtbot, make_photos, run_and_wait, tmp_path):
    run_and_wait(make_photos(2, "wall"))
    window.all_actions.export.trigger()
    window.exporting.dialog.layers.click()
    with qtbot.waitSignal(window.session.exported, timeout=PATIENCE_MS):
        window.exporting.dialog.export_button.click()
    assert window.message.kind is MessageKind.SUCCESS
    assert (tmp_path / "wall_clean_layers.tif").exists()
    assert not window.isWindowModified()


def left_by_a_dead_program(folder: Path) -> None:
    files = RescueFiles(user_data_dir() / "autosave")
    photos = tuple(sorted(folder.iterdir()))
    files.write(Project(photos, edits=Edits(left_out=frozenset({photos[0]}))))
    [path] = (user_data_dir() / "autosave").glob("*.diar")
    path.with_name("1-dead.diar").write_bytes(path.read_bytes())
    files.remove()


def test_a_window_that_died_is_followed_by_one_that_restores(window, qtbot, make_photos):
    folder = make_photos(3, "wall")
    left_by_a_dead_program(folder)
    window.projects.autosave.look()
    qtbot.waitUntil(lambda: window.projects.autosave.question is not None, timeout=PATIENCE_MS)
    assert "wall" in window.projects.autosave.question.text()
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        window.projects.autosave.question.defaultButton().click()
    assert window.isWindowModified()
    assert window.session.editing.edits.left_out == {folder / "photo0.png"}
