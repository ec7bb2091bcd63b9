"""Maps at full size follow the edges of their guide."""

import cv2
import numpy as np
import pytest

from diar_gui.reconstruction import guided


def test_a_constant_map_stays_constant_whatever_the_guide():
    rng = np.random.default_rng(1)
    over = rng.random((20, 30), np.float32)
    slope, level = guided.fit(np.full((20, 30), 2.5, np.float32), over)
    np.testing.assert_allclose(slope, 0, atol=1e-4)
    np.testing.assert_allclose(level, 2.5, atol=1e-4)


def test_a_map_that_is_a_line_over_the_guide_is_found_again():
    rng = np.random.default_rng(2)
    over = cv2.resize(rng.random((40, 40), np.float32), (40, 40))
    slope, level = guided.fit(3 * over - 1, over)
    np.testing.assert_allclose(slope * over + level, 3 * over - 1, atol=0.1)


@pytest.mark.parametrize("factor", [4, 5])
def test_an_outline_comes_out_where_the_full_guide_has_it(factor):
    """An occluder's border within a working pixel: the map has to change within one full pixel or two."""
    border = 61
    full_guide = np.full((16 * factor, 30 * factor), 0.3, np.float32)
    full_guide[:, border:] = 0.8
    size = (30, 16)
    over = cv2.resize(full_guide, size, interpolation=cv2.INTER_AREA)
    values = cv2.resize(np.where(full_guide > 0.5, -8.0, 2.0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    slope, level = guided.fit(values, over)
    rows = (0, full_guide.shape[0])
    made = [guided.rows_at(x, full_guide.shape, *rows) for x in (slope, level)]
    full = made[0] * full_guide + made[1]
    middle = full[full.shape[0] // 2]
    assert middle[:border].min() > 0
    assert middle[border:].max() < -6


def test_rows_are_those_of_the_whole_and_keep_the_half_pixel():
    small = np.tile(np.arange(8, dtype=np.float32), (6, 1))
    whole = guided.rows_at(small, (24, 32), 0, 24)
    np.testing.assert_array_equal(guided.rows_at(small, (24, 32), 7, 15), whole[7:15])
    x = np.arange(32)
    np.testing.assert_allclose(whole[5], np.clip((x + 0.5) / 4 - 0.5, 0, 7), atol=0.02)


def test_an_extent_tells_how_much_of_the_map_the_picture_covers():
    cells = np.stack([np.tile(np.arange(4, dtype=np.float32), (4, 1))] * 3, axis=2)
    found = guided.rows_at(cells, (20, 24), 0, 20, (20 / 8, 24 / 8))
    assert found.shape == (20, 24, 3)
    np.testing.assert_allclose(found[9, :, 1], np.clip((np.arange(24) + 0.5) / 8 - 0.5, 0, 3), atol=0.02)


def test_the_guide_is_cut_off_at_white():
    linear = np.zeros((2, 2, 3), np.float32)
    linear[0], linear[1] = 0.25, 7.0
    np.testing.assert_allclose(guided.guide(linear), [[0.5, 0.5], [1, 1]], atol=1e-6)


@pytest.mark.parametrize("extent", [None, (9.5, 12.25)])
@pytest.mark.parametrize("n_rows", [1, 2, 7])
def test_rows_are_the_same_to_the_last_bit_whatever_is_asked_for_at_once(n_rows, extent):
    small = np.random.default_rng(0).uniform(0.5, 2, (10, 13, 3)).astype(np.float32)
    size = (96, 131)
    whole = guided.rows_at(small, size, 0, size[0], extent)
    parts = [guided.rows_at(small, size, r, min(r + n_rows, size[0]), extent) for r in range(0, size[0], n_rows)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)
