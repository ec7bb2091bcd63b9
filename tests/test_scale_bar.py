"""Scale bars: as long as they say, to a fraction of a pixel, and written beside the picture."""

import json

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from diar_gui.cli import main
from diar_gui.images import write_image
from diar_gui.scale_bar import scale_bar


@given(st.floats(20, 3000), st.integers(200, 12000))
def test_it_is_as_long_as_it_says(per_inch, width_px):
    bar = scale_bar(per_inch, width_px)
    length_px = bar.length_mm / 25.4 * per_inch
    assert 0.19 * width_px < length_px <= 0.5 * width_px * (1 + 1e-6)
    height = max(12, round(width_px / 80))
    row = 1 - bar.pixels[height + height // 2, :, 0] / 255
    first_digit = int(f"{bar.length_mm:e}"[0])
    n_parts = {1: 10, 2: 4, 5: 5}[first_digit]
    n_black = -(-n_parts // 2)
    row = row[: bar.left_px + int(np.ceil(length_px))]  # after it a line closes the bar
    assert row.sum() == pytest.approx(n_black * length_px / n_parts, abs=0.03)
    assert not row[: bar.left_px].any()
    # Where black begins the second time: two parts from the start.
    inside = np.flatnonzero(row > 0)
    assert inside[0] == bar.left_px
    last_black = length_px * (n_parts - 1 if n_parts % 2 == 0 else n_parts) / n_parts
    assert bar.left_px + last_black - 1.01 <= inside[-1] <= bar.left_px + last_black + 0.01


@pytest.mark.parametrize(("per_inch", "width_px", "length_mm"), [(300, 3508, 100), (600, 1200, 20), (254, 1000, 50)])
def test_its_length_is_round(per_inch, width_px, length_mm):
    assert scale_bar(per_inch, width_px).length_mm == length_mm


@pytest.fixture
def sheet(tmp_path):
    """Two frontal photos of a sheet of A5 across."""
    rng = np.random.default_rng(5)
    photo = cv2.resize(rng.integers(60, 255, (74, 105, 3), np.uint8), (840, 592), interpolation=cv2.INTER_CUBIC)
    (tmp_path / "sheet").mkdir()
    for i in range(2):
        spoiled = photo.copy()
        spoiled[100 + 200 * i :][:60, 300:360] = 250
        write_image(tmp_path / "sheet" / f"{i}.png", spoiled)
    return tmp_path


QUICK = ("--method", "median", "--features", "none", "--quiet", "--json")
STRAIGHT = ("--straighten", "0,0,839,0,839,591,0,591")


def test_it_is_written_with_the_picture(sheet, capsys):
    bar = sheet / "bar.png"
    command = ["reconstruct", str(sheet / "sheet"), "-o", str(sheet / "a.png"), *QUICK, *STRAIGHT]
    assert main([*command, "--true-size", "210x148", "--scale-bar", str(bar)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["scale_bar"] == {"file": "bar.png", "length_mm": 100.0}
    with Image.open(bar) as image:
        assert image.info["dpi"][0] == pytest.approx(report["pixels_per_inch"][0], rel=0.002)
        assert image.width > 100 / 25.4 * report["pixels_per_inch"][0]
    before = bar.read_bytes()
    assert (
        main([*command[:3], str(sheet / "b.png"), *command[4:], "--true-size", "210x148", "--scale-bar", str(bar)]) == 1
    )
    assert "exists already" in capsys.readouterr().err
    assert bar.read_bytes() == before
    assert not (sheet / "b.png").exists()


@pytest.mark.parametrize("size", [(), ("--true-size", "3:2")])
def test_without_a_true_size_there_is_none(sheet, capsys, size):
    command = ["reconstruct", str(sheet / "sheet"), "-o", str(sheet / "a.png"), *QUICK, *STRAIGHT]
    assert main([*command, *size, "--scale-bar", str(sheet / "bar.png")]) == 2
    assert "--scale-bar says nothing without a --true-size in a unit of length" in capsys.readouterr().err
