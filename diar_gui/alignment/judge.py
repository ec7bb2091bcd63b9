"""Which frames to believe, and in plain words why not the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.adjust import Adjustment, PairPoints
from diar_gui.alignment.confirm import stands_out
from diar_gui.alignment.graph import Graph, chain_homographies
from diar_gui.alignment.misfit import Misfit
from diar_gui.alignment.pair import Edge, distinct_count
from diar_gui.alignment.refine import SIGMA_PX as REFINED_SIGMA_PX
from diar_gui.alignment.registered import median_distance_px, registered
from diar_gui.alignment.results import NO_MATCHES, AlignedFrame, AlignmentOptions, Matches
from diar_gui.alignment.views import View
from diar_gui.bends import Bend
from diar_gui.extent import Extent
from diar_gui.images import Frame
from diar_gui.sentences import Sentence

_MIN_N_INLIERS = 12  # at distinct places; with fewer a frame is not believed
_MIN_SHARE = 0.3  # of the patches that found a partner, so many must agree with the frame's homography
_MIN_LEAD = 2.0  # or so many times as many as anywhere beside: what is bent agrees with no homography everywhere
_MIN_OVERLAP_FRACTION = 0.02
# The covariance takes matches for independent; neighbouring ones share the lens, the resampling and the light.
# Against the truth of the ray-traced sequences the error is about twice what it says.
ERROR_INFLATION = 2.0
_LEAST_ERROR_PX = 0.007  # that all patches of a photo have in common, however many they are
_MOST_LEFT = 0.7  # of the misfit a bend may leave so much, as far as it can be told; if not, it is not used
_DARK_LEVEL = 16  # mean 8-bit level below which a photo counts as black
_FEW_FEATURES = 30


@dataclass(frozen=True, eq=False)
class Evidence:
    """All that speaks for or against the frames: what was matched, and what the last adjustment made of it.

    grid: in whose pixels the adjustment speaks: the reference's view, perhaps extended.
    misfits: what the pixels of each frame say, place by place; None of the reference and those without a homography.
    """

    views: Sequence[View]
    graph: Graph
    pairs: Sequence[PairPoints]
    adjustment: Adjustment
    reference: int
    threshold_px: float
    grid: Extent
    misfits: Sequence[Misfit | None]

    def transfer_errors(self, a: int, b: int) -> np.ndarray | None:
        """Return `(N,)` distances in b's view of the putative matches of a pair; None where it was not tried."""
        H_a, H_b = self.adjustment.H_ref_from_view[a], self.adjustment.H_ref_from_view[b]
        if (a, b) not in self.graph.putative or H_a is None or H_b is None:
            return None
        points_a, points_b = self.graph.putative[a, b]
        H = geometry.inverse(H_b, self.views[b].size) @ H_a
        errors = np.linalg.norm(geometry.transfer(H, points_a) - points_b, axis=1)
        return np.where(np.isfinite(errors), errors, np.inf)


def is_placed(H_ref_from_view: np.ndarray, view_size: tuple[int, int], ref_size: tuple[int, int]) -> bool:
    """Tell whether the homography is believable where the frame meets the reference."""
    try:
        points = geometry.points_in_overlap(H_ref_from_view, view_size, ref_size)
    except ValueError:
        return False
    return geometry.is_plausible(H_ref_from_view, view_size, points)


def judge(frames: Sequence[Frame], evidence: Evidence, options: AlignmentOptions) -> list[AlignedFrame]:
    """Return what became of every frame, with full-size homographies for those believed."""
    return [_judge_frame(i, frame, frames, evidence, options) for i, frame in enumerate(frames)]


def _judge_frame(
    index: int, frame: Frame, frames: Sequence[Frame], evidence: Evidence, options: AlignmentOptions
) -> AlignedFrame:
    reference, ref_frame = evidence.reference, frames[evidence.reference]
    n_matches, inlier_points = _matches_of(index, evidence)
    n_inliers = len(inlier_points)
    if index == reference:
        return AlignedFrame(frame.name, "reference", "", n_matches, n_inliers, 0.0, 1.0, np.eye(3))
    view, ref_view = evidence.views[index], evidence.views[reference]
    H_view = evidence.adjustment.H_ref_from_view[index]
    reason = _reason_unplaced(frame, view, ref_frame.name, index, evidence) if H_view is None else ""
    error_px, overlap, H, bend = None, 0.0, None, None
    if H_view is not None:
        expected_px = ERROR_INFLATION * evidence.adjustment.expected_error_px(index, view.size, evidence.grid.size)
        reason = _reason_placed(frame.name, H_view, expected_px, inlier_points, index, evidence, options)
        if not reason:
            H_ref_from_grid = np.linalg.inv(evidence.grid.H_extent_from_ref @ ref_view.H_view_from_frame)
            H = H_ref_from_grid @ H_view @ view.H_view_from_frame
            H = geometry.normalised(H, frame.size)
            overlap = geometry.overlap_fraction(H, frame.size, ref_frame.size)
            bend = _bend(H_view, index, evidence, options)
            error_px = _error_px(H_view, expected_px, index, evidence, is_bent=bend is not None)
            if error_px is None and not _is_registered(index, evidence):
                reason, overlap, H, bend = _agrees_in_too_few(frame.name), 0.0, None, None
    status = "rejected" if reason else "aligned"
    matches = _shown_matches(index, evidence)
    return AlignedFrame(frame.name, status, reason, n_matches, n_inliers, error_px, overlap, H, matches, bend)


