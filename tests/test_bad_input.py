"""Whatever is wrong with the input or the machine: one sentence, the right exit code, nothing written or changed."""

import errno
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from diar_gui import cli, scratch
from diar_gui.images import encode_image, read_image, write_image
from diar_gui.paths import resource_path

FAST = ["--features", "sift"]  # needs no torch


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below the folder with what is in it."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def last_sentence(stderr: str) -> str:
    assert "Traceback" not in stderr
    line = stderr.splitlines()[-1]
    assert line.endswith("."), line
    return line


@pytest.fixture
def diar(tmp_path, capsys):
    """Run the command line in tmp_path's `out.png`; return the exit code and the last line of standard error."""

    def run(*arguments, output="out.png"):
        code = cli.main(["reconstruct", *map(str, arguments), "-o", str(tmp_path / output), *FAST])
        captured = capsys.readouterr()
        if code == 0:
            return code, captured.err
        assert captured.out == ""
        return code, last_sentence(captured.err)

    return run


@pytest.fixture
def refused(tmp_path, diar):
    """Run the command line, check that it fails without a trace, and return its sentence."""

    def run(*arguments, output="out.png"):
        before = contents(tmp_path)
        code, sentence = diar(*arguments, output=output)
        assert code == 1
        assert contents(tmp_path) == before
        return sentence

    return run


def test_an_empty_folder(tmp_path, refused):
    (tmp_path / "photos").mkdir()
    assert "No photos were found in" in refused(tmp_path / "photos")


def test_one_photo(refused, make_photos):
    assert "Only one photo was given" in refused(make_photos(1))


def test_one_photo_named_twice(refused, make_photos):
    photo = make_photos(1) / "photo0.png"
    assert "Only one photo was given" in refused(photo, photo, photo.parent)


def test_a_folder_that_does_not_exist(tmp_path, refused):
    assert "missing does not exist" in refused(tmp_path / "missing")


def text_file(path):
    path.write_text("This is not a photo.")


def zero_bytes(path):
    path.write_bytes(b"")


