"""HEIC photos as phones make them; the files are made with pillow-heif, which encodes, and read with pi-heif."""

import builtins

import numpy as np
import pytest
from known_colours import DISPLAY_P3, SRGB_CURVE, largest_difference, matrix_profile, patches_in, srgb_encoded
from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.image_codecs import heif_files
from diar_gui.images import find_images, read_frames, read_image, read_photo
from diar_gui.scratch import Scratch

pytest.importorskip("pi_heif", reason="pi-heif is not installed")
pillow_heif = pytest.importorskip("pillow_heif", reason="pillow-heif, which makes the files, is not installed")

LOSSLESS = {"quality": -1, "chroma": 444, "matrix_coefficients": 0}
UPRIGHT = {
    1: lambda a: a,
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
    8: np.rot90,
}


def noise(dtype=np.uint8, size=(64, 96), seed=0):
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, (*size, 3), dtype, endpoint=True)


def save(path, *pictures, **options):
    file = pillow_heif.from_pillow(Image.fromarray(pictures[0]))
    for further in pictures[1:]:
        file.add_from_pillow(Image.fromarray(further))
    file.save(path, **{**LOSSLESS, **options})
    return path


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_orientation_is_applied_once(tmp_path, orientation):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Maker"
    path = save(tmp_path / "a.heic", noise(), exif=exif.tobytes())
    photo = read_photo(path)
    np.testing.assert_array_equal(photo.pixels, UPRIGHT[orientation](noise()))
    assert b"Maker" in photo.exif
    assert not photo.pixels.flags.writeable


def test_grey_is_spread(tmp_path):
    pixels = noise()[..., 0]
    pillow_heif.from_pillow(Image.fromarray(pixels)).save(tmp_path / "a.heic", quality=-1)
    np.testing.assert_array_equal(read_image(tmp_path / "a.heic"), np.dstack([pixels] * 3))


def test_what_is_transparent_is_not_seen(tmp_path):
    alpha = np.full(noise().shape[:2], 255, np.uint8)
    alpha[:, 20:] = 0
    alpha[:, 20] = 120
    pillow_heif.from_pillow(Image.fromarray(np.dstack([noise(), alpha]))).save(tmp_path / "a.heic", **LOSSLESS)
    photo = read_photo(tmp_path / "a.heic")
    assert photo.seen is not None
    np.testing.assert_array_equal(photo.seen, alpha == 255)
    np.testing.assert_array_equal(photo.pixels[:, :20], noise()[:, :20])
    assert read_photo(save(tmp_path / "b.heic", noise())).seen is None


def test_ten_bits_become_sixteen_over_the_full_range(tmp_path):
    levels = np.random.default_rng(2).integers(0, 1024, (64, 96, 3)).astype(np.uint16)
    levels[0, 0], levels[0, 1] = 0, 1023
    file = pillow_heif.from_bytes("RGB;16", (96, 64), (levels << 6).tobytes())
    file.save(tmp_path / "a.heic", **LOSSLESS)
    pixels = read_image(tmp_path / "a.heic")
    assert pixels.dtype == np.uint16
    np.testing.assert_allclose(pixels, levels * (65535 / 1023), atol=1)


def test_display_p3_by_a_profile_and_by_numbers(tmp_path):
    pixels = patches_in(DISPLAY_P3, srgb_encoded, np.uint8)
    image = Image.fromarray(pixels)
    image.info["icc_profile"] = matrix_profile(DISPLAY_P3, SRGB_CURVE)
    pillow_heif.from_pillow(image).save(tmp_path / "a.heic", **LOSSLESS)
    save(tmp_path / "b.heic", pixels, color_primaries=12, transfer_characteristics=13)
    for name in ("a.heic", "b.heic"):
        assert largest_difference(read_image(tmp_path / name)) < 1


def test_high_dynamic_range_is_cut_at_paper_white_and_that_is_said(tmp_path):
    linear = np.linspace(0, 1, 64) ** 2  # of paper white, 203 cd/m2
    y = linear * 203 / 10_000
    pq = ((0.8359375 + 18.8515625 * y**0.1593017578125) / (1 + 18.6875 * y**0.1593017578125)) ** 78.84375
    pixels = np.rint(np.tile(pq[None, :, None], (64, 1, 3)) * 255).astype(np.uint8)
    photo = read_photo(save(tmp_path / "a.heic", pixels, color_primaries=1, transfer_characteristics=16))
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert np.abs(photo.pixels[10, :, 1] / np.iinfo(photo.pixels.dtype).max - encoded).max() < 2.5 / 255
    assert photo.notices == ("a.heic has high dynamic range; what is brighter than white paper is cut off.",)


def test_of_several_pictures_the_main_one_is_taken_and_that_is_said(tmp_path):
    path = save(tmp_path / "a.heic", noise(seed=1), noise(seed=2), noise(seed=3), primary_index=1)
    photo = read_photo(path)
    np.testing.assert_array_equal(photo.pixels, noise(seed=2))
    assert photo.notices == ("a.heic holds 3 pictures; only the main one is used.",)


def test_the_name_does_not_matter(tmp_path):
    save(tmp_path / "a.heic", noise()).rename(tmp_path / "a.jpg")
    np.testing.assert_array_equal(read_image(tmp_path / "a.jpg"), noise())


@pytest.mark.parametrize("fraction", [0.02, 0.2, 0.5, 0.9])
def test_a_file_cut_short_is_refused(tmp_path, fraction):
    data = save(tmp_path / "a.heic", noise()).read_bytes()
    (tmp_path / "a.heic").write_bytes(data[: int(len(data) * fraction)])
    with pytest.raises(ImageError, match=r"a\.heic is damaged or not a picture"):
        read_image(tmp_path / "a.heic")


def test_a_moving_picture_is_refused_by_its_kind(tmp_path):
    kind, film = b"ftypmsf1" + bytes(4) + b"msf1hevc", b"moov" + bytes(8)
    data = b"".join((len(box) + 4).to_bytes(4, "big") + box for box in (kind, film))
    (tmp_path / "a.heic").write_bytes(data)
    with pytest.raises(ImageError, match=r"a\.heic is a moving HEIC without a still picture; save a still one as JPEG"):
        read_image(tmp_path / "a.heic")


def test_a_missing_library_is_named_for_each_photo(tmp_path, monkeypatch):
    save(tmp_path / "a.heic", noise())
    Image.fromarray(noise()).save(tmp_path / "b.png")
    real = builtins.__import__

    def refuse(name, *arguments):
        if name == "pi_heif":
            raise ImportError(name)
        return real(name, *arguments)

    heif_files._imported.cache_clear()
    monkeypatch.setattr(builtins, "__import__", refuse)
    frames = read_frames(find_images([tmp_path]), Scratch(10**9))
    assert [frame.name for frame in frames.frames] == ["b.png"]
    [photo] = frames.unreadable
    assert "pip install pi-heif" in photo.reason
    assert photo.reason.endswith(".")


def test_items_whose_kind_is_no_text_are_refused(tmp_path):
    data = save(tmp_path / "a.heic", noise(), exif=Image.Exif().tobytes()).read_bytes()
    (tmp_path / "a.heic").write_bytes(data.replace(b"Exif\0", b"\x8bxif\0", 1))
    with pytest.raises(ImageError, match=r"a\.heic is damaged or not a picture"):
        read_image(tmp_path / "a.heic")
