"""Compiled code and numpy make the same sum, whatever run of rows it is asked for."""

import numpy as np
import pytest

from diar_gui import compiled
from diar_gui.reconstruction import blending
from diar_gui.reconstruction.trust import Trust
from diar_gui.warp import Band

T, SIZE, WORKING = 4, (90, 1150), (23, 288)


@pytest.fixture(autouse=True)
def _needs_a_compiler():
    if compiled.library() is None:
        pytest.skip("nothing was compiled: python packaging/compile_kernel.py")


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def trust_of(rng, *, has_slope: bool = True, white: float | None = 1.6) -> Trust:
    cells = T, -(-WORKING[0] // 8), -(-WORKING[1] // 8)  # the last ones reach beyond the picture
    return Trust(
        WORKING,
        rng.normal(0, 2, (T, *WORKING)).astype(np.float16),
        rng.normal(0, 3, (T, *WORKING)).astype(np.float16) if has_slope else None,
        rng.uniform(0.5, 2.5, (*cells, 3)).astype(np.float32),
        rng.normal(0, 0.05, (*cells, 3)).astype(np.float32),
        np.full(cells, 1 / T, np.float32),
        np.zeros(WORKING, np.float32),
        white=white,
    )


def band_of(rng, first_row: int = 0, last_row: int = SIZE[0], space: str = "srgb") -> Band:
    light = rng.uniform(0, 1, (T, *SIZE, 3)).astype(np.float32) ** 2
    valid = np.ones((T, *SIZE), bool)
    rows = slice(first_row, last_row)
    return Band(first_row, last_row, np.ascontiguousarray(light[:, rows]), valid[:, rows].copy(), space=space)


def by_numpy(monkeypatch, function, *arguments):
    """Return what a function makes of them where nothing was compiled."""
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "library", lambda: None)
        return function(*arguments)


@pytest.mark.parametrize("space", ["srgb", "prophoto"])
@pytest.mark.parametrize(("has_slope", "white"), [(True, 1.6), (False, 1.6), (True, 0.9), (True, None)])
def test_corrected_light_and_logits_are_the_same(monkeypatch, rng, space, has_slope, white):
    trust = trust_of(rng, has_slope=has_slope, white=white)
    bands = [band_of(np.random.default_rng(1), space=space) for _ in range(2)]
    logits = blending.correct(bands[0], trust, SIZE)
    expected = by_numpy(monkeypatch, blending.correct, bands[1], trust, SIZE)
    np.testing.assert_allclose(logits, expected, rtol=0, atol=2e-5 * np.abs(expected).max())
    np.testing.assert_allclose(bands[0].linear, bands[1].linear, rtol=0, atol=1e-5)


def test_rows_are_the_same_whatever_run_they_are_asked_for_with(rng):
    trust = trust_of(rng)
    whole = band_of(np.random.default_rng(1))
    logits = blending.correct(whole, trust, SIZE)
    handicaps = -rng.uniform(0, 6, (T, 3, 12)).astype(np.float32)
    blending.handicap(logits, handicaps, SIZE, 0, SIZE[0])
    made = blending.blend(whole, logits)
    for first, last in ((0, 1), (17, 18), (31, 60), (89, 90)):
        part = band_of(np.random.default_rng(1), first, last)
        own = blending.correct(part, trust, SIZE)
        blending.handicap(own, handicaps, SIZE, first, last)
        again = blending.blend(part, own)
        np.testing.assert_array_equal(again.linear, made.linear[first:last])
        np.testing.assert_array_equal(again.weights, made.weights[:, first:last])


def test_handicaps_are_the_same(monkeypatch, rng):
    logits = rng.normal(0, 4, (T, *SIZE)).astype(np.float32)
    logits[1, :, 100:300] = -np.inf
    logits[:, 40:50, 200:210] = -np.inf
    found = -rng.uniform(0, 6, (T, 3, 12)).astype(np.float32)
    mine, theirs = logits.copy(), logits.copy()
    blending.handicap(mine, found, SIZE, 0, SIZE[0])
    by_numpy(monkeypatch, blending.handicap, theirs, found, SIZE, 0, SIZE[0])
    np.testing.assert_array_equal(np.isfinite(mine), np.isfinite(theirs))
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=2e-5)


def test_the_sum_is_the_same_and_what_does_not_count_may_be_anything(monkeypatch, rng):
    band = band_of(rng)
    logits = rng.normal(0, 5, (T, *SIZE)).astype(np.float32)
    logits[2, 10:60, 500:800] = -np.inf
    logits[:, 70:80, 20:90] = -np.inf
    logits[0, 5, 5], logits[1:, 5, 5] = -200.0, -320.0  # as strokes leave them
    band.linear[2, 10:60, 500:800] = np.inf
    band.linear[:, 70:80, 20:90] = np.nan
    made = blending.blend(band, logits)
    band.linear[:, 70:80, 20:90] = 0  # of numbers that are none numpy makes none
    expected = by_numpy(monkeypatch, blending.blend, band, logits)
    np.testing.assert_allclose(made.linear, expected.linear, rtol=0, atol=2e-6)
    assert np.abs(made.weights.astype(int) - expected.weights).max() <= 1
    assert (made.weights == expected.weights).mean() > 0.999
    assert not made.linear[70:80, 20:90].any()
    assert not made.weights[:, 70:80, 20:90].any()
    sums = made.weights.sum(axis=0, dtype=int)
    assert (np.abs(sums[sums > 0] - 255) <= T / 2).all()


def test_arrays_that_are_not_contiguous_are_refused(rng):
    band = band_of(rng)
    logits = np.zeros((T, SIZE[1], SIZE[0]), np.float32).transpose(0, 2, 1)
    with pytest.raises(ValueError, match="contiguous"):
        blending.blend(band, logits)
