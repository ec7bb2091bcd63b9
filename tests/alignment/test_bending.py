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


@pytest.mark.parametrize("seed", range(5))
def test_a_lens_is_a_bend(seed: int) -> None:
    points, noise = scattered(seed)
    bend = find_bend(points, barrel(points) + noise, SIZE)
    assert bend is not None
    grid = geometry.grid_points(SIZE)
    off = bend.shifts(grid, SIZE) - barrel(grid)
    assert np.sqrt((off**2).sum(axis=1).mean()) < 0.1


def test_few_patches_tell_nothing() -> None:
    points, noise = scattered(0, n=12)
    assert find_bend(points, barrel(points) + noise, SIZE) is None
