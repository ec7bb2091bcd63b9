import numpy as np
import pytest

from diar_gui.colour import linear_from_encoded


def test_the_mean_is_taken_in_linear_light(stacks):
    pictures = [np.full((4, 5, 3), level, np.uint8) for level in (40, 220)]
    result = stacks.reconstruct(stacks.make(pictures), "mean", bits=16)
    mean = linear_from_encoded(np.array([40, 220], np.uint8)).mean()
    assert linear_from_encoded(result.picture)[0, 0, 0] == pytest.approx(mean, abs=1e-4)


def test_glare_in_most_photos_is_removed_by_the_soft_minimum(stacks, subject):
    pictures = [subject.copy() for _ in range(6)]
    for i in range(4):
        pictures[i][10:30, 10:40] = np.minimum(pictures[i][10:30, 10:40].astype(int) + 60 + 10 * i, 255)
    result = stacks.reconstruct(stacks.make(pictures), "soft-minimum")
    assert np.abs(result.picture.astype(int) - subject).max() <= 2
    assert result.weights[:4, 12:28, 12:38].max() <= 12


def test_one_dark_photo_does_not_win_alone(stacks, subject):
    dark = (subject * 0.4).astype(np.uint8)
    result = stacks.reconstruct(stacks.make([subject] * 3 + [dark] + [subject] * 2), "soft-minimum")
    assert np.abs(result.picture.astype(int) - subject).max() <= 2
    assert result.mean_weights[3] < 0.02


def test_the_darker_of_two_photos_wins(stacks, subject):
    bright = np.clip(subject.astype(int) + 40, 0, 255).astype(np.uint8)
    result = stacks.reconstruct(stacks.make([bright, subject]), "soft-minimum")
    assert np.abs(result.picture.astype(int) - subject).max() <= 2


def test_weights_change_smoothly_with_brightness(stacks):
    levels = np.arange(100, 160)
    ramp = np.repeat(levels[None, :, None], 3, axis=2).astype(np.uint8)
    flat = np.full_like(ramp, 100)
    weights = stacks.reconstruct(stacks.make([flat, ramp]), "soft-minimum").weights[1, 0].astype(int)
    assert weights[0] in (127, 128)
    assert (np.diff(weights) <= 0).all()
    assert np.diff(weights).min() >= -10
    assert weights[-1] == 0
