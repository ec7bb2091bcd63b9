"""Scenes in which most photos are spoiled at a place: people who gather, light in patterns, windows in glass."""

import numpy as np
import pytest

from diar_gui.synthetic import SyntheticOptions
from diar_gui.synthetic.crowding import place_gathering, place_passing, place_pattern
from diar_gui.synthetic.draw import draw_scene
from diar_gui.synthetic.library import make_sprites
from diar_gui.synthetic.patterns import foliage, random_pattern, stripes
from diar_gui.synthetic.rooms import brightened, room
from diar_gui.synthetic.scene import Placing
from diar_gui.synthetic.shapes import SIDE


@pytest.fixture
def sprites(few_sprites):
    return make_sprites(None)


def cameras(n_frames: int) -> np.ndarray:
    return np.random.default_rng(3).normal(0, 1, (n_frames, 3)) * [1, 1, 0] + [0, 0, 3]


def test_a_gathering_spoils_a_place_in_about_half_of_the_photos_or_more(sprites):
    counts, n_people = [], 0
    for seed in range(30):
        things = Placing()
        place_gathering(np.random.default_rng(seed), things, Placing(), sprites, cameras(20), 1.5)
        placed = things.finish()
        counts.append(len(set(placed.frame.tolist())) / 20)
        assert set(placed.sprite.tolist()) <= {*sprites.others.tolist(), *sprites.people.tolist()}
        n_people += len(set(placed.sprite.tolist()) & set(sprites.people.tolist()))
    assert np.mean(counts) > 0.6
    assert n_people > 10


def test_what_stands_off_the_plane_moves_against_the_camera(sprites):
    """Of one that hardly moves itself, places on the plane lie on a line over the cameras' places, falling."""
    slopes = []
    for seed in range(40):
        things, there = Placing(), cameras(40)
        place_gathering(np.random.default_rng(seed), things, Placing(), sprites, there, 1.5)
        placed = things.finish()
        frames, first = np.unique(placed.frame, return_index=True)
        affine = placed.sprite_from_plane[first]
        centres = np.array([-np.linalg.solve(a[:, :2], a[:, 2]) for a in affine])
        slopes.append(np.polyfit(there[frames, 0], centres[:, 0], 1)[0])
    assert np.median(slopes) < -0.02
    assert np.min(slopes) > -0.4


def passing(sprites, seed: int, n_frames: int):
    things = Placing()
    place_passing(np.random.default_rng(seed), things, sprites, cameras(n_frames), 1.5)
    return things.finish()


def test_what_passes_is_another_thing_in_each_of_most_photos(sprites):
    scenes = [passing(sprites, seed, 7) for seed in range(30)]
    for placed in scenes:
        assert len(np.unique(placed.gain, axis=0)) == len(placed.gain)
    assert np.mean([len(placed.frame) for placed in scenes]) > 1.5 * 7


def test_what_passes_leaves_each_place_clean_in_two_photos(sprites):
    counts = [len(passing(sprites, seed, 3).frame) for seed in range(30)]
    assert sum(counts) > 0
    assert max(counts) <= 5  # one photo of three, at one to five places
    assert not any(len(passing(sprites, seed, 2).frame) for seed in range(30))


def test_a_pattern_falls_on_every_photo_and_moves(sprites):
    shadows = Placing()
    place_pattern(np.random.default_rng(1), shadows, sprites, 6)
    placed = shadows.finish()
    assert placed.frame.tolist() == list(range(6))
    assert set(placed.sprite.tolist()) <= set(sprites.patterns.tolist())
    assert len(np.unique(placed.sprite_from_plane, axis=0)) == 6
    # The middle half of a tile, which holds the pattern, covers the whole subject.
    corners = np.array([[x, y, 1] for x in (-1.2, 1.2) for y in (-1, 1)]).T
    assert (np.abs(placed.sprite_from_plane @ corners) < 0.75).all()


@pytest.mark.parametrize("pattern", [foliage, stripes, random_pattern])
def test_patterns_are_shadow_and_light(pattern):
    for seed in range(5):
        alpha = pattern(np.random.default_rng(seed))[..., 3]
        assert alpha.shape == (SIDE, SIDE)
        assert alpha.min() >= 0
        assert alpha.max() <= 1
        assert 0.05 < (alpha > 0.5).mean() < 0.97


def test_a_room_is_dark_with_bright_windows(sprites):
    picture = np.full((96, 128, 3), 128, np.uint8)
    shares = []
    for seed in range(20):
        mirrored = room(np.random.default_rng(seed), picture, sprites)
        assert mirrored.shape == picture.shape
        assert np.median(mirrored) < 255 * 0.95
        shares.append((mirrored.min(axis=2) > 130).mean())
    assert np.mean(np.array(shares) > 0.03) > 0.5


def test_rates_of_nothing_leave_scenes_as_they_are(sprites):
    """What is new is drawn after all else, so without it things and shadows are the first of those with it."""
    plain, full = (
        SyntheticOptions(kinds=(1.0, 0, 0, 0)),
        SyntheticOptions(kinds=(1.0, 0, 0, 0), gathering_rate=1.0, passing_rate=1.0, pattern_rate=1.0),
    )
    without, crowded = (draw_scene(np.random.default_rng(7), o, sprites, 5, (64, 64)) for o in (plain, full))
    n_things, n_shadows = len(without.things), len(without.shadows)
    assert len(crowded.things) > n_things
    assert len(crowded.shadows) >= n_shadows + 5
    np.testing.assert_array_equal(crowded.things.sprite_from_plane[:n_things], without.things.sprite_from_plane)
    np.testing.assert_array_equal(crowded.shadows.sprite_from_plane[:n_shadows], without.shadows.sprite_from_plane)


def test_mirrored_lights_are_strong(sprites):
    options = SyntheticOptions(kinds=(0, 1.0, 0, 0))
    reflection = draw_scene(np.random.default_rng(2), options, sprites, 4, (64, 64)).reflection
    bright = brightened(np.random.default_rng(3), reflection)
    assert (bright.strength > 0.2).all()
    assert (bright.contrast == 1).all()
    assert (bright.blur_px <= reflection.blur_px / 2).all()
