"""Projects: saved, opened, moved, and what is not saved of them."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from project_desk import PATIENCE_MS, QUICK, desk
from PySide6.QtWidgets import QMessageBox

from diar_gui.edits import Edits, Stroke
from diar_gui.gui.session.settings import Settings
from diar_gui.project import Project, read_project, write_project


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def work(qtbot):
    with desk(qtbot) as made:
        yield made


def corrected(folder: Path) -> Edits:
    stroke = Stroke(folder / "photo1.png", True, ((50.0, 60.0), (200.0, 160.0)), 30.0, 0.5)
    return Edits(frozenset({folder / "photo2.png"}), strokes=(stroke,))


def test_a_project_comes_back_without_aligning_again(work, make_photos, tmp_path, qtbot, monkeypatch):
    folder = make_photos(4)
    work.run([folder])
    work.edit(corrected(folder))
    work.save_as(tmp_path / "poster.diar")
    expected, summaries = work.session.result.reconstruction.picture, work.session.photos
    with desk(qtbot) as other:
        other.session.settings = Settings()
        monkeypatch.setattr("diar_gui.pipeline.align_originals", None)
        other.open_project(tmp_path / "poster.diar")
        np.testing.assert_array_equal(other.session.result.reconstruction.picture, expected)
        assert other.session.photos == summaries
        assert other.session.editing.edits == corrected(folder)
        matches = [f.matches.is_inlier.sum() for f in other.session.result.found.frames]
        assert matches == [f.matches.is_inlier.sum() for f in work.session.result.found.frames]
        settings = other.session.settings
        assert replace(settings, device="cpu") == QUICK
        assert other.projects.name == "poster"
        assert not other.projects.is_modified
        assert not other.saving.is_unsaved
        assert not other.told


def test_what_is_not_saved_is_known(work, make_photos, tmp_path, qtbot):
    folder = make_photos(3)
    projects = work.projects
    work.run([folder])
    assert work.saving.is_unsaved
    work.save_as(tmp_path / "p.diar")
    assert not work.saving.is_unsaved
    assert not projects.is_modified
    work.edit(corrected(folder))
    assert projects.is_modified
    with qtbot.waitSignal(work.session.update_finished, timeout=PATIENCE_MS):
        work.session.editing.stack.undo()
    assert not projects.is_modified
    work.edit(corrected(folder))
    with qtbot.waitSignal(projects.saved, timeout=PATIENCE_MS):
        projects.save()
    assert not projects.is_modified
    assert read_project(tmp_path / "p.diar").edits == corrected(folder)
    work.session.change_settings(replace(QUICK, method="mean"))
    assert projects.is_modified
    work.open([make_photos(2, "others")])
    assert projects.path is None
    assert not projects.is_modified
    assert projects.name == ""


def test_only_one_file_a_project_is_taken_for_one(work, make_photos, tmp_path, qtbot):
    folder = make_photos(2)
    write_project(tmp_path / "p.DIAR", Project(tuple(sorted(folder.iterdir()))))
    assert not work.projects.take([folder])
    assert not work.projects.take([tmp_path / "p.DIAR", folder])
    with qtbot.waitSignal(work.session.photos_replaced, timeout=PATIENCE_MS):
        assert work.projects.take([tmp_path / "p.DIAR"])
    assert [p.name for p in work.session.photos] == ["photo0.png", "photo1.png"]
    assert work.session.result is None  # there was none when it was saved


def test_no_project_is_told_and_leaves_everything_as_it_is(work, make_photos, tmp_path, qtbot):
    folder = make_photos(2)
    work.open([folder])
    (tmp_path / "bad.diar").write_bytes(b"{}")
    with qtbot.waitSignal(work.projects.failed, timeout=PATIENCE_MS):
        work.projects.open(tmp_path / "bad.diar")
    assert "bad.diar" in work.told[-1]
    assert work.session.inputs == (folder,)


def test_a_project_is_replaced_only_after_a_question(work, make_photos, tmp_path, qtbot):
    folder = make_photos(2)
    work.run([folder])
    (tmp_path / "photos.diar").write_bytes(b"precious")
    dialog = work.projects.save_dialog
    work.projects.save_as()
    assert Path(dialog.dialog.selectedFiles()[0]) == tmp_path / "photos.diar"
    dialog.dialog.accept()
    assert "photos.diar" in dialog.question.text()
    dialog.question.reject()
    assert (tmp_path / "photos.diar").read_bytes() == b"precious"
    work.projects.save_as()
    dialog.dialog.accept()
    with qtbot.waitSignal(work.projects.saved, timeout=PATIENCE_MS):
        next(b for b in dialog.question.buttons() if b.objectName() == "replace").click()
    assert len(read_project(tmp_path / "photos.diar").photos) == 2


def test_any_name_gets_the_ending(work, make_photos, tmp_path, qtbot):
    work.open([make_photos(2)])
    work.projects.save_as()
    work.projects.save_dialog.dialog.selectFile(str(tmp_path / "St. Mary"))
    with qtbot.waitSignal(work.projects.saved, timeout=PATIENCE_MS):
        work.projects.save_dialog.dialog.accept()
    assert work.projects.path == tmp_path / "St. Mary.diar"


def test_a_folder_that_cannot_be_written_is_told(work, make_photos, tmp_path, qtbot):
    work.open([make_photos(2)])
    work.projects.save_as()
    with qtbot.waitSignal(work.projects.failed, timeout=PATIENCE_MS):
        work.projects.save_dialog.chosen.emit(tmp_path / "gone" / "p.diar", False)
    assert work.told[-1].endswith(".")
    assert work.projects.path is None


@pytest.fixture
def moved(qtbot, make_photos, tmp_path):
    """A project whose photos were moved."""
    folder = make_photos(3)
    with desk(qtbot) as made:
        made.run([folder])
        made.edit(Edits(frozenset({folder / "photo2.png"})))
        made.save_as(tmp_path / "p.diar")
    (tmp_path / "archive" / "2026").mkdir(parents=True)
    folder.rename(tmp_path / "archive" / "2026" / "poster")
    return tmp_path / "p.diar"


def ask_for_missing(work, path):
    work.projects.open(path)
    work.qtbot.waitUntil(lambda: work.projects.missing_dialog is not None, timeout=PATIENCE_MS)
    return work.projects.missing_dialog


def test_photos_that_have_moved_are_asked_for(work, moved, tmp_path, qtbot, monkeypatch):
    dialog = ask_for_missing(work, moved)
    assert dialog.list.count() == 3
    assert not dialog.open_button.isEnabled()
    assert not dialog.leave_out_button.isEnabled()  # nothing would be left
    with qtbot.waitSignal(work.projects.thread_.worker.searched, timeout=PATIENCE_MS):
        dialog.look_in(str(tmp_path / "data"))
    qtbot.waitUntil(lambda: "None of them" in dialog.answer.text())
    dialog.look_in(str(tmp_path / "archive"))
    qtbot.waitUntil(dialog.open_button.isEnabled, timeout=PATIENCE_MS)
    monkeypatch.setattr("diar_gui.pipeline.align_originals", None)
    with qtbot.waitSignal(work.session.run_finished, timeout=PATIENCE_MS):
        dialog.open_button.click()
    place = tmp_path / "archive" / "2026" / "poster"
    assert [p.path for p in work.session.photos] == [place / f"photo{i}.png" for i in range(3)]
    assert work.session.editing.edits.left_out == {place / "photo2.png"}
    assert work.projects.is_modified  # the file still names the old places
    with qtbot.waitSignal(work.projects.saved, timeout=PATIENCE_MS):
        work.projects.save()
    assert read_project(moved).photos[0] == place / "photo0.png"


def test_missing_photos_can_be_left_out(work, moved, tmp_path, qtbot):
    archive = tmp_path / "archive" / "2026" / "poster"
    (archive / "photo2.png").unlink()
    dialog = ask_for_missing(work, moved)
    dialog.look_in(str(archive))
    qtbot.waitUntil(dialog.leave_out_button.isEnabled, timeout=PATIENCE_MS)
    assert [p.name for p in dialog.missing] == ["photo2.png"]
    with qtbot.waitSignal(work.session.run_finished, timeout=PATIENCE_MS):
        dialog.leave_out_button.click()
    assert [p.name for p in work.session.photos] == ["photo0.png", "photo1.png"]
    assert work.session.editing.edits.is_empty


def test_or_not_opened_at_all(work, moved, qtbot):
    dialog = ask_for_missing(work, moved)
    dialog.reject()
    assert work.projects.missing_dialog is None
    assert work.projects.path is None
    assert not work.session.photos


def test_changed_settings_are_not_answered_with_an_old_alignment(work, make_photos, tmp_path, qtbot):
    folder = make_photos(3)
    work.run([folder])
    work.save_as(tmp_path / "p.diar")
    before = work.session.result.found
    with desk(qtbot) as other:
        other.projects.settings_wanted.connect(
            lambda settings: other.session.change_settings(replace(settings, working_size_px=400))
        )
        other.open_project(tmp_path / "p.diar")
        now = other.session.result.found
        pairs = zip(now.frames, before.frames, strict=True)
        assert not all(np.array_equal(frame.H_ref_from_frame, was.H_ref_from_frame) for frame, was in pairs)


def test_saving_while_the_picture_is_made_keeps_the_alignment(work, make_photos, tmp_path, qtbot):
    folder = make_photos(3)
    work.run([folder])
    work.save_as(tmp_path / "p.diar")
    with desk(qtbot) as other:
        with qtbot.waitSignal(other.session.photos_replaced, timeout=PATIENCE_MS):
            other.projects.open(tmp_path / "p.diar")
        other.session.cancel_run()
        with qtbot.waitSignal(other.projects.saved, timeout=PATIENCE_MS):
            other.projects.save()
        assert read_project(tmp_path / "p.diar").found is not None


def test_a_copied_project_opens_beside_its_copied_photos(work, make_photos, tmp_path, qtbot, monkeypatch):
    folder = make_photos(3, "trip/photos")
    work.run([folder])
    work.save_as(tmp_path / "trip" / "p.diar")
    shutil.copytree(tmp_path / "trip", tmp_path / "copy")
    shutil.rmtree(tmp_path / "trip")
    monkeypatch.setattr("diar_gui.pipeline.align_originals", None)
    with desk(qtbot) as other:
        other.open_project(tmp_path / "copy" / "p.diar")
        assert other.session.photos[0].path == tmp_path / "copy" / "photos" / "photo0.png"


def test_the_question_is_a_real_one(work, make_photos, tmp_path):
    work.open([make_photos(2)])
    (tmp_path / "photos.diar").touch()
    work.projects.save_as()
    work.projects.save_dialog.dialog.accept()
    question = work.projects.save_dialog.question
    assert isinstance(question, QMessageBox)
    assert question.defaultButton().objectName() != "replace"
    question.reject()
