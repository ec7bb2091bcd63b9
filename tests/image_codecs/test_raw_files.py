"""Raw photos, tried with small DNG files whose true colours are known."""

import builtins

import numpy as np
import pytest
import tifffile
from known_colours import srgb_encoded

from diar_gui.errors import ImageError
from diar_gui.images import encode_image, find_images, read_image, read_photo
from diar_gui.progress import Progress

pytest.importorskip("rawpy", reason="rawpy is not installed")

PATCHES = np.array([[0.8, 0.8, 0.8], [0.2, 0.2, 0.2], [0.02] * 3, [0.6, 0.1, 0.1], [0.1, 0.5, 0.15], [0.1, 0.15, 0.6]])
PATCH_PX = 60
BLACK, WHITE = 512, 16383
XYZ_TO_LINEAR_SRGB = np.array(  # under D65, IEC 61966-2-1
    [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]]
)


def patches(values=PATCHES):
    """Return two rows of three patches, linear sRGB."""
    return values.reshape(2, 3, 3).repeat(PATCH_PX, axis=0).repeat(PATCH_PX, axis=1)


def middles(pixels):
    """Return what was read in the middle of each patch, in [0, 1]."""
    margin, size = PATCH_PX // 4, PATCH_PX // 2
    places = [(row, column) for row in (0, 1) for column in (0, 1, 2)]
    pieces = [pixels[r * PATCH_PX + margin :, c * PATCH_PX + margin :][:size, :size] for r, c in places]
    return np.array([np.median(piece.reshape(-1, 3), axis=0) for piece in pieces]) / 65535


def write_dng(path, linear, *, white_balance=(1.0, 1.0, 1.0), orientation=1, is_mosaic=True, compression=None):
    """Write linear sRGB as a camera would see it whose channels answer by `white_balance` to white.

    Without the mosaic each pixel has all three colours, as phones and programs that merge raw photos have them.
    """
    black = BLACK if is_mosaic else 0  # LibRaw takes another black off linear photos without scaling them up for it
    raw = black + linear * white_balance * (WHITE - black)
    matrix = np.diag(white_balance) @ XYZ_TO_LINEAR_SRGB
    n_levels = 1
    if is_mosaic:
        mosaic = np.where(np.indices(raw.shape[:2])[0] % 2, raw[..., 1], raw[..., 0])
        mosaic[0::2, 1::2] = raw[0::2, 1::2, 1]
        mosaic[1::2, 1::2] = raw[1::2, 1::2, 2]
        raw, photometric = mosaic, 32803
        layout = [(33421, "H", 2, (2, 2), True), (33422, "B", 4, (0, 1, 1, 2), True)]  # red, green, green, blue
    else:
        photometric, layout, n_levels = 34892, [], 3
    tags = [
        (271, "s", 0, "Maker", True),
        (274, "H", 1, orientation, True),
        *layout,
        (50706, "B", 4, (1, 4, 0, 0), True),  # DNG 1.4
        (50708, "s", 0, "Maker Model 7", True),
        (50714, "H", n_levels, (black,) * n_levels, True),
        (50717, "H", n_levels, (WHITE,) * n_levels, True),
        (50721, "2i", 9, rationals(matrix.ravel()), True),
        (50728, "2I", 3, rationals(white_balance), True),
        (50778, "H", 1, 21, True),  # the matrix holds under D65
    ]
    options = {"metadata": None, "software": False, "compression": compression}
    tifffile.imwrite(path, np.rint(raw).astype(np.uint16), photometric=photometric, extratags=tags, **options)
    return path


def rationals(numbers):
    return tuple(n for number in numbers for n in (round(number * 10_000), 10_000))


@pytest.mark.parametrize("white_balance", [(1.0, 1.0, 1.0), (0.5, 1.0, 0.7)])
def test_colours_are_those_of_the_scene(tmp_path, white_balance):
    photo = read_photo(write_dng(tmp_path / "a.dng", patches(), white_balance=white_balance))
    assert photo.pixels.dtype == np.uint16
    assert b"Maker" in photo.exif
    np.testing.assert_allclose(middles(photo.pixels), srgb_encoded(PATCHES), atol=1 / 1000)


def test_colours_without_a_mosaic(tmp_path):
    photo = read_photo(write_dng(tmp_path / "a.dng", patches(), white_balance=(0.5, 1.0, 0.7), is_mosaic=False))
    assert photo.pixels.dtype == np.uint16
    np.testing.assert_allclose(middles(photo.pixels), srgb_encoded(PATCHES), atol=1 / 1000)


