"""The metrics, from differences that are known."""

import sys
import types

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import metrics
from diar_gui.errors import DiarError

SIZE = (40, 33)


def picture(seed: int, low: float = 0.2, high: float = 0.8) -> np.ndarray:
    """Return `(H, W, 3)` float64 noise in [low, high]."""
    return np.random.default_rng(seed).uniform(low, high, (*SIZE, 3))


def at_rest(unit: np.ndarray, kind: type) -> np.ndarray:
    return (unit * np.iinfo(kind).max).round().astype(kind)


@given(offset=st.floats(0.001, 0.2), seed=st.integers(0, 5))
def test_a_known_offset_has_a_known_error(offset, seed):
    truth = picture(seed)
    assert metrics.rmse(truth + offset, truth) == pytest.approx(offset)
    assert metrics.psnr(truth - offset, truth) == pytest.approx(-20 * np.log10(offset))


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_pictures_at_rest_are_taken_over_their_full_range(kind):
    truth = at_rest(picture(0), kind)
    step = np.iinfo(kind).max // 51
    assert metrics.psnr(truth + kind(step), truth) == pytest.approx(20 * np.log10(51))
    np.testing.assert_allclose(metrics.as_unit(truth), picture(0), atol=1 / np.iinfo(kind).max)


def test_depths_may_differ():
    truth = at_rest(picture(0), np.uint8)
    same = truth.astype(np.uint16) * 257
    assert metrics.rmse(same, truth) == pytest.approx(0, abs=1e-12)
    assert metrics.ssim(same, truth) == pytest.approx(1)


def test_nothing_differs():
    truth = at_rest(picture(1), np.uint8)
    assert metrics.rmse(truth, truth) == 0
    assert metrics.psnr(truth, truth) == np.inf
    assert metrics.tone_fitted_psnr(truth, truth) > 200
    assert metrics.ssim(truth, truth) == 1


@given(
    gains=st.lists(st.floats(0.1, 10) | st.floats(-10, -0.1), min_size=3, max_size=3),
    offsets=st.lists(st.floats(-2, 2), min_size=3, max_size=3),
)
def test_a_tone_fit_takes_away_gain_and_offset(gains, offsets):
    made, truth = picture(2), picture(3)
    toned = made * gains + offsets
    assert metrics.tone_fitted_psnr(toned, truth) == pytest.approx(metrics.tone_fitted_psnr(made, truth))
    np.testing.assert_allclose(metrics.tone_fitted(truth * gains + offsets, truth), truth, atol=1e-9)


@given(seeds=st.tuples(st.integers(0, 50), st.integers(0, 50)), gain=st.floats(0.1, 2), level=st.floats(0, 1))
def test_a_tone_fit_never_takes_a_picture_further_away(seeds, gain, level):
    made, truth = gain * picture(seeds[0], 0, 1), picture(seeds[1], 0, 1)
    assert metrics.rmse(metrics.tone_fitted(made, truth), truth) <= metrics.rmse(made, truth) + 1e-12
    even = np.full_like(truth, level)
    fitted = metrics.tone_fitted(even, truth)
    np.testing.assert_allclose(fitted, np.broadcast_to(truth.mean(axis=(0, 1)), truth.shape))


def test_what_lies_outside_the_mask_does_not_count():
    truth = picture(5)
    made = truth + picture(4, -0.1, 0.1)
    mask = np.zeros(SIZE, bool)
    mask[5:25, 8:30] = True
    spoiled, reach = made.copy(), np.zeros(SIZE, bool)
    reach[5 - 3 : 25 + 3, 8 - 3 : 30 + 3] = True  # SSIM's windows reach 3 pixels beyond the mask
    spoiled[~reach] = 1 - spoiled[~reach]
    for metric in (metrics.rmse, metrics.psnr, metrics.tone_fitted_psnr, metrics.ssim):
        assert metric(spoiled, truth, mask) == pytest.approx(metric(made, truth, mask), rel=1e-12)
        assert metric(spoiled, truth) != pytest.approx(metric(made, truth), rel=1e-3)
    cut = np.s_[5:25, 8:30]
    assert metrics.rmse(made, truth, mask) == pytest.approx(metrics.rmse(made[cut], truth[cut]))


def test_structure_is_told_from_light():
    truth = picture(6)
    brighter, other = truth + 0.1, picture(7)
    assert metrics.ssim(other, truth) < metrics.ssim(brighter, truth) < 1


def test_what_cannot_be_compared_is_the_callers_mistake():
    truth = picture(0)
    for wrong in (
        lambda: metrics.psnr(truth[1:], truth),
        lambda: metrics.rmse(truth, truth, np.zeros(SIZE, bool)),
        lambda: metrics.ssim(truth, truth, np.ones((3, 3), bool)),
        lambda: metrics.ssim(truth[:6], truth[:6]),
    ):
        with pytest.raises(ValueError, match=r"mask|truth|win_size"):
            wrong()


def test_a_missing_library_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "skimage.metrics", None)
    with pytest.raises(DiarError, match=r"^The metrics need scikit-image, .*pip install 'diar-gui\[bench\]'\.$"):
        metrics.check_installed()
    monkeypatch.setitem(sys.modules, "lpips", None)
    with pytest.raises(DiarError, match=r"^LPIPS needs the package lpips, .* or leave out --lpips\.$"):
        metrics.Lpips()


class Difference(torch.nn.Module):
    """Stands in for LPIPS's network: the mean absolute difference of each pixel over the channels."""

    def forward(self, a, b, normalize):
        assert normalize, "the pictures are given over [0, 1]"
        assert a.shape == b.shape == (1, 3, *SIZE)
        return (a - b).abs().mean(dim=1, keepdim=True)


def test_lpips_gets_what_its_network_expects_and_is_averaged_inside_the_mask(monkeypatch):
    asked = {}

    def network(**options):
        asked.update(options)
        return Difference()

    monkeypatch.setitem(sys.modules, "lpips", types.SimpleNamespace(LPIPS=network))
    lpips = metrics.Lpips("cpu")
    assert (asked["net"], asked["spatial"]) == ("alex", True)
    truth = picture(8)
    made = truth.copy()
    made[:10] += 0.125
    mask = np.zeros(SIZE, bool)
    mask[5:15] = True
    assert lpips(made, truth, mask) == pytest.approx(0.125 / 2, rel=1e-5)
    with pytest.raises(ValueError, match="at least 32"):
        lpips(made[:31], truth[:31])


def test_parameters_of_lpips_that_cannot_be_fetched_are_a_sentence(monkeypatch):
    def network(**options):
        raise OSError("no route to host")

    monkeypatch.setitem(sys.modules, "lpips", types.SimpleNamespace(LPIPS=network))
    with pytest.raises(DiarError, match=r"could not be fetched \(no route to host\); .*\.$"):
        metrics.Lpips()
