"""Photos placed together: what several pairs say outweighs what one says, and where nothing leads, nothing is said."""

import cv2
import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment.together import Candidate, placed_together
from diar_gui.alignment.views import View
from tests.alignment.conftest import make_texture

SIZE = (300, 400)
NEAR_PX = 4.0
AS_IT_IS = (np.eye(3),)
WRONG = np.array([[1, 0, 60], [0, 1, -35], [0, 0, 1.0]])


@pytest.fixture(scope="module")
def shown() -> tuple[list[View], list[np.ndarray]]:
    """Return views of a texture, and their homographies from it."""
    texture = cv2.cvtColor(make_texture(4), cv2.COLOR_RGB2GRAY)
    homographies = [np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1.0]]) for x, y in ((20, 10), (50, 30), (5, 40))]
    views = [View(cv2.warpPerspective(texture, H, SIZE[::-1]), np.eye(3), (), 1.0) for H in homographies]
    return views, homographies


def true(homographies: list[np.ndarray], a: int, b: int) -> np.ndarray:
    return homographies[b] @ np.linalg.inv(homographies[a])


def test_two_pairs_outweigh_one_that_is_wrong(shown: tuple[list[View], list[np.ndarray]]) -> None:
    views, homographies = shown
    pairs = (0, 1), (0, 2), (1, 2)
    candidates = {pair: [Candidate(0.3, true(homographies, *pair), NEAR_PX, AS_IT_IS)] for pair in pairs}
    candidates[0, 1].insert(0, Candidate(0.31, WRONG, NEAR_PX, AS_IT_IS))
    found = placed_together(candidates, views, lambda: None)
    assert set(found) == set(candidates)
    for pair, one in found.items():
        np.testing.assert_allclose(one.H_b_from_a, true(homographies, *pair), atol=0.5)
        np.testing.assert_allclose(geometry.transfer(true(homographies, *pair), one.points_a), one.points_b, atol=1)


def test_between_two_placements_the_pixels_decide(shown: tuple[list[View], list[np.ndarray]]) -> None:
    views, homographies = shown
    right = true(homographies, 0, 1)
    candidates = [Candidate(0.5, WRONG, NEAR_PX, AS_IT_IS), Candidate(0.4, right, NEAR_PX, AS_IT_IS)]
    found = placed_together({(0, 1): candidates}, views, lambda: None)
    np.testing.assert_allclose(found[0, 1].H_b_from_a, right, atol=0.5)


def test_what_the_pixels_do_not_bear_out_is_not_placed(shown: tuple[list[View], list[np.ndarray]]) -> None:
    views, _ = shown
    assert placed_together({(0, 1): [Candidate(0.5, WRONG, NEAR_PX, AS_IT_IS)]}, views, lambda: None) == {}


def test_a_pair_without_candidates_is_placed_by_others_or_not_at_all(
    shown: tuple[list[View], list[np.ndarray]],
) -> None:
    views, homographies = shown
    pairs = (0, 1), (1, 2)
    candidates = {pair: [Candidate(0.5, true(homographies, *pair), NEAR_PX, AS_IT_IS)] for pair in pairs}
    assert set(placed_together(candidates | {(0, 2): []}, views, lambda: None)) == set(pairs)


def waves(spots: list[tuple[int, int]], seed: int) -> View:
    """Return a view of a pattern with a step of (60, 0) and (0, 37) pixels, noise, and spots at (x, y)."""
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    pattern = 127 + 60 * np.sin(2 * np.pi * x / 60) * np.cos(2 * np.pi * y / 37)
    picture = pattern + np.random.default_rng(seed).normal(0, 6, SIZE)
    for spot in spots:
        cv2.circle(picture, spot, 6, (20,), -1)
    return View(np.clip(picture, 0, 255).astype(np.uint8), np.eye(3), (), 1.0)


STEP = np.array([[1, 0, 60], [0, 1, 0], [0, 0, 1.0]])


def test_where_nothing_but_the_pattern_is_seen_no_placement_is_believed() -> None:
    views = [waves([], seed) for seed in (0, 1)]
    assert placed_together({(0, 1): [Candidate(0.5, np.eye(3), NEAR_PX, AS_IT_IS)]}, views, lambda: None) == {}


@pytest.mark.parametrize("candidate", [np.eye(3), STEP, np.linalg.inv(STEP)])
def test_where_something_else_is_seen_it_tells_the_placement(candidate: np.ndarray) -> None:
    spots = [(110, 60), (195, 140), (250, 220), (90, 190), (300, 90)]
    views = [waves(spots, seed) for seed in (0, 1)]
    found = placed_together({(0, 1): [Candidate(0.5, candidate, NEAR_PX, AS_IT_IS)]}, views, lambda: None)
    np.testing.assert_allclose(found[0, 1].H_b_from_a, np.eye(3), atol=0.5)
