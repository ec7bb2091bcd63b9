"""`diar reconstruct --straighten`."""

import json

import cv2
import numpy as np
import pytest

from diar_gui.cli import main
from diar_gui.images import read_image, write_image
from diar_gui.paths import resource_path

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