def _error_px(H_view: np.ndarray, expected_px: float, index: int, evidence: Evidence, *, is_bent: bool) -> float | None:
    """Return how far off the frame is to be expected, in full-size reference pixels; None where it cannot be told.

    A bend holds whatever the homography leaves. Without one, what the matches leave open and what no homography can do
    are independent of one another; so is what all patches are off together.
    """
    misfit, view = evidence.misfits[index], evidence.views[index]
    misfit_px = None if misfit is None else misfit.error_px(H_view, view.size, evidence.grid.size, is_bent=is_bent)
    if misfit_px is None:
        return None
    error_px = np.linalg.norm([misfit_px, _LEAST_ERROR_PX, 0.0 if is_bent else expected_px])
    scale = np.sqrt(abs(np.linalg.det(evidence.views[evidence.reference].H_view_from_frame)))
    return float(error_px / scale)


def _bend(H_view: np.ndarray, index: int, evidence: Evidence, options: AlignmentOptions) -> Bend | None:
    """Return the frame's bend; None where it has none, gains little by it, or is shown far beyond what was compared."""
    misfit, sizes = evidence.misfits[index], (evidence.views[index].size, evidence.grid.size)
    if options.beyond_reference or misfit is None or misfit.found is None or not misfit.found.is_sure:
        return None
    flat, bent = (misfit.error_px(H_view, *sizes, is_bent=is_bent) for is_bent in (False, True))
    if flat is None or bent is None or bent > _MOST_LEFT * flat:
        return None
    return misfit.found.bend


def _matches_of(index: int, evidence: Evidence) -> tuple[int, np.ndarray]:
    """Return how many matches the frame has over its believed pairs, and where in it the inliers lie."""
    n_matches, inliers = 0, [np.empty((0, 2))]
    for edge in evidence.graph.edges:
        if index not in (edge.a, edge.b):
            continue
        n_matches += len(edge.points_a)
        errors = evidence.transfer_errors(edge.a, edge.b)
        if errors is not None:
            points = edge.points_a if index == edge.a else edge.points_b
            inliers.append(points[errors < evidence.threshold_px])
    return n_matches, np.vstack(inliers)


def _reason_unplaced(frame: Frame, view: View, reference: str, index: int, evidence: Evidence) -> str:
    if view.grey.mean() < _DARK_LEVEL:
        return Sentence("{name} is almost black; take it again with more light, or leave it out.", name=frame.name)
    if sum(len(f) for f in view.features) < _FEW_FEATURES:
        return Sentence(
            "{name} shows too little structure to be aligned; it may be blurred, burnt out or empty.", name=frame.name
        )
    if any(index in pair for pair in evidence.graph.ambiguous):
        return Sentence(
            "{name} fits in several places, a row or a column apart; place it by hand, or take it again with "
            "something in view that does not repeat.",
            name=frame.name,
        )
    if _lies_beyond_reference(index, evidence):
        return _beyond_reference(frame.name)
    if any(index in (e.a, e.b) for e in evidence.graph.edges):
        return Sentence(
            "{name} fits other photos, but none that leads to {reference}; choose another reference.",
            name=frame.name,
            reference=reference,
        )
    return Sentence(
        "{name} could not be matched with the other photos; it may show something else, or from too slanted a view.",
        name=frame.name,
    )


def _beyond_reference(name: str) -> str:
    return Sentence(
        "{name} shows nothing of what the reference photo shows; choose another reference, or to show all that the "
        "photos saw (--canvas all).",
        name=name,
    )


