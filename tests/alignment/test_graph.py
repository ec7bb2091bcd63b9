"""The graph: chains through neighbours, the reference that sees most, linear growth."""

import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment.graph import Graph, chain_homographies, choose_reference, pairs_to_match
from diar_gui.alignment.pair import Edge
from tests.alignment.conftest import SIZE, tilted

TRUE = [np.eye(3), tilted(10, (15, -5)), tilted(-20, (-30, 20)), tilted(5, (40, 30))]


def edge(a: int, b: int, n_inliers: int) -> Edge:
    H = geometry.normalised(np.linalg.inv(TRUE[b]) @ TRUE[a], SIZE)
    points = np.random.default_rng(a + b).uniform([100, 100], [300, 200], (n_inliers, 2))
    return Edge(a, b, points, geometry.transfer(H, points), np.ones(n_inliers, bool), H)


def test_frames_are_chained_through_neighbours_in_either_direction() -> None:
    graph = Graph(4, (edge(0, 1, 50), edge(1, 2, 50), edge(2, 3, 50)), {})
    for reference in (0, 3):
        found = chain_homographies(graph, reference, [SIZE] * 4)
        for H, true in zip(found, TRUE, strict=True):
            expected = np.linalg.inv(TRUE[reference]) @ true
            assert H is not None
            assert geometry.corner_error_px(H, expected, SIZE) < 1e-6


def test_the_firmest_chain_is_taken() -> None:
    wrong = Edge(0, 2, np.zeros((9, 2)), np.zeros((9, 2)), np.ones(9, bool), tilted(90))
    graph = Graph(4, (wrong, edge(0, 1, 50), edge(1, 2, 40)), {})
    found = chain_homographies(graph, 0, [SIZE] * 4)
    assert found[2] is not None
    assert geometry.corner_error_px(found[2], TRUE[2], SIZE) < 1e-6


def test_what_no_chain_reaches_has_no_homography() -> None:
    found = chain_homographies(Graph(4, (edge(0, 1, 50), edge(2, 3, 50)), {}), 0, [SIZE] * 4)
    assert found[2] is None
    assert found[3] is None


def test_the_reference_sees_the_others_best() -> None:
    star = Graph(4, (edge(0, 2, 80), edge(1, 2, 80), edge(2, 3, 80)), {})
    assert choose_reference(star) == 2


def test_of_equals_the_frontal_one_is_the_reference_unless_it_is_blurred() -> None:
    pairs = [(a, b) for a in range(4) for b in range(a + 1, 4)]
    graph = Graph(4, tuple(edge(a, b, 80) for a, b in pairs), {})
    assert choose_reference(graph, slants=np.deg2rad([25.0, 30.0, 4.0, 12.0])) == 2
    assert choose_reference(graph, np.array([1.0, 0.9, 0.85, 1.0]), np.deg2rad([25.0, 30.0, 4.0, 12.0])) == 2
    assert choose_reference(graph, np.array([0.5, 0.5, 0.3, 1.0]), np.deg2rad([25.0, 30.0, 4.0, 12.0])) == 3
    assert choose_reference(graph, slants=np.full(4, np.nan)) == choose_reference(graph)


@pytest.mark.parametrize("n_frames", [2, 5, 10])
def test_few_frames_are_all_compared(n_frames: int) -> None:
    assert len(pairs_to_match(n_frames, None)) == n_frames * (n_frames - 1) // 2


def test_many_frames_are_compared_with_linearly_many() -> None:
    counts = {n: len(pairs_to_match(n, None)) for n in (20, 40, 80, 160)}
    assert counts[160] - counts[80] == 2 * (counts[80] - counts[40])
    pairs = pairs_to_match(40, 17)
    assert all(a < b for a, b in pairs)
    assert {(min(17, i), max(17, i)) for i in range(40) if i != 17} <= set(pairs)
