"""Photos on disk and in memory."""

import io
import os
import random
import socket
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps

from diar_gui import images
from diar_gui.errors import Cancelled, ExportError, ImageError
from diar_gui.progress import Progress
from diar_gui.scratch import Scratch
from diar_gui.whole_files import write_bytes

FORMATS = {"JPEG": ".jpg", "PNG": ".png", "TIFF": ".tif", "WEBP": ".webp", "BMP": ".bmp"}
UPRIGHT = {  # what a viewer does to the stored picture for each EXIF orientation
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
    8: np.rot90,
}


def picture(height=24, width=40, dtype=np.uint8, seed=0):
    """Return smooth colours without any symmetry, so that a wrong turn shows, also after lossy compression."""
    small = np.random.default_rng(seed).uniform(0.1, 0.9, (3, 5, 3)).astype(np.float32)
    values = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR) * np.iinfo(dtype).max
    return values.astype(dtype)


def save(path, pixels, fmt, **options):
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    if fmt == "WEBP":
        options = {"lossless": True, **options}
    if fmt == "JPEG":
        options = {"quality": 100, "subsampling": 0, **options}
    image.save(path, fmt, **options)
    return path


def names_in(folder):
    return sorted(p.name for p in folder.iterdir())


def png_with_orientation(data: bytes, orientation: int, *, before_pixels: bool = True) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    body = exif.tobytes().removeprefix(b"Exif\0\0")
    chunk = struct.pack(">I", len(body)) + b"eXIf" + body + struct.pack(">I", zlib.crc32(b"eXIf" + body))
    place = 8 + 25 if before_pixels else len(data) - 12
    return data[:place] + chunk + data[place:]


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_gives_rgb_at_rest(tmp_path, fmt):
    path = save(tmp_path / f"a{FORMATS[fmt]}", picture(), fmt)
    pixels = images.read_image(path)
    assert pixels.dtype == np.uint8
    assert not pixels.flags.writeable
    np.testing.assert_allclose(pixels.astype(int), picture(), atol=4 if fmt == "JPEG" else 0)


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_orientation_is_applied_once_at_8_bit(tmp_path, fmt, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = save(tmp_path / f"a{FORMATS[fmt]}", picture(), fmt, exif=exif)
    expected = UPRIGHT[orientation](picture())
    np.testing.assert_allclose(images.read_image(path).astype(int), expected, atol=4 if fmt == "JPEG" else 0)
    with Image.open(path) as image:
        assert ImageOps.exif_transpose(image).size == expected.shape[1::-1]


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("fmt", ["PNG", "TIFF"])
def test_orientation_is_applied_once_at_16_bit(tmp_path, fmt, orientation):
    stored = picture(dtype=np.uint16)
    path = tmp_path / f"a{FORMATS[fmt]}"
    if fmt == "PNG":
        path.write_bytes(png_with_orientation(images.encode_image(stored, ".png"), orientation))
    else:
        tifffile.imwrite(path, stored, photometric="rgb", extratags=[(0x0112, "H", 1, orientation, True)])
    pixels = images.read_image(path)
    assert pixels.dtype == np.uint16
    np.testing.assert_array_equal(pixels, UPRIGHT[orientation](stored))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_orientation_of_a_png_may_stand_behind_its_pixels(tmp_path, dtype):
    stored = picture(dtype=dtype)
    data = png_with_orientation(images.encode_image(stored, ".png"), 6, before_pixels=False)
    (tmp_path / "a.png").write_bytes(data)
    np.testing.assert_array_equal(images.read_image(tmp_path / "a.png"), UPRIGHT[6](stored))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "RGBX", "CMYK", "YCbCr"])
def test_pillow_modes_become_rgb(tmp_path, mode):
    image = Image.fromarray(picture()).convert(mode)
    fmt = {"CMYK": "JPEG", "YCbCr": "JPEG", "RGBX": "TIFF"}.get(mode, "PNG")
    pixels = images.read_image(save(tmp_path / f"a{FORMATS[fmt]}", image, fmt))
    assert pixels.shape == (24, 40, 3)
    np.testing.assert_allclose(pixels.astype(int), np.asarray(image.convert("RGB")), atol=6)


def test_grey_is_spread_over_the_channels_at_16_bit(tmp_path):
    grey = picture(dtype=np.uint16)[..., 0]
    images.write_image(tmp_path / "a.png", grey)
    tifffile.imwrite(tmp_path / "b.tif", grey, photometric="minisblack")
    tifffile.imwrite(tmp_path / "c.tif", np.invert(grey), photometric="miniswhite")
    for name in ("a.png", "b.tif", "c.tif"):
        np.testing.assert_array_equal(images.read_image(tmp_path / name), np.dstack([grey] * 3))


