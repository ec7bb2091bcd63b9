"""Colour and size: a flat field is dropped into its place, a target sets the colours, the true size gives pixels."""

import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF
from window_driver import PATIENCE_MS, drop

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "target"))

from known_target import SIZE, scene, shot

from diar_gui.colour import eight_bits
from diar_gui.edits import Straightening
from diar_gui.gui.colour_size.page import ColourSize
from diar_gui.gui.session.session import State
from diar_gui.image_codecs import profile_of
from diar_gui.names import AUTO


@pytest.fixture
def target_photos(tmp_path):
    """A folder of three photos of paints with a chart beside them, by a camera whose colours are off."""
    folder = tmp_path / "painting"
    folder.mkdir()
    linear = scene()
    for i in range(3):
        pixels = eight_bits(shot(linear, seed=i)).copy()
        cv2.circle(pixels, (60 + 80 * i, 440), 18, (250, 250, 250), -1)
        Image.fromarray(pixels).save(folder / f"photo_{i}.png")
    return folder


def board(path: Path, size: tuple[int, int] = SIZE) -> Path:
    """Write a photo of a white board that is darker to the right."""
    row = np.linspace(210, 120, size[1], dtype=np.uint8)
    Image.fromarray(np.repeat(np.tile(row, (size[0], 1))[..., None], 3, axis=2)).save(path)
    return path


def drop_into(window, slot, path: Path) -> None:
    drop(window, [path], QPointF(slot.mapTo(window, slot.rect().center())))


def open_page(window):
    window.all_actions.colour_size.trigger()
    page = window.measuring.page
    assert window.pages.currentWidget() is page
    return page


def apply(page, window):
    page.apply_button.click()
    assert window.pages.currentWidget() is window.work_page


def run(window, qtbot):
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.all_actions.make.trigger()


def test_target_in_the_photos(window, qtbot, target_photos, open_and_wait):
    open_and_wait(target_photos)
    page = open_page(window)
    assert page.tone.isEnabled()
    page.target.setCurrentIndex(page.target.findData(AUTO))
    assert not page.tone.isEnabled()
    assert page.tone.currentData() == "as-shot"
    apply(page, window)
    assert window.session.state is State.READY  # nothing is made before it is asked for
    run(window, qtbot)
    report = window.session.result.report["target"]
    assert report["in_picture"]["mean"] < 2 < report["as_shot"]["mean"]
    assert "dE2000" in window.bottom_bar.text.text()

    page = open_page(window)
    shown = page.target_view.figures
    for figure in ("mean", "p95", "worst"):
        text = page.locale().toString(report["in_picture"][figure], "f", 2)
        assert shown["in_picture", figure].text() == text
    assert page.target_view.chart.isVisible()
    page.cancel_button.click()

    # A correction leaves the picture in the target's light, and its report in place.
    edits = window.session.editing.edits
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        left_out = frozenset({(target_photos / "photo_2.png").absolute()})
        window.session.edit(replace(edits, left_out=left_out), "switch a photo off")
    assert window.session.result.options.reconstruction.tone == "as-shot"
    assert window.session.result.report["target"]["in_picture"]["mean"] < 2


def test_target_of_its_own_photo(window, qtbot, target_photos, open_and_wait, tmp_path):
    own = tmp_path / "chart.png"
    (target_photos / "photo_0.png").rename(own)
    open_and_wait(target_photos)
    page = open_page(window)
    page.target.setCurrentIndex(2)
    assert page.target_photo.isVisible()
    assert not page.apply_button.isEnabled()
    assert page.problem.text()
    page.target_photo.take([own])
    qtbot.waitUntil(lambda: not page.target_photo.picture.pixmap().isNull(), timeout=PATIENCE_MS)
    apply(page, window)
    run(window, qtbot)
    assert window.session.result.report["target"]["photos"] == ["chart.png"]
    assert len(window.session.photos) == 2


def test_flat_field_is_dropped_into_its_place(window, qtbot, make_photos, run_and_wait, tmp_path):
    folder = make_photos(3)
    run_and_wait(folder)
    first = window.session.result
    page = open_page(window)
    drop_into(window, page.flat_field, Path(__file__))
    assert page.flat_field.path is None
    assert Path(__file__).name in page.flat_field.note.text()
    field = board(tmp_path / "board.png", first.frames.frames[0].size)
    drop_into(window, page.flat_field, field)
    assert page.flat_field.path == field
    assert window.session.result is first
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):  # made anew by itself
        apply(page, window)
    result = window.session.result
    assert result.report["flat_field"]["photos"] == ["board.png"]
    was, made = (r.reconstruction.picture.mean(axis=(0, 2)) for r in (first, result))
    assert made[-40:].mean() / made[:40].mean() > 1.2 * was[-40:].mean() / was[:40].mean()

    page = open_page(window)
    assert "board.png" in page.light_note.text()
    page.flat_field.remove_button.click()
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        apply(page, window)
    assert window.session.result.report["flat_field"] is None


