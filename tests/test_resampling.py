import itertools

import numpy as np
import pytest

from diar_gui import geometry, resampling
from diar_gui.bends import N_INTERVALS, Bend
from diar_gui.resampling.kernel import weights

SIZE = (160, 200)
HOMOGRAPHIES = {
    "on OpenCV's table": np.array([[1, 0, 0.25], [0, 1, 0.5], [0, 0, 1.0]]),
    "off it": np.array([[1, 0, 0.2637], [0, 1, 0.5151], [0, 0, 1.0]]),
    "turned": np.array([[0.9997, -0.0227, 9.3], [0.0227, 0.9997, -3.1], [0, 0, 1.0]]),
    "tilted": np.array([[0.9, 0.03, 12], [-0.02, 0.95, 8], [2e-4, 1e-4, 1.0]]),
    "made smaller": np.array([[1.3, 0, -6.3], [0, 1.3, -6.7], [0, 0, 1.0]]),
}


def wave(points: np.ndarray, cycles: float) -> np.ndarray:
    """Three waves of so many cycles a pixel: across, down and aslant."""
    x, y = points[..., 0], points[..., 1]
    at = np.stack([x, y, 0.8 * x + 0.6 * y], axis=-1)
    return 0.5 + 0.4 * np.sin(2 * np.pi * cycles * at)


def places(H_frame_from_ref: np.ndarray) -> np.ndarray:
    grid = np.stack(np.meshgrid(np.arange(SIZE[1]), np.arange(SIZE[0])), axis=-1).astype(float)
    return geometry.transfer(H_frame_from_ref, grid.reshape(-1, 2)).reshape(*SIZE, 2)


@pytest.fixture
def kernel():
    found = resampling.find_kernel(SIZE)
    if found is None:
        pytest.skip("the kernel was not compiled: python packaging/compile_kernel.py")
    return found


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("name", HOMOGRAPHIES)
def test_the_kernel_is_the_sum_by_its_weights(kernel, name, dtype):
    H = HOMOGRAPHIES[name]
    pixels = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (*SIZE, 3), dtype, endpoint=True)
    at = places(H)
    valid = geometry.is_inside(at.reshape(-1, 2), SIZE).reshape(SIZE)
    made = kernel.warp(pixels, None, H, 0, valid.copy())
    first = np.floor(at).astype(int)
    across, down = (weights((at - first)[..., axis].ravel()).reshape(*SIZE, 8) for axis in (0, 1))
    columns, rows = (np.clip(first[..., axis, None] + np.arange(-3, 5), 0, SIZE[1 - axis] - 1) for axis in (0, 1))
    around = pixels[rows[..., :, None], columns[..., None, :]].astype(float) * (65535 / np.iinfo(dtype).max)
    expected = np.einsum("hwi,hwj,hwijc->hwc", down, across, around).clip(0, 65535)
    # Places are rounded to 1/1024 pixel: so far may weights be off, one way and the other, of pixels of any value.
    fine = weights(np.linspace(0, 1, 2048, endpoint=False))
    most = 2 * np.abs(np.diff(fine, axis=0)).sum(axis=1).max() * np.abs(fine).sum(axis=1).max()
    np.testing.assert_allclose(made[valid], expected[valid], rtol=0, atol=65535 * most + 1)
    assert not made[~valid].any()


@pytest.mark.parametrize("name", HOMOGRAPHIES)
@pytest.mark.parametrize("cycles", [0.05, 0.1, 0.2, 0.3, 0.35])
def test_the_kernel_is_nearer_to_the_truth_than_opencv(kernel, name, cycles):
    H = HOMOGRAPHIES[name]
    grid = np.stack(np.meshgrid(np.arange(SIZE[1]), np.arange(SIZE[0])), axis=-1)
    pixels = np.rint(wave(grid, cycles) * 65535).astype(np.uint16)
    at = places(H)
    inner = geometry.is_inside(at.reshape(-1, 2) - 8, (SIZE[0] - 16, SIZE[1] - 16)).reshape(SIZE)
    truth = wave(at, cycles)[inner]
    errors = [
        np.sqrt(np.mean((made[inner] / 65535 - truth) ** 2))
        for made in (
            kernel.warp(pixels, None, H, 0, np.ones(SIZE, bool)),
            resampling.warped(pixels, H, (0, 0), SIZE),
        )
    ]
    assert errors[0] < max(errors[1], 1 / 255 / 2)


@pytest.mark.parametrize("cycles", [0.0, 0.1, 0.2, 0.3])
def test_waves_of_the_band_come_through(cycles):
    fractions, taps = np.linspace(0, 1, 101, endpoint=False), np.arange(-3, 5)
    came = weights(fractions) @ np.exp(2j * np.pi * cycles * taps) / np.exp(2j * np.pi * cycles * fractions)
    np.testing.assert_allclose(came, 1, atol=1e-12 if cycles == 0 else 0.02)


@pytest.mark.parametrize("name", ["off it", "tilted"])
def test_a_bent_picture_is_resampled_where_its_bend_says(kernel, name):
    H, bend = HOMOGRAPHIES[name], Bend(np.random.default_rng(2).normal(0, 0.01, (N_INTERVALS + 3, N_INTERVALS + 3, 2)))
    grid = np.stack(np.meshgrid(np.arange(SIZE[1]), np.arange(SIZE[0])), axis=-1)
    pixels = np.rint(wave(grid, 0.05) * 65535).astype(np.uint16)
    seen = np.ones(SIZE, bool)
    seen[30:60, 50:90] = False
    at = bend.sources(H, SIZE, SIZE)
    valid = np.zeros(SIZE, bool)
    made = kernel.warp(pixels, seen, H, 0, valid, bend.nodes(SIZE))
    x, y = np.rint(np.nan_to_num(at)).astype(int).transpose(2, 0, 1)
    expected = np.isfinite(at[..., 0]) & seen[y.clip(0, SIZE[0] - 1), x.clip(0, SIZE[1] - 1)]
    is_clear = (np.abs(np.nan_to_num(at) % 1 - 0.5) > 0.01).all(axis=2)
    np.testing.assert_array_equal(valid[is_clear], expected[is_clear])
    assert 0.5 < valid.mean() < 1
    inner = valid & geometry.is_inside(at.reshape(-1, 2) - 4, (SIZE[0] - 8, SIZE[1] - 8)).reshape(SIZE)
    np.testing.assert_allclose(made[inner] / 65535, wave(at[inner], 0.05), atol=0.01)


def test_a_tile_that_sees_very_much_of_the_photo(kernel):
    """Every pixel of the grid lies far from its neighbours in the photo, as near the horizon."""
    pixels = np.repeat(np.arange(3000, dtype=np.uint16)[None, :, None] * 20, 600, axis=0).repeat(3, axis=2)
    H = np.array([[9.0, 0, 20], [0, 12.0, 10], [0, 0, 1]])
    made = kernel.warp(pixels, None, H, 0, np.ones((48, 320), bool))
    np.testing.assert_array_equal(made[..., 0], np.broadcast_to((9 * np.arange(320) + 20) * 20, (48, 320)))


def test_the_border_goes_on_as_it_is(kernel):
    pixels = np.full((5, 6, 3), 200, np.uint8)
    for x, y in itertools.product((-0.5, 2.2, 5.5), (-0.5, 1.7, 4.5)):
        H = np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
        assert (kernel.warp(pixels, None, H, 0, np.ones((1, 1), bool)) == 200 * 257).all()
