"""Pairs of photos of something that repeats: the one placement that what does not repeat speaks for, or none.

Moved by a step, a table fits itself but for the few cells that differ. Matches vote for any of these placements, or for
a mixture of several, however many agree. So wherever a view repeats, the pair's homography is found anew: all shifts
by whole steps are compared, and the best is believed only where it leads clearly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.graph import Graph
from diar_gui.alignment.lattice import Lattice, correlation, find_lattice
from diar_gui.alignment.pair import Edge, estimate_homography
from diar_gui.alignment.refine import normalised_warp, register
from diar_gui.alignment.shifts import likeliest_shifts
from diar_gui.alignment.views import View
from diar_gui.images import shrunk, shrunk_seen
from diar_gui.progress import Progress

_MIN_LEAD = 1.35  # the best shift's significance over the next one's
_MIN_LEAD_ALONG = 1.4  # where it repeats in one direction: what the next one leaves unlike over what the best does
_N_STEPS = 6  # that a pair is tried to either side of where it is thought
_MIN_SIGNIFICANCE = 0.25  # below, what does not repeat is mostly noise
_SAME_PX = 4.0  # placements nearer to one another are one, at the registration's size
_SIDE_PX = 640  # long side at which a placement is registered
_N_ROUNDS = 2
_THRESHOLD_PX = 1.0
_MIN_N_PATCHES = 20
_MIN_SHARE = 0.5  # of the patches that found a partner, so many must agree
_MIN_LIKENESS = 0.4  # correlation of the normalised pixels over the whole overlap
_LOOP_PX = 6.0  # chains round a loop may miss by so much, in view pixels


@dataclass(frozen=True, eq=False)
class _Placed:
    """A registered placement, the patches `(N, 2)` of a and b that agree, in view pixels, and how like both are."""

    H_b_from_a: np.ndarray
    points_a: np.ndarray
    points_b: np.ndarray
    likeness: float


@dataclass(frozen=True, eq=False)
class Settled:
    """A pair's placement and by what factor it leads."""

    edge: Edge
    lead: float


def settle(
    graph: Graph, views: Sequence[View], threshold_px: float, progress: Progress
) -> tuple[Graph, list[Lattice | None]]:
    """Return the graph with the pairs that repeat found anew, and for each view how it repeats, None if it does not.

    Args:
        graph: what matching found.
        views: the frames.
        threshold_px: largest reprojection error of an inlier, in view pixels.
        progress: reports and cancels.
    """
    lattices: list[Lattice | None] = []
    for i, view in enumerate(views):
        progress.update(0.3 * i / len(views), "Looking for what repeats")
        lattices.append(find_lattice(view.grey))
    repeats = [lattice is not None for lattice in lattices]
    if not any(repeats):
        progress.update(1.0)
        return graph, lattices
    by_pair = {(edge.a, edge.b): edge for edge in graph.edges}
    # Where most photos repeat, so does one in which no steps were found: two such have nothing to be settled by.
    is_repeating = 2 * sum(repeats) >= len(views)
    kept, anew, ambiguous = [], [], set()
    for k, (a, b) in enumerate(graph.putative):
        progress.update(0.3 + 0.7 * k / len(graph.putative), "Comparing the places that photos may have")
        edge = by_pair.get((a, b))
        if not (repeats[a] or repeats[b]):
            kept += [edge] if edge is not None and not is_repeating else []
        elif edge is not None or (_is_grid(lattices[a]) and _is_grid(lattices[b])):
            found = settled(a, b, views, lattices, graph.putative[a, b], edge, threshold_px)
            if found is None:
                ambiguous.add((a, b))
            else:
                anew.append(found)
    edges = tuple(kept) + tuple(_consistent(anew, views))
    putative = graph.putative | {(s.edge.a, s.edge.b): (s.edge.points_a, s.edge.points_b) for s in anew}
    progress.update(1.0)
    return replace(graph, edges=edges, putative=putative, ambiguous=frozenset(ambiguous)), lattices


