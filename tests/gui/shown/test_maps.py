"""Maps as colours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.gui.look.palette import NOWHERE, photo_colour, source_colours
from diar_gui.gui.shown import maps


@pytest.mark.parametrize("largest", [0.2, 1.0])
def test_the_heat_follows_the_scale(largest):
    grey = np.full((2, 2, 3), 128, np.uint8)
    weights = np.array([[0, round(255 * largest)], [0, 0]], np.uint8)
    valid = np.array([[True, True], [True, False]])
    heat = maps.heat_over(grey, valid, weights, largest).astype(int)
    first, *_, last = (np.array(c) for c in maps.scale_colours())
    assert np.abs(heat[0, 0] - (0.72 * first + 0.28 * 128)).max() <= 2
    assert np.abs(heat[0, 1] - (0.72 * last + 0.28 * 128)).max() <= 2
    assert heat[1, 1].tolist() == [44, 44, 44]


def test_the_scale_ends_at_a_round_share_that_nearly_all_weights_stay_under():
    weights = np.full((3, 50, 50), round(0.33 * 255), np.uint8)
    assert maps.largest_share(weights) == pytest.approx(0.4)
    assert maps.largest_share(np.zeros((1, 9, 9), np.uint8)) == pytest.approx(0.1)
    assert maps.largest_share(np.full((1, 9, 9), 255, np.uint8)) == 1.0


def test_a_photo_that_gave_all_has_its_colour_everywhere():
    weights = np.zeros((3, 40, 60), np.uint8)
    weights[2] = 255
    weights[:, :, 30:] = 0
    first, second = maps.sources_of(weights, [(20, 30), (10, 15)])
    assert first.shape == (20, 30)
    assert second.shape == (10, 15)
    assert (first[:, :15] == 2).all()
    assert (first[:, 15:] == 3).all()  # nobody


def test_shares_decide_about_an_area_and_not_its_single_pixels():
    weights = np.zeros((2, 4, 4), np.uint8)
    weights[0], weights[1] = 130, 125
    weights[:, :2, 0] = [[0, 0], [255, 255]]
    assert maps.sources_of(weights, [(1, 1)])[0].tolist() == [[1]]


@given(st.integers(1, 60), st.integers(1, 60))
def test_gaps_are_none_where_all_agree_and_everywhere_where_nobody_does(height, width):
    for count, share in ((5, 0.0), (1, 1.0)):
        assert maps.gaps(np.full((height, width), count, np.uint8), None).mean() == 255 * share


def test_single_pixels_are_no_gaps_but_doubt_is():
    coverage = np.full((90, 90), 4, np.uint8)
    coverage[45, 45] = 0
    assert not maps.gaps(coverage, None).any()
    confidence = np.full((90, 90), 255, np.uint8)
    confidence[:, 45:] = 20
    mask = maps.gaps(coverage, confidence)
    assert not mask[:, :43].any()
    assert mask[:, 47:].all()


def brightness(colours: np.ndarray) -> np.ndarray:
    return colours @ np.array([0.2126, 0.7152, 0.0722])


def seen_without(cone: str, colours: np.ndarray) -> np.ndarray:
    """Return linear colours as eyes without long or middle wave cones see them (Vienot, Brettel and Mollon, 1999)."""
    lms_from_rgb = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
    project = np.eye(3)
    if cone == "long":
        project[0] = [0, 2.02344, -2.52581]
    elif cone == "middle":
        project[1] = [0.494207, 0, 1.24827]
    return colours @ (np.linalg.inv(lms_from_rgb) @ project @ lms_from_rgb).T


@pytest.mark.parametrize("cone", ["none", "long", "middle"])
def test_eight_photos_are_told_apart_by_every_eye(cone):
    encoded = np.array([photo_colour(place).rgb for place in range(8)]) / 255
    seen = np.clip(seen_without(cone, encoded**2.2), 0, 1) ** (1 / 2.2)
    distance = np.linalg.norm(seen[:, None] - seen[None], axis=2)
    assert (distance + np.eye(8)).min() > 0.12


def test_no_two_of_forty_photos_look_alike():
    assert len({photo_colour(place) for place in range(40)}) == 40


@pytest.mark.parametrize("n_photos", [3, 20, 300])
def test_each_photo_is_drawn_in_its_own_colour(n_photos):
    source = np.full((40, 400), n_photos, np.uint16)
    source[:, :200] = n_photos - 1
    drawn = source_colours(source, n_photos, 3)
    colour = photo_colour(n_photos - 1)
    shown = {tuple(c) for c in drawn[:, :200].reshape(-1, 3).tolist()}
    assert shown == ({colour.rgb, colour.stripe_rgb} if colour.stripes else {colour.rgb})
    assert (drawn[:, 200:] == NOWHERE).all()
