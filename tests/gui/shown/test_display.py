"""Pixels for the screen."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.gui.shown import display

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


@given(st.integers(1, 300), st.integers(1, 300))
def test_a_thumbnail_has_exactly_its_size(height, width):
    assert display.thumbnail(np.zeros((height, width, 3), np.uint8), (40, 60)).shape == (40, 60, 3)


def test_a_thumbnail_shows_the_middle():
    pixels = np.zeros((40, 400, 3), np.uint8)
    pixels[:, 170:230] = 255
    assert display.thumbnail(pixels, (40, 60)).min() == 255


def test_what_was_made_is_kept_until_there_is_too_much():
    kept, made = display.Kept(n_kept=2), []
    a, b, c = object(), object(), object()
    for source in (a, b, a, c, a, b):
        kept.get(source, "kind", lambda source=source: made.append(source))
    assert made == [a, b, c, b]


def test_what_is_large_is_forgotten_first_come_first_gone():
    kept, made = display.Kept(max_bytes=2500), []
    sources = [object() for _ in range(3)]
    for source in sources:
        kept.get(source, "kind", lambda source=source: made.append(source) or np.zeros(1000, np.uint8))
    assert not kept.has(sources[0], "kind")
    assert kept.has(sources[1], "kind")
    assert kept.has(sources[2], "kind")


def test_what_lies_in_another_array_counts_as_nothing():
    kept, photo = display.Kept(max_bytes=100), picture(200, 200)
    photo.flags.writeable = False
    sources = [object(), object()]
    for source in sources:
        kept.get(source, "photo", lambda: display.picture_of(photo))
    assert all(kept.has(source, "photo") for source in sources)


def test_what_is_not_seen_is_dark_grey():
    pixels, seen = np.full((60, 80, 3), 65535, np.uint16), np.ones((60, 80), bool)
    seen[:, 40:] = False
    for shown in (display.picture_of(pixels, seen=seen).levels[0], display.thumbnail(pixels, (30, 40), seen)):
        middle = shown.shape[1] // 2
        assert (shown[:, :middle] == 255).all()
        assert (shown[:, middle:] == display.OUTSIDE_GREY).all()
