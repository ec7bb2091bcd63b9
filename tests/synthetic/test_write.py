"""Sequences on disk: read back, true, the same on every machine, whole or absent."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from plain_scenes import plain, smooth_picture
from scipy import ndimage

from diar_gui import geometry
from diar_gui.errors import Cancelled, ExportError, ImageError
from diar_gui.images import Frame, read_frames, read_image, write_image
from diar_gui.progress import Progress
from diar_gui.scratch import Scratch
from diar_gui.sequences import MASK_KINDS, find_sequences, read_sequence
from diar_gui.synthetic import SyntheticOptions, WriteOptions, write, write_sequences

SIZE = (72, 96)
ALIGNED, PERSPECTIVE = SyntheticOptions(), SyntheticOptions(is_aligned=False)


@pytest.fixture
def make(tmp_path, pictures, few_sprites):
    """Return a function that writes sequences of the pictures into a folder, and returns them read back."""

    def run(name="made", scenes=ALIGNED, n_sequences=1, n_frames=2, size=SIZE, progress=None, **more):
        options = WriteOptions(n_sequences, n_frames, size, scenes=scenes, **more)
        folders = write_sequences(tmp_path / name, [pictures], None, options, progress or Progress())
        assert find_sequences([tmp_path / name])[: len(folders)] == folders
        return [read_sequence(folder) for folder in folders]

    return run


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def frames_of(sequence) -> list[Frame]:
    return list(read_frames(sequence.photos, Scratch(10**9)).frames)


@pytest.mark.parametrize("scenes", [ALIGNED, PERSPECTIVE], ids=["aligned", "perspective"])
def test_what_is_written_is_read_back(make, scenes):
    sequences = make(scenes=scenes, n_sequences=2, n_frames=3, seed=7)
    assert [sequence.name for sequence in sequences] == ["000", "001"]
    for i, sequence in enumerate(sequences):
        assert [path.name for path in sequence.photos] == ["000.png", "001.png", "002.png"]
        assert sequence.reference == "000.png"
        assert sequence.is_aligned == scenes.is_aligned
        assert f"seed 7, sequence {i}" in sequence.source
        assert "photo_" in sequence.source
        assert sequence.licence == "as the source pictures"
        assert set(sequence.masks) == {(path.name, kind) for path in sequence.photos for kind in MASK_KINDS}
        pictures = [*sequence.photos, sequence.truth, *sequence.masks.values()]
        assert {read_image(path).shape for path in pictures} == {(*SIZE, 3)}
        frames = frames_of(sequence)
        np.testing.assert_array_equal(sequence.homographies(frames)[0], np.eye(3))
        for H in sequence.homographies(frames):
            points = geometry.points_in_overlap(H, SIZE, SIZE)
            assert geometry.is_plausible(H, SIZE, points)


def gray(pixels: np.ndarray) -> np.ndarray:
    return pixels.astype(float).mean(axis=2)


def displacement_px(reference: np.ndarray, other: np.ndarray) -> float:
    """Return by how much `other` lies off where it does most, both grey; where it is NaN it is passed over.

    The homography near the identity that explains the differences best, by least squares on the reference's gradients:
    exact for smooth pictures and small shifts.
    """
    height, width = reference.shape
    y, x = (np.mgrid[:height, :width] - np.array([height, width])[:, None, None] / 2) / (width / 2)
    gy, gx = np.gradient(reference)
    one, none = np.ones_like(x), np.zeros_like(x)
    moves_x = np.stack([one, x, y, none, none, none, x * x, x * y])
    moves_y = np.stack([none, none, none, one, x, y, x * y, y * y])
    seen = np.isfinite(other)
    design = (gx * moves_x + gy * moves_y)[:, seen]
    parameters = np.linalg.lstsq(design.T, (reference - other)[seen], rcond=None)[0]
    moved = [np.tensordot(parameters, moves, 1)[seen] for moves in (moves_x, moves_y)]
    return float(np.hypot(*moved).max())


def seen_at(picture: np.ndarray, points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return a grey picture at points `(N, 2)`, NaN near its edge and beyond; OpenCV would round the points to 1/32."""
    x, y = points.T
    height, width = picture.shape
    inside = (x >= 3) & (x <= width - 4) & (y >= 3) & (y <= height - 4)
    values = ndimage.map_coordinates(picture, [np.where(inside, y, 0), np.where(inside, x, 0)], order=3)
    return np.where(inside, values, np.nan).reshape(size)


def pixel_centres(size: tuple[int, int]) -> np.ndarray:
    return np.stack(np.meshgrid(np.arange(size[1]), np.arange(size[0])), axis=-1).reshape(-1, 2).astype(float)


