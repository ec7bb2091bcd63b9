"""Smaller copies beside the picture."""

import json

import numpy as np
import pytest
from PIL import Image

from diar_gui.access_copies import shrunk_in_light
from diar_gui.cli import main
from diar_gui.image_codecs import encode_image
from diar_gui.images import read_image, read_photo


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_light_is_averaged_and_not_its_codes(dtype):
    full = np.iinfo(dtype).max
    fine = np.indices((40, 60)).sum(axis=0)[..., None].repeat(3, axis=2) % 2 * full
    small = shrunk_in_light(fine.astype(dtype), 30)
    assert small.shape == (20, 30, 3)
    half = (1.055 * 0.5 ** (1 / 2.4) - 0.055) * full
    np.testing.assert_allclose(small.astype(float), half, atol=1)


@pytest.mark.parametrize(("size", "long_side_px", "expected"), [((700, 31), 90, (90, 4)), ((31, 700), 699, (31, 699))])
def test_odd_sizes_keep_their_mean(size, long_side_px, expected):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 65536, (*size, 3)).astype(np.uint16)
    small = shrunk_in_light(pixels, long_side_px)
    assert small.shape[:2] == expected
    linear = [np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4) for v in (pixels / 65535, small / 65535)]
    assert abs(linear[0].mean() - linear[1].mean()) < 0.002


def test_what_is_small_stays_as_it_is():
    pixels = np.zeros((4, 5, 3), np.uint8)
    assert shrunk_in_light(pixels, 5) is pixels
    assert shrunk_in_light(pixels, None) is pixels


@pytest.fixture
def photos(tmp_path):
    """Three photos in Display P3 with a spot each, 240 x 160."""
    (tmp_path / "photos").mkdir()
    rng = np.random.default_rng(1)
    scene = rng.integers(40, 200, (16, 24, 3)).repeat(10, axis=0).repeat(10, axis=1).astype(np.uint8)
    for i in range(3):
        shot = scene.copy()
        shot[20:40, 30 + 60 * i : 60 + 60 * i] = 255
        (tmp_path / "photos" / f"{i}.png").write_bytes(encode_image(shot, ".png", b"", space="display-p3"))
    return tmp_path / "photos"


def made(photos, *more):
    output = photos.parent / "master.tif"
    command = ["reconstruct", str(photos), "-o", str(output), "--method", "median", "--features", "none", "--quiet"]
    return main([*command, *map(str, more)])


def test_master_and_copies_in_one_run(photos, capsys):
    access, other = photos.parent / "access.jpg", photos.parent / "b.png"
    corners = "-0.5,-0.5,239.5,-0.5,239.5,159.5,-0.5,159.5"
    size = (f"--straighten={corners}", "--true-size", "240x160")
    code = made(photos, "--also", f"{access}:120px:srgb", "--also", f"{other}:adobe-rgb", "--json", *size)
    assert code == 0
    assert read_image(access).shape == (80, 120, 3)
    assert read_photo(other, is_wide=True).space == "adobe-rgb"
    assert read_photo(photos.parent / "master.tif", is_wide=True).space == "display-p3"
    master = read_image(photos.parent / "master.tif").astype(int)
    assert np.abs(read_image(other).astype(int) - master).mean() < 0.6  # both are rounded to eight bits
    cells = read_image(access)[2::5, 2::5].astype(int)
    assert np.abs(cells - master[5::10, 5::10]).mean() < 4  # cells of one colour, whatever their size
    with Image.open(access) as image:
        assert image.info["dpi"] == pytest.approx((12.7, 12.7), abs=0.5)
    copies = json.loads(capsys.readouterr().out)["copies"]
    assert [(entry["file"], entry["size"], entry["colour"]) for entry in copies] == [
        ("access.jpg", [80, 120], "srgb"),
        ("b.png", [160, 240], "adobe-rgb"),
    ]


@pytest.mark.parametrize("text", ["access.jpg:3px", "access:3000px", "access.jpg:3000px:cmyk", ":300px"])
def test_a_copy_that_cannot_be_is_wrong_usage(photos, capsys, text):
    assert made(photos, "--also", text) == 2
    assert "a copy is like access.jpg:3000px:srgb" in capsys.readouterr().err


def test_no_copy_takes_the_place_of_another_file(photos, capsys):
    master = photos.parent / "master.tif"
    assert made(photos, "--also", f"{master}:100px") == 1
    assert "Two outputs would be written to" in capsys.readouterr().err
    assert made(photos, "--also", photos.parent / "a.webp") == 1
    assert "the name has to end in .png, .tif or .jpg" in capsys.readouterr().err
    assert not master.exists()
