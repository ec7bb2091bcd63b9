"""Which frames are believed, and the sentence for each that is not."""

from pathlib import Path

import numpy as np
import pytest

from diar_gui import geometry
from diar_gui.alignment.adjust import Adjustment
from diar_gui.alignment.features import Features, grey_of
from diar_gui.alignment.graph import Graph
from diar_gui.alignment.judge import Evidence, is_placed, judge
from diar_gui.alignment.pair import Edge
from diar_gui.alignment.results import AlignedFrame, AlignmentOptions
from diar_gui.alignment.views import View
from diar_gui.extent import Extent
from diar_gui.images import Frame
from tests.alignment.conftest import make_texture, render

SIZE = (300, 400)
MANY = Features(np.zeros((200, 2)), np.zeros((200, 4), np.float32))
SHIFT = np.array([[1, 0, 15], [0, 1, -8], [0, 0, 1.0]])


def judged(
    H: np.ndarray | None,
    *,
    edges: tuple[Edge, ...] = (),
    level: int = 120,
    features: Features = MANY,
    ambiguous: dict[tuple[int, int], float] | None = None,
    sigma: float = 1e-5,
    shows: np.ndarray | None = None,
) -> AlignedFrame:
    """Return what becomes of the second of two frames whose last adjustment says H.

    Both are blank, or the first shows a texture and the second what `shows` takes onto it.
    """
    blank = np.full((*SIZE, 3), level, np.uint8)
    blank.flags.writeable = False
    frames = [Frame(name, Path(name), blank) for name in ("ref.png", "other.png")]
    if shows is not None:
        frames = [render(make_texture(9), shown, f.name) for shown, f in zip((np.eye(3), shows), frames, strict=True)]
    views = [View(grey_of(frame.pixels), np.eye(3), (features,), 1.0) for frame in frames]
    putative = {(edge.a, edge.b): (edge.points_a, edge.points_b) for edge in edges}
    graph = Graph(2, edges, putative, ambiguous or {})
    covariance = None if H is None else sigma**2 * np.eye(8)
    adjustment = Adjustment((np.eye(3), H), (), (np.zeros((8, 8)), covariance), np.diag([1 / 400, 1 / 400, 1]))
    evidence = Evidence(views, graph, [], adjustment, 0, 2.0, Extent(SIZE, (0, 0), SIZE), [None, None])
    reference, other = judge(frames, evidence, AlignmentOptions())
    assert reference.status == "reference"
    return other


def pair(n: int, H_ref_from_other: np.ndarray = SHIFT) -> Edge:
    """Return n matches that agree with a homography, of the reference (a) and the other (b)."""
    points_b = np.random.default_rng(0).uniform([20, 20], [380, 280], (n, 2))
    points_a = geometry.transfer(H_ref_from_other, points_b)
    return Edge(0, 1, points_a, points_b, np.ones(n, bool), geometry.inverse(H_ref_from_other, SIZE))


def test_a_frame_that_agrees_in_many_places_is_believed() -> None:
    found = judged(SHIFT, edges=(pair(80),), shows=SHIFT)
    assert found.status == "aligned"
    assert found.reason == ""
    assert found.H_ref_from_frame is not None
    np.testing.assert_allclose(found.H_ref_from_frame, SHIFT)
    assert found.n_inliers == 80
    assert found.error_px is None  # no patch of the last adjustment tells


@pytest.mark.parametrize("shows", [None, np.array([[1, 0, 22], [0, 1, -8], [0, 0, 1.0]])])
def test_where_no_error_can_be_told_the_pixels_have_to_hold_the_frame(shows: np.ndarray | None) -> None:
    """However many matches agree: the photos are blank, or show it elsewhere."""
    found = judged(SHIFT, edges=(pair(80),), shows=shows)
    assert found.status == "rejected"
    assert found.H_ref_from_frame is None
    assert found.overlap_fraction == 0
    assert "too few places" in found.reason


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"level": 3}, "almost black"),
        ({"features": Features(np.zeros((5, 2)), np.zeros((5, 4), np.float32))}, "too little structure"),
        ({"ambiguous": {(0, 1): 0.3}}, "in several places"),
        ({}, "something else"),
    ],
)
def test_an_unplaced_frame_is_left_out_with_its_reason(given: dict, said: str) -> None:
    found = judged(None, **given)
    assert found.status == "rejected"
    assert found.H_ref_from_frame is None
    assert said in found.reason


def test_few_agreeing_places_are_too_few() -> None:
    assert "too few places" in judged(SHIFT, edges=(pair(8),)).reason


def test_a_frame_that_shows_nothing_of_the_reference_is_left_out() -> None:
    beside = np.array([[1, 0, 420], [0, 1, 0], [0, 0, 1.0]])
    assert "nothing of what the reference photo shows" in judged(beside, edges=(pair(80, beside),)).reason


def test_what_can_be_placed_only_roughly_is_left_out() -> None:
    assert "only to within" in judged(SHIFT, edges=(pair(80),), sigma=1.0).reason


def test_no_camera_collapses_a_flat_thing() -> None:
    assert is_placed(SHIFT, SIZE, SIZE)
    assert not is_placed(np.diag([1, 1e-3, 1.0]), SIZE, SIZE)
    assert not is_placed(np.zeros((3, 3)), SIZE, SIZE)
