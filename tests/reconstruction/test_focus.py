"""A photo that alone is in focus gives the picture; what only looks like it does not."""

import cv2
import numpy as np
import pytest

from diar_gui.progress import Progress
from diar_gui.reconstruction.focus import with_sharp_photos
from diar_gui.reconstruction.trust import Trust

SIZE = (240, 320)


@pytest.fixture
def page():
    """Lines of strokes as of print, in linear light `(240, 320, 3)`."""
    rng = np.random.default_rng(2)
    page = np.full((*SIZE, 3), 0.7, np.float32)
    for y in range(8, SIZE[0] - 12, 14):
        for x in range(8, SIZE[1] - 12, 6):
            if rng.random() < 0.75:
                page[y : y + int(rng.integers(4, 9)), x : x + 2] = 0.05
    return page


def photo(light, blur_px=0.0, noise=0.003, seed=0):
    soft = cv2.GaussianBlur(light, (0, 0), blur_px) if blur_px else light
    soft = np.maximum(soft + np.random.default_rng(seed).normal(0, noise, light.shape), 0)
    return np.rint(255 * np.clip(np.where(soft <= 0.0031308, 12.92 * soft, 1.055 * soft ** (1 / 2.4) - 0.055), 0, 1))


def shares_of(stacks, photos, logits):
    """Return each photo's mean weight inside, before and after, of photos that differ by `(T,)` logits."""
    T = len(photos)
    stack = stacks.make([p.astype(np.uint8) for p in photos])
    all_logits = np.broadcast_to(np.array(logits, np.float16)[:, None, None], (T, *SIZE)).copy()
    ones = np.ones((T, SIZE[0] // 8, SIZE[1] // 8, 3), np.float32)
    weights = np.exp(np.array(logits)) / np.exp(logits).sum()
    shares = ones[..., 0] * weights[:, None, None].astype(np.float32)
    trust = Trust(SIZE, all_logits, None, ones, 0 * ones, shares, np.zeros(SIZE, np.float32))
    found = with_sharp_photos(trust, stack, Progress())
    return [t.shares[:, 3:-3, 3:-3].mean(axis=(1, 2)) for t in (trust, found)]


@pytest.mark.parametrize("blur_px", [2.0, 3.0, 5.0, 8.0])
def test_one_sharp_photo_outweighs_any_number_of_blurred_ones(stacks, page, blur_px):
    photos = [photo(page, blur_px, seed=i) for i in range(4)] + [photo(page, seed=9)]
    before, after = shares_of(stacks, photos, [0.0, 0.0, 0.0, 0.0, -2.0])
    assert before[4] < 0.1
    assert after[4] > 0.9


def test_photos_alike_stay_alike(stacks, page):
    before, after = shares_of(stacks, [photo(page, seed=i) for i in range(4)], [0.0, -1.0, 0.0, 0.5])
    np.testing.assert_allclose(after, before, atol=0.01)


def test_noise_is_no_detail(stacks, page):
    """Neither before what is blurred nor before what is sharp."""
    for blur_px in (0.0, 4.0):
        photos = [photo(page, blur_px, seed=i) for i in range(3)] + [photo(page, blur_px, noise=0.08, seed=9)]
        before, after = shares_of(stacks, photos, [0.0, 0.0, 0.0, -2.0])
        np.testing.assert_allclose(after, before, atol=0.02)


def test_what_stands_before_the_subject_is_no_detail(stacks, page):
    rng = np.random.default_rng(4)
    hidden = page.copy()
    hidden[40:200, 60:260] = np.repeat(rng.uniform(0.1, 0.6, (160, 200, 1)), 3, axis=2)
    for blur_px in (0.0, 4.0):
        photos = [photo(page, blur_px, seed=i) for i in range(3)] + [photo(hidden, blur_px, seed=9)]
        photos[3][40:200, 60:260] = photo(hidden, seed=9)[40:200, 60:260]
        before, after = shares_of(stacks, photos, [0.0, 0.0, 0.0, -3.0])
        assert after[3] <= before[3] + 0.02


def test_the_sharp_photo_gives_only_what_agrees_with_the_others(stacks, page):
    """A hand in the sharp photo stays out of the picture, the page farther away is taken."""
    hidden = page.copy()
    hidden[96:160, 120:216] = 0.25
    photos = [photo(page, 4.0, seed=i) for i in range(4)] + [photo(hidden, seed=9)]
    stack = stacks.make([p.astype(np.uint8) for p in photos])
    logits = np.zeros((5, *SIZE), np.float16)
    logits[4] = -3
    ones = np.ones((5, SIZE[0] // 8, SIZE[1] // 8, 3), np.float32)
    trust = Trust(SIZE, logits, None, ones, 0 * ones, ones[..., 0] / 5, np.zeros(SIZE, np.float32))
    shares = with_sharp_photos(trust, stack, Progress()).shares[4]
    assert shares[14:18, 17:25].max() < 0.1
    assert shares[3:-3, 3:8].mean() > 0.9