def settled(
    a: int,
    b: int,
    views: Sequence[View],
    lattices: Sequence[Lattice | None],
    matches: tuple[np.ndarray, np.ndarray],
    edge: Edge | None,
    threshold_px: float,
) -> Settled | None:
    """Return the pair's one placement, None where several are as good or none is.

    Args:
        a: index of one frame.
        b: index of the other.
        views: the frames.
        lattices: how each repeats.
        matches: `(N, 2)` each, what was matched of a and b.
        edge: the placement by these, if there is one.
        threshold_px: largest reprojection error of an inlier, in view pixels.
    """
    known = [] if edge is None else [edge.H_b_from_a]
    lattice_a, lattice_b = lattices[a], lattices[b]
    if any(lattice is not None and lattice.is_row for lattice in (lattice_a, lattice_b)):
        along = None if edge is None else _placed_along((views[a], views[b]), (lattice_a, lattice_b), edge.H_b_from_a)
        return None if along is None else _settled(a, b, along[1], matches, threshold_px, along[0])
    if lattice_b is None or (lattice_a is not None and _cell(lattice_a) < _cell(lattice_b)):
        # On the coarser view, or on that whose steps are known.
        back = [geometry.inverse(H, views[a].size) for H in known]
        starts = [
            (significance, geometry.inverse(H, views[b].size))
            for significance, H in likeliest_shifts((views[b], views[a]), lattice_b, lattice_a, back)
        ]
    else:
        starts = likeliest_shifts((views[a], views[b]), lattice_a, lattice_b, known)
    if not starts:
        return None
    best, H = starts[0]
    placed = _registered(views[a], views[b], H)
    if placed is None:
        return None
    rivals = [
        s
        for s, other in starts[1:]
        if not _is_at(other, placed.points_a, placed.points_b, max(views[b].size) / _SIDE_PX)
    ]
    lead = best / max(rivals, default=best / 10)
    if lead < _MIN_LEAD or best < _MIN_SIGNIFICANCE:
        return None
    return _settled(a, b, placed, matches, threshold_px, lead)


def _settled(
    a: int, b: int, placed: _Placed, matches: tuple[np.ndarray, np.ndarray], threshold_px: float, lead: float
) -> Settled:
    """Return a placement with the patches that agree with it and what of the matches does."""
    points_a, points_b = (
        np.vstack([found, matched]) for found, matched in zip((placed.points_a, placed.points_b), matches, strict=True)
    )
    errors = np.linalg.norm(geometry.transfer(placed.H_b_from_a, points_a) - points_b, axis=1)
    return Settled(
        Edge(a, b, points_a, points_b, np.nan_to_num(errors, nan=np.inf) < threshold_px, placed.H_b_from_a), lead
    )


def _placed_along(
    views: tuple[View, View], lattices: tuple[Lattice | None, Lattice | None], H_b_from_a: np.ndarray
) -> tuple[float, _Placed] | None:
    """Return by what factor the best placement leads and that itself, of all that differ by steps of a row.

    Every one is registered by itself: what differs is little, and a pixel off, all the rest differs more. Where the
    right one leaves a hundredth of the pixels unexplained, the others leave two.
    """
    a, b = views
    k_row = 1 if lattices[1] is not None and lattices[1].is_row else 0
    row = lattices[k_row]
    assert row is not None
    found: list[tuple[float, _Placed]] = []
    for k in range(-_N_STEPS, _N_STEPS + 1):
        step = np.array([[1, 0, k], [0, 1, 0], [0, 0, 1.0]])
        move = np.linalg.inv(row.H_cells_from_view) @ step @ row.H_cells_from_view
        try:
            H = geometry.normalised(move @ H_b_from_a if k_row == 1 else H_b_from_a @ move, a.size)
        except ValueError:
            continue
        placed = _registered(a, b, H)
        if placed is not None:
            found.append((placed.likeness, placed))
    if not found:
        return None
    likeness, best = max(found, key=lambda entry: entry[0])
    scale = max(b.size) / _SIDE_PX
    rivals = [c for c, other in found if not _is_at(other.H_b_from_a, best.points_a, best.points_b, scale)]
    lead = (1 - max(rivals, default=0.0)) / max(1 - likeness, 1e-6)
    return (lead, best) if lead >= _MIN_LEAD_ALONG else None


