"""Light from the gradients: shadows that are in all photos go, light that all photos share stays the network's."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.colour import encoded_from_linear
from diar_gui.progress import Progress
from diar_gui.reconstruction.intrinsic import even_light, light_as_shot, weighted_median, with_even_light
from diar_gui.reconstruction.tone import Look, look_at
from diar_gui.reconstruction.trust import Trust

SIZE = (128, 192)
Y, X = np.mgrid[: SIZE[0], : SIZE[1]].astype(np.float32)


@pytest.fixture
def scene():
    """A picture with detail in linear light, `(128, 192, 3)`, between 0.1 and 0.7."""
    rng = np.random.default_rng(5)
    small = rng.uniform(0.1, 0.7, (32, 48, 3)).astype(np.float32)
    return cv2.resize(small, SIZE[::-1], interpolation=cv2.INTER_LINEAR)


def look_of(scene, lights, corrections=None, weights=None):
    """Return a look at photos of the scene in these lights, `(T, 128, 192)`, weighed alike unless weights are given."""
    lights = np.stack(lights)[..., None].astype(np.float32)
    linear = scene * lights
    corrected = linear if corrections is None else linear * np.stack(corrections)[..., None].astype(np.float32)
    weights = np.ones(lights.shape[:3], np.float32) if weights is None else weights.astype(np.float32)
    weights = weights / weights.sum(axis=0)
    valid = np.ones(weights.shape, bool)
    return Look(linear, corrected, valid, weights, np.einsum("thw,thwc->hwc", weights, corrected))


def even_trust(n_photos):
    """Return a trust of photos that count alike and are made brighter alike."""
    gain = np.full((n_photos, 16, 24, 3), 1.8, np.float32)
    logits, shares = np.zeros((n_photos, *SIZE), np.float16), np.full((n_photos, 16, 24), 1 / n_photos, np.float32)
    return Trust(SIZE, logits, None, gain, 0 * gain, shares, np.zeros(SIZE, np.float32))


def evened(look):
    return even_light(look, light_as_shot(look, Progress()), Progress())


def unevenness(look, scene, field: np.ndarray | None = None):
    """Return the standard deviation of the light of the look's picture, `exp(field)` times it, in logarithms."""
    ratio = np.log(look.picture.sum(axis=2)) - np.log(scene.sum(axis=2))
    ratio = ratio + (0 if field is None else field.mean(axis=2))
    return float(cv2.GaussianBlur(ratio, (0, 0), 3.0).std())


def head(x, y, depth=0.6):
    """Return light under the shadow of a round thing."""
    return 1 - depth / (1 + np.exp((np.hypot(X - x, Y - y) - 34) / 2.0))


def lamp(x, y):
    return 0.3 + np.exp(-((X - x) ** 2 + (Y - y) ** 2) / (2 * 90.0**2))


def leaves(seed):
    rng = np.random.default_rng(seed)
    light = np.full(SIZE, 0.25, np.float32)
    for x, y, r in zip(rng.uniform(0, SIZE[1], 60), rng.uniform(0, SIZE[0], 60), rng.uniform(4, 12, 60), strict=True):
        light[np.hypot(X - x, Y - y) < r] = 1
    return cv2.GaussianBlur(light, (0, 0), 1.0)


def test_a_shadow_in_all_photos_goes(scene):
    """Its core is at the same place in each of them: no photo shows what is there in full light."""
    angles = 2 * np.pi * np.arange(7) / 7
    lights = [head(96 + 24 * np.cos(a), 64 + 24 * np.sin(a)) for a in angles]
    assert max(light[64, 96] for light in lights) < 0.5
    look = look_of(scene, lights)
    assert unevenness(look, scene, evened(look)) < 0.25 * unevenness(look, scene)


def test_light_between_leaves_is_evened(scene):
    look = look_of(scene, [leaves(seed) for seed in range(9)])
    assert unevenness(look, scene, evened(look)) < 0.7 * unevenness(look, scene)


def test_what_hides_the_subject_has_no_say_where_it_is_not_trusted(scene):
    """A figure lingers in most photos; the weights know."""
    lights, weights = [], []
    for i, a in enumerate(2 * np.pi * np.arange(7) / 7):
        figure = np.hypot(X - 40 - (2 * i if i < 5 else 110), Y - 70) < 16
        lights.append(np.where(figure, 0.1, head(120 + 24 * np.cos(a), 64 + 24 * np.sin(a))))
        weights.append(np.where(figure, 1e-3, 1.0))
    look = look_of(scene, lights, weights=np.stack(weights))
    assert unevenness(look, scene, evened(look)) < 0.4 * unevenness(look, scene)


@pytest.mark.parametrize(
    "light", [np.ones(SIZE), 0.6 + 0.4 * X / SIZE[1], 1 - ((X - 96) / 200) ** 2 - ((Y - 64) / 200) ** 2]
)
def test_light_that_all_photos_share_stays(scene, light):
    """What is even over the whole is the network's to say: the gradients cannot tell it from paint."""
    look = look_of(scene, [light * gain for gain in (0.7, 1.0, 0.8, 1.2, 0.9)])
    assert np.abs(evened(look)).max() < 0.02