def test_a_wide_colour_profile_is_taken_to_srgb(tmp_path):
    # Swap the primaries of an sRGB profile: red becomes what the profile calls green.
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    start = profile.index(b"s\0R\0G\0B") if b"s\0R\0G\0B" in profile else profile.index(b"sRGB", 128)
    profile[start : start + 1] = b"X"
    path = save(tmp_path / "a.png", picture(), "PNG", icc_profile=bytes(profile))
    np.testing.assert_allclose(images.read_image(path).astype(int), picture()[..., [1, 0, 2]], atol=3)


@pytest.mark.parametrize(
    "options", [{"tile": (16, 16)}, {"byteorder": ">"}, {"bigtiff": True}, {"compression": "zlib"}]
)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_tiff_of_other_layouts(tmp_path, options, dtype):
    tifffile.imwrite(tmp_path / "a.tif", picture(dtype=dtype), photometric="rgb", **options)
    np.testing.assert_array_equal(images.read_image(tmp_path / "a.tif"), picture(dtype=dtype))


@pytest.mark.parametrize(
    ("fmt", "dtype"), [*((fmt, np.uint8) for fmt in FORMATS), ("PNG", np.uint16), ("TIFF", np.uint16)]
)
def test_a_file_cut_short_anywhere_is_refused(tmp_path, fmt, dtype):
    noisy = np.random.default_rng(1).integers(0, np.iinfo(dtype).max, (64, 64, 3), dtype)
    if dtype == np.uint16:
        data = images.encode_image(noisy, FORMATS[fmt])
    else:
        data = save(tmp_path / "whole", noisy, fmt).read_bytes()
    path = tmp_path / f"cut{FORMATS[fmt]}"
    for fraction in (0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97):
        path.write_bytes(data[: max(1, int(len(data) * fraction))])
        with pytest.raises(ImageError, match=r"cut\.\w+ is damaged or not a picture"):
            images.read_image(path)


def test_a_changed_byte_in_a_png_is_noticed(tmp_path):
    for dtype in (np.uint8, np.uint16):
        data = bytearray(images.encode_image(picture(dtype=dtype), ".png"))
        data[len(data) // 2] ^= 0x55
        (tmp_path / "a.png").write_bytes(data)
        with pytest.raises(ImageError):
            images.read_image(tmp_path / "a.png")


@given(
    st.binary(min_size=1, max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"BM"])
)
def test_any_bytes_end_in_an_image_error(tmp_path_factory, data, magic):
    path = tmp_path_factory.getbasetemp() / "any.jpg"
    path.write_bytes(magic + data)
    with pytest.raises(ImageError):
        images.read_image(path)


