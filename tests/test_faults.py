"""What goes wrong around the program, at any moment: one clear message, and nothing of the user's is touched."""

import contextlib
import errno
import os
import socket
import sys
import threading

import numpy as np
import pytest
import torch

from diar_gui import cli, pipeline
from diar_gui.alignment.on_device import OnDevice
from diar_gui.devices import resolve_device
from diar_gui.errors import ImageError
from diar_gui.images import encode_image, find_images, read_frames, read_image, write_image
from diar_gui.progress import Progress
from diar_gui.reconstruction.tiles import Piece, TiledNetwork
from diar_gui.scratch import Scratch

FAST = ["--features", "none", "--method", "median"]
on_unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def diar(tmp_path, capsys):
    """Run the command line; return the exit code and the last line of standard error."""

    def run(*arguments):
        code = cli.main(["reconstruct", *map(str, arguments), "-o", str(tmp_path / "out.png"), *FAST])
        words = capsys.readouterr().err
        assert "Traceback" not in words
        assert code == 0 or words.endswith(".\n")
        return code, words.splitlines()[-1]

    return run


@on_unix
def test_a_folder_with_all_that_is_no_photo(tmp_path, make_photos):
    folder = make_photos(2)
    os.mkfifo(folder / "fifo.png")
    listener = socket.socket(socket.AF_UNIX)
    with contextlib.suppress(OSError):  # the path may be too long for a socket
        listener.bind(os.path.relpath(folder / "socket.png"))
    (folder / "loop.png").symlink_to(folder / "loop.png")
    (folder / "around.png").symlink_to(folder / "around2.png")
    (folder / "around2.png").symlink_to(folder / "around.png")
    (folder / "device.png").symlink_to("/dev/zero")
    (folder / "nowhere.png").symlink_to(tmp_path / "nowhere.png")
    (folder / "folder.png").symlink_to(folder)
    (folder / "frames").symlink_to(folder / "frames")
    assert [path.name for path in find_images([folder])] == ["photo0.png", "photo1.png"]
    listener.close()


@on_unix
@pytest.mark.parametrize("name", ["fifo.png", "loop.png", "device.png", "nowhere.png"])
def test_what_is_no_photo_by_its_name(tmp_path, name):
    os.mkfifo(tmp_path / "fifo.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    (tmp_path / "device.png").symlink_to("/dev/zero")
    with pytest.raises(ImageError, match=rf"{name} (is neither a folder nor a file|does not exist); .*\.$"):
        find_images([tmp_path / name])


def become_fifo(path):
    path.unlink()
    os.mkfifo(path)


def become_device(path):
    path.unlink()
    path.symlink_to("/dev/zero")


def become_loop(path):
    path.unlink()
    path.symlink_to(path)


def become_folder(path):
    path.unlink()
    path.mkdir()


def grow_beyond_bounds(path):
    with path.open("r+b") as file:
        file.truncate(10**13)  # takes no room on the disk


def be_cut_short(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def become_another(path):
    path.write_bytes(encode_image(np.zeros((20, 30, 3), np.uint16), ".png"))


CHANGES = [become_fifo, become_device, become_loop, become_folder, grow_beyond_bounds, be_cut_short, become_another]


@on_unix
@pytest.mark.parametrize("change", [*CHANGES, os.unlink])
def test_a_photo_that_changes_after_it_was_found(make_photos, change):
    paths = find_images([make_photos(3)])
    seen = []

    def report(fraction, message):
        if message == "Reading photo 2 of 3":
            change(paths[1])
            seen.append(message)

    frames = read_frames(paths, Scratch(10**9), Progress(report))
    assert seen
    if change is become_another:
        assert frames.frames[1].size == (20, 30)
        return
    [left_out] = frames.unreadable
    assert left_out.name == "photo1.png"
    assert left_out.reason.endswith(".")
    assert [frame.name for frame in frames.frames] == ["photo0.png", "photo2.png"]


def test_photos_that_change_after_they_were_read_change_nothing(tmp_path, diar, make_photos, monkeypatch):
    folder = make_photos(3)
    assert diar(folder)[0] == 0
    expected = read_image(tmp_path / "out.png")
    (tmp_path / "out.png").unlink()
    align = pipeline.align_originals

    def align_later(frames, *arguments, **options):
        for frame in frames:
            frame.path.write_bytes(b"spoiled")
        return align(frames, *arguments, **options)

    monkeypatch.setattr(pipeline, "align_originals", align_later)
    assert diar(folder)[0] == 0
    np.testing.assert_array_equal(read_image(tmp_path / "out.png"), expected)


@on_unix
def test_an_output_that_is_a_loop_of_links(tmp_path, diar, make_photos):
    (tmp_path / "out.png").symlink_to(tmp_path / "out.png")
    code, sentence = diar(make_photos(2))
    assert (code, "exists already" in sentence) == (1, True)
    code, _ = diar(make_photos(2), "--overwrite")
    assert code == 0
    assert read_image(tmp_path / "out.png").shape == (320, 480, 3)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EIO, errno.EDQUOT, errno.ENOSPC])
