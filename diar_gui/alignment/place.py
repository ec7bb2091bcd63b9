"""A frame placed by hand: pairs of points set by a person fix its homography, and the pixels refine it.

Points set by hand are a few pixels off. From there patches of both pictures are registered on one another, coarse to
fine, and adjusted together with the points, which hold the frame where no patch finds a partner. A refinement that
leaves the points further behind than hands are off, or that does not make the pictures fit better, is not believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.alignment.adjust import PairPoints, adjust
from diar_gui.alignment.hand_pairs import HandPairs, PairFault
from diar_gui.alignment.judge import ERROR_INFLATION, is_placed
from diar_gui.alignment.pair import MAX_LOG10_FALSE_ALARMS, distinct_count, log10_false_alarms
from diar_gui.alignment.refine import SEARCH_RADIUS_PX, normalised_warp, refinement_pairs
from diar_gui.alignment.results import NO_MATCHES, AlignedFrame, AlignmentOptions, Matches
from diar_gui.alignment.views import View, make_views
from diar_gui.errors import AlignmentError
from diar_gui.images import Frame, shrunk, shrunk_seen
from diar_gui.progress import Progress
from diar_gui.sentences import Sentence

_SHRINKINGS = (4, 2, 1, 1)  # the first view is so small that a hand's error lies well within the search radius
_MIN_VIEW_SIDE_PX = 160
_MAX_HAND_SIGMAS = 4.0  # a refinement may leave a point so far behind
_AGREEING_PX = 1.0
_MIN_N_AGREEING = 12  # patches at distinct places
_MIN_SHARE = 0.3  # of the patches that found a partner, so many must agree
_CELL_PX = 32  # side of the pieces in which the misfit is compared
_MAX_DIFFERENCE = 80  # of normalised values; what differs more (glare, an occluder) differs under any homography
_MIN_FALL_SIGMAS = 3.0  # by so many standard errors the misfit has to fall


class Outcome(Enum):
    """What became of the refinement."""

    REFINED = auto()
    TOO_LITTLE_ALIKE = auto()
    FAR_FROM_POINTS = auto()
    NO_BETTER = auto()


_NOTES = {
    Outcome.REFINED: Sentence(
        "{name} is placed: your points were about {distance:.1f} pixels off, the rest was done on the pixels."
    ),
    Outcome.TOO_LITTLE_ALIKE: Sentence(
        "{name} stays where your points put it: too few places look alike in both pictures to do it better."
    ),
    Outcome.FAR_FROM_POINTS: Sentence(
        "{name} stays where your points put it: the pixels would have moved it too far away from them."
    ),
    Outcome.NO_BETTER: Sentence("{name} stays where your points put it: the pixels found nothing that fits better."),
}


@dataclass(frozen=True, eq=False)
class PlacedFrame:
    """A frame placed by hand.

    aligned: as if it had been aligned by itself, with the homography between full-size pixels, the expected error and
        the overlap; its matches are the pairs set by hand, and after them the patches that it was refined on.
    outcome: whether it was refined, and if not why.
    distance_px: root mean square distance of the pairs set by hand under the homography, full-size reference pixels.
    """

    aligned: AlignedFrame
    outcome: Outcome
    distance_px: float

    @property
    def is_refined(self) -> bool:
        """Whether the pixels moved it; otherwise it lies where the points put it."""
        return self.outcome is Outcome.REFINED

    @property
    def note(self) -> Sentence:
        """One finished sentence that says what was done."""
        return Sentence(_NOTES[self.outcome], name=self.aligned.name, distance=self.distance_px)


def place(
    frame: Frame,
    reference: Frame,
    frame_points: np.ndarray,
    reference_points: np.ndarray,
    *,
    options: AlignmentOptions | None = None,
    progress: Progress | None = None,
) -> PlacedFrame:
    """Return where a frame lies by pairs of points set by hand, refined on the pixels where that is to be believed.

    Args:
        frame: the photo to place.
        reference: on whose pixel grid.
        frame_points: `(N, 2)`, at least four, full-size pixels.
        reference_points: `(N, 2)`, where the reference shows the same places.
        options: of them the refinement size counts.
        progress: reports and cancels.

    Raises:
        AlignmentError: the points do not fix a homography that a camera could have made.
        Cancelled: the user asked to stop.
        ValueError: the points are no two finite `(N, 2)` arrays of one length.
    """
    progress = progress or Progress()
    progress.update(0.0, "Placing {name} by its points", name=frame.name)
    points = np.asarray(frame_points, float), np.asarray(reference_points, float)
    hand = HandPairs(*points, frame.size, reference.size)
    H_hand = hand.fit()
    if isinstance(H_hand, PairFault):
        raise AlignmentError(H_hand.sentence(frame.name))
    views = make_views((frame, reference), (), options or AlignmentOptions(), progress.part(0.0, 0.2))
    refinement = _refine(views, hand, H_hand, progress.part(0.2, 0.85))
    progress.update(0.85, "Checking how {name} fits", name=frame.name)
    outcome = _judge(views, hand, H_hand, refinement)
    progress.update(1.0)
    if refinement is None or outcome is not Outcome.REFINED:
        refinement = _Refinement(H_hand, hand.expected_error_px(H_hand), NO_MATCHES)
    return _result(frame.name, hand, outcome, refinement)


@dataclass(frozen=True, eq=False)
class _Refinement:
    """What the pixels say.

    H: `H_ref_from_frame`, full-size pixels. error_px: expected, full-size reference pixels.
    patches: those that found a partner in the last round, full-size pixels; inliers are those that agree with H.
    """

    H: np.ndarray
    error_px: float
    patches: Matches


def _refine(views: Sequence[View], hand: HandPairs, H_hand: np.ndarray, progress: Progress) -> _Refinement | None:
    """Return the homography refined coarse to fine, None where the pixels led astray."""
    H, refinement = H_hand, None
    for k, shrinking in enumerate(_SHRINKINGS):
        if shrinking > 1 and min(max(v.size) for v in views) < shrinking * _MIN_VIEW_SIDE_PX:
            continue
        part = progress.part(k / len(_SHRINKINGS), (k + 1) / len(_SHRINKINGS))
        refinement = _refine_once([_shrunk(v, shrinking) for v in views], hand, H, part)
        if refinement is None:
            return None
        H = refinement.H
    return refinement


def _shrunk(view: View, shrinking: int) -> View:
    if shrinking == 1:
        return view
    grey = shrunk(view.grey, max(view.size) // shrinking)
    H_small_from_view = geometry.resizing(view.size, (grey.shape[0], grey.shape[1]))
    seen = None if view.seen is None else shrunk_seen(view.seen, (grey.shape[0], grey.shape[1]))
    return View(grey, H_small_from_view @ view.H_view_from_frame, (), view.feature_scale, seen)


def _refine_once(views: Sequence[View], hand: HandPairs, H: np.ndarray, progress: Progress) -> _Refinement | None:
    """Return the homography that fits patches of the views and the pairs set by hand, None where it is none."""
    view, ref_view = views
    H_view = _in_views(views, H)
    starts = [H_view, np.eye(3)]
    seen = [v.seen for v in views]
    (patches,) = refinement_pairs([v.grey for v in views], starts, [(0, 1)], ref_view.size, progress, seen)
    scale = float(np.sqrt(np.linalg.det(ref_view.H_view_from_frame)))
    points = geometry.transfer(view.H_view_from_frame, hand.frame_points)
    ref_points = geometry.transfer(ref_view.H_view_from_frame, hand.reference_points)
    set_by_hand = PairPoints(0, 1, points, ref_points, hand.sigma_px[1] * scale)
    adjustment = adjust([set_by_hand, patches], starts, 1, ref_view.size)
    H_view = adjustment.H_ref_from_view[0]
    if H_view is None or not is_placed(H_view, view.size, ref_view.size):
        return None
    H = np.linalg.inv(ref_view.H_view_from_frame) @ H_view @ view.H_view_from_frame
    error_px = ERROR_INFLATION * adjustment.expected_error_px(0, view.size, ref_view.size) / scale
    found = Matches(
        geometry.transfer(np.linalg.inv(view.H_view_from_frame), patches.points_a),
        geometry.transfer(np.linalg.inv(ref_view.H_view_from_frame), patches.points_b),
        adjustment.residuals_px[1] < _AGREEING_PX,
    )
    return _Refinement(geometry.normalised(H, hand.frame_size), error_px, found)


def _in_views(views: Sequence[View], H_ref_from_frame: np.ndarray) -> np.ndarray:
    """Return the homography between the views of the frame and the reference, normalised."""
    view, ref_view = views
    H = ref_view.H_view_from_frame @ H_ref_from_frame @ np.linalg.inv(view.H_view_from_frame)
    return geometry.normalised(H, view.size)


def _judge(views: Sequence[View], hand: HandPairs, H_hand: np.ndarray, refinement: _Refinement | None) -> Outcome:
    """Return whether to believe the refinement, and if not why."""
    if refinement is None or not _is_beyond_chance(refinement.patches, views[1]):
        return Outcome.TOO_LITTLE_ALIKE
    bounds_px = _MAX_HAND_SIGMAS * hand.distance_sigmas_px(H_hand)
    # A pair that contradicts the other pairs was left behind already by the hand-set homography.
    is_near = (hand.distances_px(refinement.H) <= bounds_px) | (hand.distances_px(H_hand) > bounds_px)
    if not is_near.all():
        return Outcome.FAR_FROM_POINTS
    return Outcome.REFINED if _fits_better(views, H_hand, refinement.H) else Outcome.NO_BETTER


def _is_beyond_chance(patches: Matches, ref_view: View) -> bool:
    """Tell whether more patches agree than if each had landed anywhere within the search radius."""
    in_view = geometry.transfer(ref_view.H_view_from_frame, patches.reference_points[patches.is_inlier])
    n_found, n_agreeing = len(patches.is_inlier), distinct_count(in_view)
    if n_agreeing < max(_MIN_N_AGREEING, _MIN_SHARE * n_found):
        return False
    side_px = round(np.sqrt(np.pi) * SEARCH_RADIUS_PX)
    chance = log10_false_alarms(n_found, n_agreeing, _AGREEING_PX, (side_px, side_px))
    return chance < MAX_LOG10_FALSE_ALARMS


def _fits_better(views: Sequence[View], H_hand: np.ndarray, H_refined: np.ndarray) -> bool:
    """Tell whether the normalised pictures differ less under the refined homography, beyond its spread over cells."""
    view, ref_view = views
    ref_values, is_usable = normalised_warp(ref_view.grey, np.eye(3), ref_view.size, ref_view.seen)
    differences = []
    for H in (H_hand, H_refined):
        values, valid = normalised_warp(view.grey, _in_views(views, H), ref_view.size, view.seen)
        is_usable = is_usable & valid
        differences.append(np.minimum(cv2.absdiff(values, ref_values), _MAX_DIFFERENCE).astype(np.float32))
    fall = np.where(is_usable, differences[0] - differences[1], 0)
    n_rows, n_columns = (side // _CELL_PX for side in ref_view.size)
    cells = (slice(0, n_rows * _CELL_PX), slice(0, n_columns * _CELL_PX))
    shape = (n_rows, _CELL_PX, n_columns, _CELL_PX)
    falls = fall[cells].reshape(shape).mean(axis=(1, 3))[is_usable[cells].reshape(shape).any(axis=(1, 3))]
    if len(falls) < 2:
        return False
    return bool(falls.mean() > _MIN_FALL_SIGMAS * falls.std(ddof=1) / np.sqrt(len(falls)))


def _result(name: str, hand: HandPairs, outcome: Outcome, found: _Refinement) -> PlacedFrame:
    """Return the frame with its pairs and patches for showing."""
    H, patches = found.H, found.patches
    matches = Matches(
        np.vstack([hand.frame_points, patches.frame_points]),
        np.vstack([hand.reference_points, patches.reference_points]),
        np.concatenate([np.ones(len(hand), bool), patches.is_inlier]),
    )
    n_matches, n_inliers = len(matches.is_inlier), int(matches.is_inlier.sum())
    overlap = geometry.overlap_fraction(H, hand.frame_size, hand.ref_size)
    aligned = AlignedFrame(name, "aligned", "", n_matches, n_inliers, found.error_px, overlap, H, matches)
    distance_px = float(np.sqrt((hand.distances_px(H) ** 2).mean()))
    return PlacedFrame(aligned, outcome, distance_px)