def _is_grid(lattice: Lattice | None) -> bool:
    """Tell whether a view repeats in two directions, so that it can be placed by its cells alone."""
    return lattice is not None and not lattice.is_row


def _cell(lattice: Lattice) -> float:
    return abs(float(np.linalg.det(lattice.steps)))


def _is_at(H_b_from_a: np.ndarray, points_a: np.ndarray, points_b: np.ndarray, scale: float) -> bool:
    distance = np.linalg.norm(geometry.transfer(H_b_from_a, points_a) - points_b, axis=1)
    return bool(np.median(np.nan_to_num(distance, nan=np.inf)) < _SAME_PX * max(1.0, scale))


def _registered(a: View, b: View, H_b_from_a: np.ndarray) -> _Placed | None:
    """Return a placement registered on the pixels, None where they do not bear it out."""
    grey_a, grey_b = shrunk(a.grey, _SIDE_PX), shrunk(b.grey, _SIDE_PX)
    size_a, size_b = (grey_a.shape[0], grey_a.shape[1]), (grey_b.shape[0], grey_b.shape[1])
    small_a, small_b = geometry.resizing(a.size, size_a), geometry.resizing(b.size, size_b)
    H = geometry.normalised(small_b @ H_b_from_a @ np.linalg.inv(small_a), size_a)
    seen_a, seen_b = (None if v.seen is None else shrunk_seen(v.seen, s) for v, s in ((a, size_a), (b, size_b)))
    pixels_b, usable_b = normalised_warp(grey_b, np.eye(3), size_b, seen_b, is_exact=False)
    in_a = in_b = np.empty((0, 2))
    for _ in range(_N_ROUNDS):
        points, in_b = register(*normalised_warp(grey_a, H, size_b, seen_a, is_exact=False), pixels_b, usable_b)
        in_a = geometry.transfer(geometry.inverse(H, size_a), points)
        seen = np.isfinite(in_a).all(axis=1)
        in_a, in_b = in_a[seen], in_b[seen]
        found = estimate_homography(in_a, in_b, size_a, _THRESHOLD_PX)
        if found is None or found[1].sum() < max(_MIN_N_PATCHES, _MIN_SHARE * len(in_a)):
            return None
        H, is_inlier = found
        in_a, in_b = in_a[is_inlier], in_b[is_inlier]
    likeness = correlation(*normalised_warp(grey_a, H, size_b, seen_a, is_exact=False), pixels_b, usable_b)
    if likeness < _MIN_LIKENESS:
        return None
    H_view = geometry.normalised(np.linalg.inv(small_b) @ H @ small_a, a.size)
    view_a = geometry.transfer(np.linalg.inv(small_a), in_a)
    return _Placed(H_view, view_a, geometry.transfer(np.linalg.inv(small_b), in_b), likeness)


def _consistent(settled: Sequence[Settled], views: Sequence[View]) -> list[Edge]:
    """Return the edges without those that contradict more loops of three than they agree with, the least sure first."""
    left = {(s.edge.a, s.edge.b): s for s in settled}
    while True:
        votes = dict.fromkeys(left, 0)
        for loop in combinations(range(len(views)), 3):
            pairs = list(combinations(loop, 2))
            if all(pair in left for pair in pairs):
                vote = 1 if _closes([left[pair].edge for pair in pairs], views[loop[0]]) else -1
                for pair in pairs:
                    votes[pair] += vote
        wrong = [pair for pair, vote in votes.items() if vote < 0]
        if not wrong:
            return [s.edge for s in left.values()]
        del left[min(wrong, key=lambda pair: (votes[pair], left[pair].lead))]


def _closes(edges: Sequence[Edge], first: View) -> bool:
    """Tell whether the pairs (0, 1), (0, 2), (1, 2) agree where the first view shows all of them."""
    one, across, two = edges
    points = geometry.grid_points(first.size)
    there = geometry.transfer(two.H_b_from_a, geometry.transfer(one.H_b_from_a, points))
    distance = np.linalg.norm(there - geometry.transfer(across.H_b_from_a, points), axis=1)
    return bool(np.nanmedian(distance) < _LOOP_PX)
