"""What is transparent is not seen, in every format that knows transparency."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.image_codecs.transparency import fill_unseen
from diar_gui.images import encode_image, read_photo, shrunk_seen

SIZE = (30, 50)
BORDER = 33  # the column from which on nothing is seen; it is transparent in part


def rgba(dtype=np.uint8) -> np.ndarray:
    full = np.iinfo(dtype).max
    pixels = np.random.default_rng(0).integers(0, full + 1, (*SIZE, 4)).astype(dtype)
    pixels[..., 3] = full
    pixels[:, BORDER] = 0
    pixels[:, BORDER, 3] = full // 2
    pixels[:, BORDER + 1 :, 3] = 0
    return pixels


def check(path: Path, expected: np.ndarray, *, is_exact: bool = True) -> None:
    photo = read_photo(path)
    seen = np.zeros(SIZE, bool)
    seen[:, :BORDER] = True
    assert photo.seen is not None
    np.testing.assert_array_equal(photo.seen, seen)
    assert not photo.seen.flags.writeable
    if is_exact:
        np.testing.assert_array_equal(photo.pixels[seen], expected[seen][:, :3])
    # What resampling reaches beyond the border is no other colour than what is seen.
    reached = photo.pixels[:, BORDER : BORDER + 5]
    np.testing.assert_array_equal(reached, np.repeat(photo.pixels[:, BORDER - 1 : BORDER], 5, axis=1))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_png_and_tiff(tmp_path, suffix, dtype):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(encode_image(rgba(dtype), suffix))
    check(path, rgba(dtype))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("kind", ["assocalpha", "unassalpha"])
def test_tiff_of_panorama_programs(tmp_path, dtype, kind):
    pixels = rgba(dtype)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=[kind], compression="zlib")
    check(tmp_path / "a.tif", pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_fourth_channel_that_is_no_alpha_says_nothing(tmp_path, dtype):
    tifffile.imwrite(tmp_path / "a.tif", rgba(dtype), photometric="rgb", extrasamples=["unspecified"])
    assert read_photo(tmp_path / "a.tif").seen is None


@pytest.mark.parametrize("options", [{"lossless": True, "exact": True}, {"quality": 80}], ids=["lossless", "lossy"])
def test_webp(tmp_path, options):
    Image.fromarray(rgba()).save(tmp_path / "a.webp", **options)
    check(tmp_path / "a.webp", rgba(), is_exact="lossless" in options)


def test_avif(tmp_path):
    pixels = rgba()
    pixels[:, BORDER, 3] = 0
    Image.fromarray(pixels).save(tmp_path / "a.avif", quality=100)
    check(tmp_path / "a.avif", pixels, is_exact=False)


@pytest.mark.parametrize("mode", ["LA", "P"])
def test_grey_and_palettes(tmp_path, mode):
    pixels = rgba()
    if mode == "LA":
        image = Image.fromarray(pixels).convert("LA")
    else:
        index = np.full(SIZE, 1, np.uint8)
        index[:, BORDER:] = 0
        image = Image.fromarray(index)
        image.putpalette([9, 9, 9, 200, 100, 50])
        image.info["transparency"] = b"\0"
    image.save(tmp_path / "a.png")
    check(tmp_path / "a.png", np.asarray(image.convert("RGBA")))


def test_a_colour_that_stands_for_transparent(tmp_path):
    pixels = rgba()[..., :3].copy()
    pixels[:, :BORDER, 0] |= 1
    pixels[:, BORDER:] = (2, 3, 4)
    Image.fromarray(pixels).save(tmp_path / "a.png", transparency=(2, 3, 4))
    check(tmp_path / "a.png", pixels)


@pytest.mark.parametrize("n_channels", [1, 3], ids=["grey", "colour"])
def test_a_sixteen_bit_value_that_stands_for_transparent(tmp_path, n_channels):
    pixels = rgba(np.uint16)[..., :n_channels].copy()
    pixels[:, :BORDER] |= 1
    pixels[:, BORDER:] = 1000
    data = encode_image(pixels[..., 0] if n_channels == 1 else pixels, ".png")
    body = b"tRNS" + struct.pack(">H", 1000) * n_channels
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    place = data.index(b"IDAT") - 4
    (tmp_path / "a.png").write_bytes(data[:place] + chunk + data[place:])
    check(tmp_path / "a.png", pixels if n_channels == 3 else np.dstack([pixels] * 3))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_alpha_is_turned_with_the_picture(tmp_path, orientation, dtype):
    turns = {3: 2, 6: -1, 8: 1}[orientation]
    pixels = rgba(dtype)
    tag = (274, "H", 1, orientation, False)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=["unassalpha"], extratags=[tag])
    photo, upright = read_photo(tmp_path / "a.tif"), np.rot90(pixels, turns)
    assert photo.seen is not None
    np.testing.assert_array_equal(photo.seen, upright[..., 3] == np.iinfo(dtype).max)
    np.testing.assert_array_equal(photo.pixels[photo.seen], upright[photo.seen][:, :3])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_an_alpha_that_hides_nothing_costs_nothing(tmp_path, dtype):
    pixels = rgba(dtype)
    pixels[..., 3] = np.iinfo(dtype).max
    (tmp_path / "a.png").write_bytes(encode_image(pixels, ".png"))
    assert read_photo(tmp_path / "a.png").seen is None


def test_what_is_transparent_everywhere_is_refused(tmp_path):
    pixels = rgba()
    pixels[..., 3] = 0
    (tmp_path / "a.png").write_bytes(encode_image(pixels, ".png"))
    with pytest.raises(ImageError, match=r"a\.png is transparent everywhere, .*leave it out"):
        read_photo(tmp_path / "a.png")


@pytest.mark.parametrize("size", [(600, 40), (40, 1100)])
def test_filling_gives_the_nearest_colour_whatever_the_tiles(size):
    rng = np.random.default_rng(1)
    pixels, seen = rng.integers(1, 255, (*size, 3)).astype(np.uint8), rng.random(size) < 0.1
    before = pixels.copy()
    fill_unseen(pixels, seen)
    np.testing.assert_array_equal(pixels[seen], before[seen])
    places = np.argwhere(seen)
    for place in np.argwhere(~seen)[::97]:
        distances = np.linalg.norm(places - place, axis=1)
        # The distance transform is exact to a few hundredths.
        near = before[tuple(places[distances <= distances.min() * 1.03 + 1e-9].T)]
        assert (near == pixels[tuple(place)]).all(axis=1).any()


def test_a_shrunk_pixel_is_seen_where_all_of_it_was():
    seen = np.ones((40, 60), bool)
    seen[11, 17] = False
    expected = np.ones((10, 15), bool)
    expected[2, 4] = False
    np.testing.assert_array_equal(shrunk_seen(seen, (10, 15)), expected)