def test_displacements_are_measured():
    size = (96, 120)
    picture = gray(smooth_picture(size, cell_px=24))
    moved = seen_at(picture, pixel_centres(size) - [0.07, -0.04], size)
    assert displacement_px(picture, moved) == pytest.approx(np.hypot(0.07, 0.04), abs=0.005)


def test_true_homographies_are_true(tmp_path, few_sprites, monkeypatch):
    """An undistorted frame, brought to the reference, lies on the truth to within 0.05 px."""
    drawn = write.draw_scene
    monkeypatch.setattr(write, "draw_scene", lambda *given: plain(drawn(*given)))
    monkeypatch.setattr(write, "_PERSPECTIVE_MOUNT_RATE", 0.0)
    size = (192, 240)
    # So smooth that the blur of a view which shrinks it shifts nothing.
    write_image(tmp_path / "smooth.png", smooth_picture(size, cell_px=24))
    options = WriteOptions(4, 4, size, seed=3, scenes=PERSPECTIVE)
    folders = write_sequences(tmp_path / "made", [tmp_path / "smooth.png"], None, options, Progress())
    errors = []
    for sequence in map(read_sequence, folders):
        truth = gray(read_image(sequence.truth))
        frames = frames_of(sequence)
        for frame, H in zip(frames, sequence.homographies(frames), strict=True):
            points = geometry.transfer(geometry.inverse(H, frame.size), pixel_centres(size))
            inner = (slice(16, -16), slice(16, -16))  # at its edge the subject's pixels mix with the background
            errors.append(displacement_px(truth[inner], seen_at(gray(frame.pixels), points, size)[inner]))
    assert max(errors) < 0.05


@pytest.mark.parametrize("scenes", [ALIGNED, PERSPECTIVE], ids=["aligned", "perspective"])
def test_an_undistorted_reference_is_the_truth(make, monkeypatch, scenes):
    drawn = write.draw_scene
    monkeypatch.setattr(write, "draw_scene", lambda *given: plain(drawn(*given)))
    (sequence,) = make(scenes=scenes, n_frames=1)
    np.testing.assert_array_equal(read_image(sequence.photos[0]), read_image(sequence.truth))


def test_the_truth_mask_is_the_picture_on_its_wall(make, monkeypatch):
    monkeypatch.setattr(write, "_PERSPECTIVE_MOUNT_RATE", 1.0)
    one_kind = SyntheticOptions(kinds=(1.0, 0.0, 0.0, 0.0), is_aligned=False)
    (sequence,) = make(scenes=one_kind, n_frames=1)
    mask = read_image(sequence.truth_mask)[..., 0]
    assert set(np.unique(mask)) == {0, 255}
    rows, columns = np.nonzero(mask)
    assert (mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] == 255).all()
    assert make("whole", scenes=SyntheticOptions(kinds=(0.0, 0.0, 0.0, 1.0), is_aligned=False))[0].truth_mask is None


