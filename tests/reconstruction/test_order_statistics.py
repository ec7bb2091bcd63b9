import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diar_gui.reconstruction.order_statistics import median, sort_arrays, trimmed_mean
from diar_gui.warp import Band


@st.composite
def bands(draw) -> Band:
    """Bands with ties, and with pixels that few or no frames see."""
    n_frames, n_rows, width = draw(st.integers(1, 9)), draw(st.integers(1, 5)), draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_levels = draw(st.sampled_from([2, 5, 10_000]))
    linear = (rng.integers(0, n_levels, (n_frames, n_rows, width, 3)) / n_levels).astype(np.float32)
    valid = rng.random((n_frames, n_rows, width)) < draw(st.sampled_from([0.3, 0.8, 1.0]))
    return Band(0, n_rows, linear, valid)


def masked(band: Band) -> np.ndarray:
    return np.where(band.valid[..., None], band.linear, np.nan)


@given(bands())
def test_the_median_is_numpys(band):
    seen = band.valid.any(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # pixels that nobody sees
        expected = np.nanmedian(masked(band), axis=0)
    estimate = median(Band(0, band.last_row, band.linear.copy(), band.valid))
    np.testing.assert_allclose(estimate.linear[seen], expected[seen], rtol=1e-6)
    check_weights(estimate.weights, band)


@given(bands(), st.sampled_from([0.0, 0.1, 0.25, 0.4, 0.49]))
def test_the_trimmed_mean_is_the_mean_of_what_is_left(band, trim_fraction):
    values, n_valid = np.sort(masked(band), axis=0), band.valid.sum(axis=0)
    estimate = trimmed_mean(Band(0, band.last_row, band.linear.copy(), band.valid), trim_fraction)
    for y, x in np.argwhere(n_valid > 0):
        n = n_valid[y, x]
        n_dropped = min(int(np.float32(trim_fraction) * n), (n - 1) // 2)
        expected = values[n_dropped : n - n_dropped, y, x].mean(axis=0)
        np.testing.assert_allclose(estimate.linear[y, x], expected, atol=1e-6)
    check_weights(estimate.weights, band)


def check_weights(weights: np.ndarray, band: Band) -> None:
    assert (weights[~band.valid] == 0).all()
    total = weights.sum(axis=0, dtype=int)
    seen = band.valid.any(axis=0)
    assert (np.abs(total[seen] - 255) <= 0.5 * len(weights) + 1).all()


def test_median_weights_are_shares_of_channels():
    linear = np.zeros((4, 1, 1, 3), np.float32)
    linear[:, 0, 0, 0] = 0.1, 0.2, 0.3, 0.4  # the middle two: frames 1 and 2
    linear[:, 0, 0, 1] = 0.2, 0.1, 0.4, 0.3  # frames 0 and 3
    linear[:, 0, 0, 2] = 0.5, 0.5, 0.5, 0.9  # both middle values are 0.5: frames 0, 1 and 2 share
    weights = median(Band(0, 1, linear, np.ones((4, 1, 1), bool))).weights[:, 0, 0]
    np.testing.assert_allclose(
        weights / 255, np.array([1 / 2 + 1 / 3, 1 / 2 + 1 / 3, 1 / 2 + 1 / 3, 1 / 2]) / 3, atol=1 / 255
    )


def test_trimmed_mean_weights_are_even_over_what_is_left():
    linear = np.repeat(np.array([0.5, 0.1, 0.3, 0.9, 0.2], np.float32), 3).reshape(5, 1, 1, 3)
    weights = trimmed_mean(Band(0, 1, linear, np.ones((5, 1, 1), bool)), 0.2).weights[:, 0, 0]
    np.testing.assert_array_equal(weights, [85, 0, 85, 0, 85])


@settings(max_examples=60)
@given(st.integers(1, 40), st.integers(0, 2**32 - 1), st.data())
def test_arrays_are_sorted_at_the_ranks_asked_for(n, seed, data):
    arrays = np.random.default_rng(seed).integers(0, 30, (n, 2, 11)).astype(np.float32)
    before = arrays.copy()
    ranks = data.draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=n, unique=True).map(sorted))
    np.testing.assert_array_equal(sort_arrays(list(arrays), ranks), np.sort(arrays, axis=0)[ranks])
    np.testing.assert_array_equal(arrays, before)


@pytest.mark.parametrize("n", [2, 3, 10, 33])
def test_infinities_sort_to_the_ends(n):
    arrays = [np.full((1, 4), v, np.float32) for v in [np.inf, -np.inf, *range(n - 2)]]
    ordered = sort_arrays(arrays, [0, n - 1])
    assert (ordered[0] == -np.inf).all()
    assert (ordered[1] == np.inf).all()
