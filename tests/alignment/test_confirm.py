"""Weak pairs: what the pixels bear out stays, what agrees by accident goes."""

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.confirm import confirm, is_confirmed
from diar_gui.alignment.features import grey_of
from diar_gui.alignment.graph import Graph
from diar_gui.alignment.pair import Edge
from diar_gui.alignment.views import View
from diar_gui.images import Frame
from diar_gui.progress import Progress
from tests.alignment.conftest import SIZE, make_texture, render, tilted


def view(frame: Frame) -> View:
    return View(grey_of(frame.pixels), np.eye(3), (), 1.0)


def weak_edge(H_b_from_a: np.ndarray, n_inliers: int = 12) -> Edge:
    points = np.random.default_rng(0).uniform([100, 100], [300, 200], (n_inliers, 2))
    H = geometry.normalised(H_b_from_a, SIZE)
    return Edge(0, 1, points, geometry.transfer(H, points), np.ones(n_inliers, bool), H)


def test_a_true_pair_is_confirmed_though_its_homography_is_off_by_pixels() -> None:
    texture, H = make_texture(30), tilted(10, (15, 5))
    views = [view(render(texture, H, "a", gain=0.6)), view(render(texture, np.eye(3), "b"))]
    off = np.array([[1, 0, 3.0], [0, 1, -2.0], [0, 0, 1.0]]) @ H
    assert is_confirmed(weak_edge(off), views)


def test_pictures_of_different_things_are_not() -> None:
    for seed in range(31, 37):
        views = [view(render(make_texture(s), np.eye(3), "x")) for s in (seed, seed + 100)]
        assert not is_confirmed(weak_edge(tilted(5)), views)


def test_only_weak_pairs_have_to_prove_themselves() -> None:
    views = [view(render(make_texture(s), np.eye(3), "x")) for s in (40, 41)]
    weak, firm = weak_edge(np.eye(3), 12), weak_edge(np.eye(3), 60)
    assert confirm(Graph(2, (weak, firm), {}), views, 50, Progress()).edges == (firm,)