def test_a_seed_gives_the_same_bytes_and_another_seed_others(tmp_path, make):
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        make(name, n_sequences=2, n_frames=2, seed=seed)
    one, again, other = (contents(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert one.keys() <= other.keys() | {"000/truth_mask.png", "001/truth_mask.png"}
    assert one["000/frames/001.png"] != other["000/frames/001.png"]


def test_more_sequences_begin_with_the_same_ones(tmp_path, make):
    make("few", n_sequences=1)
    make("more", n_sequences=2)
    more = contents(tmp_path / "more")
    assert contents(tmp_path / "few") == {name: data for name, data in more.items() if name.startswith("000")}


_WRITE_BOTH = """
import sys
from pathlib import Path
from diar_gui.progress import Progress
from diar_gui.synthetic import SyntheticOptions, WriteOptions, library, write_sequences
def write_both(folder, pictures):
    library.N_SOLIDS, library.N_DRAWN = 3, 5
    for name, is_aligned in (("aligned", True), ("perspective", False)):
        options = WriteOptions(4, 2, (64, 88), scenes=SyntheticOptions(is_aligned=is_aligned))
        write_sequences(Path(folder) / name, [Path(pictures)], None, options, Progress())
"""
_LEAST = {"ATEN_CPU_CAPABILITY": "default", "OPENCV_IPP": "disabled", "OPENCV_CPU_DISABLE": "AVX2,AVX512-SKX"}
_MACHINES = {
    "least": {**_LEAST, "OMP_NUM_THREADS": "1"},
    "middle": {"ATEN_CPU_CAPABILITY": "avx2", "OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "passive"},
}


def test_processors_and_threads_make_no_difference(tmp_path, pictures, few_sprites):
    (tmp_path / "here").mkdir()
    names = {}
    exec(_WRITE_BOTH, names)
    names["write_both"](tmp_path / "here", pictures)
    for name, settings in _MACHINES.items():
        (tmp_path / name).mkdir()
        command = [sys.executable, "-c", f"{_WRITE_BOTH}write_both(*sys.argv[1:])", tmp_path / name, pictures]
        subprocess.run(command, check=True, env={**os.environ, **settings})
        assert contents(tmp_path / name) == contents(tmp_path / "here"), name


def test_pictures_take_turns(make, pictures):
    sequences = make(n_sequences=4, n_frames=1, size=(64, 64))
    made_of = {sequence.source.split()[3].rstrip(":") for sequence in sequences}
    assert made_of == {path.name for path in pictures.iterdir()}


def test_pictures_of_no_use_are_left_out_with_a_word(make, pictures):
    write_image(pictures / "tiny.png", smooth_picture((16, 200)))
    (pictures / "broken.png").write_bytes(b"no picture")
    said = []
    sequences = make(n_sequences=6, n_frames=1, size=(64, 64), progress=Progress(on_notice=said.append))
    assert len(sequences) == 6
    assert sorted(sentence.split(":")[0] for sentence in said) == ["Left out broken.png", "Left out tiny.png"]
    assert all(sentence.endswith(".") for sentence in said)


def test_without_any_picture_of_use_nothing_is_written(tmp_path, few_sprites):
    write_image(tmp_path / "tiny.png", smooth_picture((16, 200)))
    with pytest.raises(ImageError, match="None of the 1 pictures can be photographed"):
        write_sequences(tmp_path / "made", [tmp_path / "tiny.png"], None, WriteOptions(), Progress())
    assert not (tmp_path / "made").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, make):
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "notes.txt").write_text("precious")
    with pytest.raises(ExportError, match="is not empty"):
        make()
    assert contents(tmp_path / "made") == {"notes.txt": b"precious"}


def test_sequences_are_replaced_only_when_allowed_and_nothing_else_ever(tmp_path, make, pictures):
    make(seed=1)
    before = contents(tmp_path / "made")
    with pytest.raises(ExportError, match="is not empty"):
        make(seed=2)
    assert contents(tmp_path / "made") == before
    make(seed=2, overwrite=True)
    assert contents(tmp_path / "made").keys() == before.keys()
    assert contents(tmp_path / "made") != before
    (tmp_path / "made" / "000" / "notes.txt").write_text("precious")
    with pytest.raises(ExportError, match="is no generated sequence"):
        make(seed=3, overwrite=True)
    (tmp_path / "made" / "000" / "notes.txt").unlink()
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "000").symlink_to(tmp_path / "made" / "000")
    with pytest.raises(ExportError, match="is no generated sequence"):
        make("link", overwrite=True)
    with pytest.raises(ExportError, match="never replaced"):
        write_sequences(
            tmp_path / "made", [tmp_path / "made" / "000"], None, WriteOptions(1, overwrite=True), Progress()
        )


def test_a_folder_that_cannot_be_made_is_named(tmp_path, make):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="is a file"):
        make("file")
    with pytest.raises(ExportError, match="does not exist"):
        make("nowhere/made")


def test_cancelling_leaves_whole_sequences_or_nothing(tmp_path, make):
    asked = []

    def stop_after(n_asked):
        asked.clear()
        return lambda: asked.append(1) or len(asked) > n_asked

    with pytest.raises(Cancelled) as caught:
        make("none", n_sequences=2, progress=Progress(is_cancelled=stop_after(30)))
    assert str(caught.value) == ""
    assert not (tmp_path / "none").exists()

    done = []
    progress = Progress(lambda fraction, _: done.append(fraction), lambda: bool(done) and done[-1] > 0.4)
    with pytest.raises(Cancelled, match=r"^Cancelled; 1 of 3 sequences were written\.$"):
        make("some", n_sequences=3, progress=progress)
    assert [folder.name for folder in (tmp_path / "some").iterdir()] == ["000"]
    read_sequence(tmp_path / "some" / "000")


def test_a_full_disk_leaves_no_part_of_a_sequence(tmp_path, make, monkeypatch):
    n_written = []

    def sync(descriptor):
        n_written.append(descriptor)
        if len(n_written) == 5:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(ExportError, match="free some space"):
        make()
    assert not (tmp_path / "made").exists()


def test_a_failed_replacement_leaves_the_old_sequence(tmp_path, make, monkeypatch):
    make(seed=1)
    before = contents(tmp_path)
    rename = Path.rename

    def fail(path, target):
        if target.name == "000" and (path / "sequence.json").read_bytes() != before["made/000/sequence.json"]:
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(ExportError, match="could not be written"):
        make(seed=2, overwrite=True)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("wrong", [{"n_sequences": 0}, {"n_frames": 0}, {"size": (0, 10)}, {"seed": -1}])
def test_options_without_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="seed"):
        WriteOptions(**wrong)
