"""`diar batch`, end to end and at its borders."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent / "target"))
from known_target import scene, shot  # pyright: ignore[reportMissingImports]

from diar_gui.cli import main
from diar_gui.images import read_image, write_image

PLAIN = ["--features", "none", "--method", "median"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two good sets and one that cannot be read."""
    root = tmp_path_factory.mktemp("many") / "in"
    rng = np.random.default_rng(0)
    for name in ("first", "second"):
        (root / name).mkdir(parents=True)
        subject = rng.integers(40, 200, (60, 80, 3), np.uint8)
        for i in range(3):
            photo = subject.copy()
            photo[10 * i : 10 * i + 10, 20:40] = 255
            write_image(root / name / f"{i}.png", photo)
    (root / "torn").mkdir()
    for i in range(2):
        (root / "torn" / f"{i}.png").write_bytes(b"nothing")
    return root


def test_a_picture_of_each_set_and_the_rest_named(folders, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["batch", str(folders), "-o", str(out), "--jobs", "2", *PLAIN]) == 3
    said = capsys.readouterr()
    assert "torn: None of 2 photos could be read" in said.err
    assert "first: Made from 3 of 3 photos." in said.err
    assert f"Sets: 2 done, 1 failed; {out / 'summary.html'} shows them." in said.out
    for name in ("first", "second"):
        photos = [read_image(folders / name / f"{i}.png") for i in range(3)]
        assert np.array_equal(read_image(out / f"{name}.png"), np.median(photos, axis=0).astype(np.uint8))
        assert json.loads((out / f"{name}.json").read_text())["frames"]
    assert main(["batch", str(folders), "-o", str(out), "--resume", "--json", *PLAIN]) == 3
    said = capsys.readouterr()
    assert [json.loads(line)["name"] for line in said.out.splitlines()] == ["torn"]


def test_a_target_sets_the_colours_of_each_set(tmp_path, capsys):
    for name in ("one", "two"):
        (tmp_path / "in" / name).mkdir(parents=True)
        for i in range(2):
            photo = shot(scene(), seed=i).copy()
            photo[:60, 60 * i : 60 * i + 60] = (40_000, 30_000, 25_000)
            write_image(tmp_path / "in" / name / f"{i}.png", photo)
    out = tmp_path / "out"
    assert main(["batch", str(tmp_path / "in"), "-o", str(out), "--target", "auto", "--quiet", *PLAIN]) == 0
    for name in ("one", "two"):
        assert json.loads((out / f"{name}.json").read_text())["target"]["in_picture"]["mean"] < 1
    command = ["batch", str(tmp_path / "in"), "-o", str(tmp_path / "b"), "--target", "auto", "--tone", "reference"]
    assert main(command) == 2
    assert "--target sets the light" in capsys.readouterr().err


def test_where_none_could_be_done_the_exit_code_is_that_of_a_failure(folders, tmp_path):
    assert main(["batch", str(folders / "torn"), "-o", str(tmp_path / "out"), *PLAIN]) == 1


def test_a_dry_run_lists_and_writes_nothing(folders, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["batch", str(folders), "-o", str(out), "--dry-run", "--group", "count:2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["first_01", "second_01", "torn_01"]
    assert all("2 photos. This needs about" in line for line in lines)
    assert not out.exists()


def test_pictures_beside_photos_are_refused(folders, tmp_path, capsys):
    assert main(["batch", str(folders), "-o", str(folders / "out"), *PLAIN]) == 1
    assert "where the next batch would take its pictures for photos" in capsys.readouterr().err
    assert not (folders / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--group", "colour"], "a group is folder, name"),
        (["--jobs", "0"], "a number of jobs is"),
        (["--shard", "3/2"], "a shard is like 3/10"),
        (["--timeout", "soon"], "a time is a number of seconds"),
        (["--name", "{date}"], "a name is made of {set}"),
        (["--name", "a/{set}"], "a name is made of {set}"),
        (["--name", "{set"], "a name is made of {set}"),
        (["--name", "{set.photos}"], "a name is made of {set}"),
        (["--bits", "16", "--format", "jpg"], "a JPEG file holds 8 bits"),
        (["--watch", "3", "--shard", "1/2"], "--watch takes what comes"),
    ],
)
def test_wrong_usage(tmp_path, capsys, arguments, said):
    assert main(["batch", str(tmp_path), "-o", str(tmp_path / "out"), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_name_with_a_format_of_its_own_is_wrong_usage(tmp_path, capsys):
    assert main(["batch", str(tmp_path), "-o", str(tmp_path / "out"), "--name", "{set:>99999999}"]) == 2
    assert "a name is made of {set}" in capsys.readouterr().err


def test_watching_takes_a_folder_that_comes_once_it_is_quiet(folders, tmp_path, monkeypatch):
    import shutil

    from diar_gui.cli import batch

    root, out, naps = tmp_path / "in", tmp_path / "out", []
    root.mkdir()

    def sleep(_seconds: float) -> None:
        naps.append(out.joinpath("first.png").exists())
        if len(naps) == 1:
            shutil.copytree(folders / "first", root / "first")  # keeps the times of its files, which are long quiet
        if naps[-1] or len(naps) > 50:
            raise KeyboardInterrupt

    monkeypatch.setattr(batch.time, "sleep", sleep)
    assert main(["batch", str(root), "-o", str(out), "--watch", "0.1", *PLAIN]) == 130
    assert naps == [False, True]
    assert (out / "summary.html").exists()
