"""What the camera does to light."""

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from plain_scenes import smooth_picture, tensor

from diar_gui import colour
from diar_gui.synthetic import sensor


def test_the_curves_are_those_of_the_pictures():
    values = np.concatenate([np.linspace(0, 1, 4096), [0.04045, 0.0031308]])
    linear = sensor.linear_from_encoded(torch.from_numpy(values)).numpy()
    np.testing.assert_allclose(linear, colour.linear_from_encoded(values), atol=1e-6)
    encoded = sensor.encoded_from_linear(torch.from_numpy(values)).numpy()
    np.testing.assert_allclose(encoded, colour.encoded_from_linear(values.astype(np.float32)), atol=1e-6)
    back = sensor.encoded_from_linear(torch.from_numpy(linear)).numpy()
    np.testing.assert_allclose(back, values, atol=1e-6)
    beyond = sensor.encoded_from_linear(torch.tensor([-1.0, 2.0], dtype=torch.float64))
    assert beyond.tolist() == pytest.approx([0, 1])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_quantised_values_are_levels_and_the_nearest(values):
    given_ = torch.tensor(values, dtype=torch.float64)
    levels = sensor.quantised(given_) * 255
    torch.testing.assert_close(levels, levels.round(), rtol=0, atol=1e-9)
    assert ((levels - given_ * 255).abs() <= 0.5 + 1e-6).all()


def test_what_lies_between_two_levels_goes_up_whatever_its_last_digit():
    middles = (torch.arange(255, dtype=torch.float64) + 0.5) / 255
    for off in (-1e-14, 0, 1e-14):
        assert torch.equal((sensor.quantised(middles + off) * 255).round(), torch.arange(1, 256, dtype=torch.float64))


@pytest.mark.parametrize("quality", [50, 75, 90, 95])
def test_compression_is_that_of_a_jpeg_encoder(quality):
    picture = smooth_picture((64, 96), seed=3)
    picture[20:40, 30:60] = [200, 40, 30]
    flags = [cv2.IMWRITE_JPEG_QUALITY, quality]
    flags += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    _, data = cv2.imencode(".jpg", picture[..., ::-1], flags)
    expected = cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1].astype(float)

    def error(off: float) -> float:
        made = sensor.compressed(tensor(picture), torch.tensor([quality + off], dtype=torch.float64))[0] * 255
        return float(np.abs(made.numpy().transpose(1, 2, 0) - expected).mean())

    # The encoder also rounds colours to whole levels between its steps, which is not copied.
    assert error(0) < 1
    assert error(0) < 0.75 * min(error(-5), error(5))


def test_the_best_quality_loses_next_to_nothing():
    picture = tensor(smooth_picture((33, 50)))
    made = sensor.compressed(picture, torch.tensor([100.0], dtype=torch.float64))
    assert made.shape == picture.shape
    # All steps are 1: no coefficient is off by more than a half, nor is a pixel by more than a few levels.
    assert (made - picture).abs().mean() * 255 < 1
    flat = torch.full((1, 3, 16, 16), 100 / 255, dtype=torch.float64)
    torch.testing.assert_close(sensor.compressed(flat, torch.tensor([100.0], dtype=torch.float64)), flat)


def test_blur_keeps_light_and_spreads_it_along_its_direction():
    light = torch.zeros(2, 3, 31, 31, dtype=torch.float64)
    light[:, :, 15, 15] = 1
    blur = torch.tensor([[2.0, 0.5, 0.0], [2.0, 0.5, np.pi / 2]], dtype=torch.float64)
    spread = sensor.blurred(light, blur)
    torch.testing.assert_close(spread.sum(dim=(2, 3)), torch.ones(2, 3, dtype=torch.float64))
    away = torch.arange(31, dtype=torch.float64) - 15
    across = (spread.sum(dim=2) * away**2).sum(dim=2)[:, 0]
    down = (spread.sum(dim=3) * away**2).sum(dim=2)[:, 0]
    assert across[0] > 4 * down[0]
    torch.testing.assert_close(spread[0].transpose(1, 2), spread[1])


def test_blur_in_bands_is_blur_at_once(monkeypatch):
    light = torch.rand(2, 3, 37, 20, dtype=torch.float64)
    blur = torch.tensor([[2.0, 0.5, 0.4], [1.0, 1.0, 0.0]], dtype=torch.float64)
    at_once = sensor.blurred(light, blur)
    monkeypatch.setattr(sensor, "_MAX_BLURRED", 100)
    torch.testing.assert_close(sensor.blurred(light, blur), at_once)


def test_noise_depends_on_its_offset_alone_and_has_unit_spread():
    like = torch.zeros(1, dtype=torch.float64)
    offsets = torch.tensor([3, 99, 3])
    values = sensor.noise((3, 64, 64), offsets, like)
    assert torch.equal(values[0], values[2])
    assert abs(np.corrcoef(values[0].flatten(), values[1].flatten())[0, 1]) < 0.05
    assert values.std().item() == pytest.approx(1, abs=0.05)


def test_noise_of_large_frames_has_colour():
    red, green, blue = sensor.noise((3, 1024, 1024), torch.tensor([5]), torch.zeros(1))[0]
    for one, other in ((red, green), (green, blue), (red, blue)):
        assert abs(np.corrcoef(one.flatten(), other.flatten())[0, 1]) < 0.01


def test_a_vignette_takes_its_share_at_the_corners_and_nothing_in_the_middle():
    factors = sensor.vignette((9, 13), torch.tensor([0.3, 0.0], dtype=torch.float64), torch.zeros(1).double())
    assert factors[0, 0, 4, 6] == 1
    for y in (0, -1):
        for x in (0, -1):
            assert factors[0, 0, y, x].item() == pytest.approx(0.7)
    assert (factors[1] == 1).all()
