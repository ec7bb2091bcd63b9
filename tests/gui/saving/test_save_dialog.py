"""Saving: the proposed name, and that nothing is replaced in silence."""

from pathlib import Path

from PySide6.QtWidgets import QMessageBox
from window_driver import PATIENCE_MS

from diar_gui.gui.look.message_bar import MessageKind
from diar_gui.gui.saving.save_dialog import proposed_path
from diar_gui.gui.session.export_worker import ExportRequest
from diar_gui.outputs import Outputs


def test_proposed_beside_the_folder(tmp_path):
    folder = tmp_path / "Wand 3"
    folder.mkdir()
    assert proposed_path([folder]) == tmp_path / "Wand 3_clean.png"


def test_proposed_beside_the_folder_of_single_photos(tmp_path):
    folder = tmp_path / "poster"
    folder.mkdir()
    (folder / "a.jpg").touch()
    assert proposed_path([folder / "a.jpg", folder / "b.jpg"]) == tmp_path / "poster_clean.png"


def test_proposed_by_the_name_of_a_sequence(tmp_path):
    frames = tmp_path / "lamp" / "frames"
    frames.mkdir(parents=True)
    (frames / "000.png").touch()
    assert proposed_path([frames / "000.png"]) == tmp_path / "lamp_clean.png"


def test_nothing_is_proposed_inside_the_app(tmp_path):
    sample = tmp_path / "sample" / "lamp"
    sample.mkdir(parents=True)
    proposal = proposed_path([sample], bundled=tmp_path / "sample")
    assert proposal.name == "lamp_clean.png"
    assert not proposal.is_relative_to(tmp_path)


def test_a_file_is_replaced_only_after_a_question(window, qtbot, make_photos, run_and_wait, tmp_path):
    run_and_wait(make_photos(2))
    taken = tmp_path / "photos_clean.png"
    taken.write_bytes(b"precious")

    window.saving.choose()
    window.saving.dialog.dialog.accept()
    question = window.saving.dialog.question
    assert isinstance(question, QMessageBox)
    assert taken.name in question.text()
    question.reject()
    assert taken.read_bytes() == b"precious"

    window.saving.choose()
    window.saving.dialog.dialog.accept()
    replace = next(b for b in window.saving.dialog.question.buttons() if b.objectName() == "replace")
    with qtbot.waitSignal(window.session.exported, timeout=PATIENCE_MS):
        replace.click()
    assert taken.read_bytes().startswith(b"\x89PNG")


def test_a_file_that_appeared_meanwhile_is_left_alone(window, qtbot, make_photos, run_and_wait, tmp_path):
    run_and_wait(make_photos(2))
    taken = tmp_path / "taken.png"
    taken.write_bytes(b"precious")
    with qtbot.waitSignal(window.session.export_failed, timeout=PATIENCE_MS):
        window.session.export(ExportRequest(Outputs(taken), ()))
    assert window.message.kind is MessageKind.WARNING
    assert taken.read_bytes() == b"precious"


def test_a_missing_folder_is_told(window, qtbot, make_photos, run_and_wait, tmp_path: Path):
    run_and_wait(make_photos(2))
    with qtbot.waitSignal(window.session.export_failed, timeout=PATIENCE_MS):
        window.session.export(ExportRequest(Outputs(tmp_path / "gone" / "clean.png"), ()))
    assert "gone" in window.message.text
    assert window.message.text.endswith(".")
    assert window.session.result is not None
