import numpy as np
import pytest

from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.progress import Progress
from diar_gui.reconstruction.photometric import MAX_GAIN, match_exposure


def shot(picture: np.ndarray, exposure) -> np.ndarray:
    """The picture taken with another exposure per channel."""
    return encoded_from_linear(linear_from_encoded(picture) * np.asarray(exposure, np.float32), 16)


EXPOSURES = np.array([[1, 1, 1], [0.6, 0.5, 0.4], [1.4, 1.2, 1.1], [0.8, 0.9, 1.0], [0.5, 0.5, 0.6]])


@pytest.fixture
def large_subject(subject) -> np.ndarray:
    return np.tile(subject, (2, 2, 1))


@pytest.mark.parametrize("reference", [0, 1, 2])
def test_known_gains_are_found(stacks, large_subject, reference):
    stack = stacks.make([shot(large_subject, e) for e in EXPOSURES], reference=reference)
    gains = match_exposure(stack, Progress())
    np.testing.assert_allclose(gains, EXPOSURES[reference] / EXPOSURES, rtol=0.01)
    np.testing.assert_array_equal(gains[reference], 1)


@pytest.mark.parametrize("share", [0.2, 0.5])
@pytest.mark.parametrize("kind", ["glare", "occluder", "burnt out"])
def test_gains_are_found_though_much_of_each_photo_is_spoiled(stacks, large_subject, share, kind):
    rng = np.random.default_rng(11)
    height, width = large_subject.shape[:2]
    pictures = []
    for i, exposure in enumerate(EXPOSURES):
        light = linear_from_encoded(large_subject) * exposure.astype(np.float32)
        # Every photo is spoiled over another stretch of columns.
        columns = (np.arange(int(share * width)) + i * width // 5) % width
        if kind == "glare":
            light[:, columns] += rng.uniform(0.1, 0.5, (1, len(columns), 1))
        elif kind == "occluder":
            light[:, columns] = rng.uniform(0.02, 0.4, (height, len(columns), 3))
        else:
            light[:, columns] = 1
        pictures.append(encoded_from_linear(light, 16))
    gains = match_exposure(stacks.make(pictures), Progress())
    np.testing.assert_allclose(gains, 1 / EXPOSURES, rtol=0.04)


def test_frames_without_overlap_are_tied_through_their_neighbours(stacks, large_subject):
    # Five photos of 80 columns each, 20 further on: the last does not see the first.
    offsets = [(20 * i, 0) for i in range(5)]
    pictures = [shot(large_subject[:, x : x + 45], e) for (x, _), e in zip(offsets, EXPOSURES, strict=True)]
    gains = match_exposure(stacks.make(pictures, offsets, size=large_subject.shape[:2]), Progress())
    np.testing.assert_allclose(gains, 1 / EXPOSURES, rtol=0.02)


@pytest.mark.parametrize("level", [0, 65535])
def test_an_unusable_reference_does_not_set_the_exposure(stacks, large_subject, level):
    useless = np.full(large_subject.shape, level, np.uint16)
    useless[:10] = shot(large_subject, [0.25] * 3)[:10]
    exposures = [0.5, 1.0, 1.5]
    gains = match_exposure(stacks.make([useless, *[shot(large_subject, [e] * 3) for e in exposures]]), Progress())
    np.testing.assert_allclose(gains[1:, 0], 1 / np.array(exposures), rtol=0.5)  # a common level among theirs
    np.testing.assert_allclose(gains[1:, 0] * exposures / (gains[1, 0] * exposures[0]), 1, rtol=0.01)


def test_gains_stay_within_reason(stacks, large_subject):
    stack = stacks.make([large_subject, encoded_from_linear(linear_from_encoded(large_subject) * np.float32(0.05), 16)])
    gains = match_exposure(stack, Progress())
    assert (gains <= MAX_GAIN).all()
    assert (gains >= 1 / MAX_GAIN).all()


def test_a_photo_of_nothing_keeps_the_gain_one(stacks, large_subject):
    stack = stacks.make([large_subject, np.zeros_like(large_subject), large_subject])
    np.testing.assert_allclose(match_exposure(stack, Progress()), 1, atol=1e-6)


def test_matched_frames_agree_with_the_picture(stacks, large_subject):
    stack = stacks.make([shot(large_subject, e) for e in EXPOSURES])
    matched = stacks.reconstruct(stack, "median", match_exposure=True, clean_tolerance=0.02)
    as_shot = stacks.reconstruct(stack, "median", match_exposure=False, clean_tolerance=0.02)
    assert (matched.coverage == 5).mean() > 0.95
    assert (as_shot.coverage == 5).mean() < 0.05
    np.testing.assert_allclose(matched.picture / 65535, large_subject / 255, atol=0.02)
