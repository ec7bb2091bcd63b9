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
    candidates = {pair: [Candidate(0.3, true(homographies, *pair), NEAR_PX)] for pair in ((0, 1), (0, 2), (1, 2))}
    candidates[0, 1].insert(0, Candidate(0.31, WRONG, NEAR_PX))
    found = placed_together(candidates, views, lambda: None)
    assert set(found) == set(candidates)
    for pair, one in found.items():
        np.testing.assert_allclose(one.H_b_from_a, true(homographies, *pair), atol=0.5)
        np.testing.assert_allclose(geometry.transfer(true(homographies, *pair), one.points_a), one.points_b, atol=1)


def test_two_as_good_placements_are_none(shown: tuple[list[View], list[np.ndarray]]) -> None:
    views, homographies = shown
    candidates = {(0, 1): [Candidate(0.5, true(homographies, 0, 1), NEAR_PX), Candidate(0.45, WRONG, NEAR_PX)]}
    assert placed_together(candidates, views, lambda: None) == {}


def test_what_the_pixels_do_not_bear_out_is_not_placed(shown: tuple[list[View], list[np.ndarray]]) -> None:
    views, _ = shown
    assert placed_together({(0, 1): [Candidate(0.5, WRONG, NEAR_PX)]}, views, lambda: None) == {}


def test_a_rival_by_which_the_pixels_are_as_alike_counts() -> None:
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    waves = 127 + 60 * np.sin(2 * np.pi * x / 60) * np.cos(2 * np.pi * y / 37)
    rng = np.random.default_rng(0)
    views = [View((waves + rng.normal(0, 6, SIZE)).astype(np.uint8), np.eye(3), (), 1.0) for _ in range(2)]
    step = np.array([[1, 0, 60], [0, 1, 0], [0, 0, 1.0]])
    assert placed_together({(0, 1): [Candidate(0.5, np.eye(3), NEAR_PX)]}, views, lambda: None)
    assert not placed_together({(0, 1): [Candidate(0.5, np.eye(3), NEAR_PX, (step,))]}, views, lambda: None)
