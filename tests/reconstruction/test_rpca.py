import numpy as np
import pytest

from diar_gui.progress import Progress
from diar_gui.reconstruction.rpca import FrameSpace, fit, principal_component_pursuit, space_of
from diar_gui.warp import Band


def low_rank_and_sparse(rank: int, n: int = 400, n_frames: int = 40, seed: int = 0):
    rng = np.random.default_rng(seed)
    low_rank = rng.normal(size=(n, rank)) @ rng.normal(size=(rank, n_frames))
    sparse = np.where(rng.random((n, n_frames)) < 0.05, rng.uniform(-10, 10, (n, n_frames)), 0)
    return low_rank, sparse


@pytest.mark.parametrize("rank", [1, 2])
def test_pursuit_takes_a_sum_apart(rank):
    low_rank, sparse = low_rank_and_sparse(rank)
    L, S = principal_component_pursuit(low_rank + sparse, np.ones(low_rank.shape, bool), Progress())
    assert np.linalg.norm(L - low_rank) < 1e-2 * np.linalg.norm(low_rank)
    assert np.linalg.norm(S - sparse) < 2e-2 * np.linalg.norm(sparse)


def test_the_space_is_found_though_values_are_missing():
    low_rank, sparse = low_rank_and_sparse(1)
    valid = np.random.default_rng(5).random(low_rank.shape) < 0.85
    L, S = principal_component_pursuit(np.where(valid, low_rank + sparse, 99), valid, Progress())
    cosine = space_of(L, 0).basis[:, 0] @ space_of(low_rank, 0).basis[:, 0]
    assert abs(cosine) > 0.9995
    assert (S[~valid] == 0).all()


def test_nothing_gives_nothing():
    L, S = principal_component_pursuit(np.zeros((10, 3)), np.ones((10, 3), bool), Progress())
    assert not L.any()
    assert not S.any()
    assert space_of(L, 0).basis.shape == (3, 1)


@pytest.mark.parametrize("rank", [1, 2])
def test_the_fit_finds_the_references_value(rank):
    rng = np.random.default_rng(rank)
    n_frames = 10
    basis = np.linalg.qr(np.hstack([np.ones((n_frames, 1)), rng.normal(size=(n_frames, rank - 1))]))[0]
    coefficients = rng.normal(size=(rank, 6, 7, 3)) * 0.1
    coefficients[0] += np.sign(basis[0, 0]) * 1.5
    truth = np.einsum("tr,ryxc->tyxc", basis, coefficients).astype(np.float32)
    linear = truth.copy()
    dirty = rng.integers(0, n_frames, (6, 7))
    np.put_along_axis(linear, dirty[None, ..., None], 3.0, axis=0)  # one frame per pixel shows something else
    valid = np.ones(dirty.shape, bool)[None].repeat(n_frames, axis=0)
    np.put_along_axis(valid, ((dirty + 1) % n_frames)[None], False, axis=0)
    estimate = fit(Band(0, 6, linear, valid), FrameSpace(basis, np.zeros(rank), 4))
    np.testing.assert_allclose(estimate.linear, truth[4], atol=0.02)
    assert np.take_along_axis(estimate.weights, dirty[None], axis=0).max() <= 4
    assert (estimate.weights[~valid] == 0).all()


def test_the_space_of_equal_frames_is_the_even_one():
    low_rank = np.repeat(np.random.default_rng(0).random((50, 1)), 6, axis=1)
    space = space_of(low_rank, 2)
    np.testing.assert_allclose(np.abs(space.basis), 6**-0.5, atol=1e-9)
    assert space.reference == 2