def truncated_jpeg(path):
    data = encode_image(np.random.default_rng(0).integers(0, 255, (90, 90, 3), np.uint8), ".jpg")
    path.write_bytes(data[: len(data) // 2])


def truncated_png(path):
    data = encode_image(np.random.default_rng(0).integers(0, 255, (90, 90, 3), np.uint8), ".png")
    path.write_bytes(data[: len(data) // 2])


DAMAGED = [
    (text_file, "bad.jpg", "is damaged or not a picture"),
    (truncated_jpeg, "bad.jpg", "is damaged or not a picture"),
    (truncated_png, "bad.png", "is damaged or not a picture"),
    (zero_bytes, "bad.png", "is empty"),
]


@pytest.mark.parametrize(("spoil", "name", "words"), DAMAGED)
def test_a_damaged_file_beside_one_photo(refused, make_photos, spoil, name, words):
    folder = make_photos(1)
    spoil(folder / name)
    sentence = refused(folder)
    assert "1 of 2 photos could be read" in sentence
    assert name in sentence
    assert words in sentence


@pytest.mark.parametrize(("spoil", "name", "words"), DAMAGED)
def test_a_damaged_file_among_good_ones_is_left_out_with_a_word(tmp_path, diar, make_photos, spoil, name, words):
    folder = make_photos(3)
    spoil(folder / name)
    before = contents(folder)
    code, stderr = diar(folder)
    assert code == 0
    [line] = [line for line in stderr.splitlines() if line.startswith("Left out")]
    assert name in line
    assert words in line
    assert line.endswith(".")
    assert contents(folder) == before
    assert read_image(tmp_path / "out.png").shape == (320, 480, 3)


def test_mixed_sizes_and_orientations(tmp_path, diar, make_photos, poster_views):
    folder = make_photos(2)
    large = cv2.resize(poster_views[2], (900, 600), interpolation=cv2.INTER_CUBIC)
    write_image(folder / "large.jpg", large)
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = np.ascontiguousarray(np.rot90(poster_views[3]))
    Image.fromarray(sideways).save(folder / "sideways.jpg", quality=95, exif=exif)
    upside_down = np.ascontiguousarray(np.rot90(poster_views[4], 2))
    write_image(folder / "turned.tif", upside_down)
    code, stderr = diar(folder, "--reference", "photo0.png")
    assert code == 0
    assert "Left out" not in stderr
    assert read_image(tmp_path / "out.png").shape == (320, 480, 3)


def whiteboard_view(i):
    path = resource_path(f"sample/whiteboard/frames/{i:03d}.jpg")
    return cv2.resize(read_image(path), (480, 320), interpolation=cv2.INTER_AREA)


def test_two_unrelated_photos(refused, make_photos):
    folder = make_photos(1)
    write_image(folder / "whiteboard.png", whiteboard_view(0))
    refused(folder)


def test_photos_of_another_subject_are_left_out(tmp_path, diar, make_photos):
    folder = make_photos(4)
    for i in range(2):
        write_image(folder / f"whiteboard{i}.png", whiteboard_view(i))
    code, stderr = diar(folder)
    assert code == 0
    left_out = [line.split(":")[0] for line in stderr.splitlines() if line.startswith("Left out")]
    assert left_out == ["Left out whiteboard0.png", "Left out whiteboard1.png"]


def test_identical_photos_give_that_photo(tmp_path, diar, make_photos, poster_views):
    folder = make_photos(1)
    for i in (1, 2):
        (folder / f"copy{i}.png").write_bytes((folder / "photo0.png").read_bytes())
    code, stderr = diar(folder, "--tone", "reference")  # the other tone evens the light
    assert code == 0
    assert "Left out" not in stderr
    difference = read_image(tmp_path / "out.png").astype(int) - poster_views[0]
    assert np.abs(difference).mean() < 1


def test_a_black_photo_is_left_out(diar, make_photos):
    folder = make_photos(3)
    write_image(folder / "black.png", np.zeros((320, 480, 3), np.uint8))
    code, stderr = diar(folder)
    assert code == 0
    assert re.search(r"^Left out black\.png: .+\.$", stderr, re.MULTILINE)


def test_a_black_photo_and_one_other(refused, make_photos):
    folder = make_photos(1)
    write_image(folder / "black.png", np.zeros((320, 480, 3), np.uint8))
    refused(folder)


def test_a_photo_of_100_megapixels(tmp_path, diar, make_photos, poster_views):
    folder = make_photos(2)
    write_image(folder / "large.jpg", cv2.resize(poster_views[2], (12250, 8167)))
    code, stderr = diar(folder, "--reference", "photo0.png")
    assert code == 0
    assert "Left out" not in stderr


def test_names_with_spaces_and_letters_of_all_kinds(tmp_path, diar, make_photos):
    folder = make_photos(2, folder="Fotos vom Büro 日本")
    (folder / "photo0.png").rename(folder / "Übersicht – 1 (Kopie).png")
    assert diar(folder, "--report", tmp_path / "Bericht ß.json", output="Ergebnis ä 1.png")[0] == 0
    assert (tmp_path / "Ergebnis ä 1.png").is_file()
    assert "Übersicht – 1 (Kopie).png" in (tmp_path / "Bericht ß.json").read_text(encoding="utf-8")


def test_the_output_folder_is_missing(refused, make_photos):
    assert "missing does not exist" in refused(make_photos(2), output="missing/out.png")


def test_the_output_exists(tmp_path, refused, make_photos):
    (tmp_path / "out.png").write_bytes(b"precious")
    assert "exists already" in refused(make_photos(2))


@pytest.mark.parametrize("option", ["--report", "--save-warped", "--save-weights"])
def test_a_further_output_exists(tmp_path, refused, make_photos, option):
    place = tmp_path / "there"
    if option == "--report":
        place.write_text("precious")
    else:
        place.mkdir()
        (place / ("photo0.png" if option == "--save-warped" else "coverage.png")).write_text("precious")
    assert "exists already" in refused(make_photos(2), option, place)


def test_an_output_that_is_one_of_the_photos(refused, make_photos):
    folder = make_photos(2)
    assert "one of the photos" in refused(folder, "--overwrite", output="photos/photo1.png")
    assert "one of the photos" in refused(folder, "--overwrite", "--save-warped", folder)


def test_two_outputs_of_one_name(tmp_path, refused, make_photos):
    assert "Two outputs" in refused(make_photos(2), "--report", tmp_path / "out.png")


@pytest.fixture
def open_folder(make_photos):
    """Two photos in a folder that any user of the machine may enter, and a child process without privileges."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for photo in make_photos(2).iterdir():
            (folder / photo.name).write_bytes(photo.read_bytes())
        yield folder
        folder.chmod(0o700)


def run_without_privileges(*arguments):
    """Run the command line as nobody where the tests run as root, since root may do everything."""
    script = (
        "import os, sys\n"
        "from PIL import Image\n"
        "from diar_gui import cli, estimate, outputs, pipeline, same_views, videos\n"
        "Image.init()\n"  # whatever is imported later may be out of reach by then
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    # A network would be imported too late.
    command = [sys.executable, "-c", script, "reconstruct", *map(str, arguments), *FAST, "--method", "median"]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another way")
def test_no_permission_to_read(open_folder):
    (open_folder / "photo1.png").chmod(0)
    before = sorted(open_folder.iterdir())
    done = run_without_privileges(open_folder, "-o", "/tmp/diar-never-written.png")
    assert done.returncode == 1
    assert "photo1.png cannot be opened (Permission denied)" in last_sentence(done.stderr)
    assert sorted(open_folder.iterdir()) == before
    open_folder.chmod(0)
    done = run_without_privileges(open_folder, "-o", "/tmp/diar-never-written.png")
    assert done.returncode == 1
    assert "Permission denied" in last_sentence(done.stderr)
    assert not Path("/tmp/diar-never-written.png").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another way")
def test_the_output_folder_is_not_writable(open_folder):
    done = run_without_privileges(open_folder, "-o", open_folder / "out.png")
    assert done.returncode == 1
    assert "Nothing can be written into the folder" in last_sentence(done.stderr)
    assert sorted(p.name for p in open_folder.iterdir()) == ["photo0.png", "photo1.png"]


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 64 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True)
    except OSError:
        pytest.skip("there is no mount command here")
    if mounted.returncode != 0:
        pytest.skip("only root may make a small disk")
    yield place
    subprocess.run(["umount", place], check=True)


def test_the_disk_is_full(small_disk, diar, make_photos):
    code, sentence = diar(make_photos(2), output="disk/out.png")
    assert code == 1
    assert "No space left on device" in sentence
    assert list(small_disk.iterdir()) == []


def test_the_disk_fills_up_while_the_last_of_several_is_written(tmp_path, refused, make_photos, monkeypatch):
    n_written = []

    def sync(descriptor):
        n_written.append(descriptor)
        if len(n_written) == 6:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", sync)
    folders = ["--save-warped", tmp_path / "warped", "--save-weights", tmp_path / "weights"]
    assert "free some space" in refused(make_photos(2), *folders)
    assert not (tmp_path / "warped").exists()
    assert not (tmp_path / "weights").exists()


def test_no_room_for_temporary_data(refused, make_photos, monkeypatch):
    def full(descriptor, n_bytes):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(scratch, "_allocate", full)
    monkeypatch.setattr("diar_gui.memory._MIN_PIXEL_BYTES", 1000)
    assert "TMPDIR" in refused(make_photos(2), "--max-memory", "0.001")


STAGES = {"read": 0.0, "align": 0.15, "reconstruct": 0.55, "write": 0.94}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("stage", STAGES)
def test_ctrl_c_in_each_stage(tmp_path, diar, make_photos, monkeypatch, stage, number):
    folder = make_photos(2)
    before = contents(tmp_path)
    fractions = []

    def report(display, fraction, message):
        if fraction >= STAGES[stage] and not fractions:
            fractions.append(fraction)
            signal.raise_signal(number)

    monkeypatch.setattr(cli.Display, "report", report)
    outputs = ["--report", tmp_path / "report.json", "--save-weights", tmp_path / "weights"]
    code, sentence = diar(folder, *outputs)
    assert (code, sentence) == (130, "Cancelled; nothing was written.")
    assert contents(tmp_path) == before
    assert not (tmp_path / "weights").exists()


@pytest.mark.parametrize("stage", STAGES)
def test_an_impatient_second_ctrl_c(tmp_path, diar, make_photos, monkeypatch, stage):
    folder = make_photos(2)
    before = contents(tmp_path)

    def report(display, fraction, message):
        if fraction >= STAGES[stage]:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(cli.Display, "report", report)
    assert diar(folder, "--save-warped", tmp_path / "warped") == (130, "Cancelled; nothing was written.")
    assert contents(tmp_path) == before


def test_ctrl_c_from_a_terminal(tmp_path, make_photos):
    command = [sys.executable, "-m", "diar_gui.cli", "reconstruct", make_photos(3), "-o", tmp_path / "out.png", *FAST]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        needs, first_line = process.stderr.readline(), process.stderr.readline()
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate()
    assert needs.startswith("This needs about")
    assert "Reading photo 1 of 3" in first_line
    assert process.returncode == 130
    assert last_sentence(stderr) == "Cancelled; nothing was written."
    assert stdout == ""
    assert not (tmp_path / "out.png").exists()
