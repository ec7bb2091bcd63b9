"""The graph of frame pairs: which are matched, which frame is the reference, and the chains to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.features import Extractor, Features
from diar_gui.alignment.pair import (
    MAX_LOG10_FALSE_ALARMS,
    Edge,
    distinct_count,
    estimate_homography,
    log10_false_alarms,
    putative_matches,
)
from diar_gui.progress import Progress

_N_ALL_PAIRS = 10  # up to so many frames every pair is matched
_N_NEIGHBOURS = 2  # beyond, each frame meets so many that follow it
_N_ANCHORS = 6  # and so many frames spread over the set, so that the work grows linearly
_MAX_MAGNIFIED = 1.2  # how much finer b may be before the errors are counted in a
_LEAST_OF_BEST = 0.2  # a frame that sees the others by less is no reference, however sharp
_AGAINST_SLANT = 6.0  # 10 degrees cost a tenth, 20 a third
_SIMILAR = 0.7  # of the sharpest one's detail: differences in detail above it are left to chance
_ENOUGH_INLIERS = 150  # more inliers than this make a pair no better seen


@dataclass(frozen=True, eq=False)
class Graph:
    """What matching found among T frames.

    edges: the believed pairs. putative: by (a, b), a < b, the matched points, `(N, 2)` each, of every pair tried.
    ambiguous: pairs that fit one another in several places, with the significance (0 to 1) of the likeliest.
    """

    n_frames: int
    edges: tuple[Edge, ...]
    putative: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]]
    ambiguous: dict[tuple[int, int], float] = field(default_factory=dict)

    def strengths(self) -> np.ndarray:
        """Return `(T, T)` symmetric: the inliers of each pair, 0 where it is not believed."""
        strengths = np.zeros((self.n_frames, self.n_frames))
        for edge in self.edges:
            strengths[edge.a, edge.b] = strengths[edge.b, edge.a] = edge.n_inliers
        return strengths


def pairs_to_match(n_frames: int, reference: int | None, likeness: np.ndarray | None = None) -> list[tuple[int, int]]:
    """Return the pairs (a, b), a < b, that are worth matching: all of few frames, linearly many of many.

    Args:
        n_frames: T.
        reference: index of the reference where it is known.
        likeness: `(T, T)` symmetric, how alike frames look; each meets those most like it. None: those that follow.
    """
    if n_frames <= _N_ALL_PAIRS:
        return [(a, b) for a in range(n_frames) for b in range(a + 1, n_frames)]
    anchors = {round(i * (n_frames - 1) / (_N_ANCHORS - 1)) for i in range(_N_ANCHORS)}
    if reference is not None:
        anchors.add(reference)
    if likeness is None:
        pairs = {(a, a + k) for k in range(1, _N_NEIGHBOURS + 1) for a in range(n_frames - k)}
    else:
        others = np.where(np.eye(n_frames, dtype=bool), -np.inf, likeness)
        nearest = np.argsort(-others, axis=1, kind="stable")[:, : 2 * _N_NEIGHBOURS]
        pairs = {(min(a, int(b)), max(a, int(b))) for a in range(n_frames) for b in nearest[a]}
    pairs |= {(min(a, b), max(a, b)) for a in anchors for b in range(n_frames) if a != b}
    return sorted(pairs)


def match_pairs(
    pairs: Sequence[tuple[int, int]],
    extractors: Sequence[Extractor],
    features: Sequence[Sequence[Features]],
    sizes: Sequence[tuple[int, int]],
    threshold_px: float,
    progress: Progress,
) -> Graph:
    """Return the graph of the pairs whose matches agree on a homography beyond chance."""
    edges = []
    putative = {}
    for k, (a, b) in enumerate(pairs):
        progress.update(k / len(pairs), "Comparing photos, pair {i} of {n}", i=k + 1, n=len(pairs))
        points_a, points_b = putative_matches(extractors, features[a], features[b])
        putative[a, b] = points_a, points_b
        edge = believed_edge(a, b, points_a, points_b, (sizes[a], sizes[b]), threshold_px)
        if edge is not None:
            edges.append(edge)
    progress.update(1.0)
    return Graph(len(features), tuple(edges), putative)


def believed_edge(
    a: int,
    b: int,
    points_a: np.ndarray,
    points_b: np.ndarray,
    sizes: tuple[tuple[int, int], tuple[int, int]],
    threshold_px: float,
    max_log10_false_alarms: float = MAX_LOG10_FALSE_ALARMS,
) -> Edge | None:
    """Return the pair if its matches agree on a homography beyond chance, else None.

    Args:
        a: index of one frame.
        b: index of the other.
        points_a: `(N, 2)` putative matches in a's view.
        points_b: `(N, 2)` the same in b's view.
        sizes: (height, width) of both views.
        threshold_px: largest reprojection error of an inlier, in view pixels.
        max_log10_false_alarms: of how many such agreements are expected by chance.
    """
    found = _estimated_from_finer(points_a, points_b, sizes, threshold_px)
    if found is None:
        return None
    H, is_inlier = found
    n_distinct = min(distinct_count(points_a[is_inlier]), distinct_count(points_b[is_inlier]))
    if log10_false_alarms(len(points_a), n_distinct, threshold_px, sizes[1]) >= max_log10_false_alarms:
        return None
    return Edge(a, b, points_a, points_b, is_inlier, H)


def _estimated_from_finer(
    points_a: np.ndarray, points_b: np.ndarray, sizes: tuple[tuple[int, int], tuple[int, int]], threshold_px: float
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return `H_b_from_a` and `(N,)` inliers, errors counted in the coarser view: in a finer one they are magnified."""
    found = estimate_homography(points_a, points_b, sizes[0], threshold_px)
    if found is not None:
        zoom = geometry.zoom_at(found[0], np.median(points_a[found[1]], axis=0))
        if zoom < _MAX_MAGNIFIED:
            return found
    back = estimate_homography(points_b, points_a, sizes[1], threshold_px)
    if back is None or (found is not None and back[1].sum() <= found[1].sum()):
        return found
    return geometry.inverse(back[0], sizes[1]), back[1]


