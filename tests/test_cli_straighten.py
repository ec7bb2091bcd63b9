"""`diar reconstruct --straighten`."""

import json

import cv2
import numpy as np
import pytest
from PIL import Image

from diar_gui.cli import main
from diar_gui.images import read_image, read_photo, write_image
from diar_gui.paths import resource_path
from diar_gui.straightening import aspect_from_text, size_mm_from_text

QUICK = ("--method", "median", "--features", "none", "--quiet")


@pytest.fixture
def page(tmp_path):
    """Two photos of a light page on a dark table, seen straight on."""
    folder = tmp_path / "page"
    folder.mkdir()
    text = read_image(next((resource_path("sample/whiteboard") / "frames").iterdir()))
    for i in range(2):
        photo = np.full((480, 640, 3), (52, 46, 44), np.uint8)
        photo[60:400, 100:560] = 60 + cv2.resize(text, (460, 340), interpolation=cv2.INTER_AREA) // 2
        photo[60:400, 100:560] = np.maximum(photo[60:400, 100:560], 190)
        write_image(folder / f"{i}.png", photo)
    return folder


def test_the_outline_is_found(page, tmp_path):
    assert main(["reconstruct", str(page), "-o", str(tmp_path / "a.png"), "--straighten", "auto", *QUICK]) == 0
    picture = read_image(tmp_path / "a.png")
    height, width = picture.shape[:2]
    assert abs(width - 460) <= 4
    assert abs(height - 340) <= 4
    assert picture[3:-3, 3:-3].min() > 150


def test_corners_and_true_size_are_taken(page, tmp_path, capsys):
    corners = "100,60,559,60,559,399,100,399"
    arguments = ["-o", str(tmp_path / "a.png"), "--straighten", corners, "--true-size", "300x200", "--json"]
    assert main(["reconstruct", str(page), *arguments, *QUICK]) == 0
    height, width = read_image(tmp_path / "a.png").shape[:2]
    assert width / height == pytest.approx(1.5, rel=0.01)
    assert json.loads(capsys.readouterr().out)["size"] == [height, width]


