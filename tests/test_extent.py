"""How far the grid of all photos reaches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import geometry
from diar_gui.extent import extent_of

SIZE = (60, 80)


def shift(x: float, y: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def test_photos_on_the_reference_give_its_own_grid():
    found = extent_of([np.eye(3), shift(0.2, -0.3)], [SIZE, (30, 40)], SIZE)
    assert (found.size, found.corner, found.is_cut) == (SIZE, (0, 0), False)


@given(st.floats(-80, 80), st.floats(-60, 60))
def test_every_pixel_that_a_shifted_photo_saw_is_on_the_grid_and_no_row_more(x, y):
    found = extent_of([np.eye(3), shift(x, y)], [SIZE, SIZE], SIZE, 10**9)
    corners = geometry.transfer(found.H_extent_from_ref, np.array([[x - 0.5, y - 0.5], [x + 79.5, y + 59.5]]))
    height, width = found.size
    assert (corners[0] >= -1 - 1e-3).all()
    assert (corners[1] <= [width + 1e-3, height + 1e-3]).all()
    assert width <= 80.5 + abs(x) + 1e-3
    assert height <= 60.5 + abs(y) + 1e-3


def test_the_reference_keeps_its_pixels():
    found = extent_of([np.eye(3), shift(-20.5, 31.2)], [SIZE, SIZE], SIZE)
    assert found.size == (60 + 31, 80 + 21)
    np.testing.assert_array_equal(geometry.transfer(found.H_extent_from_ref, np.zeros((1, 2))), [[21, 0]])


@pytest.mark.parametrize("n_pixels", [4800, 5000, 20_000])
def test_a_bound_cuts_all_sides_alike(n_pixels):
    found = extent_of([np.eye(3), shift(-400, -50), shift(400, 100)], [SIZE] * 3, SIZE, n_pixels)
    assert found.is_cut
    assert found.wanted == (60 + 150, 80 + 800)
    assert found.size[0] * found.size[1] <= n_pixels
    left, above = -found.corner[0], -found.corner[1]
    right, below = found.size[1] - 80 - left, found.size[0] - 60 - above
    assert abs(left - right) <= 1
    assert abs(2 * above - below) <= 2
    # One row or column more on each side would be too much.
    assert (found.size[0] + 2) * (found.size[1] + 9) > n_pixels


def test_towards_the_horizon_the_grid_does_not_grow_without_end():
    slanted = geometry.normalised(np.array([[1, 0, 0], [0, 1, 0], [0.024, 0, 1.0]]), SIZE)
    slanted = geometry.normalised(np.linalg.inv(slanted), SIZE)
    found = extent_of([np.eye(3), slanted], [SIZE, SIZE], SIZE)
    assert found.size[0] * found.size[1] < 10 * 60 * 80
