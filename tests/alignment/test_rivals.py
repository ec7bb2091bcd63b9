"""Pairs that fit in several places, without steps that were found: the one by the pixels, or none."""

import cv2
import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment.features import grey_of
from diar_gui.alignment.graph import Graph
from diar_gui.alignment.pair import Edge
from diar_gui.alignment.rivals import told_from_rivals
from diar_gui.alignment.views import View
from diar_gui.progress import Progress
from tests.alignment.conftest import SIZE, make_texture, tilted

STEP = 30


def stairs(n_scuffs: int) -> np.ndarray:
    """Return steps seen from the front, `(H, W)` uint8, with a mark at either end of each and scuffs in between."""
    rng = np.random.default_rng(2)
    height, width = 2 * SIZE[0], 2 * SIZE[1]
    picture = np.full((height, width), 130, np.uint8)
    for y in range(0, height, STEP):
        cv2.rectangle(picture, (0, y), (width, y + STEP // 3), 215, -1)
        cv2.line(picture, (0, y + STEP // 3), (width, y + STEP // 3), 60, 2)
        for x in (260, 540):
            cv2.circle(picture, (x, y + 20), 4, 50, -1, cv2.LINE_AA)
    for x, y in rng.integers([280, 150], [520, 450], (n_scuffs, 2)):
        cv2.ellipse(picture, (int(x), int(y)), (7, 4), 0, 0, 360, 40, -1, cv2.LINE_AA)
    return cv2.GaussianBlur(picture, (0, 0), 0.8)


def views_of(picture: np.ndarray, H_b_from_a: np.ndarray) -> list[View]:
    """Return two views of the middle of a picture, with a little noise."""
    rng = np.random.default_rng(1)
    to_middle = moved(-SIZE[1] / 2, -SIZE[0] / 2)
    views = []
    for H in (np.linalg.inv(H_b_from_a) @ to_middle, to_middle):
        exact = cv2.warpPerspective(picture, H, SIZE[::-1], flags=cv2.INTER_LANCZOS4)
        grey = np.clip(exact + rng.normal(0, 3, SIZE), 0, 255).astype(np.uint8)
        views.append(View(grey, np.eye(3), (), 1.0))
    return views


def told(views: list[View], H_b_from_a: np.ndarray, n_inliers: int = 90) -> tuple[Edge, Graph]:
    """Return a pair whose matches all say the homography, and the graph that is made of it."""
    H = geometry.normalised(H_b_from_a, SIZE)
    points = np.random.default_rng(0).uniform([90, 60], [310, 240], (n_inliers, 2))
    edge = Edge(0, 1, points, geometry.transfer(H, points), np.ones(n_inliers, bool), H)
    graph = Graph(2, (edge,), {(0, 1): (edge.points_a, edge.points_b)})
    return edge, told_from_rivals(graph, views, [None, None], 2.0, Progress())


def moved(x: float, y: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


@pytest.mark.parametrize("off", [(0, STEP), (0, -2 * STEP), (3, 0)])
def test_a_pair_some_steps_or_a_slide_off_is_mended(off: tuple[int, int]) -> None:
    true = tilted(2, (6, 4), 1e-4)
    _, graph = told(views_of(stairs(24), true), moved(*off) @ true)
    (edge,) = graph.edges
    points = geometry.points_in_overlap(geometry.normalised(true, SIZE), SIZE, SIZE)
    assert geometry.transfer_error_px(edge.H_b_from_a, geometry.normalised(true, SIZE), points).max() < 0.5


@pytest.mark.parametrize("off", [(0, 0), (0, STEP)])
def test_alike_steps_are_left_out(off: tuple[int, int]) -> None:
    true = tilted(1, (30, 13), 0)
    _, graph = told(views_of(stairs(0), true), moved(*off) @ true)
    assert graph.edges == ()
    assert (0, 1) in graph.ambiguous


def test_a_pair_without_rivals_stays_as_it_is() -> None:
    true = tilted(10, (15, 5))
    edge, graph = told(views_of(grey_of(make_texture(3, (2 * SIZE[0], 2 * SIZE[1]))), true), moved(0.4, -0.3) @ true)
    assert graph.edges == (edge,)
    assert not graph.ambiguous
