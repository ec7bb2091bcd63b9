"""Exporting through the dialog: what is ticked is written, and it is what is shown."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from project_desk import PATIENCE_MS, desk
from PySide6.QtCore import Qt

from diar_gui.edits import Edits, Straightening
from diar_gui.gui.saving.export_choice import ExportChoice
from diar_gui.gui.saving.export_dialog import ExportDialog
from diar_gui.image_codecs import profile_of
from diar_gui.images import read_image


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def work(qtbot, make_photos):
    with desk(qtbot) as made:
        made.run([make_photos(3, "wall")])
        yield made


def export(work) -> Path:
    """Press the button, answer no question, and return what the session says was written."""
    with work.qtbot.waitSignal(work.session.exported, timeout=PATIENCE_MS) as told:
        work.qtbot.mouseClick(work.exporting.dialog.export_button, Qt.MouseButton.LeftButton)
    return told.args[0]


def choose(chooser, value) -> None:
    chooser.setCurrentIndex(chooser.findData(value))


def test_it_proposes_the_clean_picture_beside_the_folder(work, tmp_path):
    work.exporting.choose()
    dialog = work.exporting.dialog
    assert (dialog.folder.text(), dialog.name.text()) == (str(tmp_path), "wall_clean")
    assert "wall_clean.png" in dialog.summary.text()
    assert work.saving.is_unsaved
    assert export(work) == tmp_path / "wall_clean.png"
    np.testing.assert_array_equal(read_image(tmp_path / "wall_clean.png"), work.session.result.reconstruction.picture)
    assert not work.saving.is_unsaved
    assert not work.told


def test_everything_at_once(work, tmp_path):
    work.edit(Edits(left_out=frozenset({tmp_path / "wall" / "photo2.png"})))
    work.exporting.choose()
    dialog = work.exporting.dialog
    choose(dialog.kind, ".tif")
    choose(dialog.bits, 16)
    for box in (dialog.photos, dialog.maps, dialog.layers, dialog.report):
        box.click()
    dialog.name.setText("all.tif")
    assert export(work) == tmp_path / "all.tif"
    written = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("all*/*")} | {p.name for p in tmp_path.glob("all*")}
    maps = {f"all_maps/{name}.png" for name in ("coverage", "source", "weight_photo0", "weight_photo1")}
    assert written == {
        "all.tif",
        "all_layers.tif",
        "all_report.json",
        "all_photos",
        "all_maps",
        "all_photos/photo0.png",
        "all_photos/photo1.png",
        *maps,
    }
    picture, shown = read_image(tmp_path / "all.tif"), work.session.result.reconstruction.picture
    assert picture.dtype == np.uint16
    assert np.abs(picture / 257 - shown).max() <= 0.5 + 0.5 / 257 + 1e-9
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "all_layers.tif", key=0), picture)
    report = json.loads((tmp_path / "all_report.json").read_text())
    assert [frame["status"] for frame in report["frames"]].count("rejected") == 1


def test_a_page_for_people_and_a_scale_bar(work, tmp_path):
    work.exporting.choose()
    assert not work.exporting.dialog.scale_bar.isEnabled()  # nobody knows how large it is
    work.exporting.dialog.reject()
    reference = work.session.result.frames.frames[work.session.result.alignment.reference].path
    corners = ((40.0, 30.0), (430.0, 30.0), (430.0, 290.0), (40.0, 290.0))
    work.edit(Edits(straightening=Straightening(reference, corners, 1.5, (150.0, 100.0))))
    work.exporting.choose()
    dialog = work.exporting.dialog
    for box in (dialog.picture, dialog.page, dialog.scale_bar):
        box.click()
    assert export(work) == tmp_path / "wall_clean_report.html"
    assert "150 x 100 mm" in (tmp_path / "wall_clean_report.html").read_text(encoding="utf-8")
    per_inch = work.session.result.report["pixels_per_inch"][0]
    with Image.open(tmp_path / "wall_clean_scale.png") as image:
        assert image.info["dpi"][0] == pytest.approx(per_inch, rel=0.002)
    assert work.saving.is_unsaved  # the picture itself was not written


def test_nothing_is_replaced_without_a_question(work, tmp_path):
    (tmp_path / "wall_clean.png").write_bytes(b"precious")
    (tmp_path / "wall_clean_report.json").write_bytes(b"precious")
    work.exporting.choose()
    dialog = work.exporting.dialog
    dialog.export_button.click()
    assert "wall_clean.png" in dialog.question.text()
    assert "report" not in dialog.question.text()  # it is not to be written
    dialog.question.reject()
    assert dialog.isVisible()
    assert (tmp_path / "wall_clean.png").read_bytes() == b"precious"
    dialog.report.click()
    dialog.export_button.click()
    assert "wall_clean_report.json" in dialog.question.text()
    with work.qtbot.waitSignal(work.session.exported, timeout=PATIENCE_MS):
        next(b for b in dialog.question.buttons() if b.objectName() == "replace").click()
    assert (tmp_path / "wall_clean.png").read_bytes().startswith(b"\x89PNG")


def test_maps_alone_do_not_count_as_saving(work, tmp_path):
    work.exporting.choose()
    work.exporting.dialog.picture.click()
    work.exporting.dialog.maps.click()
    assert export(work) == tmp_path / "wall_clean_maps"
    assert work.saving.is_unsaved
    assert not (tmp_path / "wall_clean.png").exists()


def test_the_choice_is_remembered(work):
    work.exporting.choose()
    choose(work.exporting.dialog.kind, ".jpg")
    choose(work.exporting.dialog.quality, 80)
    assert export(work).name == "wall_clean.jpg"
    work.exporting.choose()
    assert work.exporting.dialog.choice == ExportChoice(suffix=".jpg", jpeg_quality=80)
    work.exporting.dialog.reject()
    assert work.exporting.dialog is None


def test_a_folder_that_is_gone_is_told(work, tmp_path):
    work.exporting.choose()
    work.exporting.dialog.folder.setText(str(tmp_path / "gone"))
    with work.qtbot.waitSignal(work.session.export_failed, timeout=PATIENCE_MS):
        work.exporting.dialog.export_button.click()
    assert "gone" in work.told[-1]
    assert work.saving.is_unsaved


def test_colours_size_resolution_and_notes_are_written(work, tmp_path):
    work.exporting.choose()
    dialog = work.exporting.dialog
    choose(dialog.kind, ".jpg")
    choose(dialog.colour, "display-p3")
    dialog.side.addItem("200", 200)
    choose(dialog.side, 200)
    choose(dialog.notes, "gps")
    dialog.per_inch.setValue(240)
    path = export(work)
    with Image.open(path) as written:
        assert max(written.size) == 200
        assert written.info["dpi"] == (240, 240)
        assert written.info["icc_profile"] == profile_of("display-p3")
        assert 0x8825 not in written.getexif()


def test_pictures_without_notes_have_the_colours_that_everybody_takes_them_for(dialog):
    choose(dialog.colour, "adobe-rgb")
    choose(dialog.notes, "all")
    assert dialog.choice.colour == "as-reference"
    assert not dialog.colour.isEnabled()
    choose(dialog.notes, None)
    assert dialog.colour.isEnabled()


@pytest.fixture
def dialog(qtbot, tmp_path):
    made = ExportDialog(ExportChoice(), tmp_path / "a_clean.png", [tmp_path / "photo.jpg"], 8)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a\\b", "..", "what?"])
def test_names_that_are_none_cannot_be_exported_to(dialog, name):
    dialog.name.setText(name)
    assert not dialog.export_button.isEnabled()
    assert "name" in dialog.summary.text()


def test_nothing_cannot_be_exported(dialog):
    dialog.picture.click()
    assert not dialog.export_button.isEnabled()
    assert not dialog.kind.isEnabled()
    dialog.report.click()
    assert dialog.export_button.isEnabled()


def test_depth_and_quality_are_for_the_formats_that_have_them(dialog):
    assert dialog.bits.isVisible()
    assert not dialog.quality.isVisible()
    assert not dialog.depth_note.isVisible()
    choose(dialog.bits, 16)
    assert dialog.depth_note.isVisible()
    choose(dialog.kind, ".jpg")
    assert dialog.quality.isVisible()
    assert not dialog.bits.isVisible()
    assert not dialog.depth_note.isVisible()


def test_with_the_keyboard_alone(dialog, qtbot, tmp_path):
    dialog.picture.setFocus()
    while not dialog.layers.hasFocus():
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(dialog.layers, Qt.Key.Key_Space)
    assert dialog.choice == replace(ExportChoice(), has_layers=True)
    dialog.name.setFocus()
    with qtbot.waitSignal(dialog.chosen) as told:
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    outputs = told.args[0]
    assert (outputs.picture, outputs.layers) == (tmp_path / "a_clean.png", tmp_path / "a_clean_layers.tif")
    assert not outputs.overwrite
    assert not outputs.strip
