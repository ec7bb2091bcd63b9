"""Photos as in a mirror, as front cameras take them: found, and turned back.

No camera sees a flat thing mirrored, so such a photo matches no other; its mirror image does.
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.alignment.confirm import is_confirmed
from diar_gui.alignment.graph import Graph, believed_edge
from diar_gui.alignment.lattice import Lattice, find_lattice
from diar_gui.alignment.pair import Edge, Matching, putative_matches
from diar_gui.alignment.settle import settled
from diar_gui.alignment.together import MIN_LEAD
from diar_gui.alignment.views import BORDER_PX, View, find_features
from diar_gui.images import shrunk
from diar_gui.progress import Progress

_N_PARTNERS = 3  # the best connected photos; what fits none of them will hardly fit another


def turn_back_mirrored(
    graph: Graph,
    views: Sequence[View],
    lattices: Sequence[Lattice | None],
    matching: Matching,
    progress: Progress,
) -> tuple[Graph, list[View]]:
    """Return the graph and the views with those turned back that fit the majority only as in a mirror.

    Args:
        graph: what matching found.
        views: the frames.
        lattices: how each repeats.
        matching: how.
        progress: reports and cancels.
    """
    strengths = graph.strengths()
    majority = _majority(strengths)
    loose = [i for i, v in enumerate(views) if i not in majority and v.has_structure]
    edges, putative = {(e.a, e.b): e for e in graph.edges}, dict(graph.putative)
    turned, ambiguous = list(views), dict(graph.ambiguous)
    partners = sorted(majority, key=lambda i: (-strengths[i].sum(), i))[:_N_PARTNERS] if len(views) > 1 else []
    for k, frame in enumerate(loose):
        progress.update(k / len(loose), "Looking at photo {i} as in a mirror", i=frame + 1)
        view = _mirrored(views[frame], matching)
        candidates = [*turned[:frame], view, *turned[frame + 1 :]]
        how = list(lattices)
        how[frame] = None if lattices[frame] is None else find_lattice(view.grey)
        found: dict[tuple[int, int], Edge] = {}
        least = MIN_LEAD * max((one for pair, one in ambiguous.items() if frame in pair), default=0.0)
        for partner in (p for p in partners if p != frame):
            progress.check_cancelled()
            a, b = sorted((frame, partner))
            points = putative_matches(matching.extractors, candidates[a].features, candidates[b].features)
            edge = believed_edge(a, b, *points, (candidates[a].size, candidates[b].size), matching.threshold_px)
            if edge is None or not is_confirmed(edge, candidates):
                continue
            if lattices[a] is None and lattices[b] is None:
                found[a, b] = edge
            elif one := settled(a, b, candidates, how, points, edge, matching.threshold_px, least):
                # A fence is its own mirror image, a few slats farther on.
                found[a, b] = one
        if not found:
            continue
        turned = candidates
        edges = {pair: edge for pair, edge in edges.items() if frame not in pair}
        putative = {pair: points for pair, points in putative.items() if frame not in pair}
        ambiguous = {pair: one for pair, one in ambiguous.items() if frame not in pair}
        edges |= found
        putative |= {pair: (edge.points_a, edge.points_b) for pair, edge in found.items()}
    progress.update(1.0)
    return replace(graph, edges=tuple(edges.values()), putative=putative, ambiguous=ambiguous), turned


def _majority(strengths: np.ndarray) -> set[int]:
    """Return the frames of the largest connected part of the graph; of equals, the most firmly tied."""
    left, parts = set(range(len(strengths))), []
    while left:
        part, waiting = set(), {min(left)}
        while waiting:
            frame = waiting.pop()
            part.add(frame)
            waiting |= {int(j) for j in np.flatnonzero(strengths[frame] > 0)} - part
        left -= part
        parts.append(part)
    return max(parts, key=lambda part: (len(part), float(strengths[sorted(part)].sum()), -min(part)))


def _mirrored(view: View, matching: Matching) -> View:
    """Return the view turned left to right, with features of its own: descriptors do not survive a mirror."""
    grey = np.ascontiguousarray(view.grey[:, ::-1])
    flip = np.array([[-1, 0, view.size[1] - 1], [0, 1, 0], [0, 0, 1.0]])
    small = shrunk(grey, matching.working_size_px)
    image = cv2.cvtColor(small, cv2.COLOR_GRAY2RGB)
    H_view_from_small = geometry.resizing((small.shape[0], small.shape[1]), view.size)
    seen = None if view.seen is None else np.ascontiguousarray(view.seen[:, ::-1])
    border_px = BORDER_PX * view.feature_scale
    features = find_features(image, matching.extractors, H_view_from_small, view.size, seen, border_px)
    return View(grey, flip @ view.H_view_from_frame, features, view.feature_scale, seen)