def test_the_place_for_outputs_is_lost_midway(tmp_path, diar, make_photos, monkeypatch, number):
    folder = make_photos(2)

    def lost(descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", lost)
    before = names_in(tmp_path)
    code, sentence = diar(folder, "--report", tmp_path / "report.json")
    assert code == 1
    assert f"could not be written ({os.strerror(number)})" in sentence
    assert names_in(tmp_path) == before


def test_a_file_takes_the_place_of_the_folder_for_outputs(tmp_path, diar, make_photos, monkeypatch):
    folder, warped = make_photos(2), tmp_path / "warped"
    reconstruct = pipeline.reconstruct

    def reconstruct_meanwhile(*arguments, **options):
        warped.write_bytes(b"precious")
        return reconstruct(*arguments, **options)

    monkeypatch.setattr(pipeline, "reconstruct", reconstruct_meanwhile)
    code, sentence = diar(folder, "--save-warped", warped)
    assert code == 1
    assert "warped could not be made (File exists)" in sentence
    assert warped.read_bytes() == b"precious"
    assert names_in(tmp_path) == ["photos", "warped"]


def test_a_thread_at_work_that_raises_ends_the_run_with_its_error(diar, make_photos, monkeypatch):
    def broken(band):
        assert threading.current_thread() is not threading.main_thread()
        raise MemoryError

    monkeypatch.setattr(sys.modules["diar_gui.reconstruction.reconstruct"], "median", broken)
    code, sentence = diar(make_photos(2))
    assert code == 1
    assert sentence.startswith("The main memory ran out; ")


class BrokenError(RuntimeError):
    """Like torch's errors of a device."""


@pytest.fixture
def told():
    return []


@pytest.fixture
def progress(told):
    return Progress(on_notice=told.append)


def test_a_device_that_is_there_and_does_not_work(monkeypatch, told, progress):
    def broken(*arguments, device, **options):
        raise BrokenError("CUDA error: no kernel image is available for execution on the device")

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch, "arange", broken)
    for asked in ("auto", "cuda"):
        assert resolve_device(asked, progress) == "cpu"
    [first, second] = told
    assert first == second
    assert first.startswith("The CUDA device of this machine does not work ")
    assert first.endswith("; the processor is used instead.")


class Features:
    """An extractor that only the processor runs to its end."""

    name = "features"

    def __init__(self, device, fails_in="extract"):
        self.device, self.fails_in = device, fails_in
        self.fail("make")

    def fail(self, step):
        if self.device != "cpu" and step == self.fails_in:
            raise BrokenError("CUDA out of memory")

    def extract(self, image):
        self.fail("extract")
        return self.device

    def match(self, a, b):
        return a == b


@pytest.mark.parametrize("fails_in", ["make", "extract"])
def test_features_are_found_on_the_processor_when_the_device_fails(told, progress, fails_in):
    extractor = OnDevice(lambda device: Features(device, fails_in), "cuda", progress)
    assert extractor.name == "features"
    found = [extractor.extract(np.zeros((8, 8, 3), np.uint8)) for _ in range(2)]
    assert found == ["cpu", "cpu"]
    assert extractor.match(*found)
    assert told == ["The CUDA device failed or has too little memory; the processor finds the features."]


def test_a_fault_on_the_processor_is_no_fault_of_a_device(told, progress):
    def broken(device):
        raise BrokenError("our own mistake")

    with pytest.raises(BrokenError):
        OnDevice(broken, "cpu", progress)
    with pytest.raises(BrokenError):
        OnDevice(broken, "cuda", progress)
    assert len(told) == 1


def test_tiles_go_on_on_the_processor_when_the_device_fails(monkeypatch, told, progress):
    devices = []

    def predict(frames, valid, device):
        devices.append(device)
        if device == "cuda":
            raise BrokenError("CUDA error: an illegal memory access was encountered")
        return Piece(np.ones((*valid.shape[1:], 3), np.float32), np.ones(valid.shape, np.float32))

    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: None)
    tiled = TiledNetwork(predict, 96, 32, "cuda", progress)
    frames, valid = np.zeros((2, 100, 220, 3), np.uint16), np.ones((2, 100, 220), bool)
    into = Piece(np.zeros((100, 220, 3), np.float32), np.zeros((2, 100, 220), np.float32))
    tiled.add(frames, valid, np.ones((100, 220), np.float32), into, progress)
    np.testing.assert_allclose(into.picture, 1, atol=1e-6)
    assert devices.count("cuda") == 1
    assert told == ["The CUDA device failed; the processor takes over."]


def test_a_run_whose_device_breaks_at_its_first_use_ends_well(tmp_path, make_photos, monkeypatch, capsys):
    moved = torch.nn.Module.to

    def to(module, *arguments, **options):
        if "cuda" in arguments:
            raise BrokenError("CUDA error: unspecified launch failure")
        return moved(module, *arguments, **options)

    monkeypatch.setattr("diar_gui.pipeline.resolve_device", lambda asked, progress: "cuda", raising=False)
    monkeypatch.setattr("diar_gui.reconstruction.trust.computes_in_bfloat16", lambda device: False)
    monkeypatch.setattr(torch.nn.Module, "to", to)
    arguments = ["reconstruct", str(make_photos(2)), "-o", str(tmp_path / "out.png"), "--features", "xfeat"]
    assert cli.main([*arguments, "--device", "cuda"]) == 0
    words = capsys.readouterr().err
    assert "The CUDA device failed or has too little memory; the processor finds the features.\n" in words
    assert "The CUDA device failed or has too little memory; the processor judges the photos.\n" in words
    assert read_image(tmp_path / "out.png").shape == (320, 480, 3)


def test_absurd_sizes_take_no_memory(tmp_path):
    path = tmp_path / "a.png"
    write_image(path, np.zeros((8, 8, 3), np.uint8))
    data = bytearray(path.read_bytes())
    data[16:24] = (2**31 - 1).to_bytes(4, "big") * 2
    path.write_bytes(data)
    with pytest.raises(ImageError, match=r"a\.png .*\.$"):
        read_image(path)
