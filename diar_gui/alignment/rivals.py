"""Pairs of photos beside all shifts of themselves: what fits as well somewhere else is not placed yet.

Matches along steps, lines or print may agree on a placement that is none, or on a mixture of several, in whatever
number. The pixels of the whole overlap know better: at the right place they are likest. So every pair is correlated
with itself, moved. Where another shift comes near, the placement is registered on the pixels and has to be told from
its rivals, place by place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from scipy import fft

from diar_gui import geometry
from diar_gui.alignment.graph import Graph
from diar_gui.alignment.lattice import Lattice
from diar_gui.alignment.pair import Edge
from diar_gui.alignment.refine import normalised_warp
from diar_gui.alignment.registered import edge_of, median_distance_px, registered
from diar_gui.alignment.shifts import drawn_flat
from diar_gui.alignment.together import Candidate, borne_out
from diar_gui.alignment.views import View
from diar_gui.extent import pixels_seen
from diar_gui.images import shrunk, shrunk_seen
from diar_gui.progress import Progress

_SIDE_PX = 224  # long side at which pairs are correlated
_NEAR_SIDE = 1 / 90  # of the long side: shifts nearer than that are the same placement
_RIVALS = 0.85  # another shift that is so much as like rivals the placement; chance reaches two thirds
_NEIGHBOURHOOD_PX = 24  # beyond which local normalisation sees nothing
_LEAST_OVERLAP = 0.35  # of the placement's overlap that a rival has to have


def told_from_rivals(
    graph: Graph,
    views: Sequence[View],
    lattices: Sequence[Lattice | None],
    threshold_px: float,
    progress: Progress,
    known: Sequence[Edge] = (),
) -> Graph:
    """Return the graph with the pairs that have rivals placed by the pixels, or left out where these refute them.

    Args:
        graph: what matching found.
        views: the frames.
        lattices: how each repeats; pairs with one that does have been settled already.
        threshold_px: largest reprojection error of an inlier, in view pixels.
        progress: reports and cancels.
        known: pairs that were told from their rivals before.
    """
    drawings = _Drawings(views)
    kept, putative, ambiguous = [], dict(graph.putative), dict(graph.ambiguous)
    for k, edge in enumerate(graph.edges):
        progress.update(k / len(graph.edges), "Comparing the places that photos may have")
        pair = edge.a, edge.b
        is_settled = lattices[edge.a] is not None or lattices[edge.b] is not None
        if is_settled or any(edge is one for one in known):
            kept.append(edge)
            continue
        found, is_ambiguous = _told(edge, views, drawings, threshold_px)
        if found is not None:
            kept.append(found)
            putative[pair] = found.points_a, found.points_b
        elif is_ambiguous:
            ambiguous[pair] = 0.0
    progress.update(1.0)
    return replace(graph, edges=tuple(kept), putative=putative, ambiguous=ambiguous)


def _told(edge: Edge, views: Sequence[View], drawings: "_Drawings", threshold_px: float) -> tuple[Edge | None, bool]:
    """Return a pair as the pixels have it, None where they refute it; and whether it fits in several places."""
    finer = edge.from_finer(views[edge.a].size)
    own, rival = drawings.likeness(finer)
    if rival < _RIVALS * own:
        return edge, False
    a, b = views[finer.a], views[finer.b]
    one = registered(a, b, finer.H_b_from_a)
    if one is None:
        # Glare and veils may leave too little to register; then it stands where nothing else is liker.
        return (edge if own >= rival else None), False
    near_px = _NEAR_SIDE * max(b.size)
    found = borne_out(a, b, Candidate(own, one.H_b_from_a, near_px, (drawn_flat(b),)))
    if found is None:
        return None, True
    if median_distance_px(found.points_a, finer.H_b_from_a, found.H_b_from_a) < threshold_px:
        return edge, False
    placed = edge_of((finer.a, finer.b), found, (finer.points_a, finer.points_b), threshold_px)
    return (placed if finer.a == edge.a else placed.turned(a.size)), False


@dataclass(frozen=True, eq=False)
class _Spectra:
    """What correlates: of a picture's values, of their squares and of its valid mask; and how many pixels are valid."""

    values: np.ndarray
    squares: np.ndarray
    valid: np.ndarray


