"""The finish on the command line."""

import json

import numpy as np
import pytest

from diar_gui.cli import main
from diar_gui.edits import Finish
from diar_gui.images import read_image

QUICK = ["--features", "sift", "--method", "median", "--quiet"]


def made(folder, tmp_path, *arguments, name="clean.png"):
    report = tmp_path / f"{name}.json"
    reference = sorted(folder.iterdir())[0].name
    where = ["-o", str(tmp_path / name), "--report", str(report), "--reference", reference]
    assert main(["reconstruct", str(folder), *where, *QUICK, *arguments]) == 0
    return read_image(tmp_path / name), json.loads(report.read_text())


def test_exposure_and_warmth_are_taken_and_reported(make_photos, tmp_path):
    folder = make_photos(2)
    plain, report = made(folder, tmp_path)
    assert report["finish"] is None
    arguments = ["--exposure", "-1", "--warmth", "30", "--bits", "16"]
    dark, report = made(folder, tmp_path, *arguments, name="dark.png")
    assert report["finish"] == Finish(-1.0, warmth_mired=30.0).as_json()
    assert (dark.dtype, plain.dtype) == (np.uint16, np.uint8)
    assert dark.mean() / 257 < 0.85 * plain.mean()


def test_a_white_point_becomes_white(make_photos, tmp_path):
    folder = make_photos(2)
    plain, _ = made(folder, tmp_path)
    grey = plain.astype(int).sum(axis=2)
    y, x = np.unravel_index(np.argmax(grey[20:-20, 20:-20]), (grey.shape[0] - 40, grey.shape[1] - 40))
    x, y = x + 20, y + 20
    white, report = made(folder, tmp_path, "--white-point", f"{x},{y}", name="white.png")
    around = np.median(white[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3), axis=0)
    assert np.ptp(around) < 12
    assert around.min() > 225
    assert len(report["finish"]["white"]) == 3


def test_even_white_is_reported_as_html_too(make_photos, tmp_path):
    page = tmp_path / "page.html"
    _, report = made(make_photos(2), tmp_path, "--even-white", "--report-html", str(page))
    assert report["finish"]["is_even"]
    assert "evenly white" in page.read_text()


def test_a_white_point_that_is_none_is_one_sentence(make_photos, tmp_path, capsys):
    where = ["-o", str(tmp_path / "clean.png"), *QUICK]
    assert main(["reconstruct", str(make_photos(2)), *where, "--white-point", "5000,3"]) == 1
    assert "outside of the picture" in capsys.readouterr().err
    assert not (tmp_path / "clean.png").exists()


def test_attention_is_of_swin_alone(tmp_path, capsys):
    where = ["-o", str(tmp_path / "clean.png"), "--save-attention", str(tmp_path / "maps")]
    assert main(["reconstruct", str(tmp_path), *where, "--method", "median"]) == 2
    assert "without --method swin" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--exposure", "2.5"], ["--exposure", "bright"], ["--warmth", "nan"], ["--white-point", "3"]]
)
def test_what_is_no_finish_is_wrong_usage(tmp_path, capsys, arguments):
    assert main(["reconstruct", str(tmp_path), "-o", str(tmp_path / "clean.png"), *arguments]) == 2
    assert f"not {arguments[1]}" in capsys.readouterr().err
