"""TIFF of every depth, compression and order of channels that scanners, cameras and programs write."""

import struct

import numpy as np
import pytest
import tifffile
from known_colours import SRGB, lab_of_linear_srgb, largest_difference, patches_in, srgb_encoded, srgb_linear
from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.images import read_photo

SIZE = (33, 47)


def picture(dtype=np.uint16, n_channels=3, seed=0):
    levels = np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, (*SIZE, n_channels), dtype, endpoint=True)
    return levels[..., 0] if n_channels == 1 else levels


def packed(numbers: np.ndarray, bits: int) -> bytes:
    """Return rows of numbers of so many bits, the first ones in the upper bits, each row on a byte of its own."""
    places = np.arange(bits)[::-1]
    return np.packbits((numbers[..., None] >> places & 1).reshape(len(numbers), -1).astype(np.uint8), axis=1).tobytes()


def plain_tiff(numbers: np.ndarray, bits: int, order: str, photometric=1) -> bytes:
    """Return a TIFF of one strip of grey, its numbers packed as TIFF 6.0 has it."""
    height, width = numbers.shape
    body = numbers.astype(f"{order}u2").tobytes() if bits == 16 else packed(numbers, bits)
    tags = [(256, width), (257, height), (258, bits), (259, 1), (262, photometric), (273, 8), (277, 1), (278, height)]
    tags.append((279, len(body)))
    entries = b"".join(struct.pack(order + "HHII", tag, 4, 1, number) for tag, number in tags)
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8 + len(body))
    return head + body + struct.pack(order + "H", len(tags)) + entries + bytes(4)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("bits", [1, 2, 4, 8, 10, 12, 14, 16])
def test_grey_of_every_depth(tmp_path, bits, order):
    numbers = np.random.default_rng(bits).integers(0, 2**bits, SIZE)
    (tmp_path / "a.tif").write_bytes(plain_tiff(numbers, bits, order))
    photo = read_photo(tmp_path / "a.tif")
    full, dtype = (255, np.uint8) if bits <= 8 else (65535, np.uint16)
    wanted = np.rint(numbers * full / (2**bits - 1)).astype(dtype)
    assert photo.pixels.dtype == dtype
    np.testing.assert_array_equal(photo.pixels, wanted[..., None].repeat(3, axis=-1))


def test_the_full_picture_behind_a_thumbnail_is_taken(tmp_path):
    full = picture(np.uint8)
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(full[::4, ::4], photometric="rgb", subfiletype=1, resolution=(72, 72), resolutionunit=2)
        file.write(full, photometric="rgb", resolution=(600, 600), resolutionunit=2)
    photo = read_photo(tmp_path / "a.tif")
    np.testing.assert_array_equal(photo.pixels, full)
    assert photo.notices == ()


def test_the_full_picture_below_a_thumbnail_is_taken(tmp_path):
    full = picture()
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        file.write(picture(np.uint8)[::4, ::4], photometric="rgb", subfiletype=1, subifds=1)
        file.write(full, photometric="rgb")
    np.testing.assert_array_equal(read_photo(tmp_path / "a.tif").pixels, full)


COMPRESSIONS = ["none", "lzw", "zlib", "packbits", "zstd", "lzma", "lerc", "jpegxl", "jpeg2000", "png"]


