"""Quadrilaterals whose sides run along edges, and how far each looks like the outline of a subject."""

from dataclasses import dataclass

import numpy as np

from diar_gui.straightening.edges import Edges, lines_through, sampled, segments

_N_LINES = 26  # of either direction
_BEYOND_FRACTION = 0.04  # of the long side: corners that far outside the picture may still be guessed
_LEAST_AREA = 0.06
_MOST_SIDES_RATIO = 3.0
_LEAST_SINE = 0.5  # of the angles at the corners
_LEAST_COVER = 0.25  # of any one side
_N_JUDGED = 60
_FRAME_GROWTH = 1.6  # of the area
_FRAME_SCORE = 0.8  # of the inner outline's score
_FRAME_SIDE = 0.8  # of its weakest side
_SAME_PX = 2.0
_RIM_PX = 4
_N_SAMPLES = 64  # along a side, for the colours on either side of it
_AREA_EXPONENT = 0.2  # of two outlines as clear, one in the other, the outer one is meant
_OVERRUN_WEIGHT = 0.15


@dataclass(frozen=True, eq=False)
class Outline:
    """A quadrilateral and how much speaks for it.

    corners: `(4, 2)`, in no particular order around it.
    score: in [0, 1].
    weakest: the same of its weakest side, in [0, 1].
    """

    corners: np.ndarray
    score: float
    weakest: float


def outlines(edges: Edges) -> list[Outline]:
    """Return the likeliest outlines, best first."""
    corners, covers = _candidates(edges)
    if not len(corners):
        return []
    area = np.minimum(_areas(corners) / (edges.size[0] * edges.size[1]), 1.0)
    rough = covers.prod(axis=1) ** 0.25 * area**_AREA_EXPONENT
    best = np.argsort(-rough)[:_N_JUDGED]
    contrasts = np.array([_contrasts(edges, c) for c in corners[best]])
    scores = rough[best] * contrasts.prod(axis=1) ** 0.25
    weakest = (covers[best] * contrasts).min(axis=1)
    found = [Outline(corners[i], float(s), float(w)) for i, s, w in zip(best, scores, weakest, strict=True)]
    found.sort(key=lambda outline: -outline.score)
    return [_frame_around(found), *found]


def _frame_around(found: list[Outline]) -> Outline:
    """Return the outermost outline that closely surrounds the best one: its frame, or the margin of a print."""
    best = found[0]
    chosen, chosen_rank = best, (False, 0.0)
    for outer in found[1:]:
        growth = float(_areas(outer.corners) / _areas(best.corners))
        depths = _depths(outer.corners, best.corners)
        if not 1.0 < growth <= _FRAME_GROWTH or depths.min() < -_SAME_PX:
            continue
        # A frame goes all round; where only some sides lie further out, these have to be clearer to be believed.
        is_frame = bool((depths.max(axis=1) > _SAME_PX).all())
        is_clear = outer.weakest >= (_FRAME_SIDE if is_frame else 1.0) * best.weakest
        if outer.score >= _FRAME_SCORE * best.score and is_clear and (is_frame, growth) > chosen_rank:
            chosen, chosen_rank = outer, (is_frame, growth)
    return chosen