def test_flat_field_of_another_size_is_told(window, qtbot, make_photos, run_and_wait, tmp_path):
    run_and_wait(make_photos(3))
    page = open_page(window)
    page.flat_field.take([board(tmp_path / "board.png", (40, 60))])
    with qtbot.waitSignal(window.session.run_failed, timeout=PATIENCE_MS):
        apply(page, window)
    assert "board.png" in window.message.text


def test_light_as_shot_and_colour_space(window, qtbot, make_photos, run_and_wait, tmp_path):
    run_and_wait(make_photos(3))
    page = open_page(window)
    page.tone.setCurrentIndex(page.tone.findData("as-shot"))
    page.tone.activated.emit(page.tone.currentIndex())
    page.colour.setCurrentIndex(page.colour.findData("display-p3"))
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        apply(page, window)
    assert window.session.result.options.reconstruction.tone == "as-shot"
    path = tmp_path / "clean.png"
    with qtbot.waitSignal(window.session.exported, timeout=PATIENCE_MS):
        window.saving._on_chosen(path, False)
    with Image.open(path) as written:
        assert written.info["icc_profile"] == profile_of("display-p3")


def test_true_size(window, qtbot, make_photos, run_and_wait):
    run_and_wait(make_photos(3))
    page = open_page(window)
    assert not page.width_box.isEnabled()  # nothing says yet where the subject ends
    page.straighten_button.click()
    view = window.correcting.straighten_view
    assert window.pages.currentWidget() is view
    qtbot.waitUntil(lambda: view.find_button.isEnabled() and view.apply_button.isEnabled(), timeout=PATIENCE_MS)
    view.editor.set_corners(np.array([[40.0, 30.0], [430.0, 30.0], [430.0, 290.0], [40.0, 290.0]]))
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        view.apply_button.click()
    page = open_page(window)
    page.width_box.setValue(150.0)
    assert not page.apply_button.isEnabled()
    page.height_box.setValue(100.0)
    assert "pixels per inch" in page.size_note.text()
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        apply(page, window)
    assert window.session.result.report["size_mm"] == [150.0, 100.0]
    across, down = window.session.result.report["pixels_per_inch"]
    assert across == pytest.approx(down, rel=0.01)
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.all_actions.undo.trigger()
    assert window.session.result.report["size_mm"] is None


def test_project_remembers_it(window, qtbot, make_photos, open_and_wait, tmp_path):
    folder = make_photos(3)
    open_and_wait(folder)
    field = board(tmp_path / "board.png")
    page = open_page(window)
    page.flat_field.take([field])
    page.target.setCurrentIndex(page.target.findData(AUTO))
    page.colour.setCurrentIndex(page.colour.findData("ecirgb-v2"))
    apply(page, window)
    project = tmp_path / "work.diar"
    with qtbot.waitSignal(window.projects.saved, timeout=PATIENCE_MS):
        window.projects._on_place_chosen(project, False)
    other = make_photos(2)
    open_and_wait(other)
    assert window.session.settings.flat_field is None  # other photos, other lamps
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        window.open_paths([project])
    page = open_page(window)
    assert page.chosen == ColourSize(field, AUTO, "auto", "ecirgb-v2", None)
    page.cancel_button.click()

    field.unlink()
    window.open_paths([project])
    qtbot.waitUntil(lambda: window.projects.missing_dialog is not None, timeout=PATIENCE_MS)
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        window.projects.missing_dialog.leave_out_button.click()
    assert window.session.settings.flat_field is None
    assert window.session.settings.target == AUTO


def test_straightening_of_before_is_shown_with_its_size(window, make_photos, run_and_wait, qtbot):
    folder = make_photos(3)
    run_and_wait(folder)
    reference = window.session.result.frames.frames[window.session.result.alignment.reference].path
    corners = ((40.0, 30.0), (430.0, 30.0), (430.0, 290.0), (40.0, 290.0))
    edits = replace(window.session.editing.edits, straightening=Straightening(reference, corners, 1.5, (150.0, 100.0)))
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        window.session.edit(edits, "straighten")
    page = open_page(window)
    assert page.chosen.size_mm == (150.0, 100.0)
    page.width_box.setValue(0)
    page.height_box.setValue(0)
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        apply(page, window)
    assert window.session.editing.edits.straightening.size_mm is None
