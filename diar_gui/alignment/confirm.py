"""Weak pairs have to stand up to the pixels.

A dozen matches may agree by accident, above all between rows of print or other repeated things, and one wrong pair
would tie two sets of photos together. Between wrong pictures hardly any patch finds its partner.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import cv2
import numpy as np

from diar_gui.alignment.graph import Graph
from diar_gui.alignment.pair import MAX_LOG10_FALSE_ALARMS, Edge, estimate_homography, log10_false_alarms
from diar_gui.alignment.refine import SEARCH_RADIUS_PX, WINDOW_PX, normalised_warp, register
from diar_gui.alignment.views import View
from diar_gui.progress import Progress

_THRESHOLD_PX = 1.0
_BENT_THRESHOLD_PX = 2.5  # what is not quite flat agrees so far with a plane
_DISPLACED_PX = 26  # farther than any patch is found
_MIN_LEAD = 1.15
_MIN_N_AGREEING = 12

_Warped = tuple[np.ndarray, np.ndarray]


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
    edge = edge.from_finer(views[edge.a].size)
    n_patches, n_agreeing = _n_agreeing(*_warped(edge, views), views[edge.b].size, _THRESHOLD_PX)
    return _is_beyond_chance(n_patches, n_agreeing, _THRESHOLD_PX)


def stands_out(edge: Edge, views: Sequence[View], min_lead: float = _MIN_LEAD) -> bool:
    """Tell whether the frames agree beyond chance where the pair says, and less anywhere beside.

    Chance knows nothing of print, grain and leaves, which are like themselves a little farther on; the same pictures,
    displaced, show how often their patches agree though the placement is wrong. What is not quite flat counts by a
    wider threshold.

    Args:
        edge: the pair.
        views: the frames.
        min_lead: so many times as many patches have to agree as anywhere beside; lines resemble themselves far along.
    """
    edge = edge.from_finer(views[edge.a].size)
    size = views[edge.b].size
    warped_a, warped_b = _warped(edge, views)
    for threshold_px in (_THRESHOLD_PX, _BENT_THRESHOLD_PX):
        n_patches, n_agreeing = _n_agreeing(warped_a, warped_b, size, threshold_px)
        if n_agreeing < _MIN_N_AGREEING or not _is_beyond_chance(n_patches, n_agreeing, threshold_px):
            continue
        if all(n_agreeing >= min_lead * n for n in _n_displaced(warped_a, warped_b, size, threshold_px)):
            return True
    return False


def _warped(edge: Edge, views: Sequence[View]) -> tuple[_Warped, _Warped]:
    """Return both views on b's grid, normalised; of the two, a is to be the finer.

    A fine view shrinks well; a coarse one, blown up, shows nothing that a patch could be found by.
    """
    view_a, view_b = views[edge.a], views[edge.b]
    warped_a = normalised_warp(view_a.grey, edge.H_b_from_a, view_b.size, view_a.seen)
    return warped_a, normalised_warp(view_b.grey, np.eye(3), view_b.size, view_b.seen)


def _n_agreeing(a: _Warped, b: _Warped, size: tuple[int, int], threshold_px: float) -> tuple[int, int]:
    """Return how many patches find a partner, and how many of these agree with one homography.

    Patches that overlap are not so many witnesses, so there are none here.
    """
    points_a, points_b = register(*a, *b, WINDOW_PX)
    found = estimate_homography(points_a, points_b, size, threshold_px)
    return len(points_a), 0 if found is None else int(found[1].sum())


def _is_beyond_chance(n_patches: int, n_agreeing: int, threshold_px: float) -> bool:
    side_px = round(np.sqrt(np.pi) * SEARCH_RADIUS_PX)
    return log10_false_alarms(n_patches, n_agreeing, threshold_px, (side_px, side_px)) < MAX_LOG10_FALSE_ALARMS


def _n_displaced(a: _Warped, b: _Warped, size: tuple[int, int], threshold_px: float) -> list[float]:
    """Return how many patches agree with a moved to each of eight sides, per overlap as large as it is there."""
    overlap = max(1, np.count_nonzero(a[1] & b[1]))
    counts = []
    for x, y in product((-_DISPLACED_PX, 0, _DISPLACED_PX), repeat=2):
        if not (x or y):
            continue
        shift = np.array([[1, 0, x], [0, 1, y]], float)
        pixels = cv2.warpAffine(a[0], shift, size[::-1], flags=cv2.INTER_NEAREST, borderValue=(128,))
        usable = cv2.warpAffine(a[1].view(np.uint8), shift, size[::-1], flags=cv2.INTER_NEAREST) > 0
        left = np.count_nonzero(usable & b[1]) / overlap
        counts.append(_n_agreeing((pixels, usable), b, size, threshold_px)[1] / np.clip(left, 0.3, 1))
    return counts
