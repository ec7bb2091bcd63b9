"""Weak pairs have to stand up to the pixels.

A dozen matches may agree by accident, above all between rows of print or other repeated things, and one wrong pair
would tie two sets of photos together. Between wrong pictures hardly any patch finds its partner.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from diar_gui.alignment.graph import Graph
from diar_gui.alignment.pair import MAX_LOG10_FALSE_ALARMS, Edge, estimate_homography, log10_false_alarms
from diar_gui.alignment.refine import SEARCH_RADIUS_PX, normalised_warp, register
from diar_gui.alignment.views import View
from diar_gui.progress import Progress

_THRESHOLD_PX = 1.0


def confirm(graph: Graph, views: Sequence[View], n_firm: float, progress: Progress) -> Graph:
    """Return the graph without the weak edges that the pixels do not confirm.

    Args:
        graph: what matching found.
        views: the frames.
        n_firm: pairs with so many inliers need no second witness.
        progress: reports and cancels.
    """
    kept = []
    for k, edge in enumerate(graph.edges):
        progress.update(k / len(graph.edges), "Checking doubtful pairs of photos")
        if edge.n_inliers >= n_firm or is_confirmed(edge, views):
            kept.append(edge)
    progress.update(1.0)
    return replace(graph, edges=tuple(kept))


def is_confirmed(edge: Edge, views: Sequence[View]) -> bool:
    """Tell whether patches of the one frame are found in the other where one homography says, beyond chance.

    By chance a patch lands anywhere within the search radius; see `log10_false_alarms`.
    """
    # A fine view shrinks well; a coarse one, blown up, shows nothing that a patch could be found by.
    edge = edge.from_finer(views[edge.a].size)
    view_a, view_b = views[edge.a], views[edge.b]
    warped_a = normalised_warp(view_a.grey, edge.H_b_from_a, view_b.size, view_a.seen)
    warped_b = normalised_warp(view_b.grey, np.eye(3), view_b.size, view_b.seen)
    points_a, points_b = register(*warped_a, *warped_b)
    found = estimate_homography(points_a, points_b, view_b.size, _THRESHOLD_PX)
    if found is None:
        return False
    n_agreeing = int(found[1].sum())
    side_px = round(np.sqrt(np.pi) * SEARCH_RADIUS_PX)
    chance = log10_false_alarms(len(points_a), n_agreeing, _THRESHOLD_PX, (side_px, side_px))
    return chance < MAX_LOG10_FALSE_ALARMS