@pytest.mark.parametrize("layout", ["strips", "tiles", "planes"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_compressions_without_loss(tmp_path, compression, dtype, layout):
    if compression == "packbits" and dtype == np.uint16:
        pytest.skip("PackBits is for bytes")
    pixels = picture(dtype)
    options = {
        "jpegxl": {"compressionargs": {"level": 0, "lossless": True}},
        "jpeg2000": {"compressionargs": {"level": 0}},
    }
    layouts = {"strips": {"rowsperstrip": 16}, "tiles": {"tile": (16, 32)}, "planes": {"planarconfig": "separate"}}
    stored = pixels if layout != "planes" else np.ascontiguousarray(pixels.transpose(2, 0, 1))
    made = {"photometric": "rgb", "compression": compression, **options.get(compression, {}), **layouts[layout]}
    tifffile.imwrite(tmp_path / "a.tif", stored, **made)
    np.testing.assert_array_equal(read_photo(tmp_path / "a.tif").pixels, pixels)


def test_webp_within(tmp_path):
    pixels = picture(np.uint8)
    options = {"photometric": "rgb", "compression": "webp", "compressionargs": {"lossless": True}}
    tifffile.imwrite(tmp_path / "a.tif", pixels, **options)
    np.testing.assert_array_equal(read_photo(tmp_path / "a.tif").pixels, pixels)


def test_predictors(tmp_path):
    for predictor, dtype in ((2, np.uint16), (3, np.float32)):
        pixels = picture(np.uint16)
        stored = pixels if dtype == np.uint16 else (pixels / 65535).astype(np.float32)
        tifffile.imwrite(tmp_path / "a.tif", stored, photometric="rgb", compression="zlib", predictor=predictor)
        np.testing.assert_array_equal(read_photo(tmp_path / "a.tif").pixels, pixels)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_point(tmp_path, dtype):
    stored = np.random.default_rng(0).random((*SIZE, 3)).astype(dtype)
    stored[0, 0], stored[0, 1], stored[0, 2] = 2.5, -1, np.nan
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric="rgb")
    photo = read_photo(tmp_path / "a.tif")
    wanted = np.rint(np.clip(np.nan_to_num(stored.astype(np.float64)), 0, 1) * 65535)
    np.testing.assert_allclose(photo.pixels, wanted, atol=1)
    assert photo.notices == ("a.tif has floating-point numbers; 0 is taken for black and 1 for white.",)


def test_signed_and_long_numbers(tmp_path):
    pixels = picture(np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", (pixels >> 1).astype(np.int16), photometric="rgb")
    tifffile.imwrite(tmp_path / "b.tif", pixels.astype(np.uint32) << 16, photometric="rgb")
    signed, long = read_photo(tmp_path / "a.tif"), read_photo(tmp_path / "b.tif")
    np.testing.assert_allclose(signed.pixels, pixels.astype(int), atol=2)
    assert signed.notices == ("a.tif has signed numbers; 0 is taken for black and the largest one for white.",)
    np.testing.assert_array_equal(long.pixels, pixels)


@pytest.mark.parametrize("extra", [0, 2, 5])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_channels_beyond_colour(tmp_path, dtype, extra):
    pixels = picture(dtype, 3 + extra)
    kinds = ["unspecified"] * extra
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=kinds)
    photo = read_photo(tmp_path / "a.tif")
    np.testing.assert_array_equal(photo.pixels, pixels[..., :3])
    assert photo.seen is None


@pytest.mark.parametrize("n_colours", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_alpha_that_is_multiplied_in_is_divided_out(tmp_path, dtype, n_colours):
    full = np.iinfo(dtype).max
    colours = picture(dtype, n_colours)
    alpha = np.random.default_rng(1).choice([0, full // 3, int(0.985 * full) + 1, full], SIZE).astype(dtype)
    wide = colours[..., None] if n_colours == 1 else colours
    stored = np.rint(wide * (alpha[..., None] / full)).astype(dtype)
    kind = {1: "minisblack", 3: "rgb"}[n_colours]
    tifffile.imwrite(tmp_path / "a.tif", np.dstack([stored, alpha]), photometric=kind, extrasamples=["assocalpha"])
    photo = read_photo(tmp_path / "a.tif")
    seen = alpha >= 0.98 * full
    np.testing.assert_array_equal(photo.seen, seen)
    wanted = np.broadcast_to(wide, (*SIZE, 3))
    np.testing.assert_allclose(photo.pixels[seen].astype(int), wanted[seen].astype(int), atol=1)


def test_grey_with_alpha_of_16_bits(tmp_path):
    pixels = picture(np.uint16, 2)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="minisblack", extrasamples=["unassalpha"])
    photo = read_photo(tmp_path / "a.tif")
    seen = pixels[..., 1] >= 0.98 * 65535
    np.testing.assert_array_equal(photo.seen, seen)
    np.testing.assert_array_equal(photo.pixels[seen][:, 1], pixels[..., 0][seen])


def lab_tiff(path, dtype, photometric):
    """Write the known patches in CIELAB as TIFF 6.0 (signed a* and b*) or ICC (offset) have it."""
    patches = patches_in(SRGB, srgb_encoded, np.uint16) / 65535
    values = lab_of_linear_srgb(srgb_linear(patches))
    bits = 8 * np.dtype(dtype).itemsize
    unit = 2 ** (bits - 8)
    if photometric == 8:
        stored = np.rint(values * ((2**bits - 1) / 100, unit, unit)).astype(np.int64) & (2**bits - 1)
    else:
        white = 255 if bits == 8 else 0xFF00
        stored = np.rint(values * (white / 100, unit, unit) + (0, 2 ** (bits - 1), 2 ** (bits - 1)))
    tifffile.imwrite(path, stored.astype(dtype), photometric=photometric)


@pytest.mark.parametrize("photometric", [8, 9])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.uint8, 1.5), (np.uint16, 0.05)])
def test_cielab(tmp_path, dtype, tolerance, photometric):
    lab_tiff(tmp_path / "a.tif", dtype, photometric)
    assert largest_difference(read_photo(tmp_path / "a.tif").pixels) < tolerance


