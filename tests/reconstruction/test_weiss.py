import numpy as np
import pytest

from diar_gui.progress import Progress
from diar_gui.reconstruction.weiss import solve_poisson


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (8, 1), (13, 17), (32, 24)])
def test_the_poisson_solver_finds_the_picture_of_its_gradients(size):
    picture = np.random.default_rng(0).normal(size=(3, *size))
    divergence = np.zeros_like(picture)
    across, down = np.diff(picture, axis=2), np.diff(picture, axis=1)
    divergence[:, :, :-1] += across
    divergence[:, :, 1:] -= across
    divergence[:, :-1] += down
    divergence[:, 1:] -= down
    solution = divergence.astype(np.float32)
    solve_poisson(solution, Progress())
    np.testing.assert_allclose(solution, picture - picture.mean(axis=(1, 2), keepdims=True), atol=1e-4)


def test_screened_what_the_gradients_say_stays_near():
    """Laplacian(u) - screening u is the divergence again, and a lone one is forgotten soon after the distance."""
    divergence = np.zeros((3, 64, 80), np.float32)
    divergence[:, 32, 40] = 1
    solution = divergence.copy()
    solve_poisson(solution, Progress(), screening=5.0**-2)
    u = np.pad(solution, ((0, 0), (1, 1), (1, 1)), mode="edge").astype(np.float64)
    laplacian = u[:, 2:, 1:-1] + u[:, :-2, 1:-1] + u[:, 1:-1, 2:] + u[:, 1:-1, :-2] - 4 * solution
    np.testing.assert_allclose(laplacian - solution / 25, divergence, atol=1e-5)
    assert np.abs(solution[:, :, :10]).max() < 0.01 * np.abs(solution).max()


def test_light_that_differs_smoothly_from_photo_to_photo_leaves_no_edge(stacks, subject):
    # Each photo is dimmed by half over another third of the picture: the median of values keeps the steps.
    ramp = np.linspace(0, 1, 80)
    pictures = []
    for centre in (0.1, 0.35, 0.6, 0.85):
        dimming = 1 - 0.5 / (1 + np.exp((np.abs(ramp - centre) - 0.17) * 400))
        pictures.append(np.rint(subject * dimming[None, :, None]).astype(np.uint8))
    results = {m: stacks.reconstruct(stacks.make([*pictures, subject]), m).picture for m in ("weiss", "mean")}
    ratio = {m: np.median(p / subject, axis=(0, 2)) for m, p in results.items()}
    assert np.abs(np.diff(ratio["weiss"])).max() < 0.3 * np.abs(np.diff(ratio["mean"])).max()


def test_the_level_is_that_of_the_median(stacks, subject):
    brighter = np.clip(subject * 1.1, 0, 255).astype(np.uint8)
    stack = stacks.make([subject, brighter, subject])
    by_weiss, by_median = (stacks.reconstruct(stack, m).picture.astype(int) for m in ("weiss", "median"))
    assert abs((by_weiss - by_median).mean()) < 0.5
