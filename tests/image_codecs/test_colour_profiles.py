"""Photos in wide and other colour spaces come out in sRGB, in their colours."""

import io
import struct
import zlib

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from known_colours import (
    ADOBE_RGB,
    DISPLAY_P3,
    PROPHOTO,
    REC2020,
    SRGB,
    SRGB_CURVE,
    lab_of_linear_srgb,
    largest_difference,
    matrix_profile,
    parametric,
    patches_in,
    power,
    profile,
    sampled,
    srgb_encoded,
    srgb_linear,
    table_profile,
)
from PIL import Image, ImageCms
from skimage.color import deltaE_ciede2000

from diar_gui.images import encode_image, read_image, read_photo

LINEAR = parametric(0, 1.0)
SPACES = {
    "Display P3": (DISPLAY_P3, srgb_encoded, SRGB_CURVE),
    "Adobe RGB": (ADOBE_RGB, lambda v: v ** (256 / 563), power(563 / 256)),
    "ProPhoto": (PROPHOTO, lambda v: v ** (1 / 1.8), parametric(0, 1.8)),
    "Rec. 2020": (REC2020, srgb_encoded, sampled(srgb_linear)),
    "linear sRGB": (SRGB, lambda v: v, LINEAR),
}


def png_with(data: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return the PNG with further chunks in front of its pixels."""
    made = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    ]
    return data[:33] + b"".join(made) + data[33:]


def write(path, pixels, icc):
    """Write the file in the format that its ending names, 8 or 16 bits, with the profile."""
    if path.suffix == ".png":
        body = b"test\0\0" + zlib.compress(icc)
        path.write_bytes(png_with(encode_image(pixels, ".png"), (b"iCCP", body)))
    elif path.suffix == ".tif":
        tifffile.imwrite(path, pixels, photometric="rgb", iccprofile=icc)
    else:
        options = {"lossless": True} if path.suffix == ".webp" else {"quality": 98, "subsampling": "4:4:4"}
        Image.fromarray(pixels).save(path, icc_profile=icc, **options)
    return path


EIGHT_BIT, SIXTEEN_BIT = (".jpg", ".png", ".tif", ".webp"), (".png", ".tif")


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize(
    ("suffix", "dtype"), [*((s, np.uint8) for s in EIGHT_BIT), *((s, np.uint16) for s in SIXTEEN_BIT)]
)
def test_known_patches_keep_their_colours(tmp_path, space, suffix, dtype):
    primaries, encode, curve = SPACES[space]
    if dtype == np.uint8 and space in ("linear sRGB", "ProPhoto"):
        pytest.skip("8 bits are too few for this space")
    path = write(tmp_path / f"a{suffix}", patches_in(primaries, encode, dtype), matrix_profile(primaries, curve))
    photo = read_photo(path)
    assert photo.notices == ()
    assert photo.pixels.dtype == dtype
    assert largest_difference(photo.pixels) < (0.05 if dtype == np.uint16 else 1)


@given(st.integers(0, 2**32 - 1))
def test_what_lcms_makes_of_8_bits_is_made_here(tmp_path_factory, seed):
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (16, 16, 3), np.uint8)
    icc = matrix_profile(DISPLAY_P3, power(rng.uniform(1.2, 2.6)))
    path = write(tmp_path_factory.getbasetemp() / "random.png", pixels, icc)
    theirs = ImageCms.profileToProfile(
        Image.fromarray(pixels), ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB")
    )
    difference = np.abs(read_image(path).astype(int) - np.asarray(theirs))
    assert np.quantile(difference, 0.99) <= 1


@pytest.mark.parametrize(
    "icc",
    [
        matrix_profile(SRGB, SRGB_CURVE),
        matrix_profile(SRGB, sampled(srgb_linear)),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    ],
)
@pytest.mark.parametrize("suffix", [".png", ".tif"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_srgb_by_a_profile_is_left_alone_to_the_last_bit(tmp_path, icc, suffix, dtype):
    pixels = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (32, 32, 3), dtype, endpoint=True)
    np.testing.assert_array_equal(read_image(write(tmp_path / f"a{suffix}", pixels, icc)), pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_grey_profile(tmp_path, dtype):
    levels = np.iinfo(dtype).max
    grey = np.linspace(0, levels, 256).astype(dtype)[None].repeat(8, axis=0)
    icc = profile({b"kTRC": power(1.8)}, colours=b"GRAY")
    tifffile.imwrite(tmp_path / "a.tif", grey, photometric="minisblack", iccprofile=icc)
    expected = srgb_encoded((grey / levels) ** (round(1.8 * 256) / 256)) * levels
    pixels = read_image(tmp_path / "a.tif")
    np.testing.assert_allclose(pixels, np.dstack([expected] * 3), atol=0.51 if dtype == np.uint8 else 1)


def lab_of_inks(inks):
    lights = (1 - inks[..., :3]) * (1 - inks[..., 3:])
    return lab_of_linear_srgb(srgb_linear(lights))


def test_cmyk_with_a_profile(tmp_path):
    rng = np.random.default_rng(1)
    inks = rng.integers(0, 200, (6, 6, 4), np.uint8)
    image = Image.fromarray(inks.repeat(16, axis=0).repeat(16, axis=1), "CMYK")
    icc = table_profile(b"CMYK", lab_of_inks, 9)
    for name in ("a.jpg", "a.tif"):
        image.save(tmp_path / name, icc_profile=icc, **({"quality": 98, "subsampling": 0} if name == "a.jpg" else {}))
        photo = read_photo(tmp_path / name)
        assert photo.notices == ()
        got = lab_of_linear_srgb(srgb_linear(photo.pixels[8::16, 8::16] / 255))
        assert deltaE_ciede2000(got, lab_of_inks(inks / 255)).max() < 2  # lcms interpolates in the table


def test_cmyk_without_a_profile_is_a_guess_and_said_to_be_one(tmp_path):
    inks = np.full((16, 16, 4), (255, 0, 0, 0), np.uint8)  # as Adobe writes them, upside down, by Pillow
    Image.fromarray(inks, "CMYK").save(tmp_path / "a.jpg", quality=98)
    photo = read_photo(tmp_path / "a.jpg")
    red, green, blue = photo.pixels[8, 8].astype(int)
    assert red < 60 < 150 < min(green, blue)
    assert photo.notices == ("a.jpg is in CMYK without a colour profile, so its colours are a guess.",)


def test_a_profile_of_tables_serves_16_bits(tmp_path):
    def to_lab(lights):
        return lab_of_linear_srgb(lights**2.0)

    ramp = np.linspace(0.1, 0.9, 4001)
    pixels = np.rint(np.stack([ramp, 0.5 * ramp, 1 - ramp], axis=-1) * 65535).astype(np.uint16)[None].repeat(4, axis=0)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", iccprofile=table_profile(b"RGB ", to_lab, 33))
    read = read_image(tmp_path / "a.tif")
    got = lab_of_linear_srgb(srgb_linear(read[0] / 65535))
    assert deltaE_ciede2000(got, to_lab(pixels[0] / 65535)).max() < 1
    assert len(np.unique(read[0, :, 0])) > 2000  # far more steps than 8 bits have


def test_the_cameras_own_word_for_adobe_rgb(tmp_path):
    exif = Image.Exif()
    exif[0x8769] = {0xA001: 65535, 0xA005: {1: "R03"}}
    pixels = patches_in(ADOBE_RGB, SPACES["Adobe RGB"][1], np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.jpg", quality=98, subsampling=0, exif=exif)
    assert largest_difference(read_image(tmp_path / "a.jpg")) < 1


def gamma(exponent):
    return b"gAMA", struct.pack(">I", round(100_000 * exponent))


def chromaticities(*numbers):
    return b"cHRM", struct.pack(">8I", *(round(100_000 * n) for n in numbers))


P3_NUMBERS = chromaticities(0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)


@pytest.mark.parametrize(
    ("space", "chunks"),
    [
        ("linear sRGB", [gamma(1.0)]),
        ("Display P3", [P3_NUMBERS]),
        ("Display P3", [(b"cICP", bytes([12, 13, 0, 1]))]),
        ("Rec. 2020", [(b"cICP", bytes([9, 13, 0, 1])), gamma(1.0)]),
    ],
)
def test_a_png_may_name_its_colours_by_numbers(tmp_path, space, chunks):
    primaries, encode, _ = SPACES[space]
    pixels = patches_in(primaries, encode, np.uint16)
    (tmp_path / "a.png").write_bytes(png_with(encode_image(pixels, ".png"), *chunks))
    assert largest_difference(read_image(tmp_path / "a.png")) < 0.2


@pytest.mark.parametrize(
    "chunks", [[gamma(0.45455)], [gamma(1.0), (b"sRGB", b"\0")], [(b"cICP", bytes([1, 13, 0, 1]))]]
)
def test_a_png_that_is_srgb_by_numbers_is_left_alone(tmp_path, chunks):
    pixels = np.random.default_rng(2).integers(0, 65535, (16, 16, 3), np.uint16)
    (tmp_path / "a.png").write_bytes(png_with(encode_image(pixels, ".png"), *chunks))
    np.testing.assert_array_equal(read_image(tmp_path / "a.png"), pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(
    "icc",
    [
        b"nonsense",
        b"",
        matrix_profile(DISPLAY_P3, SRGB_CURVE)[:200],
        matrix_profile(np.ones((3, 3)), SRGB_CURVE),
        matrix_profile(DISPLAY_P3, b"curv\0\0\0\0\xff\xff\xff\xff"),
        matrix_profile(DISPLAY_P3, parametric(0, 0.0)),
        matrix_profile(DISPLAY_P3, SRGB_CURVE, colours=b"CMYK"),
        profile({b"A2B0": b"mft2"}),
        profile({b"kTRC": power(2.2)}, colours=b"GRAY"),
    ],
    ids=range(9),
)
def test_a_profile_that_is_of_no_use_is_named_and_does_no_harm(tmp_path, icc, dtype):
    pixels = np.random.default_rng(3).integers(0, np.iinfo(dtype).max, (16, 16, 3), dtype)
    photo = read_photo(write(tmp_path / "a.png", pixels, icc))
    np.testing.assert_array_equal(photo.pixels, pixels)
    wanted = ("The colour profile of a.png cannot be used, so its colours are taken for sRGB.",) if icc else ()
    assert photo.notices == wanted


@given(st.integers(0, 2**32 - 1))
def test_a_spoiled_profile_never_costs_the_photo(tmp_path_factory, seed):
    rng = np.random.default_rng(seed)
    icc = bytearray(matrix_profile(DISPLAY_P3, sampled(srgb_linear, 20) if seed % 2 else SRGB_CURVE))
    for place in rng.integers(100, len(icc), 6):
        icc[place] = rng.integers(256)
    pixels = rng.integers(0, 256, (8, 8, 3), np.uint8)
    path = write(tmp_path_factory.getbasetemp() / "spoiled.png", pixels, bytes(icc))
    assert read_image(path).shape == (8, 8, 3)