def _depths(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """Return `(4, 2)`: how far inside each side of `outer` the two ends of the same side of `inner` are."""
    sides = np.roll(outer, -1, axis=0) - outer
    offsets = np.stack([inner, np.roll(inner, -1, axis=0)], axis=1) - outer[:, None]
    across = sides[:, None, 0] * offsets[..., 1] - sides[:, None, 1] * offsets[..., 0]
    return across / np.linalg.norm(sides, axis=1)[:, None]


def _candidates(edges: Edges) -> tuple[np.ndarray, np.ndarray]:
    """Return `(N, 4, 2)` quadrilaterals that a camera could have seen, and `(N, 4)` how far edges cover the sides."""
    pieces = segments(edges)
    is_flat = np.abs(pieces[:, 2] - pieces[:, 0]) >= np.abs(pieces[:, 3] - pieces[:, 1])
    height, width = edges.size
    flat = _sorted(lines_through(pieces[is_flat], _N_LINES), (width - 1) / 2, axis=1)
    steep = _sorted(lines_through(pieces[~is_flat], _N_LINES), (height - 1) / 2, axis=0)
    if len(flat) < 2 or len(steep) < 2:
        return np.zeros((0, 4, 2)), np.zeros((0, 4))
    crossings = _crossings(flat, steep)
    top, bottom = np.triu_indices(len(flat), 1)
    left, right = np.triu_indices(len(steep), 1)
    top, left = np.repeat(top, len(left)), np.tile(left, len(top))
    bottom, right = np.repeat(bottom, len(right)), np.tile(right, len(bottom))
    corners = np.stack(
        [crossings[top, left], crossings[top, right], crossings[bottom, right], crossings[bottom, left]], axis=1
    )
    likely = _could_be(corners, edges.size)
    top, bottom, left, right = (index[likely] for index in (top, bottom, left, right))
    along_flat = _covers(edges, flat, crossings)
    along_steep = _covers(edges, steep, crossings.transpose(1, 0, 2))
    sides = np.stack(
        [
            along_flat[top, left, right],
            along_steep[right, top, bottom],
            along_flat[bottom, left, right],
            along_steep[left, top, bottom],
        ],
        axis=1,
    )
    is_closed = sides.min(axis=1) >= _LEAST_COVER
    return corners[likely][is_closed], sides[is_closed]


def _sorted(lines: np.ndarray, middle: float, axis: int) -> np.ndarray:
    """Return the lines in the order in which they cross the picture's middle."""
    places = (lines[:, 2] - lines[:, 1 - axis] * middle) / lines[:, axis]
    return lines[np.argsort(places)]


def _crossings(flat: np.ndarray, steep: np.ndarray) -> np.ndarray:
    """Return `(F, S, 2)` where each flat line crosses each steep one, far away where they do not."""
    a, b = flat[:, None], steep[None]
    determinant = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    determinant = np.where(np.abs(determinant) < 1e-6, 1e-6, determinant)
    x = (a[..., 2] * b[..., 1] - a[..., 1] * b[..., 2]) / determinant
    y = (a[..., 0] * b[..., 2] - a[..., 2] * b[..., 0]) / determinant
    return np.stack([x, y], axis=-1)


def _areas(corners: np.ndarray) -> np.ndarray:
    x, y = corners[..., 0], corners[..., 1]
    return 0.5 * np.abs((x * np.roll(y, -1, axis=-1) - y * np.roll(x, -1, axis=-1)).sum(axis=-1))


def _could_be(corners: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Tell which `(N, 4, 2)` quadrilaterals are convex, in the picture, large enough and not slanted beyond belief."""
    height, width = size
    beyond = _BEYOND_FRACTION * max(size)
    inside = (corners >= -beyond).all(axis=(1, 2))
    inside &= (corners[..., 0] <= width - 1 + beyond).all(axis=1) & (corners[..., 1] <= height - 1 + beyond).all(axis=1)
    sides = np.roll(corners, -1, axis=1) - corners
    lengths = np.linalg.norm(sides, axis=2) + 1e-9
    turns = sides[..., 0] * np.roll(sides[..., 1], -1, axis=1) - sides[..., 1] * np.roll(sides[..., 0], -1, axis=1)
    sines = turns / (lengths * np.roll(lengths, -1, axis=1))
    ratios = np.maximum(lengths[:, :2] / lengths[:, 2:], lengths[:, 2:] / lengths[:, :2]).max(axis=1)
    is_large = _areas(corners) >= _LEAST_AREA * height * width
    return inside & (sines >= _LEAST_SINE).all(axis=1) & (ratios <= _MOST_SIDES_RATIO) & is_large


def _covers(edges: Edges, lines: np.ndarray, crossings: np.ndarray) -> np.ndarray:
    """Return `(L, M, M)`: how far an edge runs along line l between its crossings with any two others, in [0, 1].

    What runs on beyond both of them speaks a little against it: an outline ends at its corners.

    Args:
        edges: of the picture.
        lines: `(L, 3)`.
        crossings: `(L, M, 2)`.
    """
    reach = int(np.ceil(np.hypot(*edges.size)))
    places = np.arange(-reach, 2 * reach)
    directions = np.stack([-lines[:, 1], lines[:, 0]], axis=1)
    points = lines[:, None, 2:] * lines[:, None, :2] + places[:, None] * directions[:, None]
    clear = edges.strength(edges.steps_across(points, lines[:, None, :2]))
    height, width = edges.size
    # The rim of a scan and the picture's own border are no outline.
    inside = (points >= _RIM_PX) & (points <= np.array([width, height]) - 1 - _RIM_PX)
    clear[~inside.all(axis=-1)] = 0
    summed = np.concatenate([np.zeros((len(lines), 1)), np.cumsum(clear, axis=1)], axis=1)
    at = np.einsum("lmd,ld->lm", crossings, directions) + reach
    index = np.clip(np.rint(at), 0, len(places)).astype(int)
    total = np.take_along_axis(summed, index, axis=1)
    length = np.abs(at[:, :, None] - at[:, None]) + 1e-6
    inner = np.abs(total[:, :, None] - total[:, None]) / np.maximum(length, 8)
    gap, run = round(0.01 * reach) + 3, round(0.06 * reach)
    beyond = []
    for sign in (-1, 1):
        first, last = np.clip(index + sign * gap, 0, len(places)), np.clip(index + sign * (gap + run), 0, len(places))
        beyond.append(np.abs(np.take_along_axis(summed, last, 1) - np.take_along_axis(summed, first, 1)) / run)
    before, after = beyond
    is_first = at[:, :, None] <= at[:, None]
    overrun = np.where(is_first, before[:, :, None] + after[:, None], after[:, :, None] + before[:, None]) / 2
    return np.clip(inner, 0, 1) * (1 - _OVERRUN_WEIGHT * overrun)


def _contrasts(edges: Edges, corners: np.ndarray) -> np.ndarray:
    """Return how far the colours just inside and just outside each side differ, `(4,)` in [0, 1]."""
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1)
    normals = np.stack([-sides[:, 1], sides[:, 0]], axis=1) / lengths[:, None]  # towards the inside
    places = np.linspace(0.06, 0.94, _N_SAMPLES)
    points = corners[:, None] + places[None, :, None] * sides[:, None]
    shares = []
    for depth in (3.0, 8.0, 14.0):
        inside = sampled(edges.colours, points + depth * normals[:, None])
        outside = sampled(edges.colours, points - depth * normals[:, None])
        shares.append(edges.strength((inside - outside) / 2.0))
    return np.mean(shares, axis=(0, 2))
