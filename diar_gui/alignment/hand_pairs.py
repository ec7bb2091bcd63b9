"""Pairs of points set by hand: the homography that they fix, how sure it is, or what is wrong with them.

Quick enough to be asked while a point is being moved.
"""

from dataclasses import dataclass
from enum import Enum, auto
from itertools import combinations

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.adjust import PairPoints, adjust
from diar_gui.alignment.judge import is_placed
from diar_gui.sentences import Sentence

MIN_N_PAIRS = 4
_LEAST_SIGMA_PX = 3.0  # how exactly a hand sets a point
_SIGMA = 0.0015  # the same in units of the long side: large photos are shown smaller while points are set
_MIN_HEIGHT = 0.03  # of a triangle, in units of its longest side; flatter ones count as a line
_MIN_DISTANCE = 0.01  # between two points, in units of the picture's long side


class PairFaultKind(Enum):
    """What keeps pairs of points from saying how one picture lies on the other."""

    TOO_FEW = auto()
    TOO_CLOSE = auto()
    ON_A_LINE = auto()
    SWAPPED = auto()
    CROSSED = auto()
    MIRRORED = auto()
    BENT = auto()


_SENTENCES = {
    PairFaultKind.TOO_FEW: Sentence("{name} needs at least four pairs of points to be placed; add more."),
    PairFaultKind.TOO_CLOSE: Sentence("Points {points} are too close together in {picture}; move them apart."),
    PairFaultKind.ON_A_LINE: Sentence("Points {points} lie on one line in {picture}; move one of them."),
    PairFaultKind.SWAPPED: Sentence("Points {points} of {name} are mixed up; exchange them."),
    PairFaultKind.CROSSED: Sentence(
        "Point {points} of {name} does not lie among the others as in the reference; look whether each pair marks the "
        "same place in both pictures."
    ),
    PairFaultKind.MIRRORED: Sentence(
        "The points show {name} as in a mirror; go round both pictures in the same direction."
    ),
    PairFaultKind.BENT: Sentence(
        "The points would bend {name} more than any camera does; look whether each pair marks the same place in both "
        "pictures."
    ),
}
_SOME_CROSSED = Sentence(
    "One of the points of {name} does not lie among the others as in the reference; look whether each pair marks the "
    "same place in both pictures."
)


@dataclass(frozen=True)
class PairFault:
    """What is wrong.

    indices: the pairs that it is about, from 0; empty where it is about all of them. is_in_reference: whether it
    shows in the reference; where False, in the frame, or between the two.
    """

    kind: PairFaultKind
    indices: tuple[int, ...] = ()
    is_in_reference: bool = False

    def sentence(self, frame_name: str) -> Sentence:
        """Return the fault as a finished sentence for the user."""
        template = _SENTENCES[self.kind]
        if self.kind is PairFaultKind.CROSSED and not self.indices:
            template = _SOME_CROSSED
        return Sentence(
            template,
            name=frame_name,
            picture=Sentence("the reference") if self.is_in_reference else frame_name,
            points=_listed([str(i + 1) for i in self.indices]),
        )


