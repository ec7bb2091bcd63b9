"""JPEG XL: size, depth, alpha and colours, which are read from its beginning."""

import shutil
import subprocess

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_colours import (
    DISPLAY_P3,
    SRGB,
    SRGB_CURVE,
    lab_of_linear_srgb,
    largest_difference,
    matrix_profile,
    patches_in,
    srgb_encoded,
    srgb_linear,
    table_profile,
)
from PIL import Image

from diar_gui.errors import ImageError
from diar_gui.image_codecs import jxl_header
from diar_gui.images import read_photo

needs_cjxl = pytest.mark.skipif(shutil.which("cjxl") is None, reason="cjxl of libjxl-tools is not installed")


@pytest.mark.parametrize("size", [(48, 64), (8, 8), (33, 47), (300, 200), (90, 160)])
@pytest.mark.parametrize("n_channels", [1, 3, 4])
@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_without_loss(tmp_path, bits, n_channels, size):
    dtype = np.uint8 if bits == 8 else np.uint16
    numbers = np.random.default_rng(0).integers(0, 2**bits, (*size, n_channels)).astype(dtype)
    if n_channels == 4:
        numbers[..., 3] = np.where(np.arange(size[1]) % 3, 2**bits - 1, 0)
    stored = numbers[..., 0] if n_channels == 1 else numbers
    data = imagecodecs.jpegxl_encode(stored, lossless=True, bitspersample=bits)
    (tmp_path / "a.jxl").write_bytes(data)
    photo = read_photo(tmp_path / "a.jxl")
    shares = numbers / (2**bits - 1)
    shares = shares if bits == 8 else srgb_encoded(shares)  # more bits are written as linear light
    wanted = np.rint(shares * np.iinfo(dtype).max).astype(dtype)
    wanted = wanted.repeat(3, axis=-1) if n_channels == 1 else wanted
    seen = np.ones(size, bool) if n_channels < 4 else numbers[..., 3] > 0
    off = 0 if bits == 8 else 8  # the steps of `colour.encoded_from_linear`
    np.testing.assert_allclose(photo.pixels[seen].astype(int), wanted[seen][:, :3].astype(int), rtol=0, atol=off)
    assert (photo.seen is None) == (n_channels < 4)
    header = jxl_header.parse(data)
    assert (header.size, header.bits, header.has_alpha) == (size[::-1], bits, n_channels == 4)


def converted(tmp_path, png_options, *options, space=SRGB):
    Image.fromarray(patches_in(space, srgb_encoded, np.uint8)).save(tmp_path / "a.png", **png_options)
    command = ["cjxl", str(tmp_path / "a.png"), str(tmp_path / "a.jxl"), *options]
    subprocess.run(command, check=True, capture_output=True)
    return read_photo(tmp_path / "a.jxl")


@needs_cjxl
@pytest.mark.parametrize("distance", ["0", "0.3"])
def test_named_colours_are_converted(tmp_path, distance):
    photo = converted(tmp_path, {}, "-d", distance, "-x", "color_space=RGB_D65_DCI_Rel_SRG", space=DISPLAY_P3)
    assert largest_difference(photo.pixels) < 2.5
    assert photo.notices == ()


@needs_cjxl
def test_colours_by_their_primaries_are_converted(tmp_path):
    profile = matrix_profile(DISPLAY_P3, SRGB_CURVE)
    assert largest_difference(converted(tmp_path, {"icc_profile": profile}, "-d", "0.3", space=DISPLAY_P3).pixels) < 2.5


@needs_cjxl
def test_a_profile_that_cannot_be_unpacked_is_said(tmp_path):
    icc = table_profile(b"RGB ", lambda rgb: lab_of_linear_srgb(srgb_linear(rgb)), 17)
    exact = converted(tmp_path, {"icc_profile": icc}, "-d", "0")
    assert exact.notices == ("The colour profile of a.jxl cannot be used, so its colours are taken for sRGB.",)
    lossy = converted(tmp_path, {"icc_profile": icc}, "-d", "0.3")
    assert lossy.notices == ("a.jxl has a colour profile, for which JPEG XL is read with coarse dark tones.",)
    assert largest_difference(lossy.pixels) < 6


@given(st.binary(max_size=60))
def test_any_beginning_is_understood_or_refused(tail):
    try:
        header = jxl_header.parse(b"\xff\n" + tail)
    except ValueError:
        return
    assert min(header.size) >= 1
    assert 1 <= header.orientation <= 8


def test_cut_short(tmp_path):
    data = imagecodecs.jpegxl_encode(np.zeros((64, 64, 3), np.uint8) + np.arange(64, dtype=np.uint8)[:, None])
    for n_bytes in (2, 5, 20, len(data) - 2):
        (tmp_path / "a.jxl").write_bytes(data[:n_bytes])
        with pytest.raises(ImageError, match="damaged"):
            read_photo(tmp_path / "a.jxl")
