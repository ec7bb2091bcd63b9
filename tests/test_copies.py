"""Copies of one photo are told from further shots of the same view."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from diar_gui import cli
from diar_gui.alignment import AlignmentOptions, align_originals
from diar_gui.copies import find_copies
from diar_gui.errors import Cancelled
from diar_gui.images import Frame, read_photo
from diar_gui.progress import Progress

SIZE = (360, 480)


def scene(seed: int = 3) -> np.ndarray:
    """Return `(H, W, 3)` float32: rectangles before mottled paper, with fine texture."""
    rng = np.random.default_rng(seed)
    picture = np.full((*SIZE, 3), 170, np.float32)
    for _ in range(160):
        x, y = int(rng.integers(0, SIZE[1])), int(rng.integers(0, SIZE[0]))
        w, h = (int(s) for s in rng.integers(5, 50, 2))
        cv2.rectangle(picture, (x, y), (x + w, y + h), rng.uniform(40, 210, 3).tolist(), -1)
    picture += 8 * cv2.GaussianBlur(rng.normal(0, 1, (*SIZE, 3)).astype(np.float32), (0, 0), 1.5) * 4
    return cv2.GaussianBlur(picture, (0, 0), 0.7)


def shot(noise: float, seed: int) -> Image.Image:
    values = scene() + np.random.default_rng(seed).normal(0, noise, (*SIZE, 3))
    return Image.fromarray(np.rint(np.clip(values, 0, 255)).astype(np.uint8))


def save(image: Image.Image, path: Path, quality: int = 88) -> Image.Image:
    """Write a file, and return what a program that opens it sees."""
    image.save(path, **({"quality": quality} if path.suffix == ".jpg" else {}))
    with Image.open(path) as file:
        return file.convert("RGB")


def frames_of(folder: Path) -> list[Frame]:
    photos = [(path, read_photo(path)) for path in sorted(folder.iterdir())]
    return [Frame(path.name, path, photo.pixels, seen=photo.seen) for path, photo in photos]


def found(folder: Path, kept: str | None = None) -> dict[str, str]:
    frames = frames_of(folder)
    copies = find_copies(frames, Progress(), kept=kept)
    return {frames[copy].name: frames[original].name for copy, original in copies.items()}


@pytest.mark.parametrize("quality", [97, 90, 75, 60, 40])
def test_saved_again(tmp_path, quality):
    original = save(shot(2.5, 1), tmp_path / "a.jpg")
    save(original, tmp_path / "b.jpg", quality)
    assert found(tmp_path) == {"b.jpg": "a.jpg"}


def test_what_was_saved_again_more_coarsely_is_the_copy_whatever_its_name(tmp_path):
    original = save(shot(2.5, 1), tmp_path / "b.jpg")
    save(original, tmp_path / "a.jpg", 60)
    assert found(tmp_path) == {"a.jpg": "b.jpg"}


@pytest.mark.parametrize("suffix", [".png", ".tif", ".bmp"])
def test_saved_again_without_loss(tmp_path, suffix):
    original = save(shot(2.5, 1), tmp_path / "a.jpg")
    save(original, tmp_path / f"b{suffix}")
    assert found(tmp_path) == {f"b{suffix}": "a.jpg"}


KERNELS = {
    "area": lambda image, size: Image.fromarray(cv2.resize(np.asarray(image), size, interpolation=cv2.INTER_AREA)),
    "linear": lambda image, size: Image.fromarray(cv2.resize(np.asarray(image), size, interpolation=cv2.INTER_LINEAR)),
    "bicubic": lambda image, size: image.resize(size, Image.Resampling.BICUBIC),
    "lanczos": lambda image, size: image.resize(size, Image.Resampling.LANCZOS),
    "bilinear": lambda image, size: image.resize(size, Image.Resampling.BILINEAR),
}


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(("scale", "suffix"), [(0.75, ".jpg"), (0.5, ".jpg"), (0.4, ".png"), (1.5, ".jpg")])
def test_resized(tmp_path, kernel, scale, suffix):
    original = save(shot(2.5, 1), tmp_path / "a.jpg")
    size = round(SIZE[1] * scale), round(SIZE[0] * scale)
    save(KERNELS[kernel](original, size), tmp_path / f"b{suffix}", 80)
    assert found(tmp_path) == {f"b{suffix}": "a.jpg"}


@pytest.mark.parametrize("noise", [1.0, 2.5, 6.0])
@pytest.mark.parametrize("qualities", [(88, 88), (95, 75), (75, 95), (92, 50), (50, 50)])
def test_two_shots_from_a_tripod_are_no_copies(tmp_path, noise, qualities):
    for seed, quality in enumerate(qualities):
        save(shot(noise, seed), tmp_path / f"{seed}.jpg", quality)
    assert found(tmp_path) == {}


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
@pytest.mark.parametrize("scale", [1.0, 0.8])
def test_nor_without_loss_or_in_another_size(tmp_path, suffix, scale):
    size = round(SIZE[1] * scale), round(SIZE[0] * scale)
    save(shot(2.0, 0), tmp_path / f"0{suffix}")
    second = save(shot(2.0, 1), tmp_path / f"1{suffix}")
    save(second.resize(size, Image.Resampling.BICUBIC), tmp_path / f"1{suffix}", 90)
    assert found(tmp_path) == {}


def test_chains_lead_to_the_first_photo_and_the_wanted_one_stands_for_all(tmp_path):
    original = save(shot(2.5, 1), tmp_path / "a.jpg")
    save(original, tmp_path / "b.png")
    (tmp_path / "c.jpg").write_bytes((tmp_path / "a.jpg").read_bytes())
    save(save(original, tmp_path / "d.jpg", 80), tmp_path / "e.png")
    save(shot(2.5, 2), tmp_path / "f.jpg")
    assert found(tmp_path) == dict.fromkeys(("b.png", "c.jpg", "d.jpg", "e.png"), "a.jpg")
    assert found(tmp_path, kept="d.jpg") == dict.fromkeys(("a.jpg", "b.png", "c.jpg", "e.png"), "d.jpg")


def test_plain_pictures_and_other_shapes(tmp_path):
    grey = Image.new("RGB", (200, 100), (90, 90, 90))
    save(grey, tmp_path / "a.jpg")
    save(grey.resize((100, 100)), tmp_path / "b.jpg")
    save(Image.new("RGB", (5, 3)), tmp_path / "c.png")
    assert found(tmp_path) == {}


def test_it_can_be_cancelled(tmp_path):
    save(shot(1.0, 0), tmp_path / "a.jpg")
    with pytest.raises(Cancelled):
        find_copies(frames_of(tmp_path), Progress(is_cancelled=lambda: True))


def test_copies_are_left_out_of_the_alignment_and_keep_their_places(make_photos, tmp_path):
    folder = make_photos(3)
    copy = folder / "photo1copy.png"
    copy.write_bytes((folder / "photo1.png").read_bytes())
    frames = frames_of(folder)
    aligned = align_originals(frames, AlignmentOptions(features="sift"))
    assert [f.name for f in aligned.frames] == [f.name for f in frames]
    assert {f.name: f.reason for f in aligned.frames if f.status == "rejected"} == {
        copy.name: "photo1copy.png is a copy of photo1.png, and counts only once."
    }
    assert aligned.frames[aligned.reference].status == "reference"
    assert align_originals(frames, AlignmentOptions(features="sift", reference=copy.name)).reference == 2
    only = [frame for frame in frames if frame.name.startswith("photo1")]
    assert len(align_originals(only, AlignmentOptions(features="sift")).used) == 2


def test_the_picture_is_that_without_the_copies(make_photos, tmp_path, capsys):
    folder = make_photos(4)
    common = ["--method", "median", "--features", "sift"]
    assert cli.main(["reconstruct", str(folder), "-o", str(tmp_path / "a.png"), *common]) == 0
    for name in ("photo2x.png", "photo2y.png", "photo2z.png"):
        (folder / name).write_bytes((folder / "photo2.png").read_bytes())
    capsys.readouterr()
    assert cli.main(["reconstruct", str(folder), "-o", str(tmp_path / "b.png"), *common]) == 0
    said = capsys.readouterr().err
    assert "Left out photo2x.png: photo2x.png is a copy of photo2.png, and counts only once." in said
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