def _listed(names: list[str]) -> str:
    return (
        Sentence("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])
        if len(names) > 1
        else "".join(names)
    )


@dataclass(frozen=True, eq=False)
class HandPairs:
    """The pairs.

    frame_points, reference_points: `(N, 2)` float64, full-size pixels of each. frame_size, ref_size: (height, width).
    """

    frame_points: np.ndarray
    reference_points: np.ndarray
    frame_size: tuple[int, int]
    ref_size: tuple[int, int]

    def __post_init__(self) -> None:
        shape = self.frame_points.shape
        if len(shape) != 2 or shape[1] != 2 or self.reference_points.shape != shape:
            raise ValueError("pairs are two (N, 2) arrays of one length")
        if not (np.isfinite(self.frame_points).all() and np.isfinite(self.reference_points).all()):
            raise ValueError("points are finite")

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return len(self.frame_points)

    @property
    def sigma_px(self) -> tuple[float, float]:
        """How exactly the points are set in the frame and in the reference, full-size pixels of each."""
        at_frame, at_reference = (max(_LEAST_SIGMA_PX, _SIGMA * max(s)) for s in (self.frame_size, self.ref_size))
        return at_frame, at_reference

    def fit(self) -> np.ndarray | PairFault:
        """Return `H_ref_from_frame`, normalised, that fits the pairs best, or what is wrong with them."""
        fault = self._find_fault()
        if fault is not None:
            return fault
        H = geometry.dlt(self.frame_points, self.reference_points)
        if len(self) > MIN_N_PAIRS:
            pair = PairPoints(0, 1, self.frame_points, self.reference_points, self.sigma_px[1])
            H = adjust([pair], [H, np.eye(3)], 1, self.ref_size).H_ref_from_view[0]
            assert H is not None
        believable = geometry.is_plausible(H, self.frame_size, self.frame_points)
        if not believable or not is_placed(H, self.frame_size, self.ref_size):
            return PairFault(PairFaultKind.BENT)
        return geometry.normalised(H, self.frame_size)

    def distances_px(self, H_ref_from_frame: np.ndarray) -> np.ndarray:
        """Return `(N,)` distances in the reference between its points and the frame's under a homography."""
        distances = np.linalg.norm(
            geometry.transfer(H_ref_from_frame, self.frame_points) - self.reference_points, axis=1
        )
        return np.where(np.isfinite(distances), distances, np.inf)

    def distance_sigmas_px(self, H_ref_from_frame: np.ndarray) -> np.ndarray:
        """Return `(N,)` what these distances are expected to be, by coordinate, for points set by hand."""
        at_frame, at_reference = self.sigma_px
        w = self.frame_points @ H_ref_from_frame[2, :2] + H_ref_from_frame[2, 2]
        zoom_squared = np.abs(np.linalg.det(H_ref_from_frame) / w**3)
        return np.sqrt(at_frame**2 * zoom_squared + at_reference**2)

    def expected_error_px(self, H_ref_from_frame: np.ndarray) -> float:
        """Return the root mean square transfer error to expect of the fit over the overlap, in reference pixels.

        First-order propagation of how exactly hands set points through the fit, by finite differences.
        """
        grid = geometry.points_in_overlap(H_ref_from_frame, self.frame_size, self.ref_size)
        start = geometry.transfer(geometry.dlt(self.frame_points, self.reference_points), grid)
        variance = np.zeros(len(grid))
        for side, sigma_px in enumerate(self.sigma_px):
            for k in range(2 * len(self)):
                moved = [self.frame_points.copy(), self.reference_points.copy()]
                moved[side].flat[k] += 1.0
                shift = geometry.transfer(geometry.dlt(*moved), grid) - start
                variance += sigma_px**2 * (shift**2).sum(axis=1)
        return float(np.sqrt(np.nanmean(variance)))

    def _find_fault(self) -> PairFault | None:
        """Return what is wrong with the pairs, None where they fix a homography with all points before the camera.

        It keeps the sense of rotation of every triangle; a mirror turns all of them round, and pairs
        that are mixed up some of them.
        """
        n_pairs = len(self)
        if n_pairs < MIN_N_PAIRS:
            return PairFault(PairFaultKind.TOO_FEW)
        triples = np.array(list(combinations(range(n_pairs), 3)))
        areas = [_signed_areas(points, triples) for points in (self.frame_points, self.reference_points)]
        is_flat = [
            np.abs(area) <= _MIN_HEIGHT * _longest_sides(points, triples) ** 2
            for points, area in zip((self.frame_points, self.reference_points), areas, strict=True)
        ]
        is_clear = ~(is_flat[0] | is_flat[1])
        if not _has_general_four(n_pairs, triples[~is_clear]):
            return self._degenerate(triples, is_flat[0], is_flat[1])
        is_kept = (areas[0] * areas[1] > 0)[is_clear]
        if is_kept.all():
            return None
        if not is_kept.any():
            return PairFault(PairFaultKind.MIRRORED)
        swapped = self._swapped(triples[is_clear])
        if swapped:
            return PairFault(PairFaultKind.SWAPPED, swapped)
        return PairFault(PairFaultKind.CROSSED, _common(triples[is_clear][~is_kept]) if n_pairs > MIN_N_PAIRS else ())

    def _degenerate(self, triples: np.ndarray, is_flat: np.ndarray, is_flat_in_reference: np.ndarray) -> PairFault:
        """Say which points are at one place or on one line."""
        pictures = (self.frame_points, self.frame_size), (self.reference_points, self.ref_size)
        for is_in_reference, (points, size) in zip((False, True), pictures, strict=True):
            for i, j in combinations(range(len(self)), 2):
                if np.linalg.norm(points[i] - points[j]) < _MIN_DISTANCE * max(size):
                    return PairFault(PairFaultKind.TOO_CLOSE, (i, j), is_in_reference)
        is_in_reference = not is_flat.any()
        first = triples[np.argmax(is_flat_in_reference if is_in_reference else is_flat)]
        return PairFault(PairFaultKind.ON_A_LINE, tuple(first.tolist()), is_in_reference)

    def _swapped(self, triples: np.ndarray) -> tuple[int, ...]:
        """Return the two pairs whose exchange in one picture would set all triangles right; empty if none would."""
        areas = _signed_areas(self.frame_points, triples)
        for i, j in combinations(range(len(self)), 2):
            exchanged = self.reference_points.copy()
            exchanged[[i, j]] = exchanged[[j, i]]
            if (areas * _signed_areas(exchanged, triples) > 0).all():
                return i, j
        return ()


def _signed_areas(points: np.ndarray, triples: np.ndarray) -> np.ndarray:
    """Return `(M,)` twice the areas of triangles, negative where they run the other way round."""
    a, b, c = points[triples[:, 0]], points[triples[:, 1]], points[triples[:, 2]]
    return (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])


def _common(triples: np.ndarray) -> tuple[int, ...]:
    """Return the one point that all of these triangles share; empty if there is none, or more than one."""
    shared = set.intersection(*(set(t) for t in triples.tolist()))
    return tuple(shared) if len(shared) == 1 else ()


def _longest_sides(points: np.ndarray, triples: np.ndarray) -> np.ndarray:
    corners = points[triples]
    return np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)


def _has_general_four(n_pairs: int, flat_triples: np.ndarray) -> bool:
    """Tell whether there are four pairs of which no three lie on a line in either picture."""
    flat = {tuple(t) for t in flat_triples.tolist()}
    return any(not any(t in flat for t in combinations(four, 3)) for four in combinations(range(n_pairs), 4))
