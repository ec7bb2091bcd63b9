"""What holds for every method."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diar_gui.errors import Cancelled
from diar_gui.names import LEARNED_METHODS
from diar_gui.progress import Progress
from diar_gui.reconstruction import METHODS, NO_SOURCE, ReconstructionOptions, reconstruct
from diar_gui.scratch import Scratch

every_method = pytest.mark.parametrize("method", METHODS)
# What the networks make of light and noise has tests of its own; here frames must come back to the level.
exact_method = pytest.mark.parametrize("method", [m for m in METHODS if m not in LEARNED_METHODS])
robust_method = pytest.mark.parametrize("method", ["median", "trimmed-mean", "weiss", "rpca"])


def one_step_per_frame(weights: np.ndarray) -> float:
    """Largest error of the sum of rounded weights."""
    return 0.5 * len(weights) + 1


def spoiled(subject: np.ndarray, n_frames: int) -> list[np.ndarray]:
    """Copies of the subject, each with a bright or dark square somewhere else."""
    frames = [subject.copy() for _ in range(n_frames)]
    for i, frame in enumerate(frames):
        y, x = 6 + 9 * (i % 5), 5 + 14 * (i % 5)
        frame[y : y + 10, x : x + 12] = 250 if i % 2 else 8
    return frames


def largest_difference(a: np.ndarray, b: np.ndarray) -> int:
    return int(np.abs(a.astype(int) - b.astype(int)).max())


@exact_method
@pytest.mark.parametrize("n_frames", [1, 2, 3, 6])
@pytest.mark.parametrize("match_exposure", [False, True])
def test_identical_frames_give_that_frame_back(stacks, subject, method, n_frames, match_exposure):
    result = stacks.reconstruct(stacks.make([subject] * n_frames), method, match_exposure=match_exposure)
    assert result.picture.dtype == np.uint8
    assert largest_difference(result.picture, subject) <= (0 if method == "median" else 1)
    assert (result.coverage == n_frames).all()
    assert result.weights.shape == (n_frames, 60, 80)
    np.testing.assert_allclose(result.mean_weights, 1 / n_frames, atol=0.5 / 255)
    np.testing.assert_allclose(result.gains, 1)


@robust_method
def test_a_dirty_minority_is_removed(stacks, subject, method):
    result = stacks.reconstruct(stacks.make(spoiled(subject, 5)), method, match_exposure=True)
    # Weiss puts gradients together: at a square's corner the medians of both directions can mix.
    error = np.abs(result.picture.astype(int) - subject)
    assert np.quantile(error, 0.99) <= 2
    assert error.max() <= (12 if method == "weiss" else 2)


@robust_method
def test_dirty_frames_weigh_little_where_they_are_dirty(stacks, subject, method):
    result = stacks.reconstruct(stacks.make(spoiled(subject, 5)), method)
    inside = (slice(9, 13), slice(8, 14))  # well within the square of frame 0
    share = result.weights[0][inside].mean() / 255
    assert share < (0.12 if method == "weiss" else 0.05)
    assert (result.coverage[inside] == 4).all()


@exact_method
def test_the_order_of_the_frames_does_not_matter(stacks, subject, method):
    rng = np.random.default_rng(3)
    noisy = [np.clip(f + rng.normal(0, 5, f.shape), 0, 255).astype(np.uint8) for f in spoiled(subject, 6)]
    order = [3, 0, 5, 1, 4, 2]
    a = stacks.reconstruct(stacks.make(noisy, reference=1), method, match_exposure=True)
    b = stacks.reconstruct(stacks.make([noisy[i] for i in order], reference=3), method, match_exposure=True)
    assert largest_difference(a.picture, b.picture) <= 1
    assert largest_difference(a.weights[order], b.weights) <= 1
    np.testing.assert_allclose(a.gains[order], b.gains, atol=1e-6)


@exact_method
def test_what_lies_outside_a_frame_has_no_say(stacks, subject, method):
    # Frame 0 covers all, frames 1 and 2 a part.
    result = stacks.reconstruct(
        stacks.make([subject, subject[:, 30:], subject[25:]], [(0, 0), (30, 0), (0, 25)]), method
    )
    assert (result.weights[1][:, :30] == 0).all()
    assert (result.weights[2][:25] == 0).all()
    np.testing.assert_array_equal(result.weights[0, :25, :30], 255)
    assert largest_difference(result.picture, subject) <= 1
    assert (result.coverage[:25, :30] == 1).all()
    assert (result.coverage[25:, 30:] == 3).all()


@every_method
def test_what_nobody_sees_is_black_and_nobodys(stacks, subject, method):
    result = stacks.reconstruct(stacks.make([subject] * 2, size=(70, 90)), method)
    assert (result.source[:60, :80] != NO_SOURCE).all()
    for unseen in (np.s_[60:], np.s_[:, 80:]):
        assert (result.picture[unseen] == 0).all()
        assert (result.coverage[unseen] == 0).all()
        assert (result.source[unseen] == NO_SOURCE).all()
        assert (result.weights[(slice(None), *np.atleast_1d(unseen))] == 0).all()


@every_method
def test_weights_of_seen_pixels_add_up(stacks, subject, method):
    frames = [f[:40, :50] for f in spoiled(subject, 5)]
    stack = stacks.make(frames, [(0, 0), (7, 3), (12, 9), (25, 15), (0, 20)], size=(62, 80))
    result = stacks.reconstruct(stack, method)
    seen = result.source != NO_SOURCE
    assert 0.5 < seen.mean() < 1
    total = result.weights.sum(axis=0, dtype=int)
    assert np.abs(total[seen] - 255).max() <= one_step_per_frame(result.weights)
    assert (total[~seen] == 0).all()
    best = np.take_along_axis(result.weights, np.where(seen, result.source, 0)[None].astype(int), axis=0)[0]
    np.testing.assert_array_equal(best[seen], result.weights.max(axis=0)[seen])
    np.testing.assert_allclose(result.mean_weights, result.weights[:, seen].mean(axis=1) / 255)


@exact_method
def test_a_pixel_that_one_frame_sees_is_that_frames(stacks, subject, method):
    stack = stacks.make([subject[:, :50], subject[:, 40:]], [(0, 0), (40, 0)], size=(60, 80))
    result = stacks.reconstruct(stack, method)
    assert largest_difference(result.picture, subject) <= 1
    assert (result.source[:, :40] == 0).all()
    assert (result.source[:, 50:] == 1).all()


@every_method
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(max_bytes=st.integers(0, 600_000))
def test_the_height_of_the_bands_does_not_show(stacks, subject, method, max_bytes):
    frames = spoiled(subject, 4)
    stack = stacks.make(frames, [(0, 0), (3, 5), (10, 0), (-4, -6)], size=(75, 85))
    whole = stacks.reconstruct(stack, method)
    banded = stacks.reconstruct(stack, method, max_bytes=max_bytes)
    for name in ("picture", "weights", "coverage", "source"):
        np.testing.assert_array_equal(getattr(banded, name), getattr(whole, name))


@exact_method
def test_sixteen_bits_keep_their_low_bits(stacks, subject, method):
    rng = np.random.default_rng(1)
    fine = subject.astype(np.uint16) * 257 + rng.integers(0, 257, subject.shape, dtype=np.uint16)
    result = stacks.reconstruct(stacks.make([fine] * 4), method)
    assert result.picture.dtype == np.uint16
    # Far below the 257 steps of an 8-bit level.
    assert largest_difference(result.picture, fine) <= 20
    assert len(np.unique(result.picture % 257)) > 200


@every_method
@pytest.mark.parametrize("bits", [8, 16])
def test_the_depth_asked_for_is_delivered(stacks, subject, method, bits):
    result = stacks.reconstruct(stacks.make([subject] * 2), method, bits=bits)
    assert result.picture.dtype == (np.uint8 if bits == 8 else np.uint16)
    if method not in LEARNED_METHODS:
        assert largest_difference(result.picture // (1 if bits == 8 else 257), subject) <= 1


@every_method
def test_results_are_frozen(stacks, subject, method):
    result = stacks.reconstruct(stacks.make([subject] * 2), method)
    for name in ("picture", "weights", "coverage", "source"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(result, name)[0, 0] = 1


@every_method
def test_a_reconstruction_can_be_cancelled_at_every_report(stacks, subject, method):
    stack = stacks.make(spoiled(subject, 4))
    options = ReconstructionOptions(method=method)
    fractions = []
    reconstruct(stack, options, Progress(lambda f, m: fractions.append(f)), Scratch(10**8), 0)
    assert fractions[-1] == pytest.approx(1)
    assert fractions == sorted(fractions)
    for n_reports in (0, 1, 5, len(fractions) // 2):
        so_far = []
        progress = Progress(lambda f, m, so_far=so_far: so_far.append(f), lambda n=n_reports, s=so_far: len(s) > n)
        with pytest.raises(Cancelled):
            reconstruct(stack, options, progress, Scratch(10**8), 0)


@every_method
def test_black_and_white_photos_do_no_harm(stacks, method):
    pictures = [np.zeros((20, 30, 3), np.uint8), np.full((20, 30, 3), 255, np.uint8)]
    result = stacks.reconstruct(stacks.make(pictures * 2), method, match_exposure=True)
    assert np.isfinite(result.gains).all()
    assert np.abs(result.weights.sum(axis=0, dtype=int) - 255).max() <= 3


@every_method
def test_a_single_row_and_a_single_column(stacks, subject, method):
    for picture in (subject[:1], subject[:, :1], subject[:1, :1]):
        result = stacks.reconstruct(stacks.make([picture] * 3), method, match_exposure=True)
        assert result.picture.shape == picture.shape
        if method not in LEARNED_METHODS:
            assert largest_difference(result.picture, picture) <= 1


@pytest.mark.parametrize("wrong", [{"method": "magic"}, {"bits": 12}, {"trim_fraction": 0.5}, {"clean_tolerance": -1}])
def test_options_are_checked(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ReconstructionOptions(**wrong)
