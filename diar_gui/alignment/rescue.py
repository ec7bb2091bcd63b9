"""A second look at photos that matched nothing: as they would look from a more slanted view.

Key points survive turns and zooms, hardly tilts of over 40 degrees. Squeezing a photo along several directions brings
one of its versions close to how another photo sees the thing (affine simulation: Morel and Yu, "ASIFT", 2009).
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.alignment.confirm import is_confirmed
from diar_gui.alignment.features import Extractor, Features
from diar_gui.alignment.graph import Graph, believed_edge
from diar_gui.alignment.pair import putative_matches
from diar_gui.alignment.views import BORDER_PX, View, of_what_is_seen
from diar_gui.progress import Progress

_TILT = 2.2  # a view from about 63 degrees
_ANGLES_DEG = (0, 45, 90, 135)
_FIRM_N_INLIERS = 25  # a frame whose best pair has fewer is worth a second look
_N_PARTNERS = 4  # the best connected photos; one that fits none of them will hardly fit another
_MIN_N_FEATURES = 100  # what shows less than this fails for want of structure, not for its slant


def rescue(
    graph: Graph,
    views: Sequence[View],
    extractors: Sequence[Extractor],
    working_size_px: int,
    threshold_px: float,
    progress: Progress,
    repeats: Sequence[bool] = (),
) -> Graph:
    """Return the graph with what more was found for the frames that no edge, or a weak one only, ties to another.

    What is found so has to be confirmed by the pixels. Views that repeat are passed over: theirs are settled already.
    """
    strengths = graph.strengths()
    settled = {i for i, is_repeating in enumerate(repeats) if is_repeating}
    is_firm = strengths.max(axis=1) >= _FIRM_N_INLIERS
    loose = [i for i, view in enumerate(views) if not is_firm[i] and _has_structure(view) and i not in settled]
    edges = {(edge.a, edge.b): edge for edge in graph.edges}
    putative = dict(graph.putative)
    ranking = [int(i) for i in np.argsort(-strengths.sum(axis=1), kind="stable")]
    for k, frame in enumerate(loose):
        progress.update(k / len(loose), f"Looking again at photo {frame + 1}")
        # Of two loose frames it is enough to tilt one.
        partners = [i for i in ranking if i != frame and i not in loose[:k] and i not in settled][:_N_PARTNERS]
        tilted = _tilted_features(views[frame], extractors, working_size_px, progress)
        for partner in partners:
            progress.check_cancelled()
            found = [putative_matches(extractors, version, views[partner].features) for version in tilted]
            own, other = np.vstack([points for points, _ in found]), np.vstack([points for _, points in found])
            a, b = sorted((frame, partner))
            points_a, points_b = (own, other) if a == frame else (other, own)
            edge = believed_edge(a, b, points_a, points_b, (views[a].size, views[b].size), threshold_px)
            if edge is not None and edge.n_inliers > strengths[a, b] and is_confirmed(edge, views):
                edges[a, b], putative[a, b] = edge, (points_a, points_b)
    progress.update(1.0)
    return replace(graph, edges=tuple(edges.values()), putative=putative)


def _has_structure(view: View) -> bool:
    return sum(len(f) for f in view.features) >= _MIN_N_FEATURES


def _tilted_features(
    view: View, extractors: Sequence[Extractor], working_size_px: int, progress: Progress
) -> list[list[Features]]:
    """Return, per simulated tilt, the features of every extractor, placed in the view's pixels."""
    height, width = view.size
    scale = min(1.0, working_size_px / max(height, width))
    versions = []
    for angle in _ANGLES_DEG:
        progress.check_cancelled()
        image, H_tilted_from_view = _tilt(view.grey, scale, angle)
        H_view_from_tilted = np.linalg.inv(H_tilted_from_view)
        version = []
        for extractor in extractors:
            found = extractor.extract(image)
            points = geometry.transfer(H_view_from_tilted, found.points)
            inside = geometry.is_inside(points, view.size)
            placed = Features(points[inside], found.descriptors[inside])
            version.append(of_what_is_seen(placed, view.seen, BORDER_PX / scale))
        versions.append(version)
    return versions


def _tilt(grey: np.ndarray, scale: float, angle_deg: float) -> tuple[np.ndarray, np.ndarray]:
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
    smooth = cv2.GaussianBlur(turned, (0, 0), sigmaX=0.8 * np.sqrt(_TILT**2 - 1), sigmaY=0.01)
    squeezed = (max(1, round(size[0] / _TILT)), int(size[1]))
    image = cv2.resize(smooth, squeezed, interpolation=cv2.INTER_LINEAR)
    squeeze = geometry.resizing((int(size[1]), int(size[0])), (squeezed[1], squeezed[0]))
    return cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), squeeze @ shift @ turn