def test_cmyk_of_16_bits_without_a_profile(tmp_path):
    inks = picture(np.uint16, 4)
    tifffile.imwrite(tmp_path / "a.tif", inks, photometric="separated")
    photo = read_photo(tmp_path / "a.tif")
    wanted = (1 - inks[..., :3] / 65535) * (1 - inks[..., 3:] / 65535) * 65535
    np.testing.assert_allclose(photo.pixels, wanted, atol=1)
    assert photo.notices == ("a.tif is in CMYK without a colour profile, so its colours are a guess.",)


def test_jpeg_of_12_bits_within(tmp_path):
    y, x = np.mgrid[:64, :96]
    numbers = (2000 + 1500 * np.sin(y / 40) * np.cos(x / 50)).astype(np.uint16)
    options = {"compression": "jpeg", "compressionargs": {"bitspersample": 12, "level": 98}}
    try:
        tifffile.imwrite(tmp_path / "a.tif", numbers, photometric="minisblack", bitspersample=12, **options)
    except Exception as error:
        pytest.skip(f"tifffile writes none here: {error}")
    np.testing.assert_allclose(read_photo(tmp_path / "a.tif").pixels[..., 0], numbers * (65535 / 4095), atol=16 * 8)


@pytest.mark.parametrize("subsampling", [(1, 1), (2, 2), (2, 1)])
def test_jpeg_within(tmp_path, subsampling):
    y, x = np.mgrid[:64, :96]
    pixels = np.stack([y * 2, x * 2, (y + x)], axis=-1).astype(np.uint8)
    options = {"compression": "jpeg", "compressionargs": {"level": 98}, "subsampling": subsampling}
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", **options)
    np.testing.assert_allclose(read_photo(tmp_path / "a.tif").pixels.astype(int), pixels.astype(int), atol=6)


def test_what_no_library_reads_is_named(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", picture(np.uint8), photometric=34892)
    with pytest.raises(ImageError, match=r"colours in a form that DIAR does not read \(LINEAR_RAW\); save it as RGB"):
        read_photo(tmp_path / "a.tif")
    inks = [(332, "H", 1, 2, True)]
    tifffile.imwrite(tmp_path / "b.tif", picture(np.uint8, 4), photometric="separated", extratags=inks)
    with pytest.raises(ImageError, match="made of inks that are not CMYK; save it as RGB first"):
        read_photo(tmp_path / "b.tif")


def test_a_compression_that_no_library_reads_is_named(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", picture(np.uint8), photometric="rgb")
    data = (tmp_path / "a.tif").read_bytes()
    entry = struct.pack("<HHI", 259, 3, 1)
    assert data.count(entry) == 1
    for number, name in ((34661, "JBIG"), (48124, "JETRAW")):
        place = data.index(entry) + len(entry)
        (tmp_path / "b.tif").write_bytes(data[:place] + struct.pack("<H", number) + data[place + 2 :])
        with pytest.raises(
            ImageError, match=rf"compressed in a way that DIAR does not read \({name}\); save it with LZW"
        ):
            read_photo(tmp_path / "b.tif")


def test_subsampled_colours_without_jpeg_are_read_by_libtiff(tmp_path):
    pixels = np.full((16, 16, 3), (200, 100, 50), np.uint8)
    Image.fromarray(pixels).convert("YCbCr").save(tmp_path / "a.tif")
    np.testing.assert_allclose(read_photo(tmp_path / "a.tif").pixels.astype(int), pixels.astype(int), atol=2)


def test_big_tiff_keeps_its_notes_and_says_its_pages(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif", bigtiff=True) as file:
        tags = [(271, "s", 0, "Maker", True), (33432, "s", 0, "CC0", True)]
        options = {"photometric": "rgb", "metadata": None, "extratags": tags}
        file.write(picture(), resolution=(600, 600), resolutionunit=2, **options)
        file.write(picture(seed=1), **options)
    photo = read_photo(tmp_path / "a.tif")
    assert photo.notices == ("a.tif holds 2 pages; only the first one is used.",)
    for words in (b"Maker\0", b"CC0\0"):
        assert words in photo.exif


def test_cut_short_or_with_a_strip_that_lies_outside(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", picture(), photometric="rgb", compression="zlib")
    whole = (tmp_path / "a.tif").read_bytes()
    for n_bytes in (9, 100, len(whole) // 2, len(whole) - 100):
        (tmp_path / "b.tif").write_bytes(whole[:n_bytes])
        with pytest.raises(ImageError, match="damaged"):
            read_photo(tmp_path / "b.tif")
