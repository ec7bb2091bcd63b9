"""`diar synth`, as a user meets it."""

import json
import os
import signal
import sys

import cv2
import numpy as np
import pytest

from diar_gui import cli
from diar_gui.images import encode_image, read_image, write_image
from diar_gui.names import SCENE_KINDS
from diar_gui.sequences import find_sequences, read_sequence
from diar_gui.synthetic import library

SMALL = ["--sequences", "2", "--frames", "3", "--size", "96x64"]


@pytest.fixture
def diar(capsys, monkeypatch):
    """Run `diar synth` with only a few things to stand before the pictures; return code, output and errors."""
    monkeypatch.setattr(library, "N_SOLIDS", 3)
    monkeypatch.setattr(library, "N_DRAWN", 5)

    def run(*arguments):
        code = cli.main(["synth", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def refused(tmp_path, diar):
    """Run `diar synth`, check that it fails with one sentence and writes nothing, and return the sentence."""

    def run(*arguments, code=1):
        before = sorted(tmp_path.rglob("*"))
        found, out, err = diar(*arguments, *SMALL)
        assert (found, out) == (code, "")
        assert sorted(tmp_path.rglob("*")) == before
        assert "Traceback" not in err
        sentence = err.splitlines()[-1]
        assert sentence.endswith(".")
        return sentence

    return run


@pytest.mark.parametrize("views", ["--aligned", "--perspective"])
def test_sequences_of_a_folder_of_photos(tmp_path, diar, make_photos, views):
    code, out, err = diar(make_photos(3), "-o", tmp_path / "made", *SMALL, views)
    assert code == 0
    assert out == f"Wrote 2 sequences of 3 photos into {tmp_path / 'made'}.\n"
    assert "0% " in err
    sequences = [read_sequence(folder) for folder in find_sequences([tmp_path / "made"])]
    assert [sequence.name for sequence in sequences] == ["000", "001"]
    for sequence in sequences:
        assert [read_image(photo).shape for photo in sequence.photos] == [(64, 96, 3)] * 3
        assert read_image(sequence.truth).shape == (64, 96, 3)
        assert sequence.is_aligned == (views == "--aligned")


def test_what_is_made_can_be_reconstructed_and_judged(tmp_path, diar, make_photos, capsys):
    assert diar(make_photos(2), "-o", tmp_path / "made", *SMALL, "--quiet") == (0, "", "")
    first = tmp_path / "made" / "000"
    arguments = [str(first), "-o", str(tmp_path / "clean.png"), "--features", "none", "--quiet"]
    assert cli.main(["reconstruct", *arguments]) == 0
    results = tmp_path / "results.json"
    assert cli.main(["bench", str(tmp_path / "made"), "--methods", "mean", "--json", str(results), "--quiet"]) == 0
    capsys.readouterr()
    assert json.loads(results.read_text())


def test_the_seed_says_what_comes_out(tmp_path, diar, make_photos):
    photos = make_photos(2)
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert diar(photos, "-o", tmp_path / name, *SMALL, "--seed", seed, "--quiet")[0] == 0
    a, b, c = ([p.read_bytes() for p in sorted((tmp_path / name).rglob("*.png"))] for name in "abc")
    assert a == b
    assert a != c


@pytest.mark.parametrize("kind", SCENE_KINDS)
def test_a_kind_can_be_asked_for(tmp_path, diar, make_photos, kind):
    options = ["--sequences", 2, "--frames", 1, "--size", "64x64", "--kind", kind]
    assert diar(make_photos(2), "-o", tmp_path / "made", *options)[0] == 0
    for folder in find_sequences([tmp_path / "made"]):
        assert f": {kind}, seed 0" in read_sequence(folder).source


def test_cut_outs_stand_in_front(tmp_path, diar, make_photos):
    folder = tmp_path / "cut_outs"
    folder.mkdir()
    disc = np.full((80, 80, 4), 255, np.uint8)
    cv2.circle(disc, (40, 40), 30, (255, 0, 0, 255), -1)
    write_image(folder / "disc.png", disc)
    photos = make_photos(2)
    assert diar(photos, "-o", tmp_path / "made", *SMALL, "--cut-outs", folder)[0] == 0


def test_cut_outs_without_alpha(tmp_path, refused, make_photos):
    photos = make_photos(2)
    assert "holds no cut-outs" in refused(photos, "-o", tmp_path / "made", "--cut-outs", photos)


def test_no_photos(tmp_path, refused):
    (tmp_path / "photos").mkdir()
    assert "No photos were found" in refused(tmp_path / "photos", "-o", tmp_path / "made")
    assert "does not exist" in refused(tmp_path / "nowhere", "-o", tmp_path / "made")


def test_photos_that_are_too_small_are_left_out_with_a_word(tmp_path, diar, refused, make_photos):
    small = tmp_path / "small"
    small.mkdir()
    write_image(small / "small.png", np.zeros((63, 300, 3), np.uint8))
    assert "None of the 1 pictures" in refused(small, "-o", tmp_path / "made")
    photo = make_photos(1)
    (photo / "damaged.png").write_bytes(encode_image(np.zeros((90, 90, 3), np.uint8), ".png")[:100])
    code, _, err = diar(small, photo, "-o", tmp_path / "made", *SMALL, "--sequences", "4", "--quiet")
    assert code == 0
    said = sorted(err.splitlines())
    assert [line.split(":")[0] for line in said] == ["Left out damaged.png", "Left out small.png"]
    assert "only 300 x 63 pixels" in said[1]


def test_a_folder_that_is_not_empty(tmp_path, diar, refused, make_photos):
    photos, made = make_photos(2), tmp_path / "made"
    assert diar(photos, "-o", made, *SMALL)[0] == 0
    assert "is not empty" in refused(photos, "-o", made)
    assert diar(photos, "-o", made, *SMALL, "--overwrite", "--seed", "3")[0] == 0
    assert "seed 3" in read_sequence(made / "000").source
    (made / "001" / "notes.txt").write_text("precious")
    assert "is no generated sequence" in refused(photos, "-o", made, "--overwrite")


def test_a_folder_that_cannot_be_written_into(tmp_path, refused, make_photos):
    photos = make_photos(2)
    assert "does not exist" in refused(photos, "-o", tmp_path / "nowhere" / "made")
    (tmp_path / "file").write_text("")
    assert "is a file" in refused(photos, "-o", tmp_path / "file")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not hold back an administrator"
)
def test_a_folder_without_permission(tmp_path, refused, make_photos):
    photos, made = make_photos(2), tmp_path / "made"
    made.mkdir(mode=0o500)
    assert "Nothing can be written into the folder" in refused(photos, "-o", made)


def test_ctrl_c(tmp_path, diar, make_photos, monkeypatch):
    photos = make_photos(2)
    limits = iter((0.2, 0.7))
    for made, sentence in (
        ("none", "Cancelled; nothing was written."),
        ("one", "Cancelled; 1 of 2 sequences were written."),
    ):
        limit = next(limits)
        came = []

        def report(display, fraction, message, limit=limit, came=came):
            if fraction >= limit and not came:
                came.append(fraction)
                signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr(cli.Display, "report", report)
        code, out, err = diar(photos, "-o", tmp_path / made, *SMALL)
        assert (code, out, err) == (130, "", sentence + "\n")
    assert not (tmp_path / "none").exists()
    assert [folder.name for folder in (tmp_path / "one").iterdir()] == ["000"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "IMAGE"),
        (["folder"], "-o"),
        (["folder", "-o", ""], "a file or folder name is needed"),
        (["folder", "-o", "made", "--sequences", "0"], "from 1 to 1000"),
        (["folder", "-o", "made", "--sequences", "many"], "many"),
        (["folder", "-o", "made", "--frames", "1001"], "from 1 to 1000 is needed, not 1001"),
        (["folder", "-o", "made", "--frames", "2.5"], "2.5"),
        (["folder", "-o", "made", "--seed", "-1"], "a seed is a whole number from 0"),
        (["folder", "-o", "made", "--size", "512"], "a size is WxH"),
        (["folder", "-o", "made", "--size", "63x100"], "from 64 to 2048"),
        (["folder", "-o", "made", "--size", "100x2049"], "from 64 to 2048"),
        (["folder", "-o", "made", "--size", "axb"], "not axb"),
        (["folder", "-o", "made", "--kind", "sea"], "sea"),
        (["folder", "-o", "made", "--aligned", "--perspective"], "not allowed with"),
        (["folder", "-o", "made", "--unknown"], "--unknown"),
    ],
)
def test_wrong_usage(diar, arguments, words):
    code, out, err = diar(*arguments)
    assert (code, out) == (2, "")
    assert words in err


def test_help_names_the_kinds(diar):
    code, out, _ = diar("--help")
    assert code == 0
    for kind in SCENE_KINDS:
        assert kind in out
