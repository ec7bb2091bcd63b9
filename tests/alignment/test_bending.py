"""A bend is found where patches have one, and none where they scatter only."""

import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment.bending import find_bend
from tests.alignment.conftest import SIZE


def scattered(seed: int, n: int = 250, noise_px: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """Return places over a photo and the scatter of the patches there, one in eight a gross error."""
    rng = np.random.default_rng(seed)
    points = rng.uniform([0, 0], [SIZE[1] - 1, SIZE[0] - 1], (n, 2))
    noise = rng.normal(0, noise_px, (n, 2))
    noise[::8] += rng.normal(0, 4, noise[::8].shape)
    return points, noise


def barrel(points: np.ndarray) -> np.ndarray:
    """Return the shifts of a lens: 2 px in the corners."""
    height, width = SIZE
    from_middle = (points - [width / 2, height / 2]) / np.hypot(width / 2, height / 2)
    return 2.0 * from_middle * (from_middle**2).sum(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(5))
def test_scatter_is_no_bend(seed: int) -> None:
    points, noise = scattered(seed)
    assert find_bend(points, noise, SIZE) is None


def test_patches_that_are_all_where_they_should_be_are_no_bend() -> None:
    """A copy of a photo: there is not even scatter to measure by."""
    points, noise = scattered(0)
    assert find_bend(points, np.zeros_like(noise), SIZE) is None


@pytest.mark.parametrize("seed", range(5))
def test_a_lens_is_a_bend(seed: int) -> None:
    points, noise = scattered(seed)
    found = find_bend(points, barrel(points) + noise, SIZE)
    assert found is not None
    grid = geometry.grid_points(SIZE)
    off = found.bend.shifts(grid, SIZE) - barrel(grid)
    assert np.sqrt((off**2).sum(axis=1).mean()) < 0.1


def test_few_patches_tell_nothing() -> None:
    points, noise = scattered(0, n=12)
    assert find_bend(points, barrel(points) + noise, SIZE) is None


@pytest.mark.parametrize("seed", range(10))
def test_what_may_be_off_is_known_also_where_there_are_no_patches(seed: int) -> None:
    points, noise = scattered(seed)
    there = points[:, 0] < 0.7 * SIZE[1]
    points, noise = points[there], noise[there]
    found = find_bend(points, barrel(points) + noise, SIZE)
    assert found is not None
    grid = geometry.grid_points(SIZE, 30)
    off = found.bend.shifts(grid, SIZE) - barrel(grid)
    for side in (grid[:, 0] < 0.65 * SIZE[1], grid[:, 0] > 0.8 * SIZE[1]):
        true = np.sqrt((off[side] ** 2).sum(axis=1).mean())
        expected = np.sqrt(2 * (found.deviations_px(grid[side], SIZE) ** 2).mean())
        assert 0.4 < true / expected < 2.5


def test_few_patches_are_not_sure_of_a_bend() -> None:
    points, noise = scattered(1, n=48)
    found = find_bend(points, barrel(points) + noise, SIZE)
    assert found is not None
    assert not found.is_sure
