"""How the pixels of aligned frames fit, place by place.

A homography that fits some part of a photo is sure of itself everywhere. So the patches that were registered last
speak once more, each for its own place: a smooth shift that they have in common, and held-out ones confirm, is misfit.
Where there is one, more patches are registered; what is known says where the next ones are to be looked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from diar_gui import geometry
from diar_gui.alignment.adjust import PairPoints
from diar_gui.alignment.bending import MIN_N_PATCHES, FoundBend, find_bend, fit_bend
from diar_gui.alignment.refine import SIGMA_PX, normalised_warp, places_to_track, tracked
from diar_gui.alignment.views import View
from diar_gui.bends import Bend
from diar_gui.extent import pixels_seen
from diar_gui.progress import Progress

_N_ROUNDS = 8
_MIN_GROWTH = 1.02  # a round that finds fewer more is the last
_LOOSE = 1e-4  # stiffness of the bend that says where to look next
_MIN_SIDE_PX = 32  # of an overlap in which patches can be looked for
_N_CELLS = 8  # along each side of a frame
_MIN_COVERED = 0.1  # share of the overlap's cells in which a patch was found; below, nothing can be told


@dataclass(frozen=True, eq=False)
class Misfit:
    """What the patches of one aligned frame say, in pixels of its view.

    points: `(N, 2)` where the homography says. shifts: `(N, 2)` by how much they are elsewhere.
    found: what the shifts have in common, None for nothing.
    """

    points: np.ndarray
    shifts: np.ndarray
    found: FoundBend | None

    def error_px(
        self, H: np.ndarray, view_size: tuple[int, int], ref_size: tuple[int, int], *, is_bent: bool
    ) -> float | None:
        """Return the root mean square misfit over the overlap in pixels of the grid; None where it cannot be told.

        Args:
            H: takes the view to the grid.
            view_size: (height, width).
            ref_size: (height, width) of the grid.
            is_bent: whether the frame is brought to the grid with its bend; then that is what may be off.
        """
        places = geometry.points_in_overlap(H, view_size, ref_size, 40)
        if not self.is_telling(places, view_size):
            return None
        if self.found is None:
            return 0.0
        shifted = places + self.found.bend.shifts(places, view_size)
        flat, bent = geometry.transfer(H, places), geometry.transfer(H, shifted)
        aside = self.found.deviations_px(places, view_size)[:, None]
        unsure_x, unsure_y = (_rms_distance(bent, geometry.transfer(H, shifted + aside * axis)) for axis in np.eye(2))
        unsure = np.hypot(unsure_x, unsure_y)
        return float(unsure if is_bent else np.hypot(_rms_distance(flat, bent), unsure))

    def is_telling(self, places: np.ndarray, view_size: tuple[int, int]) -> bool:
        """Tell whether patches were found all over the places of a view, or at least here and there."""
        if len(self.points) < MIN_N_PATCHES or not len(places):
            return False
        sides = np.array([view_size[1], view_size[0]])
        cells, own = ({tuple(cell) for cell in (x * _N_CELLS // sides).astype(int)} for x in (places, self.points))
        return len(own & cells) >= _MIN_COVERED * len(cells)


def misfits(
    views: Sequence[View],
    H_grid_from_view: Sequence[np.ndarray | None],
    pairs: Sequence[PairPoints],
    reference: int,
    grid_size: tuple[int, int],
    progress: Progress,
) -> list[Misfit | None]:
    """Return what the patches of every frame say, None for the reference and for frames without a homography.

    A frame is compared with the reference; one that shares too little with it, with the frames that it was refined on.

    Args:
        views: the frames.
        H_grid_from_view: where they lie.
        pairs: all that took part in the last adjustment, the registered patches among them.
        reference: index of the frame that all are brought to.
        grid_size: (height, width) of the homographies' grid.
        progress: reports and cancels.
    """
    patches = {(pair.a, pair.b): pair for pair in pairs if pair.sigma_px == SIGMA_PX}
    found: list[Misfit | None] = [None] * len(views)
    indirect = []
    for i, (view, H) in enumerate(zip(views, H_grid_from_view, strict=True)):
        progress.update(i / len(views), "Refining on the pixels")
        if i == reference or H is None:
            continue
        direct = _misfit_beside(i, reference, None, patches, views, H_grid_from_view)
        if direct.found is not None:
            direct = _grown(direct, (view, H), (views[reference], H_grid_from_view[reference]), grid_size)
        found[i] = direct
        if not direct.is_telling(geometry.points_in_overlap(H, view.size, grid_size), view.size):
            indirect.append(i)
    for i in indirect:
        found[i] = _best_indirect(i, found, patches, views, H_grid_from_view)
    progress.update(1.0)
    return found


def _misfit_beside(
    index: int,
    partner: int,
    partner_bend: Bend | None,
    patches: dict[tuple[int, int], PairPoints],
    views: Sequence[View],
    H_grid_from_view: Sequence[np.ndarray | None],
) -> Misfit:
    """Return what the patches registered between two frames say of the first, if the second lies where it should."""
    pair = patches.get((min(index, partner), max(index, partner)))
    H, H_partner = H_grid_from_view[index], H_grid_from_view[partner]
    if pair is None or H is None or H_partner is None:
        return _NOTHING
    own, other = (pair.points_a, pair.points_b) if index == pair.a else (pair.points_b, pair.points_a)
    if partner_bend is not None:
        other = other - partner_bend.shifts(other, views[partner].size)
    expected = geometry.transfer(geometry.inverse(H, views[index].size) @ H_partner, other)
    seen = np.isfinite(expected).all(axis=1)
    points, shifts = expected[seen], (own - expected)[seen]
    return Misfit(points, shifts, find_bend(points, shifts, views[index].size))


def _best_indirect(
    index: int,
    found: Sequence[Misfit | None],
    patches: dict[tuple[int, int], PairPoints],
    views: Sequence[View],
    H_grid_from_view: Sequence[np.ndarray | None],
) -> Misfit:
    """Return what the most patches of a frame say beside one that is not the reference."""
    best = found[index] or _NOTHING
    for partner, known in enumerate(found):
        if known is None or partner == index:
            continue
        bend = known.found.bend if known.found is not None and known.found.is_sure else None
        beside = _misfit_beside(index, partner, bend, patches, views, H_grid_from_view)
        best = beside if len(beside.points) > len(best.points) else best
    return best


def _grown(
    misfit: Misfit, frame: tuple[View, np.ndarray], ref: tuple[View, np.ndarray | None], grid_size: tuple[int, int]
) -> Misfit:
    """Return the misfit with the patches that are found where those known say; itself where no more are found."""
    (view, H), (ref_view, H_ref), (width, height) = frame, ref, grid_size[::-1]
    assert H_ref is not None
    bounds = [pixels_seen(x, v.size) for x, v in ((H, view), (H_ref, ref_view))]
    if bounds[0] is None or bounds[1] is None:
        return misfit
    low = np.maximum(np.maximum(bounds[0][0], bounds[1][0]), 0)
    high = np.minimum(np.minimum(bounds[0][1], bounds[1][1]), [width - 1, height - 1])
    if (high - low < _MIN_SIDE_PX).any():
        return misfit
    to_piece = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1.0]])
    size = int(high[1] - low[1]) + 1, int(high[0] - low[0]) + 1
    H, H_ref = to_piece @ H, to_piece @ H_ref
    pixels, usable = normalised_warp(view.grey, H, size, view.seen)
    ref_pixels, ref_usable = normalised_warp(ref_view.grey, H_ref, size, ref_view.seen)
    start = places_to_track(ref_pixels, usable & ref_usable)
    H_back = geometry.inverse(H, view.size)
    expected = geometry.transfer(H_back, start.astype(np.float64))
    points, shifts = misfit.points, misfit.shifts
    for _ in range(_N_ROUNDS):
        loose = fit_bend(points, shifts, view.size, _LOOSE)
        guess = geometry.transfer(H, expected + loose.shifts(expected, view.size)) - start
        there, keep = tracked(ref_pixels, pixels, start, np.nan_to_num(guess))
        new_shifts = geometry.transfer(H_back, there.astype(np.float64)) - expected
        keep &= np.isfinite(new_shifts).all(axis=1)
        if keep.sum() <= _MIN_GROWTH * len(points):
            break
        points, shifts = expected[keep], new_shifts[keep]
    return Misfit(points, shifts, find_bend(points, shifts, view.size))


def _rms_distance(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(np.nanmean(((a - b) ** 2).sum(axis=1))))


_NOTHING = Misfit(np.empty((0, 2)), np.empty((0, 2)), None)
