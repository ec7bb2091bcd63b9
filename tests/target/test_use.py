"""Photos whose colours are set by a target, from files to files."""

import json

import numpy as np
import pytest
from known_target import PAINT_PX, PAINTS, scene, shot
from skimage.color import deltaE_ciede2000

from diar_gui.cli import main
from diar_gui.colour import linear_from_encoded
from diar_gui.gamuts import xyz_of
from diar_gui.images import read_photo, write_image
from diar_gui.target.classic import lab_from_xyz, xyz_from_lab

QUICK = ("--method", "median", "--features", "none", "--quiet", "--json")


@pytest.fixture
def place(tmp_path):
    """Three photos of paints and a chart, each with its own exposure, and a finger in another corner."""
    (tmp_path / "photos").mkdir()
    for i, exposure in enumerate((0.7, 0.55, 0.62)):
        photo = shot(scene(), exposure, i)
        photo[:60, 60 * i : 60 * i + 60] = (40_000, 30_000, 25_000)
        write_image(tmp_path / "photos" / f"{i}.png", photo)
    return tmp_path


def made(place, *more, output="out.png"):
    return main(["reconstruct", str(place / "photos"), "-o", str(place / output), *QUICK, *map(str, more)])


def differences(path):
    """Return `(20,)` CIEDE2000 of the paints."""
    photo = read_photo(path, is_wide=True)
    pixels = photo.pixels[90:390, 30:270].reshape(5, PAINT_PX, 4, PAINT_PX, 3)[:, 15:45, :, 15:45]
    linear = linear_from_encoded(pixels).mean(axis=(1, 3)).reshape(-1, 3)
    true = PAINTS.reshape(-1, 3) @ xyz_of("srgb").T
    return deltaE_ciede2000(lab_from_xyz(true), lab_from_xyz(linear @ xyz_of(photo.space).T))


def test_colours_white_and_exposure_are_set(place, capsys):
    assert made(place) == 0
    plain = differences(place / "out.png")
    assert json.loads(capsys.readouterr().out)["target"] is None
    assert made(place, "--target", "auto", "--overwrite", "--report-html", place / "out.html") == 0
    found = differences(place / "out.png")
    assert found.mean() < 0.7 < plain.mean() / 5
    target = json.loads(capsys.readouterr().out)["target"]
    assert target["photos"] == ["0.png", "1.png", "2.png"]
    assert target["in_picture"]["mean"] < 0.7 < target["as_shot"]["mean"] / 5
    assert target["held_out"]["mean"] < 0.7
    assert target["white_balance_error"] < 0.5
    assert [patch["name"] for patch in target["patches"]][18:20] == ["white", "neutral 8"]
    assert target["not_assessed"][0] == "FADGI 2023"
    tone = target["tone_response"]
    assert [grey["name"] for grey in tone["greys"]] == [patch["name"] for patch in target["patches"][18:]]
    worst = max(abs(grey["in_picture"] - grey["L"]) for grey in tone["greys"])
    assert tone["worst"] == pytest.approx(worst, abs=0.02)  # of rounded values
    assert tone["worst"] < 1
    assert 0 < target["noise"]["in_picture"] < target["noise"]["as_shot"] < 2  # the median of three is calmer
    assert target["colour_tolerances"]["level"] == "Metamorfoze Full"
    page = (place / "out.html").read_text(encoding="utf-8")
    assert page.count("<div class=halves>") == 24
    assert "In the finished picture" in page
    assert "Tone response" in page
    assert "no assessment by it" in page


def test_the_exposure_is_that_of_the_target_whichever_photo_is_the_reference(place, capsys):
    pictures = []
    for name in ("0.png", "1.png"):
        assert made(place, "--target", "auto", "--reference", name, output=f"by_{name}") == 0
        pictures.append(read_photo(place / f"by_{name}").pixels.astype(float))
    np.testing.assert_allclose(pictures[0][200:, 30:], pictures[1][200:, 30:], atol=900)  # of 65535, noise included
    assert abs(pictures[0].mean() / pictures[1].mean() - 1) < 0.003


def test_a_photo_of_the_target_beside_the_others(place, capsys):
    bare = place / "bare"
    bare.mkdir()
    for i in range(2):
        subject = scene()
        subject[:, 290:] = 0.3
        write_image(bare / f"{i}.png", shot(subject, seed=i))
    write_image(place / "target.png", shot(scene(turn=5.0)))
    output = place / "bare.png"
    command = ["reconstruct", str(bare), "-o", str(output), *QUICK, "--target", str(place / "target.png")]
    assert main(command) == 0
    assert differences(output).mean() < 0.7
    report = json.loads(capsys.readouterr().out)
    assert [entry["name"] for entry in report["frames"]] == ["0.png", "1.png"]
    assert report["target"]["photos"] == ["target.png"]
    assert report["target"]["in_picture"] is None
    assert main([*command[:-1], "auto", "--overwrite"]) == 1
    assert "No ColorChecker Classic was found in any of 2 photos" in capsys.readouterr().err


def test_colours_beyond_srgb_are_made_where_the_target_says_so(place, capsys):
    assert made(place, "--target", "auto", "--colour", "prophoto", output="out.tif") == 0
    report = json.loads(capsys.readouterr().out)
    cyan = report["target"]["patches"][17]
    assert np.linalg.solve(xyz_of("srgb"), xyz_from_lab(np.array(cyan["lab"])))[0] < 0
    assert cyan["in_picture"] < 1.5  # the camera of these photos clips a little of it
    assert report["colour"] == {"photos": "prophoto", "written": "prophoto", "out_of_gamut": 0.0}


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--target", "auto", "--tone", "auto"), 2, "--target sets the light by the target"),
        (("--target", "nothing.png"), 1, "nothing.png does not exist"),
        (("--target", "photos"), 1, "name one photo of the colour target"),
    ],
)
def test_what_is_wrong_is_said(place, capsys, monkeypatch, more, code, said):
    monkeypatch.chdir(place)
    assert made(place, *more) == code
    assert said in capsys.readouterr().err
    assert not (place / "out.png").exists()


def test_a_photo_whose_target_is_burnt_out_is_passed_over(place, capsys):
    write_image(place / "photos" / "3.png", shot(scene(), exposure=2.5))
    assert made(place, "--target", "auto") == 0
    target = json.loads(capsys.readouterr().out)["target"]
    assert target["photos"] == ["0.png", "1.png", "2.png"]
    assert "burnt out" in target["passed_over"][0]
