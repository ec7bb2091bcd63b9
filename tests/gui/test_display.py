"""Pixels for the screen."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.gui import display

RNG = np.random.default_rng(5)


def picture(height: int, width: int) -> np.ndarray:
    return RNG.integers(0, 256, (height, width, 3), np.uint8)


def test_the_finest_level_of_an_eight_bit_picture_is_no_copy():
    pixels = picture(700, 1100)
    made = display.picture_of(pixels)
    assert made.levels[0] is pixels
    assert made.size == (700, 1100)


@given(st.integers(1, 900), st.integers(1, 900))
def test_each_level_is_half_the_one_before_and_the_last_is_small(height, width):
    levels = display.picture_of(np.zeros((height, width, 3), np.uint8)).levels
    for finer, coarser in pairwise(levels):
        assert coarser.shape[:2] == (max(1, finer.shape[0] // 2), max(1, finer.shape[1] // 2))
    assert max(levels[-1].shape[:2]) <= 256


def test_sixteen_bits_become_eight():
    pixels = np.array([[[0, 257, 65535]]], np.uint16)
    assert display.eight_bits(pixels).tolist() == [[[0, 1, 255]]]


@given(st.integers(1, 300), st.integers(1, 300))
def test_a_thumbnail_has_exactly_its_size(height, width):
    assert display.thumbnail(np.zeros((height, width, 3), np.uint8), (40, 60)).shape == (40, 60, 3)


def test_a_thumbnail_shows_the_middle():
    pixels = np.zeros((40, 400, 3), np.uint8)
    pixels[:, 170:230] = 255
    assert display.thumbnail(pixels, (40, 60)).min() == 255


@pytest.mark.parametrize("largest", [0.2, 1.0])
def test_the_heat_follows_the_scale(largest):
    grey = np.full((2, 2, 3), 128, np.uint8)
    weights = np.array([[0, round(255 * largest)], [0, 0]], np.uint8)
    valid = np.array([[True, True], [True, False]])
    heat = display.heat_over(grey, valid, weights, largest).astype(int)
    first, *_, last = (np.array(c) for c in display.scale_colours())
    assert np.abs(heat[0, 0] - (0.72 * first + 0.28 * 128)).max() <= 2
    assert np.abs(heat[0, 1] - (0.72 * last + 0.28 * 128)).max() <= 2
    assert heat[1, 1].tolist() == [44, 44, 44]


def test_the_scale_ends_at_a_round_share_that_nearly_all_weights_stay_under():
    weights = np.full((3, 50, 50), round(0.33 * 255), np.uint8)
    assert display.largest_share(weights) == pytest.approx(0.4)
    assert display.largest_share(np.zeros((1, 9, 9), np.uint8)) == pytest.approx(0.1)
    assert display.largest_share(np.full((1, 9, 9), 255, np.uint8)) == 1.0


def test_what_was_made_is_kept_until_there_is_too_much():
    kept, made = display.Kept(n_kept=2), []
    a, b, c = object(), object(), object()
    for source in (a, b, a, c, a, b):
        kept.get(source, "kind", lambda source=source: made.append(source))
    assert made == [a, b, c, b]
