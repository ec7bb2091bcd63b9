"""Placing photos of something that repeats together: what several pairs say outweighs what one says.

Every pair has a few placements, each with its significance. Photos grow into groups: of all placements of one group
beside another, the one that most speaks for, over all pairs across, is believed where it leads clearly; the surest
first.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.registered import Registered, median_distance_px, registered
from diar_gui.alignment.shifts import likest_shifts
from diar_gui.alignment.telling import told
from diar_gui.alignment.views import View

MIN_LEAD = 1.35
"""Of the best placement's significance over the next one's."""

_MIN_LEAD_TO_TRY = 1.1  # the same, where the pixels have the last word
_MIN_LEAD_OF_PIXELS = 1.25  # what a rival leaves unlike over what the placement does
_LEAST_LIKE = 0.6  # a rival that, unregistered, is less alike than so is none
_MIN_N_PLACES = 3  # that speak for a placement, where it differs from another
_MIN_LEAD_OF_PLACES = 4.0  # of their number over that of those that speak against it
_N_PLACES_WITH_UNTOLD = 15  # that speak for a placement, where a rival cannot be told from it
_N_RIVALS = 4
_N_TRIES = 3  # placements of two groups that the pixels may refute before these are left apart
_N_TIMES_REPLACED = 2
_MIN_SIGNIFICANCE = 0.25  # below, what does not repeat is mostly noise
_LEAD_ALONE = 10.0  # of a placement without rivals
_MIN_OVERLAP_FRACTION = 0.1  # of b; with less two photos say nothing of one another


@dataclass(frozen=True, eq=False)
class Candidate:
    """A placement that a pair of views (a, b) may have.

    significance: from 0 (nothing speaks for it) to 1. H_b_from_a: view pixels.
    near_px: placements nearer to it than that, in b, are the same one.
    H_flats_from_b: each draws b without perspective, as one of the two views repeats; so other placements are shifts.
    """

    significance: float
    H_b_from_a: np.ndarray
    near_px: float
    H_flats_from_b: tuple[np.ndarray, ...]

    def turned(self, size_a: tuple[int, int], size_b: tuple[int, int]) -> "Candidate":
        """Return the same placement the other way round."""
        points = geometry.points_in_overlap(self.H_b_from_a, size_a, size_b)
        zoom = geometry.zoom_at(self.H_b_from_a, points.mean(axis=0)) if len(points) else 1.0
        H_a_from_b = geometry.inverse(self.H_b_from_a, size_a)
        H_flats_from_a = tuple(H @ self.H_b_from_a for H in self.H_flats_from_b)
        return Candidate(self.significance, H_a_from_b, self.near_px / max(zoom, 1e-3), H_flats_from_a)


_Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class _Option:
    """A candidate of the pair (a, b), of which b lies in the group that is to be placed beside a's.

    given: the same as it was given, perhaps the other way round.
    """

    a: int
    b: int
    candidate: Candidate
    given: Candidate

    @property
    def H_b_from_a(self) -> np.ndarray:  # noqa: N802
        return self.candidate.H_b_from_a


def placed_together(
    candidates: Mapping[_Pair, Sequence[Candidate]], views: Sequence[View], check_cancelled: Callable[[], None]
) -> dict[_Pair, Registered]:
    """Return the registered placement of every pair (a, b) that has one and only one, all of them consistent.

    Args:
        candidates: by (a, b), a < b.
        views: the frames.
        check_cancelled: raises where the user asked to stop.
    """
    groups = _Groups(candidates, views)
    while True:
        check_cancelled()
        options = groups.surest()
        if options is None:
            break
        groups.join(options)
    found = dict(groups.registered)
    for (a, b), own in candidates.items():
        check_cancelled()
        H = groups.between(a, b)
        if not own or H is None or (a, b) in found:
            continue
        if geometry.overlap_fraction(H, views[a].size, views[b].size) < _MIN_OVERLAP_FRACTION:
            continue
        one = registered(views[a], views[b], H)
        if one is not None and median_distance_px(one.points_a, H, one.H_b_from_a) < own[0].near_px:
            found[a, b] = one
    return found


class _Groups:
    """Which frames are placed beside one another so far, and where."""

    def __init__(self, candidates: Mapping[_Pair, Sequence[Candidate]], views: Sequence[View]) -> None:
        self.registered: dict[_Pair, Registered] = {}
        self._views = views
        self._candidates = candidates
        self._group = list(range(len(views)))  # every group goes by one of its frames
        self._H_group_from_view = [np.eye(3) for _ in views]
        self._best: dict[_Pair, tuple[float, list[_Option]]] = {}  # by groups: lead, and the options that say so
        self._refuted: set[Candidate] = set()  # by the pixels
        self._n_tries: Counter[_Pair] = Counter()  # by groups

    def between(self, a: int, b: int) -> np.ndarray | None:
        """Return `H_b_from_a`, None where they are in different groups or nothing is common to both."""
        if self._group[a] != self._group[b]:
            return None
        try:
            return geometry.normalised(
                np.linalg.inv(self._H_group_from_view[b]) @ self._H_group_from_view[a], self._views[a].size
            )
        except ValueError:
            return None

    def surest(self) -> list[_Option] | None:
        """Return the options, best first, that speak for the surest placement of two groups; None if none is sure."""
        across: dict[_Pair, list[_Option]] = {}
        for (a, b), candidates in self._candidates.items():
            groups = self._group[a], self._group[b]
            if groups[0] == groups[1]:
                continue
            options = [_Option(a, b, c, c) for c in candidates if c not in self._refuted]
            if groups[0] > groups[1]:
                options = [self._turned(option) for option in options]
            across.setdefault((min(groups), max(groups)), []).extend(options)
        for groups, options in across.items():
            if groups not in self._best:
                self._best[groups] = self._lead(options)
        lead, options = max((self._best[g] for g in across), key=lambda best: best[0], default=(0.0, []))
        return options if lead >= _MIN_LEAD_TO_TRY else None

    def join(self, options: Sequence[_Option]) -> None:
        """Place two groups beside one another as the options say, unless the pixels do not bear it out."""
        kept, moved = self._group[options[0].a], self._group[options[0].b]
        for option in options:
            one = borne_out(self._views[option.a], self._views[option.b], option.candidate)
            if one is None:
                continue
            back = geometry.inverse(one.H_b_from_a, self._views[option.a].size)
            H_kept_from_moved = (
                self._H_group_from_view[option.a] @ back @ np.linalg.inv(self._H_group_from_view[option.b])
            )
            for i, group in enumerate(self._group):
                if group == moved:
                    self._group[i] = kept
                    self._H_group_from_view[i] = H_kept_from_moved @ self._H_group_from_view[i]
            if option.a < option.b:
                self.registered[option.a, option.b] = one
            self._best = {groups: best for groups, best in self._best.items() if not {kept, moved} & {*groups}}
            return
        groups = min(kept, moved), max(kept, moved)
        self._n_tries[groups] += 1
        self._refuted |= {option.given for option in options}
        if self._n_tries[groups] < _N_TRIES:
            del self._best[groups]
        else:
            self._best[groups] = 0.0, []

    def _lead(self, options: Sequence[_Option]) -> tuple[float, list[_Option]]:
        """Return by what factor the best of all placements of two groups leads, and the options that speak for it."""
        if not options:
            return 0.0, []
        far = np.array([self._distances_px(option, options) for option in options])
        is_same = far <= np.array([option.candidate.near_px for option in options])[:, None]
        totals = np.zeros(len(options))
        squares = np.array([option.candidate.significance**2 for option in options])
        pairs = [(option.a, option.b) for option in options]
        for pair in set(pairs):
            own = np.array([p == pair for p in pairs])
            totals += np.where(is_same[:, own], squares[own], 0).max(axis=1)
        best = int(totals.argmax())
        if totals[best] < _MIN_SIGNIFICANCE**2:
            return 0.0, []
        rivals = totals[~is_same[best]]
        lead = float(np.sqrt(totals[best] / rivals.max())) if len(rivals) else _LEAD_ALONE
        agreeing = [options[int(k)] for k in np.flatnonzero(is_same[best])]
        return lead, sorted(agreeing, key=lambda option: -option.candidate.significance)

    def _distances_px(self, option: _Option, others: Sequence[_Option]) -> np.ndarray:
        """Return how far apart, in b of an option, it and others place the groups."""
        H_group_from_a, H_group_from_b = (self._H_group_from_view[i] for i in (option.a, option.b))
        H_b_from_group = np.linalg.inv(H_group_from_b)
        size_a, size_b = self._views[option.a].size, self._views[option.b].size
        points = geometry.points_in_overlap(option.H_b_from_a, size_a, size_b, 12)
        distances = np.full(len(others), np.inf)
        for k, other in enumerate(others):
            if other is option:
                distances[k] = 0
            elif len(points):
                across = self._H_group_from_view[other.b] @ other.H_b_from_a
                across = across @ np.linalg.inv(self._H_group_from_view[other.a])
                distances[k] = median_distance_px(points, option.H_b_from_a, H_b_from_group @ across @ H_group_from_a)
        return distances

    def _turned(self, option: _Option) -> _Option:
        sizes = self._views[option.a].size, self._views[option.b].size
        return _Option(option.b, option.a, option.candidate.turned(*sizes), option.given)


def borne_out(a: View, b: View, candidate: Candidate) -> Registered | None:
    """Return the placement that the pixels bear out against all that are a shift away, registered; None without one.

    That is the candidate or, where it was a mixture of several or some steps off, one that rivals it.
    """
    one = registered(a, b, candidate.H_b_from_a)
    if one is None or median_distance_px(one.points_a, candidate.H_b_from_a, one.H_b_from_a) > candidate.near_px:
        return None
    for _ in range(_N_TIMES_REPLACED + 1):
        leads = [(_lead(one, rival, a, b), rival) for rival in _rivals(a, b, one, candidate)]
        better = [(lead.n_places, rival) for lead, rival in leads if lead.says == _BEHIND]
        if not better:
            return one if _is_borne_out([lead for lead, _ in leads]) else None
        one = max(better, key=lambda entry: entry[0])[1]
    return None


_AHEAD, _UNTOLD, _OPEN, _BEHIND = range(4)


@dataclass(frozen=True)
class _Lead:
    """What the pixels say of a placement beside another, and how many places say so.

    says: that it is ahead or behind, nothing as the two hardly differ (untold), or now this and now that (open).
    """

    says: int
    n_places: int


def _lead(one: Registered, rival: Registered, a: View, b: View) -> _Lead:
    """Return what the pixels say of a placement beside another: where these differ, or else over all they show."""
    places = told(a, b, one.H_b_from_a, rival.H_b_from_a)
    for says, n_for, n_against in ((_AHEAD, places.n_one, places.n_other), (_BEHIND, places.n_other, places.n_one)):
        if n_for >= _MIN_N_PLACES and n_for >= _MIN_LEAD_OF_PLACES * n_against:
            return _Lead(says, n_for)
    if max(places.n_one, places.n_other) >= _MIN_N_PLACES:
        return _Lead(_OPEN, 0)
    is_liker = 1 - rival.likeness >= _MIN_LEAD_OF_PIXELS * (1 - one.likeness)
    return _Lead(_AHEAD if is_liker else _UNTOLD, 0)


def _is_borne_out(leads: Sequence[_Lead]) -> bool:
    """Tell whether a placement is believed beside its rivals.

    Where those overlap little they may show nothing that tells. That is no doubt where what tells the placement from
    most others agrees at many places: marks do not coincide so by chance.
    """
    says = [lead.says for lead in leads]
    if all(one == _AHEAD for one in says):
        return True
    n_told = [lead.n_places for lead in leads if lead.says == _AHEAD and lead.n_places]
    return _OPEN not in says and len(n_told) >= 2 * says.count(_UNTOLD) and sum(n_told) >= _N_PLACES_WITH_UNTOLD


def _rivals(a: View, b: View, one: Registered, candidate: Candidate) -> list[Registered]:
    """Return the placements a shift away from one by which the pixels are likest, registered."""
    rivals: list[Registered] = []
    for H_flat_from_b in candidate.H_flats_from_b:
        found = likest_shifts(a, b, one.H_b_from_a, H_flat_from_b)
        n_tried = 0
        for likeness, H in found[1:]:
            if n_tried == _N_RIVALS or likeness < _LEAST_LIKE * found[0][0]:
                break
            known = (one, *rivals)
            if any(median_distance_px(one.points_a, H, k.H_b_from_a) <= candidate.near_px for k in known):
                continue
            n_tried += 1
            rival = registered(a, b, H)
            if rival is None:
                continue
            if median_distance_px(one.points_a, rival.H_b_from_a, one.H_b_from_a) > candidate.near_px:
                rivals.append(rival)
    return rivals
