"""A closer look: a rough placement of the right pair becomes an exact one, and a wrong pair comes to nothing."""

import numpy as np
import pytest

from diar_gui.alignment import AlignmentOptions
from diar_gui.alignment.closer import closer_look
from diar_gui.alignment.confirm import stands_out
from diar_gui.alignment.pair import Edge, Matching
from diar_gui.alignment.sift import Sift
from diar_gui.alignment.views import View, make_views
from diar_gui.progress import Progress
from tests.alignment.conftest import SIZE, make_texture, mean_error_px, render, tilted

MATCHING = Matching([Sift()], 1024, 2.0)
ROUGH = np.array([[1, 0, 7.0], [0, 1, -6.0], [0, 0, 1.0]])
TRUE = tilted(20, (15, 5), 1e-3)


def views_of(a: int, b: int) -> list[View]:
    frames = [render(make_texture(a), TRUE, "a.png", gain=0.6), render(make_texture(b), np.eye(3), "b.png")]
    return make_views(frames, MATCHING.extractors, AlignmentOptions(features="sift"), Progress())


def edge(H_b_from_a: np.ndarray) -> Edge:
    points = np.random.default_rng(0).uniform([100, 100], [300, 200], (8, 2))
    return Edge(0, 1, points, points, np.ones(8, bool), H_b_from_a)


def test_a_rough_placement_becomes_an_exact_one() -> None:
    views = views_of(30, 30)
    found = closer_look(edge(ROUGH @ TRUE), views, MATCHING)
    assert found is not None
    assert found.n_inliers > 100
    assert mean_error_px(found.H_b_from_a, TRUE) < 0.5
    assert stands_out(found, views)


@pytest.mark.parametrize("seed", range(31, 35))
def test_pictures_of_different_things_come_to_nothing(seed: int) -> None:
    views = views_of(seed, seed + 100)
    assert closer_look(edge(TRUE), views, MATCHING) is None
    assert not stands_out(edge(TRUE), views)


def test_what_fits_beside_as_well_does_not_stand_out() -> None:
    """A picture that is like itself 26 pixels farther on."""
    tile = make_texture(40)[:26, :26]
    picture = np.tile(tile, (SIZE[0] // 26 + 1, SIZE[1] // 26 + 1, 1))[: SIZE[0], : SIZE[1]]
    frames = [render(picture, np.eye(3), f"{i}.png", gain=1 - 0.3 * i) for i in range(2)]
    views = make_views(frames, [], AlignmentOptions(features="sift"), Progress())
    assert not stands_out(edge(np.eye(3)), views)
