"""The command line, as a user meets it."""

import io
import json
import re
import subprocess
import sys

import numpy as np
import pytest
import torch

from diar_gui import __version__, cli
from diar_gui.cli.display import Display
from diar_gui.images import read_image
from diar_gui.names import DEVICES, FEATURES, METHODS

FAST = ["--features", "sift"]


@pytest.fixture
def diar(capsys):
    """Run `diar reconstruct` and return the exit code, standard output and standard error."""

    def run(*arguments):
        code = cli.main(["reconstruct", *map(str, arguments), *FAST])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_version_and_help(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"diar {__version__}\n"
    assert cli.main(["--help"]) == 0
    assert "reconstruct" in capsys.readouterr().out
    assert cli.main(["reconstruct", "--help"]) == 0
    text = capsys.readouterr().out
    for name in (*METHODS, *FEATURES, *DEVICES):
        assert name in text


def test_the_installed_command_answers():
    done = subprocess.run([sys.executable, "-m", "diar_gui.cli", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"diar {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "COMMAND"),
        (["reconstruct"], "INPUT"),
        (["reconstruct", "folder"], "-o"),
        (["reconstruct", "", "-o", "a.png"], "a file or folder name is needed"),
        (["reconstruct", "folder", "-o", "a.png", "--method", "magic"], "magic"),
        (["reconstruct", "folder", "-o", "a.png", "--features", "orb"], "orb"),
        (["reconstruct", "folder", "-o", "a.png", "--device", "toaster"], "toaster"),
        (["reconstruct", "folder", "-o", "a.png", "--bits", "12"], "12"),
        (["reconstruct", "folder", "-o", "a.jpg", "--bits", "16"], "8 bits per channel"),
        (["reconstruct", "folder", "-o", "a.png", "--working-size", "9"], "from 128 to 16384, not 9"),
        (["reconstruct", "folder", "-o", "a.png", "--max-memory", "lots"], "above 0, not lots"),
        (["reconstruct", "folder", "-o", "a.png", "--max-memory", "nan"], "above 0, not nan"),
        (["reconstruct", "folder", "-o", "a.png", "--unknown"], "--unknown"),
    ],
)
def test_wrong_usage(capsys, arguments, words):
    assert cli.main(arguments) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


def test_a_run_says_where_it_wrote_what(tmp_path, diar, make_photos):
    code, stdout, stderr = diar(make_photos(3), "-o", tmp_path / "clean.png")
    assert code == 0
    assert stdout == f"Wrote {tmp_path / 'clean.png'}, made from 3 of 3 photos.\n"
    assert re.match(r"This needs about .* of memory and .* s\.\n  0% Reading photo 1 of 3\n", stderr)
    assert "\r" not in stderr
    assert read_image(tmp_path / "clean.png").dtype == np.uint8


def test_a_quiet_run_says_nothing_but_what_went_wrong(tmp_path, diar, make_photos):
    folder = make_photos(3)
    assert diar(folder, "-o", tmp_path / "a.png", "--quiet") == (0, "", "")
    (folder / "bad.png").write_bytes(b"")
    code, stdout, stderr = diar(folder, "-o", tmp_path / "b.png", "--quiet")
    assert (code, stdout) == (0, "")
    assert stderr.startswith("Left out bad.png: ")
    assert stderr.count("\n") == 1


def test_the_report_on_standard_output_and_in_a_file_are_the_same(tmp_path, diar, make_photos):
    report_file = tmp_path / "report.json"
    code, stdout, _ = diar(make_photos(2), "-o", tmp_path / "a.png", "--report", report_file, "--json")
    assert code == 0
    report = json.loads(stdout)
    assert report == json.loads(report_file.read_text())
    assert report["version"] == __version__
    assert {"read", "align", "reconstruct", "write", "total"} == set(report["seconds"])
    stages = sum(seconds for stage, seconds in report["seconds"].items() if stage != "total")
    assert report["seconds"]["total"] == pytest.approx(stages, abs=0.01)


def test_sixteen_bits_when_asked(tmp_path, diar, make_photos):
    for name in ("a.png", "a.tif"):
        assert diar(make_photos(2), "-o", tmp_path / name, "--bits", "16")[0] == 0
        assert read_image(tmp_path / name).dtype == np.uint16


@pytest.mark.parametrize("method", METHODS)
def test_every_method_makes_a_picture_of_what_the_photos_show(tmp_path, diar, make_photos, method):
    code, stdout, _ = diar(make_photos(4), "-o", tmp_path / "a.png", "--method", method, "--json")
    assert code == 0
    report = json.loads(stdout)
    assert report["method"] == method
    pixels = read_image(tmp_path / "a.png")
    assert list(pixels.shape) == [*report["size"], 3]
    photo = read_image(tmp_path / "photos" / report["reference"])
    correlation = np.corrcoef(pixels.ravel().astype(float), photo.ravel().astype(float))[0, 1]
    assert correlation > 0.8


def test_overwriting_only_when_allowed(tmp_path, diar, make_photos):
    folder, output = make_photos(2), tmp_path / "a.png"
    output.write_bytes(b"precious")
    assert diar(folder, "-o", output)[0] == 1
    assert output.read_bytes() == b"precious"
    assert diar(folder, "-o", output, "--overwrite", "--save-warped", tmp_path / "w")[0] == 0
    assert diar(folder, "-o", output, "--overwrite", "--save-warped", tmp_path / "w")[0] == 0
    assert read_image(output).shape == (320, 480, 3)


def test_warped_photos_are_aligned_and_can_be_used_again(tmp_path, make_photos, capsys):
    folder = make_photos(3)
    warped = tmp_path / "warped"
    # A network would take the black margins of the second time for something dark in the light of the whole.
    arguments = ["reconstruct", str(folder), "-o", str(tmp_path / "a.png"), "--save-warped", str(warped)]
    assert cli.main([*arguments, *FAST, "--method", "median", "--reference", "photo1.png"]) == 0
    assert sorted(p.name for p in warped.iterdir()) == ["photo0.png", "photo1.png", "photo2.png"]
    np.testing.assert_array_equal(read_image(warped / "photo1.png"), read_image(folder / "photo1.png"))
    again = ["reconstruct", str(warped), "-o", str(tmp_path / "b.png"), "--features", "none", "--method", "median"]
    assert cli.main(again) == 0
    capsys.readouterr()
    # The margins differ: black there counts as seen the second time.
    first, second = (read_image(tmp_path / name)[80:-80, 120:-120].astype(int) for name in ("a.png", "b.png"))
    assert np.abs(first - second).mean() < 3


def test_weight_maps_add_up_and_the_source_points_into_the_report(tmp_path, diar, make_photos):
    folder = make_photos(4)
    (folder / "photo1.png").write_bytes(b"")
    weights = tmp_path / "weights"
    outputs = ["-o", tmp_path / "a.png", "--save-weights", weights, "--json", "--reference", "photo0.png"]
    code, stdout, _ = diar(folder, *outputs)
    assert code == 0
    names = [frame["name"] for frame in json.loads(stdout)["frames"]]
    maps = {name: read_image(weights / f"weight_{name}")[..., 0].astype(int) for name in names if name != "photo1.png"}
    source = read_image(weights / "source.png")[..., 0]
    coverage = read_image(weights / "coverage.png")[..., 0]
    assert source.dtype == np.uint16
    assert coverage.max() <= len(maps)
    seen = source != 65535
    assert (source[seen] < len(names)).all()
    total = sum(maps.values())
    assert np.abs(total[seen] - 255).max() <= len(maps)
    best = np.max(list(maps.values()), axis=0)
    for i, name in enumerate(names):
        where = source == i
        if where.any():
            assert np.abs(maps[name][where] - best[where]).max() <= 1


def test_photos_of_one_name_get_numbered_outputs(tmp_path, diar, make_photos):
    folders = [make_photos(1, folder="left"), make_photos(3, folder="right")]
    # The first of each would be copies of one photo, which count once.
    (folders[1] / "photo2.png").replace(folders[1] / "photo0.png")
    assert diar(*folders, "-o", tmp_path / "a.png", "--save-warped", tmp_path / "w")[0] == 0
    assert sorted(p.name for p in (tmp_path / "w").iterdir()) == ["000_photo0.png", "001_photo0.png", "002_photo1.png"]


def test_a_missing_gpu_is_said_and_the_run_goes_on(tmp_path, diar, make_photos, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    code, stdout, stderr = diar(make_photos(2), "-o", tmp_path / "a.png", "--device", "cuda", "--json")
    assert code == 0
    assert "No CUDA device was found on this machine; the processor is used instead.\n" in stderr
    assert json.loads(stdout)["device"] == "cpu"


def test_an_error_of_our_own_goes_to_the_log(tmp_path, diar, make_photos, monkeypatch):
    def broken(*arguments):
        raise ZeroDivisionError("surprise")

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("diar_gui.pipeline.corrected_stack", broken)
    monkeypatch.setattr(sys, "platform", "linux")
    code, stdout, stderr = diar(make_photos(2), "-o", tmp_path / "a.png")
    assert (code, stdout) == (1, "")
    assert "Traceback" not in stderr
    log = tmp_path / "data" / "diar" / "diar.log"
    assert (
        stderr.splitlines()[-1]
        == f"DIAR failed where it should not have (ZeroDivisionError); please report it with {log}."
    )
    assert "surprise" in log.read_text()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    stderr = diar(make_photos(2), "-o", tmp_path / "a.png")[2]
    assert stderr.endswith("(ZeroDivisionError: surprise); please report it.\n")


def test_memory_running_out_is_a_sentence(tmp_path, diar, make_photos, monkeypatch):
    def greedy(*arguments):
        raise MemoryError

    monkeypatch.setattr("diar_gui.pipeline.corrected_stack", greedy)
    code, _, stderr = diar(make_photos(2), "-o", tmp_path / "a.png")
    assert code == 1
    assert stderr.splitlines()[-1].startswith("The main memory ran out; ")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_progress_is_one_line_that_is_cleared(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    terminal = Terminal()
    display = Display(terminal, is_quiet=False)
    display.report(0.0, "Reading photo 1 of 2")
    display.report(0.5, "A message that is far too long for this terminal")
    display.say("Left out a.png: it is empty.")
    assert "\n" not in terminal.getvalue().split("Left out")[0]
    drawn = terminal.getvalue().split("\r\x1b[K")
    assert drawn == ["", "  0% Reading photo 1 of 2", " 50% A message that is far to", "Left out a.png: it is empty.\n"]


def test_elsewhere_progress_is_a_line_per_step_not_per_photo():
    stream = io.StringIO()
    display = Display(stream, is_quiet=False)
    for i in range(50):
        display.report(i / 100, f"Reading photo {i + 1} of 50")
    display.report(0.5, "Aligning")
    display.report(0.6, "")
    assert stream.getvalue() == "  0% Reading photo 1 of 50\n 50% Aligning\n"
