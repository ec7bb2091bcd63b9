"""Pairs of photos of something that repeats: the one placement that what does not repeat speaks for, or none.

Moved by a step, a table fits itself but for the few cells that differ. Matches vote for any of these placements, or for
a mixture of several, however many agree. So wherever a view repeats, the pair's homography is found anew: all shifts
by whole steps are compared, over all pairs together, and the best is believed only where it leads clearly.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.glare import veiled
from diar_gui.alignment.graph import Graph
from diar_gui.alignment.lattice import Lattice, carried_lattice, find_lattice
from diar_gui.alignment.pair import Edge
from diar_gui.alignment.registered import edge_of, registered
from diar_gui.alignment.shifts import Repeating, flattening, likeliest_shifts
from diar_gui.alignment.together import Candidate, placed_together
from diar_gui.alignment.views import View
from diar_gui.progress import Progress

_NEAR_STEP = 0.3  # of the shorter step; placements nearer to one another are one
_MIN_LIKER = 0.05  # by so much another view's steps have to fit better to be tried
_NEAR_SIDE = 1 / 120  # of the long side, at most: between its steps a ruler has ticks


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
    _spread(lattices, graph.edges, views)
    repeats = [lattice is not None for lattice in lattices]
    if not any(repeats):
        progress.update(1.0)
        return graph, lattices
    repeating = [_repeating(view, lattice) for view, lattice in zip(views, lattices, strict=True)]
    by_pair = {(edge.a, edge.b): edge for edge in graph.edges}
    # Where most photos repeat, so does one in which no steps were found: two such have nothing to be settled by.
    is_repeating = 2 * sum(repeats) >= len(views)
    kept: list[Edge] = []
    candidates: dict[tuple[int, int], list[Candidate]] = {}
    for k, (a, b) in enumerate(graph.putative):
        progress.update(0.3 + 0.5 * k / len(graph.putative), "Comparing the places that photos may have")
        edge = by_pair.get((a, b))
        if not (repeats[a] or repeats[b]):
            kept += [edge] if edge is not None and not is_repeating else []
        elif edge is not None or (_is_grid(lattices[a]) and _is_grid(lattices[b])):
            candidates[a, b] = _candidates(repeating[a], repeating[b], edge)
    progress.update(0.8)
    found = placed_together(candidates, [_clear(x) for x in repeating], progress.check_cancelled)
    anew = [edge_of(pair, one, graph.putative[pair], threshold_px) for pair, one in found.items()]
    putative = graph.putative | {(edge.a, edge.b): (edge.points_a, edge.points_b) for edge in anew}
    progress.update(1.0)
    ambiguous = {pair: _best(some) for pair, some in candidates.items() if pair not in found}
    return replace(graph, edges=(*kept, *anew), putative=putative, ambiguous=ambiguous), lattices


def settled(
    a: int,
    b: int,
    views: Sequence[View],
    lattices: Sequence[Lattice | None],
    matches: tuple[np.ndarray, np.ndarray],
    edge: Edge | None,
    threshold_px: float,
    least: float = 0.0,
) -> Edge | None:
    """Return one pair with its one placement, None where several are as good or none is.

    Args:
        a: index of one frame.
        b: index of the other.
        views: the frames.
        lattices: how each repeats.
        matches: `(N, 2)` each, what was matched of a and b.
        edge: the placement by these, if there is one.
        threshold_px: largest reprojection error of an inlier, in view pixels.
        least: significance that it has to have.
    """
    repeating = [
        _repeating(view, lattice if i in (a, b) else None)
        for i, (view, lattice) in enumerate(zip(views, lattices, strict=True))
    ]
    candidates = _candidates(repeating[a], repeating[b], edge)
    if _best(candidates) < least:
        return None
    found = placed_together({(a, b): candidates}, [_clear(x) for x in repeating], lambda: None)
    return edge_of((a, b), found[a, b], matches, threshold_px) if found else None


def _spread(lattices: list[Lattice | None], edges: Sequence[Edge], views: Sequence[View]) -> None:
    """Give views in which no steps were found those of a view that shows the same, where they hold in it as well.

    So does a row whose steps fit it less well than another view's fit that. That the pair may be some steps off does
    not matter.
    """
    waiting = {i for i, lattice in enumerate(lattices) if lattice is not None}
    while waiting:
        one = max(waiting, key=lambda i: (_likeness(lattices[i]), -i))
        waiting.remove(one)
        for edge in edges:
            if one not in (edge.a, edge.b):
                continue
            turned = edge if edge.b == one else edge.turned(views[edge.a].size)
            known = lattices[turned.a]
            if known is not None and not (known.is_row and _likeness(lattices[one]) > known.likeness + _MIN_LIKER):
                continue
            carried = carried_lattice(lattices[one], turned.H_b_from_a, views[turned.a].grey)
            if carried is not None and carried.likeness > _likeness(known):
                lattices[turned.a] = carried
                waiting.add(turned.a)


def _likeness(lattice: Lattice | None) -> float:
    return -1.0 if lattice is None else lattice.likeness


def _repeating(view: View, lattice: Lattice | None) -> Repeating:
    return Repeating(view, lattice, None if lattice is None else veiled(view.grey, lattice))


def _clear(repeating: Repeating) -> View:
    """Return the view with what glare veils marked as not seen."""
    view, veil = repeating.view, repeating.veiled
    if veil is None:
        return view
    return replace(view, seen=~veil if view.seen is None else view.seen & ~veil)


def _best(candidates: Sequence[Candidate]) -> float:
    return max((candidate.significance for candidate in candidates), default=0.0)


def _candidates(a: Repeating, b: Repeating, edge: Edge | None) -> list[Candidate]:
    """Return the placements that a pair may have, by what does not repeat."""
    known = [] if edge is None else [edge.H_b_from_a]
    if known and not (_is_grid(a.lattice) and _is_grid(b.lattice)):
        # Matches of several placements at once fit none well; the pixels do, though perhaps some steps off.
        one = registered(_clear(a), _clear(b), known[0])
        known = known if one is None else [one.H_b_from_a]
    if b.lattice is None or (a.lattice is not None and _is_to_be_drawn_on(a.lattice, b.lattice)):
        back = [geometry.inverse(H, a.view.size) for H in known]
        turned = _candidates_on(b, a, back)
        return [candidate.turned(b.view.size, a.view.size) for candidate in turned]
    return _candidates_on(a, b, known)


def _candidates_on(a: Repeating, b: Repeating, known: Sequence[np.ndarray]) -> list[Candidate]:
    """Return the placements of a on b, whose steps are known."""
    assert b.lattice is not None
    near_px = min(_NEAR_STEP * _step_px(b.lattice), _NEAR_SIDE * max(b.view.size))
    candidates = []
    for significance, H in likeliest_shifts(a, b, known):
        H_flats_from_b = [flattening(b.lattice, b.view)]
        if a.lattice is not None:
            H_flats_from_b.append(flattening(a.lattice, a.view) @ geometry.inverse(H, a.view.size))
        candidates.append(Candidate(significance, H, near_px, tuple(H_flats_from_b)))
    return candidates


def _is_grid(lattice: Lattice | None) -> bool:
    """Tell whether a view repeats in two directions, so that it can be placed by its cells alone."""
    return lattice is not None and not lattice.is_row


def _is_to_be_drawn_on(one: Lattice, other: Lattice) -> bool:
    """Tell whether placements are compared in the one view rather than in the other: a row's, or the coarser one."""
    return one.is_row if one.is_row != other.is_row else _cell(one) < _cell(other)


def _cell(lattice: Lattice) -> float:
    return abs(float(np.linalg.det(lattice.steps)))


def _step_px(lattice: Lattice) -> float:
    """Return the length of the shorter step."""
    return float(np.linalg.norm(lattice.steps, axis=0).min())
