"""Sharp photos count more than blurred ones, whatever their exposure, veil and noise."""

import cv2
import numpy as np
import pytest

from diar_gui.progress import Progress
from diar_gui.reconstruction.sharpness import handicap, handicaps

SIZE = (192, 256)


@pytest.fixture
def scene():
    """A picture in linear light with detail of all sizes."""
    rng = np.random.default_rng(5)
    layers = [cv2.resize(rng.uniform(0, 1, (h, w)), SIZE[::-1]) for h, w in ((12, 16), (48, 64), (192, 256))]
    return np.repeat((0.1 + 0.15 * sum(layers))[..., None], 3, axis=2).astype(np.float32)


def photo(scene, blur_px=0.0, exposure=1.0, veil=0.0, noise=0.0, seed=0):
    soft = cv2.GaussianBlur(scene, (0, 0), blur_px) if blur_px else scene
    light = soft * exposure + veil + np.random.default_rng(seed).normal(0, noise, scene.shape)
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 0.0031308) ** (1 / 2.4) - 0.055)
    return np.rint(encoded.clip(0, 1) * 255).astype(np.uint8)


def found_for(stacks, photos):
    stack = stacks.make(photos)
    return handicaps(stack, np.full((len(photos), 8, 10), 1 / len(photos), np.float32), Progress())


def test_equally_sharp_photos_count_alike(stacks, scene):
    photos = [
        photo(scene, exposure=e, veil=v, noise=0.002, seed=i)
        for i, (e, v) in enumerate([(1, 0), (0.6, 0), (1.3, 0.05), (1, 0.1)])
    ]
    assert found_for(stacks, photos) is None


def test_blurred_photos_count_less_the_more_they_are_blurred(stacks, scene):
    found = found_for(stacks, [photo(scene, b) for b in (2.0, 0.0, 0.6, 0.0)])
    assert (found[[1, 3]] > -0.1).all()
    assert (found[2] < -0.2).all()
    assert (found[0] < found[2]).all()


def test_noise_does_not_pass_for_detail(stacks, scene):
    found = found_for(stacks, [photo(scene, 1.5, noise=0.02), photo(scene), photo(scene), photo(scene, 1.5)])
    assert (found[[0, 3]] < -0.5).all()
    assert (found[[1, 2]] > -0.1).all()


def test_where_each_is_sharp_each_counts(stacks, scene):
    half = SIZE[1] // 2
    left, right, blurred = photo(scene), photo(scene), photo(scene, 2.5)
    left[:, half:], right[:, :half] = blurred[:, half:], blurred[:, :half]
    found = found_for(stacks, [left, right])
    assert (found[0, :, 0] > found[1, :, 0] + 0.5).all()
    assert (found[1, :, -1] > found[0, :, -1] + 0.5).all()


@pytest.mark.parametrize("size", [(1, 1), (9, 200), (40, 40)])
def test_small_and_plain_pictures_tell_nothing(stacks, size):
    flat = np.full((*size, 3), 120, np.uint8)
    assert found_for(stacks, [flat, flat]) is None


def test_an_untrusted_frame_gains_nothing_by_its_sharpness():
    """A soft frame that alone is trusted keeps its place before a sharp one with something in it."""
    logits = np.zeros((3, 4, 4), np.float32)
    logits[1] = -5
    logits[2] = -np.inf
    found = np.zeros((3, 2, 2), np.float32)
    found[0] = -6
    handicap(logits, found, (4, 4), 0, 4)
    np.testing.assert_allclose(logits[0] - logits[1], 5, atol=0.05)
    assert np.isneginf(logits[2]).all()


def test_among_trusted_frames_the_sharp_ones_gain_all_of_it():
    logits = np.zeros((2, 4, 4), np.float32)
    found = np.stack([np.full((2, 2), -2.0, np.float32), np.zeros((2, 2), np.float32)])
    handicap(logits, found, (4, 4), 0, 4)
    np.testing.assert_allclose(logits[1] - logits[0], 2, atol=0.02)