def test_light_of_each_photo_that_is_corrected_stays(scene):
    lights = [lamp(x, y) for x, y in ((20, 20), (170, 30), (90, 110), (30, 100), (180, 90))]
    look = look_of(scene, lights, corrections=[1 / light for light in lights])
    assert unevenness(look, scene, evened(look)) < 0.02


def test_a_colour_that_the_subject_hardly_has_tints_nothing(scene):
    """A red wall beside a grey one: of green and blue there is only noise on it, which differs from photo to photo."""
    rng = np.random.default_rng(2)
    red = np.where((X > 70)[..., None], np.array([1, 0.01, 0.01], np.float32), np.ones(3, np.float32)) * scene
    angles = 2 * np.pi * np.arange(7) / 7
    look = look_of(red, [head(96 + 24 * np.cos(a), 64 + 24 * np.sin(a)) for a in angles])
    noisy = np.maximum(look.linear + rng.normal(0, 0.004, look.linear.shape).astype(np.float32), 0)
    field = evened(Look(noisy, noisy, look.valid, look.weights, noisy.mean(axis=0)))
    assert np.abs(field - field[..., :1]).max() == 0


def test_exposures_do_not_matter(scene):
    lights = [head(96 + step, 64) for step in np.linspace(-24, 24, 7)]
    exposures = np.array([0.5, 2, 1, 1, 0.7, 1.4, 1], np.float32)[:, None, None, None]
    look = look_of(scene, lights)
    other = Look(look.linear * exposures, look.corrected, look.valid, look.weights, look.picture)
    assert np.abs(evened(look) - evened(other)).max() < 0.05


def test_between_leaves_the_lit_photos_count(stacks, scene):
    """The corrections cannot follow the borders of such shadows."""
    lights = [leaves(seed) for seed in range(9)]
    photos = [np.rint(encoded_from_linear(scene * light[..., None], 16) / 257).astype(np.uint8) for light in lights]
    stack = stacks.make(photos)
    trust = even_trust(9)
    before = look_at(stack, trust, 192, Progress())
    found = with_even_light(trust, stack, Progress())
    assert np.allclose(found.shares.sum(axis=0), 1, atol=0.01)
    assert np.abs(found.shares - trust.shares).max() > 0.2
    after = look_at(stack, found, 192, Progress())
    at_best = unevenness(before, scene, evened(before))
    assert unevenness(after, scene) < min(0.75 * at_best, 0.33 * unevenness(before, scene))


def test_colours_beyond_srgb_are_lit_too(stacks, scene):
    """In sRGB they are below nothing, of which there is no logarithm."""
    lights = [leaves(seed) for seed in range(9)]
    green = scene * np.array([0.02, 1, 0.02], np.float32)
    photos = [np.rint(encoded_from_linear(green * light[..., None], 16) / 257).astype(np.uint8) for light in lights]
    stack = stacks.make(photos)
    stack = replace(stack, frames=tuple(replace(frame, space="prophoto") for frame in stack.frames))
    assert look_at(stack, even_trust(9), 192, Progress()).linear.min() < -0.01
    found = with_even_light(even_trust(9), stack, Progress())
    assert np.isfinite(found.gain).all()
    assert np.abs(found.shares - 1 / 9).max() > 0.2


def test_all_corrections_change_alike(stacks, scene):
    lights = [head(96 + step, 64) for step in np.linspace(-24, 24, 5)]
    photos = [np.rint(255 * np.clip(scene * light[..., None], 0, 1) ** (1 / 2.2)).astype(np.uint8) for light in lights]
    stack = stacks.make(photos)
    gain = np.random.default_rng(1).uniform(0.5, 2, (5, 16, 24, 3)).astype(np.float32)
    shares = np.full((5, 16, 24), 0.2, np.float32)
    trust = Trust(SIZE, np.zeros((5, *SIZE), np.float16), None, gain, 0.01 * gain, shares, np.zeros(SIZE, np.float32))
    found = with_even_light(trust, stack, Progress())
    factors = found.gain / trust.gain
    assert np.allclose(factors, factors[:1], rtol=1e-5)
    assert np.allclose(found.offset, trust.offset * factors, rtol=1e-5)
    assert not np.allclose(
        look_at(stack, found, 192, Progress()).picture, look_at(stack, trust, 192, Progress()).picture
    )


def test_two_photos_outvote_neither(stacks, scene):
    photos = [np.rint(255 * scene * light[..., None]).astype(np.uint8) for light in (head(80, 60), head(100, 60))]
    trust = even_trust(2)
    assert with_even_light(trust, stacks.make(photos), Progress()) is trust


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 5)), min_size=1, max_size=12))
def test_the_weighted_median_is_the_median_of_each_value_so_many_times(pairs):
    values, counts = (np.array(column) for column in zip(*pairs, strict=True))
    found = weighted_median(values[:, None].astype(np.float64), counts[:, None].astype(np.float64))[0]
    if counts.sum() == 0:
        assert np.isnan(found)
    else:
        assert found == np.median(np.repeat(values, counts))
