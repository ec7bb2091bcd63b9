"""A closer look at a pair that is placed roughly: the finer view warped onto the other, and matched again nearby."""

from collections.abc import Sequence

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.alignment.features import Features
from diar_gui.alignment.pair import (
    MAX_LOG10_FALSE_ALARMS,
    Edge,
    Matching,
    distinct_count,
    estimate_homography,
    log10_false_alarms,
    putative_matches,
)
from diar_gui.alignment.refine import smooth_warp
from diar_gui.alignment.views import BORDER_PX, View, find_features
from diar_gui.images import shrunk

_MIN_SHARE = 0.3  # of the matches nearby, so many must agree; by chance it is a tenth
_NEARBY_PX = (24.0, 12.0)  # how far a match may lie from where the placement says, at the working size; by rounds


def closer_look(edge: Edge, views: Sequence[View], matching: Matching) -> Edge | None:
    """Return the pair by what is matched when its views look alike, None where that agrees no better than by chance."""
    turned = edge.from_finer(views[edge.a].size)
    a, b = views[turned.a], views[turned.b]
    found = None
    H = turned.H_b_from_a
    for nearby_px in _NEARBY_PX:
        features = _features_on(a, b, H, matching)
        points_a, points_b = putative_matches(matching.extractors, features, b.features)
        radius_px = nearby_px * b.feature_scale
        near = np.linalg.norm(points_a - points_b, axis=1) < radius_px
        points_a, points_b = geometry.transfer(geometry.inverse(H, a.size), points_a[near]), points_b[near]
        seen = geometry.is_inside(points_a, a.size)
        points_a, points_b = points_a[seen], points_b[seen]
        estimate = estimate_homography(points_a, points_b, a.size, matching.threshold_px)
        if estimate is None:
            return None
        H, is_inlier = estimate
        n_distinct = min(distinct_count(points_a[is_inlier]), distinct_count(points_b[is_inlier]))
        side_px = round(np.sqrt(np.pi) * radius_px)
        chance = log10_false_alarms(len(points_a), n_distinct, matching.threshold_px, (side_px, side_px))
        if chance >= MAX_LOG10_FALSE_ALARMS:
            return None
        found = Edge(turned.a, turned.b, points_a, points_b, is_inlier, H)
    if found is None or found.n_inliers < _MIN_SHARE * len(found.points_a):
        return None
    return found if found.a == edge.a else found.turned(a.size)


def _features_on(a: View, b: View, H_b_from_a: np.ndarray, matching: Matching) -> tuple[Features, ...]:
    """Return the features of a as b would see it, in b's pixels."""
    small = shrunk(b.grey, matching.working_size_px)
    size = small.shape[0], small.shape[1]
    H_small = geometry.normalised(geometry.resizing(b.size, size) @ H_b_from_a, a.size)
    grey, valid = smooth_warp(a.grey, H_small, size, a.seen)
    image = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
    seen = cv2.resize(valid.view(np.uint8), b.size[::-1], interpolation=cv2.INTER_NEAREST) > 0
    H_b_from_small = geometry.resizing(size, b.size)
    return find_features(image, matching.extractors, H_b_from_small, b.size, seen, BORDER_PX * b.feature_scale)
