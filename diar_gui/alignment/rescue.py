"""A second look at photos that matched nothing firmly: as they would look from a more slanted view.

Key points survive turns and zooms, hardly tilts of over 40 degrees. Squeezing a photo along several directions brings
one of its versions close to how another photo sees the thing (affine simulation: Morel and Yu, "ASIFT", 2009). What
fits so, if only roughly, is looked at once more with the one photo warped onto the other, where key points see the same
again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.alignment.closer import closer_look
from diar_gui.alignment.confirm import is_confirmed, stands_out
from diar_gui.alignment.features import Features
from diar_gui.alignment.graph import Graph, believed_edge
from diar_gui.alignment.pair import MAX_LOG10_FALSE_ALARMS, Edge, Matching, putative_matches
from diar_gui.alignment.views import BORDER_PX, View, find_features
from diar_gui.progress import Progress

_Points = tuple[np.ndarray, np.ndarray]

_TILTS = ((2.2, 4), (4.0, 8), (7.0, 12))  # views from about 63, 76 and 82 degrees; along so many directions
_N_TRIED = 2  # of the placements that the versions of a photo suggest, the best are looked at closer
_WORTH_A_LOOK = 0.0  # decimal logarithm of false alarms of a placement that a closer look may bear out
_FIRM_N_INLIERS = 25  # a frame whose best pair has fewer is worth a second look
_MIN_COVER = 0.15  # and so is one whose inliers cover less of the overlap
_N_TILTED_PARTNERS = 2  # which of two photos is the steeper one is not known, but tilting costs time
_N_PARTNERS = 4  # the best connected photos; one that fits none of them will hardly fit another


def rescue(
    graph: Graph, views: Sequence[View], matching: Matching, progress: Progress, repeats: Sequence[bool] = ()
) -> Graph:
    """Return the graph with what more was found for the frames that no edge, or a weak one only, ties to another.

    What is found so has to be confirmed by the pixels. Views that repeat are passed over: theirs are settled already.
    """
    edges = {(edge.a, edge.b): edge for edge in graph.edges}
    strengths = graph.strengths()
    settled = {i for i, is_repeating in enumerate(repeats) if is_repeating}
    firm = {i for edge in graph.edges if _is_firm(edge, views) for i in (edge.a, edge.b)}
    loose = [i for i, view in enumerate(views) if i not in firm and view.has_structure and i not in settled]
    putative = dict(graph.putative)
    ranking = [int(i) for i in np.argsort(-strengths.sum(axis=1), kind="stable")]
    tilts = _Tilts(views, matching, progress)
    for k, frame in enumerate(loose):
        progress.update(k / len(loose), "Looking again at photo {i}", i=frame + 1)
        partners = [i for i in ranking if i != frame and i not in loose[:k] and i not in settled][:_N_PARTNERS]
        for n, partner in enumerate(partners):
            pair = min(frame, partner), max(frame, partner)
            to_tilt = (frame, partner) if n < _N_TILTED_PARTNERS else (frame,)
            found = _found_again(pair, graph, edges.get(pair), tilts, to_tilt)
            if found is not None:
                edges[pair], putative[pair] = found, (found.points_a, found.points_b)
    progress.update(1.0)
    return replace(graph, edges=tuple(edges.values()), putative=putative)


def _is_firm(edge: Edge, views: Sequence[View]) -> bool:
    """Tell whether a pair has inliers enough, spread over what both views see."""
    if edge.n_inliers < _FIRM_N_INLIERS:
        return False
    size_a, size_b = views[edge.a].size, views[edge.b].size
    hull = cv2.convexHull(edge.points_a[edge.is_inlier].astype(np.float32))
    overlap = geometry.overlap_fraction(geometry.inverse(edge.H_b_from_a, size_a), size_b, size_a)
    return cv2.contourArea(hull) >= _MIN_COVER * overlap * size_a[0] * size_a[1]


def _found_again(
    pair: tuple[int, int], graph: Graph, known: Edge | None, tilts: "_Tilts", to_tilt: Sequence[int]
) -> Edge | None:
    """Return the pair as a closer look finds it, better than it is known; None if nothing believable is found."""
    best = known
    for candidate in _candidates(pair, graph, known, tilts, to_tilt):
        tilts.progress.check_cancelled()
        edge = candidate if tilts.matching.is_on_grid else closer_look(candidate, tilts.views, tilts.matching)
        if edge is None or (best is not None and edge.n_inliers <= best.n_inliers):
            continue
        if is_confirmed(edge, tilts.views) and stands_out(edge, tilts.views):
            best = edge
            if _is_firm(best, tilts.views):
                break
    return None if best is known else best


def _candidates(
    pair: tuple[int, int], graph: Graph, known: Edge | None, tilts: "_Tilts", to_tilt: Sequence[int]
) -> Iterator[Edge]:
    """Yield placements that may be right: the known one or what plain matches say, then tilt by tilt the best."""
    if known is not None:
        yield known
    elif pair in graph.putative:
        yield from _hypotheses(pair, [graph.putative[pair]], tilts)
    a, b = pair
    for level in range(len(_TILTS)):
        matches = []
        for frame in to_tilt:
            versions = [
                (version, tilts.views[b].features) if frame == a else (tilts.views[a].features, version)
                for version in tilts.of(frame, level)
            ]
            points = [putative_matches(tilts.matching.extractors, *version) for version in versions]
            matches += [*points, _joined(points)]
        yield from _hypotheses(pair, matches, tilts)[:_N_TRIED]


def _joined(points: Sequence[_Points]) -> _Points:
    return np.vstack([of_a for of_a, _ in points]), np.vstack([of_b for _, of_b in points])


def _hypotheses(pair: tuple[int, int], matches: Sequence[_Points], tilts: "_Tilts") -> list[Edge]:
    """Return the placement by each set of matches that is not quite by chance, the one with most inliers first."""
    sizes = tilts.views[pair[0]].size, tilts.views[pair[1]].size
    max_chance = MAX_LOG10_FALSE_ALARMS if tilts.matching.is_on_grid else _WORTH_A_LOOK
    found = [believed_edge(*pair, *points, sizes, tilts.matching.threshold_px, max_chance) for points in matches]
    return sorted((edge for edge in found if edge is not None), key=lambda edge: -edge.n_inliers)


@dataclass(frozen=True, eq=False)
class _Tilts:
    """The features of views as they look squeezed; found when they are asked for, and kept."""

    views: Sequence[View]
    matching: Matching
    progress: Progress
    _kept: dict[tuple[int, int], list[list[Features]]] = field(default_factory=dict)

    def of(self, frame: int, level: int) -> list[list[Features]]:
        """Return, for every direction of a tilt, the features of every extractor, placed in the view's pixels."""
        if (frame, level) not in self._kept:
            self._kept[frame, level] = self._found(self.views[frame], level)
        return self._kept[frame, level]

    def _found(self, view: View, level: int) -> list[list[Features]]:
        height, width = view.size
        scale = min(1.0, self.matching.working_size_px / max(height, width))
        tilt, n_directions = _TILTS[level]
        versions = []
        for k in range(n_directions):
            self.progress.check_cancelled()
            image, H_tilted_from_view = _tilt(view.grey, scale, 180 * k / n_directions, tilt)
            # Squeezed much, only the first kind finds its like (measured).
            used = self.matching.extractors[: 1 if level else None]
            H_view_from_tilted = np.linalg.inv(H_tilted_from_view)
            found = find_features(image, used, H_view_from_tilted, view.size, view.seen, BORDER_PX / scale)
            version = [*found, *(f.none() for f in view.features[len(used) :])]
            versions.append(version)
        return versions


def _tilt(grey: np.ndarray, scale: float, angle_deg: float, tilt: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the picture turned by the angle and squeezed across by the tilt, and the homography that does it."""
    height, width = grey.shape
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]]) @ geometry.scaling(scale, scale)
    corners = geometry.transfer(turn, geometry.corners((height, width)))
    shift = np.array([[1, 0, -corners[:, 0].min()], [0, 1, -corners[:, 1].min()], [0, 0, 1.0]])
    size = np.ceil(np.ptp(corners, axis=0)).astype(int) + 1
    turned = cv2.warpPerspective(
        grey, shift @ turn, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    # Squeezing aliases unless the picture is smoothed along that direction first.
    smooth = cv2.GaussianBlur(turned, (0, 0), sigmaX=0.8 * np.sqrt(tilt**2 - 1), sigmaY=0.01)
    squeezed = (max(1, round(size[0] / tilt)), int(size[1]))
    image = cv2.resize(smooth, squeezed, interpolation=cv2.INTER_LINEAR)
    squeeze = geometry.resizing((int(size[1]), int(size[0])), (squeezed[1], squeezed[0]))
    return cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), squeeze @ shift @ turn