def test_huge_claimed_dimensions_are_refused_before_memory_is_taken(tmp_path):
    data = bytearray(images.encode_image(picture(), ".png"))
    data[16:24] = struct.pack(">II", 60_000, 60_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    (tmp_path / "bomb.png").write_bytes(data)
    with pytest.raises(ImageError, match="claims 60000 x 60000 pixels"):
        images.read_image(tmp_path / "bomb.png")


@given(st.lists(st.text(max_size=12)), st.randoms())
def test_natural_order_does_not_depend_on_the_order_given(names, rng):
    shuffled = list(names)
    rng.shuffle(shuffled)
    assert sorted(names, key=images.natural_key) == sorted(shuffled, key=images.natural_key)


@given(st.text(max_size=5).filter(lambda s: not s[-1:].isdecimal()), st.lists(st.integers(0, 10**9), min_size=2))
def test_natural_order_counts(prefix, numbers):
    names = [f"{prefix}{n}.jpg" for n in random.Random(0).sample(numbers, len(numbers))]
    ordered = sorted(names, key=images.natural_key)
    assert [int(n[len(prefix) : -4]) for n in ordered] == sorted(numbers)


def test_natural_order_ignores_case():
    names = ["b1.jpg", "A10.jpg", "a2.jpg", "B.jpg"]
    assert sorted(names, key=images.natural_key) == ["a2.jpg", "A10.jpg", "b1.jpg", "B.jpg"]


def test_a_folder_with_other_things_in_it(tmp_path, monkeypatch):
    for name in ("a10.png", "a9.PNG", ".hidden.png", "note.txt", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere.png")
    os.mkfifo(tmp_path / "fifo.png")
    monkeypatch.chdir(tmp_path)  # a socket's path may have about a hundred letters only
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.png")
        assert [p.name for p in images.find_images([tmp_path])] == ["a9.PNG", "a10.png"]
        with pytest.raises(ImageError, match="neither a folder nor a file"):
            images.find_images([tmp_path / "fifo.png"])


def test_a_sequence_folder_stands_for_its_frames_and_each_photo_comes_once(tmp_path):
    (tmp_path / "frames").mkdir()
    (tmp_path / "truth.png").write_bytes(b"x")
    for name in ("2.png", "10.png"):
        (tmp_path / "frames" / name).write_bytes(b"x")
    again = tmp_path / "frames" / ".." / "frames" / "2.png"
    assert [p.name for p in images.find_images([again, tmp_path])] == ["2.png", "10.png"]


def test_names_of_photos_from_two_folders_are_told_apart(tmp_path):
    for folder in ("left", "right"):
        (tmp_path / folder).mkdir()
        images.write_image(tmp_path / folder / "1.png", picture())
    images.write_image(tmp_path / "left" / "2.png", picture())
    frames = images.read_frames(images.find_images([tmp_path / "left", tmp_path / "right"]), Scratch(10**9)).frames
    assert [f.name for f in frames] == ["left/1.png", "2.png", "right/1.png"]


@pytest.mark.parametrize("name", ["missing", "missing.jpg"])
def test_a_missing_input_is_named(tmp_path, name):
    with pytest.raises(ImageError, match=f"{name} does not exist"):
        images.find_images([tmp_path / name])


def test_a_photo_that_vanishes_is_listed_and_the_others_are_read(tmp_path):
    for name in ("1.png", "2.png", "3.png"):
        images.write_image(tmp_path / name, picture())
    paths = images.find_images([tmp_path])
    paths[1].unlink()
    frames = images.read_frames(paths, Scratch(0, tmp_path))
    assert [f.name for f in frames.frames] == ["1.png", "3.png"]
    assert [u.name for u in frames.unreadable] == ["2.png"]
    assert "cannot be opened" in frames.unreadable[0].reason
    np.testing.assert_array_equal(frames.frames[1].pixels, picture())


def test_reading_can_be_cancelled_between_photos(tmp_path):
    for name in ("1.png", "2.png"):
        images.write_image(tmp_path / name, picture())
    seen = []
    progress = Progress(lambda fraction, message: seen.append(message), lambda: len(seen) == 1)
    with pytest.raises(Cancelled):
        images.read_frames(images.find_images([tmp_path]), Scratch(10**9), progress)
    assert seen == ["Reading photo 1 of 2"]


@pytest.mark.parametrize("suffix", [".png", ".tif", ".tiff"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_lossless_round_trip(tmp_path, suffix, dtype):
    pixels = np.random.default_rng(2).integers(0, np.iinfo(dtype).max, (37, 53, 3), dtype, endpoint=True)
    images.write_image(tmp_path / f"a{suffix}", pixels)
    np.testing.assert_array_equal(images.read_image(tmp_path / f"a{suffix}"), pixels)


def test_jpeg_takes_the_upper_8_bits(tmp_path):
    images.write_image(tmp_path / "a.jpg", picture(dtype=np.uint16))
    difference = images.read_image(tmp_path / "a.jpg").astype(int) - (picture(dtype=np.uint16) >> 8)
    assert np.abs(difference).mean() < 2


def test_an_existing_file_is_replaced_only_when_allowed(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"precious")
    with pytest.raises(ExportError, match="exists already"):
        images.write_image(path, picture())
    with pytest.raises(ExportError, match="exists already"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"precious"
    images.write_image(path, picture(), overwrite=True)
    np.testing.assert_array_equal(images.read_image(path), picture())
    assert names_in(tmp_path) == ["a.png"]


def test_a_new_file_gets_the_rights_that_the_user_set(tmp_path):
    old = os.umask(0o027)
    try:
        write_bytes(tmp_path / "a", b"x")
    finally:
        os.umask(old)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_outputs_that_cannot_work_are_refused_early(tmp_path):
    (tmp_path / "folder.png").mkdir()
    os.mkfifo(tmp_path / "fifo.png")
    (tmp_path / "dangling.png").symlink_to(tmp_path / "nowhere")
    for name, words in {
        "a.gif": "has to end in",
        "missing/a.png": "does not exist",
        "folder.png": "is a folder",
        "fifo.png": "not an ordinary file",
        "dangling.png": "exists already",
    }.items():
        with pytest.raises(ExportError, match=words):
            images.check_writable(tmp_path / name, overwrite=False)
    images.check_writable(tmp_path / "ok.png", overwrite=False)
    assert not Path(tmp_path / "ok.png").exists()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_tensors_and_back(dtype):
    pixels = picture(dtype=dtype)
    tensor = images.to_tensor(pixels)
    assert tensor.shape == (3, 24, 40)
    assert tensor.dtype == torch.float32
    assert 0 <= tensor.min() <= tensor.max() <= 1
    np.testing.assert_array_equal(images.to_array(tensor, bits=pixels.dtype.itemsize * 8), pixels)


def test_an_mpo_file_as_phones_write_it_is_a_jpeg(tmp_path):
    data = io.BytesIO()
    first, second = Image.fromarray(picture()), Image.fromarray(picture(seed=1))
    first.save(data, "MPO", save_all=True, append_images=[second], quality=100, subsampling=0)
    (tmp_path / "a.jpg").write_bytes(data.getvalue())
    np.testing.assert_allclose(images.read_image(tmp_path / "a.jpg").astype(int), picture(), atol=4)
