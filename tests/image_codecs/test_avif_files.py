"""AVIF of every depth, in its own colours."""

import imagecodecs
import numpy as np
import pytest
from known_colours import DISPLAY_P3, REC2020, SRGB, largest_difference, patches_in, srgb_encoded

from diar_gui.images import read_photo


def avif(path, pixels, bits, primaries=1, transfer=13):
    numbers = {"bitspersample": bits, "primaries": primaries, "transfer": transfer, "matrix": 0}
    path.write_bytes(imagecodecs.avif_encode(pixels, level=100, pixelformat="444", **numbers))
    return path


def with_bits(pixels: np.ndarray, bits: int) -> np.ndarray:
    return pixels if bits == 8 else np.rint(pixels * ((2**bits - 1) / 65535)).astype(np.uint16)


@pytest.mark.parametrize("bits", [8, 10, 12])
def test_every_depth_is_kept(tmp_path, bits):
    dtype = np.uint8 if bits == 8 else np.uint16
    numbers = np.random.default_rng(0).integers(0, 2**bits, (48, 64, 3)).astype(dtype)
    photo = read_photo(avif(tmp_path / "a.avif", numbers, bits))
    full = np.iinfo(dtype).max
    np.testing.assert_array_equal(photo.pixels, np.rint(numbers * (full / (2**bits - 1))).astype(dtype))
    assert photo.notices == ()


@pytest.mark.parametrize("bits", [8, 10, 12])
@pytest.mark.parametrize(("space", "primaries"), [(SRGB, 1), (DISPLAY_P3, 12), (REC2020, 9)])
def test_numbers_for_colours_are_converted(tmp_path, space, primaries, bits):
    stored = patches_in(space, srgb_encoded, np.uint8 if bits == 8 else np.uint16)
    photo = read_photo(avif(tmp_path / "a.avif", with_bits(stored, bits), bits, primaries))
    assert largest_difference(photo.pixels) < 1.5
    assert photo.notices == ()


def pq(linear):
    y = linear * 203 / 10_000
    return ((0.8359375 + 18.8515625 * y**0.1593017578125) / (1 + 18.6875 * y**0.1593017578125)) ** 78.84375


def test_high_dynamic_range_is_cut_at_paper_white_and_that_is_said(tmp_path):
    stored = with_bits(patches_in(REC2020, pq, np.uint16), 10)
    photo = read_photo(avif(tmp_path / "a.avif", stored, 10, 9, 16))
    assert largest_difference(photo.pixels) < 1.5
    assert photo.notices == ("a.avif has high dynamic range; what is brighter than white paper is cut off.",)
