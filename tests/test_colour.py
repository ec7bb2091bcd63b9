import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.colour import LUMA, eight_bits, encoded_from_linear, linear_from_encoded


def standard_encoding(linear: np.ndarray) -> np.ndarray:
    """IEC 61966-2-1 in double precision."""
    linear = linear.astype(np.float64)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize(("bits", "dtype"), [(8, np.uint8), (16, np.uint16)])
def test_every_level_survives_the_way_to_linear_light_and_back(bits, dtype):
    levels = np.arange(2**bits).astype(dtype)
    back = encoded_from_linear(linear_from_encoded(levels), bits)
    assert back.dtype == dtype
    np.testing.assert_array_equal(back, levels)


def test_eight_bit_levels_mean_the_same_as_their_sixteen_bit_equals():
    levels = np.arange(256)
    in_16 = linear_from_encoded((levels * 257).astype(np.uint16))
    np.testing.assert_allclose(linear_from_encoded(levels.astype(np.uint8)), in_16, rtol=1e-6)


def test_encoding_follows_the_standard():
    linear = np.linspace(0, 1, 100_001, dtype=np.float32)
    np.testing.assert_allclose(encoded_from_linear(linear), standard_encoding(linear), atol=2e-7)
    np.testing.assert_allclose(encoded_from_linear(linear, 16), 65535 * standard_encoding(linear), atol=0.5 + 0.01)
    np.testing.assert_allclose(encoded_from_linear(linear, 8), 255 * standard_encoding(linear), atol=0.5 + 0.01)


def test_encoding_is_monotone():
    linear = np.linspace(0, 1, 500_001, dtype=np.float32)
    for bits in (8, 16):
        assert (np.diff(encoded_from_linear(linear, bits).astype(int)) >= 0).all()


def test_light_beyond_the_range_is_clipped():
    linear = np.array([-1, -1e-8, 0, 1, 1.0001, 7, np.inf], np.float32)
    for bits, white in ((8, 255), (16, 65535), (None, 1)):
        expected = np.array([0, 0, 0, 1, 1, 1, 1]) * white
        np.testing.assert_allclose(encoded_from_linear(linear, bits), expected, atol=1e-7)


@given(st.floats(0, 1, width=32))
def test_floating_point_comes_back(value):
    encoded = np.array([value], np.float32)
    np.testing.assert_allclose(encoded_from_linear(linear_from_encoded(encoded)), encoded, atol=1e-6)


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (5, 7, 3), (2, 3, 4, 3)])
def test_shapes_are_kept(shape):
    linear = np.full(shape, 0.5, np.float32)
    for bits in (8, 16, None):
        encoded = encoded_from_linear(linear, bits)
        assert encoded.shape == shape
        assert linear_from_encoded(encoded).shape == shape


def test_strided_pictures_are_taken_as_they_look():
    picture = np.arange(24 * 24 * 3, dtype=np.uint16).reshape(24, 24, 3) * 37
    np.testing.assert_array_equal(linear_from_encoded(picture[::2, ::3]), linear_from_encoded(picture)[::2, ::3])
    linear = linear_from_encoded(picture)
    np.testing.assert_array_equal(encoded_from_linear(linear[:, ::2], 16), picture[:, ::2])


def test_other_depths_are_refused():
    with pytest.raises(ValueError, match="bits"):
        encoded_from_linear(np.zeros(3, np.float32), 10)


def test_luminance_of_white_is_one():
    assert LUMA.sum() == pytest.approx(1)


def test_sixteen_bits_become_eight():
    pixels = np.array([[[0, 257, 65535]]], np.uint16)
    assert eight_bits(pixels).tolist() == [[[0, 1, 255]]]
    every = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    np.testing.assert_array_equal(eight_bits(every), np.rint(every / 257))
    eight = eight_bits(every)
    assert eight_bits(eight) is eight