class _Drawings:
    """The views drawn small in the middle of a grid of twice their sides, and others on it."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = views
        self._small: dict[int, tuple[np.ndarray, np.ndarray | None]] = {}
        self._own: dict[int, _Spectra] = {}

    def size(self, index: int) -> tuple[int, int]:
        """Return (height, width) of a view drawn small."""
        small = self._shrunk(index)[0]
        return small.shape[0], small.shape[1]

    def likeness(self, edge: Edge) -> tuple[float, float]:
        """Return how like a pair's views are where it places them, and the likest that they are anywhere else."""
        height, width = self.size(edge.b)
        if edge.b not in self._own:
            self._own[edge.b] = self._spectra(edge.b, np.eye(3), edge.b)
        b = self._own[edge.b]
        a = self._spectra(edge.a, edge.H_b_from_a, edge.b)
        shape = self._shape(edge.b)
        # Beyond half the picture a shift would come round.
        y, x = height // 2, width // 2
        joint, energy_a, energy_b, overlap = (
            np.roll(np.asarray(fft.irfft2(of_a.conj() * of_b, shape)), (y, x), (0, 1))[: 2 * y + 1, : 2 * x + 1]
            for of_a, of_b in ((a.values, b.values), (a.squares, b.valid), (a.valid, b.squares), (a.valid, b.valid))
        )
        likeness = joint / np.sqrt(np.maximum(energy_a * energy_b, 1.0))
        likeness[overlap < _LEAST_OVERLAP * overlap[y, x]] = 0
        near = max(2, round(_NEAR_SIDE * max(height, width)))
        rows, columns = slice(y - near, y + near + 1), slice(x - near, x + near + 1)
        own = float(likeness[rows, columns].max())
        likeness[rows, columns] = 0
        # The slope of the own peak is no rival.
        is_peak = likeness == cv2.dilate(likeness, np.ones((2 * near + 1, 2 * near + 1)))
        return own, float(likeness[is_peak].max(initial=0.0))

    def _shape(self, index: int) -> tuple[int, int]:
        """Return (rows, columns) of the spectra on a view's grid: as many as it has, or a few more that are faster."""
        rows, columns = (fft.next_fast_len(2 * side, real=True) for side in self.size(index))
        assert rows is not None
        assert columns is not None
        return rows, columns

    def _shrunk(self, index: int) -> tuple[np.ndarray, np.ndarray | None]:
        if index not in self._small:
            view = self._views[index]
            grey = shrunk(view.grey, _SIDE_PX)
            seen = None if view.seen is None else shrunk_seen(view.seen, (grey.shape[0], grey.shape[1]))
            self._small[index] = grey, seen
        return self._small[index]

    def _spectra(self, index: int, H_b_from_view: np.ndarray, on: int) -> _Spectra:
        height, width = self.size(on)
        grey, seen = self._shrunk(index)
        size = grey.shape[0], grey.shape[1]
        to_middle = np.array([[1, 0, width // 2], [0, 1, height // 2], [0, 0, 1.0]])
        H = to_middle @ geometry.resizing(self._views[on].size, (height, width)) @ H_b_from_view
        H = geometry.normalised(H @ geometry.resizing(size, self._views[index].size), size)
        low, high = _box_of(H, size, (2 * height, 2 * width))
        H = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1.0]]) @ H
        piece = int(high[1] - low[1]), int(high[0] - low[0])
        pixels, is_valid = normalised_warp(grey, H, piece, seen, is_exact=False)
        values, valid = np.zeros((2, 2 * height, 2 * width), np.float32)
        at = slice(low[1], high[1]), slice(low[0], high[0])
        valid[at] = is_valid
        values[at] = (pixels.astype(np.float32) - 128) / 40 * is_valid
        shape = self._shape(on)
        return _Spectra(*(np.asarray(fft.rfft2(x, shape)) for x in (values, values**2, valid)))


def _box_of(H: np.ndarray, size: tuple[int, int], grid_size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the first (x, y) of the part of a grid where a picture and its neighbourhood lie, and the first beyond."""
    bounds = pixels_seen(H, size)
    sides = np.array(grid_size[::-1])
    if bounds is None:
        return np.zeros(2, int), sides
    low = np.clip(bounds[0] - _NEIGHBOURHOOD_PX, 0, sides - 1).astype(int)
    return low, np.clip(bounds[1] + 1 + _NEIGHBOURHOOD_PX, low + 1, sides).astype(int)