def _lies_beyond_reference(index: int, evidence: Evidence) -> bool:
    """Tell whether a chain of pairs leads to a frame, but to none of what the reference sees."""
    sizes = [view.size for view in evidence.views]
    H = chain_homographies(evidence.graph, evidence.reference, sizes)[index]
    if H is None:
        return False
    return geometry.overlap_fraction(H, sizes[index], sizes[evidence.reference]) < _MIN_OVERLAP_FRACTION


def _reason_placed(
    name: str,
    H_view: np.ndarray,
    expected_px: float,
    inlier_points: np.ndarray,
    index: int,
    evidence: Evidence,
    options: AlignmentOptions,
) -> str:
    """Return why a frame that has a homography is not believed; empty if it is."""
    view, grid = evidence.views[index], evidence.grid
    if geometry.overlap_fraction(H_view, view.size, grid.size) < _MIN_OVERLAP_FRACTION:
        return _beyond_reference(name)
    if not is_placed(H_view, view.size, grid.size):
        return Sentence("{name} would have to be bent to fit the other photos; it may show something else.", name=name)
    is_trusted = _agreeing_share(index, evidence) >= _MIN_SHARE or _stands_out(index, evidence)
    if distinct_count(inlier_points) < _MIN_N_INLIERS or not is_trusted:
        return _agrees_in_too_few(name)
    if expected_px > options.max_error_px * view.feature_scale:
        return Sentence(
            "{name} could be placed only to within about {distance:.0f} pixels; take it again less slanted, sharper or "
            "with more overlap.",
            name=name,
            distance=expected_px,
        )
    return ""


def _agrees_in_too_few(name: str) -> str:
    return Sentence(
        "{name} agrees with the other photos in too few places to be trusted; it may show something else.", name=name
    )


def _agreeing_share(index: int, evidence: Evidence) -> float:
    """Return which share of the frame's registered patches the adjustment found true; 1 where there are none."""
    errors = [
        residuals
        for pair, residuals in zip(evidence.pairs, evidence.adjustment.residuals_px, strict=True)
        if index in (pair.a, pair.b) and pair.sigma_px == REFINED_SIGMA_PX
    ]
    joined = np.concatenate(errors) if errors else np.empty(0)
    return float((joined < 4 * REFINED_SIGMA_PX).mean()) if len(joined) else 1.0


def _stands_out(index: int, evidence: Evidence) -> bool:
    """Tell whether a frame agrees with the one it is most firmly tied to, where it was placed, and nowhere beside."""
    edge = _firmest(index, evidence)
    return edge is not None and stands_out(edge, evidence.views, _MIN_LEAD)


def _is_registered(index: int, evidence: Evidence) -> bool:
    """Tell whether the pixels of the frame that it is most firmly tied to hold a frame where it was placed.

    Along lines and steps matches agree on what is none, a little beside as well.
    """
    edge = _firmest(index, evidence)
    if edge is None:
        return False
    edge = edge.from_finer(evidence.views[edge.a].size)
    one = registered(evidence.views[edge.a], evidence.views[edge.b], edge.H_b_from_a)
    if one is None:
        return False
    return median_distance_px(one.points_a, edge.H_b_from_a, one.H_b_from_a) < evidence.threshold_px


def _firmest(index: int, evidence: Evidence) -> Edge | None:
    """Return the pair by which a frame is most firmly tied, as it was placed; None without one."""
    edges = [edge for edge in evidence.graph.edges if index in (edge.a, edge.b)]
    if not edges:
        return None
    edge = max(edges, key=lambda edge: edge.n_inliers)
    H_a, H_b = (evidence.adjustment.H_ref_from_view[i] for i in (edge.a, edge.b))
    if H_a is None or H_b is None:
        return None
    size_a, size_b = (evidence.views[i].size for i in (edge.a, edge.b))
    try:
        H = geometry.normalised(geometry.inverse(H_b, size_b) @ H_a, size_a)
    except ValueError:
        return None
    return replace(edge, H_b_from_a=H)


def _shown_matches(index: int, evidence: Evidence) -> Matches:
    """Return the putative matches with the reference in full-size pixels, inliers under the final homography."""
    a, b = sorted((index, evidence.reference))
    if (a, b) not in evidence.graph.putative:
        return NO_MATCHES
    points_a, points_b = evidence.graph.putative[a, b]
    errors = evidence.transfer_errors(a, b)
    is_inlier = np.zeros(len(points_a), bool) if errors is None else errors < evidence.threshold_px
    full_a = geometry.transfer(np.linalg.inv(evidence.views[a].H_view_from_frame), points_a)
    full_b = geometry.transfer(np.linalg.inv(evidence.views[b].H_view_from_frame), points_b)
    return Matches(full_a, full_b, is_inlier) if a == index else Matches(full_b, full_a, is_inlier)
