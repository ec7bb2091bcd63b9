"""The picture's light is what the photos show: its level, where light alternates, and at its bright end."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tiny_networks import TRUST_OPTIONS, tiny

from diar_gui.colour import linear_from_encoded
from diar_gui.progress import Progress
from diar_gui.reconstruction.checkpoints import write_checkpoint
from diar_gui.reconstruction.tone import WHITE, full_light, keep_highlights, look_at, with_shown_light
from diar_gui.reconstruction.trust import Trust

SIZE = (96, 128)
LIGHTS = st.floats(0.0625, 3, width=32)


@pytest.fixture
def scene():
    """A picture in linear light, `(96, 128, 3)`, between 0.05 and 0.6."""
    rng = np.random.default_rng(3)
    small = rng.uniform(0.05, 0.6, (12, 16, 3)).astype(np.float32)
    return cv2.resize(small, SIZE[::-1], interpolation=cv2.INTER_LINEAR)


def photo(light):
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 0.0031308) ** (1 / 2.4) - 0.055)
    return np.rint(encoded.clip(0, 1) * 255).astype(np.uint8)


def trust_with(gains):
    """Return a trust of equal logits with `(T, 96, 128)` gains."""
    T = len(gains)
    cells = [cv2.resize(g.astype(np.float32), (16, 12), interpolation=cv2.INTER_AREA) for g in gains]
    gain = np.repeat(np.stack(cells)[..., None], 3, axis=3)
    logits, shares = np.zeros((T, *SIZE), np.float16), np.full((T, 12, 16), 1 / T, np.float32)
    return Trust(SIZE, logits, None, gain, 0 * gain, shares, np.zeros(SIZE, np.float32))


def picture_of(stack, trust):
    return look_at(stack, trust, max(SIZE), Progress()).picture


def bands(phase, low):
    y = np.arange(SIZE[0])[:, None] / SIZE[0]
    wave = np.clip(1.5 * np.sin(2 * np.pi * (y + phase)), -1, 1)
    return np.broadcast_to((1 + low) / 2 + (1 - low) / 2 * wave, SIZE)


@pytest.mark.parametrize(("low", "n_photos"), [(0.2, 4), (0.5, 4), (0.5, 7), (0.5, 20)])
def test_light_that_alternates_is_shown_in_full(stacks, scene, low, n_photos):
    """Bands on a screen, spread evenly, under corrections that even them out only roughly and far too dark."""
    lights = [bands(i / n_photos, low) for i in range(n_photos)]
    stack = stacks.make([photo(scene * light[..., None]) for light in lights])
    y = np.arange(SIZE[0])[:, None] / SIZE[0]
    wrong = 0.3 * np.exp(0.3 * np.sin(5 * np.pi * y))
    before = trust_with([wrong / light for light in lights])
    after = with_shown_light(before, stack, Progress())
    was, now = (np.log(picture_of(stack, t) / scene) for t in (before, after))
    assert abs(np.median(now)) < 0.1 < abs(np.median(was))
    assert now.std() < 0.5 * was.std()


@pytest.mark.parametrize("wrong", [0.2, 0.5, 1.0, 1.6, 4.0])
def test_the_exposure_lies_within_that_of_the_photos(stacks, scene, wrong):
    exposures = np.array([0.8, 1.0, 1.3])
    stack = stacks.make([photo(scene * e) for e in exposures])
    trust = trust_with([np.full(SIZE, wrong / e) for e in exposures])
    level = np.median(picture_of(stack, with_shown_light(trust, stack, Progress())) / scene)
    assert level == pytest.approx(np.clip(wrong, 0.8, 1.3), rel=0.08)


def test_each_colour_lies_within_that_of_the_photos(stacks, scene):
    tints = np.array([[1.0, 1.0, 0.8], [1.0, 0.9, 1.0]])
    stack = stacks.make([photo(scene * tint) for tint in tints])
    trust = trust_with([np.ones(SIZE)] * 2)
    trust.gain[...] *= np.array([1.5, 1.0, 1.0], np.float32)
    picture = picture_of(stack, with_shown_light(trust, stack, Progress()))
    np.testing.assert_allclose(np.median(picture / scene, axis=(0, 1)), [1.0, 0.95, 0.9], rtol=0.08)


def test_people_before_the_subject_are_no_light_that_alternates(stacks, scene):
    shown = [scene.copy() for _ in range(4)]
    for i, frame in enumerate(shown):
        frame[20:, 10 + 25 * i : 40 + 25 * i] = 0.02
    stack = stacks.make([photo(frame) for frame in shown])
    assert full_light(look_at(stack, trust_with([np.ones(SIZE)] * 4), 128, Progress())) is None


@pytest.mark.parametrize("n_photos", [14, 30])
def test_shadows_that_few_of_many_photos_have_are_no_light_that_alternates(stacks, scene, n_photos):
    """Each place is in shadow in a tenth to a fifth of the photos, and the corrections even that out."""
    rng = np.random.default_rng(0)
    lights = [np.ones(SIZE, np.float32) for _ in range(n_photos)]
    for x in range(0, SIZE[1], 16):
        for y in range(0, SIZE[0], 16):
            for t in rng.choice(n_photos, n_photos // 7, replace=False):
                lights[t][y : y + 16, x : x + 16] = 0.3
    stack = stacks.make([photo(scene * light[..., None]) for light in lights])
    trust = trust_with([1 / light for light in lights])
    assert full_light(look_at(stack, trust, 128, Progress())) is None


def test_even_light_that_the_photos_do_not_have_is_kept(stacks, scene):
    """A lamp from one side, at the same place in all photos, that the corrections even out."""
    x = np.arange(SIZE[1])[None] / SIZE[1]
    light = np.broadcast_to(0.6 + 0.8 * x, SIZE)
    stack = stacks.make([photo(scene * light[..., None] * e) for e in (0.9, 1.1)])
    trust = trust_with([1 / light / e for e in (0.9, 1.1)])
    ratio = picture_of(stack, with_shown_light(trust, stack, Progress())) / picture_of(stack, trust)
    np.testing.assert_allclose(ratio, 1, rtol=0.02)


@given(light=arrays.arrays(np.float32, (4, 5, 3), elements=LIGHTS), white=st.floats(0.1, 4))
def test_no_highlight_reaches_white_and_all_keep_their_hue(light, white):
    made = light.copy()
    keep_highlights(made, white)
    assert made.max() <= WHITE + 1e-5
    np.testing.assert_allclose(
        made * light.max(axis=2, keepdims=True), light * made.max(axis=2, keepdims=True), rtol=1e-4
    )


@given(lights=st.lists(LIGHTS, min_size=2, max_size=8), white=st.floats(0.1, 4))
def test_what_is_brighter_stays_brighter(lights, white):
    made = np.repeat(np.sort(np.array(lights, np.float32))[None, :, None], 3, axis=2)
    keep_highlights(made, white)
    assert (np.diff(made[0, :, 0]) >= -1e-6).all()


@given(
    light=arrays.arrays(np.float32, (4, 5, 3), elements=st.floats(0, 0.96875, width=32)), white=st.floats(0.1, WHITE)
)
def test_without_need_nothing_is_compressed(light, white):
    made = light.copy()
    keep_highlights(made, white)
    np.testing.assert_array_equal(made, light)


def test_what_no_photo_burns_out_the_picture_does_not(stacks, scene, tmp_path):
    """Corrections at random, which brighten some places by far more than they can bear."""
    write_checkpoint(tmp_path / "diar.safetensors", "diar", TRUST_OPTIONS, tiny("diar").state_dict(), {})
    photos = [photo(0.2 + scene * e) for e in (1.2, 1.0)]
    assert max(p.max() for p in photos) < 250
    made = stacks.reconstruct(stacks.make(photos), "diar", checkpoint=tmp_path / "diar.safetensors")
    assert made.picture.max() <= 253
    assert linear_from_encoded(made.picture.astype(np.uint16) * 257).max() <= WHITE + 0.005