def test_no_outline_is_one_sentence(make_photos, tmp_path, capsys):
    folder = tmp_path / "plain"
    folder.mkdir()
    for i in range(2):
        write_image(folder / f"{i}.png", np.full((200, 300, 3), 120, np.uint8))
    assert main(["reconstruct", str(folder), "-o", str(tmp_path / "a.png"), "--straighten", "auto", *QUICK]) == 1
    assert "No outline of the subject stands out" in capsys.readouterr().err
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--straighten", "1,2,3"], "eight numbers"),
        (["--straighten", "auto", "--true-size", "big"], "a true size is like 210x297"),
        (["--true-size", "3:2"], "--true-size says nothing without --straighten"),
    ],
)
def test_wrong_usage(page, tmp_path, capsys, arguments, sentence):
    assert main(["reconstruct", str(page), "-o", str(tmp_path / "a.png"), *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_crossing_corners_are_refused(page, tmp_path, capsys):
    corners = "100,60,559,399,559,60,100,399"
    assert main(["reconstruct", str(page), "-o", str(tmp_path / "a.png"), "--straighten", corners, *QUICK]) == 1
    assert "cross or make a dent" in capsys.readouterr().err


SHEET_MM = (210.0, 297.0)


@pytest.fixture
def sheet(tmp_path):
    """Two slanted photos of a sheet of A4, and its corners in the first of them."""
    rng = np.random.default_rng(5)
    flat = cv2.resize(rng.integers(60, 255, (99, 70, 3), np.uint8), (1050, 1485), interpolation=cv2.INTER_CUBIC)
    corners = np.array([[150.0, 90.0], [1010.3, 150.2], [960.7, 1390.1], [90.4, 1300.8]], np.float32)
    outer = np.array([[-0.5, -0.5], [1049.5, -0.5], [1049.5, 1484.5], [-0.5, 1484.5]], np.float32)
    H = cv2.getPerspectiveTransform(outer, corners)
    folder = tmp_path / "sheet"
    folder.mkdir()
    for i in range(2):
        photo = cv2.warpPerspective(flat, H, (1100, 1500), flags=cv2.INTER_AREA, borderValue=(40, 40, 40))
        photo[100 + 300 * i :][:60, 300:360] = 250
        write_image(folder / f"{i}.png", photo)
    return folder, ",".join(f"{v:.3f}" for v in corners.ravel())


@pytest.mark.parametrize("strip", [[], ["--strip"]])
@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_the_resolution_is_written(sheet, tmp_path, capsys, suffix, strip):
    folder, corners = sheet
    output = tmp_path / f"a{suffix}"
    size = ["--straighten", corners, "--true-size", "21x29.7cm", "--json"]
    assert main(["reconstruct", str(folder), "-o", str(output), *size, *QUICK, *strip]) == 0
    report = json.loads(capsys.readouterr().out)
    height, width = report["size"]
    true = (width / (SHEET_MM[0] / 25.4), height / (SHEET_MM[1] / 25.4))
    assert report["pixels_per_inch"] == pytest.approx(true)
    assert report["size_mm"] == list(SHEET_MM)
    with Image.open(output) as image:
        assert [float(n) for n in image.info["dpi"]] == pytest.approx(true, rel=0.002)
    assert read_photo(output).exif  # which further programs go by


@pytest.mark.parametrize(("text", "size_mm"), [("210x297", (210, 297)), ("8.5x11in", (215.9, 279.4)), ("3:2", None)])
def test_sizes_have_units_and_ratios_none(text, size_mm):
    assert size_mm_from_text(text) == (None if size_mm is None else pytest.approx(size_mm))
    assert aspect_from_text("21 cm x 297 mm") == pytest.approx(210 / 297)


def test_the_grid_is_square(sheet, tmp_path, capsys):
    folder, corners = sheet
    options = ["--straighten", corners, "--true-size", "210x297", "--json"]
    assert main(["reconstruct", str(folder), "-o", str(tmp_path / "a.png"), *options, *QUICK]) == 0
    x, y = json.loads(capsys.readouterr().out)["pixels_per_inch"]
    assert x == pytest.approx(y, rel=0.002)


@pytest.mark.parametrize(("size", "code"), [("3x2", 2), ("210x297m", 2), ("210x297furlongs", 2), ("90x60m", 1)])
def test_sizes_that_cannot_be_are_one_sentence(sheet, tmp_path, capsys, size, code):
    folder, corners = sheet
    arguments = ["-o", str(tmp_path / "a.png"), "--straighten", corners, "--true-size", size]
    assert main(["reconstruct", str(folder), *arguments, *QUICK]) == code
    said = capsys.readouterr().err
    assert "unit" in said or "a true size is like" in said
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize(("given", "difference"), [("210x148", 0.0), ("210x140", -0.0541), ("21x148", 9.0)])
def test_the_corners_speak_for_a_true_size_or_against_it(tmp_path, capsys, given, difference):
    rng = np.random.default_rng(5)
    photo = cv2.resize(rng.integers(60, 255, (74, 105, 3), np.uint8), (840, 592), interpolation=cv2.INTER_CUBIC)
    for i in range(2):
        spoiled = photo.copy()
        spoiled[100 + 200 * i :][:60, 300:360] = 250
        write_image(tmp_path / f"{i}.png", spoiled)
    output, page = tmp_path / "out" / "a.png", tmp_path / "out" / "a.html"
    output.parent.mkdir()
    corners = ["--straighten=-0.5,-0.5,839.5,-0.5,839.5,591.5,-0.5,591.5"]
    options = ["--true-size", given, "--report-html", str(page), "--json", *QUICK]
    assert main(["reconstruct", str(tmp_path), "-o", str(output), *corners, *options]) == 0
    found = json.loads(capsys.readouterr().out)["geometry"]
    assert found["difference"] == pytest.approx(difference, abs=0.002)
    assert found["largest_error_mm"] == 0  # aligned as they are
    assert f"{found['difference']:+.2%}" in page.read_text(encoding="utf-8")


def test_without_a_true_size_nothing_is_said_of_geometry(sheet, tmp_path, capsys):
    folder, corners = sheet
    assert (
        main(["reconstruct", str(folder), "-o", str(tmp_path / "a.png"), "--straighten", corners, "--json", *QUICK])
        == 0
    )
    assert json.loads(capsys.readouterr().out)["geometry"] is None