def choose_reference(graph: Graph, sharpness: np.ndarray | None = None, slants: np.ndarray | None = None) -> int:
    """Return the frame that sees the others best: the largest sum over its chains' weakest pairs.

    Args:
        graph: the believed pairs.
        sharpness: `(T,)` of each frame beside the others; one that is clearly less sharp than the sharpest of those
            that see others counts less.
        slants: `(T,)` of each frame, see `frontal.slants`; one that is more slanted than the most frontal of those
            that see others counts less.
    """
    strengths = np.minimum(graph.strengths(), _ENOUGH_INLIERS)
    # Direct pairs count fully, those through a neighbour half: chains add up errors.
    through = np.minimum(strengths[:, :, None], strengths[None, :, :]).max(axis=1)
    np.fill_diagonal(through, 0)
    score = np.maximum(strengths, 0.5 * through).sum(axis=1)
    sees_others = score > _LEAST_OF_BEST * score.max()
    if slants is not None and np.isfinite(slants[sees_others]).any():
        frontal = np.cos(slants)
        beside_best = frontal / np.nanmax(frontal[sees_others])
        score = score * np.nan_to_num(np.minimum(1, beside_best), nan=1.0) ** _AGAINST_SLANT
    if sharpness is not None and score.any():
        beside_best = sharpness / sharpness[sees_others].max()
        score = score * np.minimum(1, beside_best / _SIMILAR) ** 2
    return int(score.argmax())


def chain_homographies(graph: Graph, reference: int, sizes: Sequence[tuple[int, int]]) -> list[np.ndarray | None]:
    """Return `H_ref_from_view` of every frame along the maximum spanning tree of inliers, None where unreachable.

    Prim's algorithm from the reference: the next frame is the one most firmly tied to those already placed.

    Args:
        graph: the believed pairs.
        reference: index of the reference.
        sizes: (height, width) of each view.
    """
    placed: list[np.ndarray | None] = [None] * graph.n_frames
    placed[reference] = np.eye(3)
    while True:
        best, best_strength = None, 0
        for edge in graph.edges:
            is_bridge = (placed[edge.a] is None) != (placed[edge.b] is None)
            if is_bridge and edge.n_inliers > best_strength:
                best, best_strength = edge, edge.n_inliers
        if best is None:
            return placed
        if placed[best.a] is None:
            new, H = best.a, placed[best.b] @ best.H_b_from_a
        else:
            new, H = best.b, placed[best.a] @ geometry.inverse(best.H_b_from_a, sizes[best.a])
        try:
            placed[new] = geometry.normalised(H, sizes[new])
        except ValueError:
            return placed