def test_what_is_packed_as_jpeg_xl_is_refused_by_its_kind(tmp_path):
    path = write_dng(tmp_path / "a.dng", patches(), is_mosaic=False, compression=52546)
    with pytest.raises(
        ImageError, match=r"a\.dng is a raw photo packed as JPEG XL, which LibRaw does not unpack; save"
    ):
        read_photo(path)


def test_all_frames_are_developed_alike(tmp_path):
    """A darker photo stays darker by the same factor: nothing depends on what a picture shows."""
    dark = middles(read_image(write_dng(tmp_path / "a.dng", patches(PATCHES / 4))))
    np.testing.assert_allclose(dark, srgb_encoded(PATCHES / 4), atol=2 / 1000)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_turned_upright(tmp_path, orientation):
    upright = {1: lambda a: a, 3: lambda a: np.rot90(a, 2), 6: lambda a: np.rot90(a, -1), 8: np.rot90}[orientation]
    plain = read_image(write_dng(tmp_path / "a.dng", patches()))
    turned = read_image(write_dng(tmp_path / "b.dng", patches(), orientation=orientation))
    np.testing.assert_array_equal(turned, upright(plain))


def test_a_dng_under_the_name_of_a_tiff(tmp_path):
    plain = read_image(write_dng(tmp_path / "a.dng", patches()))
    np.testing.assert_array_equal(read_image((tmp_path / "a.dng").rename(tmp_path / "a.tif")), plain)


def test_of_a_shot_that_the_camera_developed_too_the_raw_one_is_passed_over(tmp_path):
    for name in ("a.dng", "a.JPG", "b.dng", "c.jpg"):
        (tmp_path / name).write_bytes(b"x")
    assert [p.name for p in find_images([tmp_path])] == ["a.JPG", "b.dng", "c.jpg"]
    assert [p.name for p in find_images([tmp_path / "a.dng", tmp_path / "c.jpg"])] == ["a.dng", "c.jpg"]


def test_of_a_shot_in_several_forms_the_best_one_is_used_and_that_is_said(tmp_path):
    for name in (
        "IMG_0.HEIC",
        "IMG_0.JPG",
        "IMG_0.DNG",
        "IMG_1.jpg",
        "IMG_2.tif",
        "IMG_2.jpg",
        "a.png",
        "a.jpg",
        "b.webp",
    ):
        (tmp_path / name).touch()
    told = []
    used = [p.name for p in find_images([tmp_path], Progress(on_notice=told.append))]
    assert used == ["a.jpg", "a.png", "b.webp", "IMG_0.HEIC", "IMG_1.jpg", "IMG_2.tif"]
    assert len(told) == 1
    assert "2 shots in several forms; the best one of each is used, such as IMG_" in told[0]


def test_photos_that_are_named_one_by_one_are_all_used(tmp_path):
    paths = [tmp_path / name for name in ("IMG_0.HEIC", "IMG_0.JPG")]
    for path in paths:
        path.touch()
    assert find_images(paths) == paths


@pytest.mark.parametrize("n_bytes", [1, 100, 3000, 20_000])
def test_a_damaged_file_is_refused_and_nothing_is_printed(tmp_path, n_bytes, capfd):
    data = write_dng(tmp_path / "a.dng", patches()).read_bytes()
    (tmp_path / "a.dng").write_bytes(data[:n_bytes])
    with pytest.raises(ImageError, match=r"a\.dng is damaged or not a picture"):
        read_image(tmp_path / "a.dng")
    assert capfd.readouterr() == ("", "")


def test_another_file_under_the_name_of_a_raw_one_is_refused(tmp_path):
    (tmp_path / "a.nef").write_bytes(encode_image(np.zeros((8, 8, 3), np.uint8), ".png"))
    with pytest.raises(ImageError, match=r"a\.nef is damaged or not a picture"):
        read_image(tmp_path / "a.nef")


def test_a_missing_library_is_named(tmp_path, monkeypatch):
    write_dng(tmp_path / "a.dng", patches())
    real = builtins.__import__

    def refuse(name, *arguments):
        if name == "rawpy":
            raise ImportError(name)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ImageError, match=r"pip install rawpy.*\.$"):
        read_image(tmp_path / "a.dng")
