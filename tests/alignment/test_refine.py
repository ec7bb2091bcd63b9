"""Pixel refinement: light does not matter, a known shift is found, an occluder is not followed."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diar_gui import geometry
from diar_gui.alignment.features import grey_of
from diar_gui.alignment.refine import WINDOW_PX, normalise_locally, refinement_pairs, register
from diar_gui.progress import Progress
from tests.alignment.conftest import SIZE, make_texture, render, tilted

EVERYWHERE = np.ones(SIZE, bool)


@given(st.floats(0.4, 1.6), st.floats(-30, 30))
def test_gain_and_offset_do_not_show(gain: float, offset: float) -> None:
    grey = grey_of(make_texture(3)).astype(np.float32) * 0.4 + 60
    a = normalise_locally(grey, EVERYWHERE).astype(int)
    b = normalise_locally(grey * gain + offset, EVERYWHERE).astype(int)
    textured = cv2.blur((grey - cv2.blur(grey, (15, 15))) ** 2, (15, 15)) > 200
    # What remains is the floor that keeps noise in flat places from being blown up to structure.
    assert np.abs(a - b)[textured].mean() < 5


def test_invalid_pixels_do_not_bleed_into_valid_ones() -> None:
    grey = grey_of(make_texture(4)).astype(np.float32)
    valid = EVERYWHERE.copy()
    valid[:, 200:] = False
    changed = grey.copy()
    changed[:, 200:] = 0
    np.testing.assert_array_equal(normalise_locally(grey, valid), normalise_locally(changed, valid))


def test_a_known_shift_is_found_to_a_few_hundredths() -> None:
    texture = make_texture(5)
    shift = np.array([1.25, -0.75])  # OpenCV resamples at multiples of 1/32 px
    moved = render(texture, np.array([[1, 0, -shift[0]], [0, 1, -shift[1]], [0, 0, 1.0]]), "moved", gain=0.5)
    images = [normalise_locally(grey_of(i).astype(np.float32), EVERYWHERE) for i in (texture, moved.pixels)]
    points_a, points_b = register(images[0], EVERYWHERE, images[1], EVERYWHERE)
    assert len(points_a) > 100
    np.testing.assert_allclose(np.median(points_b - points_a, axis=0), shift, atol=0.03)


def test_an_occluder_that_moves_on_its_own_is_not_followed() -> None:
    texture = make_texture(6)
    pictures = [texture.copy(), texture.copy()]
    thing = make_texture(99)[:120, :160]
    pictures[0][80:200, 60:220] = thing
    pictures[1][80:200, 160:320] = thing
    images = [normalise_locally(grey_of(p).astype(np.float32), EVERYWHERE) for p in pictures]
    points_a, points_b = register(images[0], EVERYWHERE, images[1], EVERYWHERE)
    assert len(points_a) > 50
    assert (np.linalg.norm(points_b - points_a, axis=1) < 0.5).mean() > 0.9


def test_pairs_come_in_the_pixels_of_their_views() -> None:
    texture = make_texture(7)
    true = [np.eye(3), geometry.normalised(tilted(8, (10, 5)), SIZE)]
    views = [grey_of(render(texture, H, "view").pixels) for H in true]
    disturbed = [true[0], np.array([[1, 0, 0.8], [0, 1, -0.6], [0, 0, 1.0]]) @ true[1]]
    (pair,) = refinement_pairs(views, disturbed, [(0, 1)], SIZE, Progress())
    errors = np.linalg.norm(geometry.transfer(true[1], pair.points_b) - pair.points_a, axis=1)
    assert len(errors) > 100
    assert np.median(errors) < 0.06


def test_a_small_overlap_has_patches_enough() -> None:
    """As of a close-up beside an overview: of cells as large as the whole picture asks for there would be a dozen."""
    values = normalise_locally(grey_of(make_texture(6, (600, 800))).astype(np.float32), np.ones((600, 800), bool))
    seen = np.zeros((600, 800), bool)
    seen[200:300, 300:440] = True
    points, there = register(values, np.ones((600, 800), bool), values, seen)
    assert len(points) > 40
    np.testing.assert_allclose(points, there, atol=0.02)
    assert len(register(values, seen, values, seen, WINDOW_PX)[0]) < len(points)
