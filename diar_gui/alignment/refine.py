"""Pixel refinement: small patches of the warped frames are registered on one another to a fraction of a pixel.

Light differs between photos, so patches are compared after local normalisation (zero mean, unit deviation in a
neighbourhood), which no gain, offset or smooth shading changes. A patch under glare or an occluder finds no partner,
or one that the way back contradicts. What remains goes into the same joint adjustment as the features.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.alignment.adjust import PairPoints
from diar_gui.extent import pixels_seen
from diar_gui.progress import Progress

_NEIGHBOURHOOD_PX = 6.0  # of the neighbourhood of local normalisation
_NOISE = 3.0  # deviation, in 8-bit levels, below which a neighbourhood counts as flat
WINDOW_PX = 17
"""Side of a patch."""

SEARCH_RADIUS_PX = 10.0  # how far off a patch is still found: about half a window, doubled by the pyramid
_MARGIN_PX = 12  # patches keep this far from the edge of what both frames see
_MAX_ROUND_TRIP_PX = 0.25
_MIN_CORRELATION = 0.75
_CELLS_ACROSS = 24  # key points are spread over a grid of about so many cells along the long side
_SMALL = 0.5  # of the long side: what both views see is no longer, as of a close-up, so the cells are those of it alone
_LEAST_CELL_PX = 12  # of those
_MAX_BLOWN_UP = 1.5  # a view blown up by more is registered at about its own size
_WELL_SAMPLED = 0.5  # a view shrunk to less in some direction aliases
_MAX_N_SAMPLES = 3
SIGMA_PX = 0.15  # how exactly a patch is placed


def normalise_locally(grey: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Return `(H, W)` uint8: 128 + 40 z, z the value's deviation from its neighbourhood in units of its spread.

    Args:
        grey: `(H, W)` float32 in 8-bit levels.
        valid: `(H, W)` bool; invalid pixels neither count nor show.
    """
    weight = valid.astype(np.float32)
    blur = lambda x: cv2.GaussianBlur(x, (0, 0), _NEIGHBOURHOOD_PX)  # noqa: E731
    total = np.maximum(blur(weight), 1e-3)
    mean = blur(grey * weight) / total
    variance = np.maximum(blur(grey * grey * weight) / total - mean * mean, 0)
    z = (grey - mean) / np.sqrt(variance + _NOISE**2)
    return np.where(valid, np.clip(128 + 40 * z, 0, 255), 128).astype(np.uint8)


def refinement_pairs(
    views: Sequence[np.ndarray],
    H_ref_from_view: Sequence[np.ndarray | None],
    pairs: Sequence[tuple[int, int]],
    ref_size: tuple[int, int],
    progress: Progress,
    views_seen: Sequence[np.ndarray | None] | None = None,
    *,
    is_large: bool = False,
) -> list[PairPoints]:
    """Return exact matches between frames that are aligned to within a few pixels.

    Args:
        views: T pictures `(H, W)` uint8 grey.
        H_ref_from_view: T homographies onto the reference's view (or another grid), None for frames to pass over.
        pairs: which frames to register on one another.
        ref_size: (height, width) of the reference's view (or that grid).
        progress: reports and cancels.
        views_seen: where each view shows something, `(H, W)` bool or None for everywhere; None if all do everywhere.
        is_large: whether the grid is so much larger than the views that each is better kept to what it sees of it.
    """
    warped: dict[int, _Piece] = {}
    for i, (view, H) in enumerate(zip(views, H_ref_from_view, strict=True)):
        progress.update(0.5 * i / len(views), "Refining on the pixels, photo {i} of {n}", i=i + 1, n=len(views))
        if H is not None:
            seen = None if views_seen is None else views_seen[i]
            warped[i] = _piece(view, H, ref_size, seen) if is_large else _whole(view, H, ref_size, seen)
    found = []
    for k, (a, b) in enumerate(pairs):
        progress.update(0.5 + 0.5 * k / len(pairs), "Refining on the pixels")
        H_a, H_b = H_ref_from_view[a], H_ref_from_view[b]
        if H_a is not None and H_b is not None:
            seen_a, seen_b = (None, None) if views_seen is None else (views_seen[a], views_seen[b])
            points_a, points_b = _registered(
                (views[a], H_a, seen_a), (views[b], H_b, seen_b), (warped[a], warped[b]), ref_size
            )
            size_a, size_b = views[a].shape[:2], views[b].shape[:2]
            in_a = geometry.transfer(geometry.inverse(H_a, size_a), points_a)
            in_b = geometry.transfer(geometry.inverse(H_b, size_b), points_b)
            seen = np.isfinite(in_a).all(axis=1) & np.isfinite(in_b).all(axis=1)
            found.append(PairPoints(a, b, in_a[seen], in_b[seen], SIGMA_PX))
    return found


@dataclass(frozen=True, eq=False)
class _Piece:
    """A part of a grid: its first pixel there (x, y), a normalised picture `(H, W)` uint8, and its valid mask."""

    corner: tuple[int, int]
    values: np.ndarray
    valid: np.ndarray


def _whole(view: np.ndarray, H: np.ndarray, ref_size: tuple[int, int], seen: np.ndarray | None) -> _Piece:
    return _Piece((0, 0), *normalised_warp(view, H, ref_size, seen))


def _piece(view: np.ndarray, H: np.ndarray, ref_size: tuple[int, int], seen: np.ndarray | None) -> _Piece:
    """Return the part of the grid that the view sees."""
    bounds = pixels_seen(H, (view.shape[0], view.shape[1])) or (np.zeros(2, int), np.zeros(2, int))
    x0, y0 = (int(v) for v in np.clip(bounds[0], 0, (ref_size[1] - 1, ref_size[0] - 1)))
    x1, y1 = (int(v) for v in np.clip(bounds[1], (x0, y0), (ref_size[1] - 1, ref_size[0] - 1)))
    shift = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1.0]])
    return _Piece((x0, y0), *normalised_warp(view, shift @ H, (y1 - y0 + 1, x1 - x0 + 1), seen))


def _register_pieces(a: _Piece, b: _Piece) -> tuple[np.ndarray, np.ndarray]:
    """Return what `register` finds where two parts of a grid overlap, in the grid's pixels."""
    low = np.maximum(a.corner, b.corner)
    high = np.minimum(*(np.add(p.corner, p.values.shape[::-1]) for p in (a, b)))
    if (high - low < WINDOW_PX).any():
        return np.empty((0, 2)), np.empty((0, 2))
    parts = []
    for piece in (a, b):
        (left, above), (right, below) = low - piece.corner, high - piece.corner
        parts += [np.ascontiguousarray(x[above:below, left:right]) for x in (piece.values, piece.valid)]
    points_a, points_b = register(*parts)
    return points_a + low, points_b + low


def _registered(
    a: tuple[np.ndarray, np.ndarray, np.ndarray | None],
    b: tuple[np.ndarray, np.ndarray, np.ndarray | None],
    warped: tuple[_Piece, _Piece],
    ref_size: tuple[int, int],
) -> tuple[np.ndarray, np.ndarray]:
    """Return `(N, 2)` points of both on the reference grid; registered on a smaller one where a view is much coarser.

    Args:
        a: a view, its homography, and where it shows something.
        b: the other.
        warped: both on the reference grid, or what each sees of it.
        ref_size: (height, width).
    """
    zoom = max(float(np.sqrt(np.prod(_stretch(view, H, ref_size)))) for view, H, _ in (a, b))
    if zoom < _MAX_BLOWN_UP:
        return _register_pieces(*warped)
    size = max(1, round(ref_size[0] / zoom)), max(1, round(ref_size[1] / zoom))
    S = geometry.resizing(ref_size, size)
    smaller = [normalised_warp(view, S @ H, size, seen) for view, H, seen in (a, b)]
    points = register(*smaller[0], *smaller[1])
    return geometry.transfer(np.linalg.inv(S), points[0]), geometry.transfer(np.linalg.inv(S), points[1])


def _stretch(view: np.ndarray, H: np.ndarray, ref_size: tuple[int, int]) -> tuple[float, float]:
    """Return by how much a view is blown up on the grid in the middle of the overlap, most and least; 1 without one."""
    size = view.shape[0], view.shape[1]
    points = geometry.points_in_overlap(H, size, ref_size)
    if not len(points):
        return 1.0, 1.0
    H = geometry.normalised(H, size)
    at = geometry.transfer(H, points.mean(axis=0) + np.array([[0, 0], [1, 0], [0, 1]]))
    if not np.isfinite(at).all():  # the horizon of a wild guess runs through it; nothing will fit there
        return 1.0, 1.0
    most, least = np.linalg.svd(at[1:] - at[0])[1]
    return float(most), float(least)


def normalised_warp(
    view: np.ndarray,
    H: np.ndarray,
    ref_size: tuple[int, int],
    seen: np.ndarray | None = None,
    *,
    is_exact: bool = True,
) -> tuple[np.ndarray, np.ndarray]:
    """Return a grey view on the reference grid, locally normalised, `(H, W)` uint8, and its valid mask.

    Args:
        view: `(h, w)` uint8.
        H: takes view pixels to the reference grid, normalised.
        ref_size: (height, width) of the grid.
        seen: `(h, w)` bool, where the view shows something; None for everywhere.
        is_exact: whether a twentieth of a pixel counts; otherwise it takes a fifth of the time.
    """
    grey, valid = smooth_warp(view, H, ref_size, seen, is_exact=is_exact)
    # Burnt-out pixels are not masked: what stands beside them is often all that such a photo has, and the outline
    # of a disc of light that moved between two photos is outvoted in the adjustment (measured: it helps).
    return normalise_locally(grey.astype(np.float32), valid), valid


def smooth_warp(
    view: np.ndarray,
    H: np.ndarray,
    ref_size: tuple[int, int],
    seen: np.ndarray | None = None,
    *,
    is_exact: bool = True,
) -> tuple[np.ndarray, np.ndarray]:
    """Return a grey view on another grid, `(H, W)` uint8, each pixel the mean of what it covers, and its valid mask.

    Args:
        view: `(h, w)` uint8.
        H: takes view pixels to the grid, normalised.
        ref_size: (height, width) of the grid.
        seen: `(h, w)` bool, where the view shows something; None for everywhere.
        is_exact: whether a twentieth of a pixel counts; otherwise it takes a fifth of the time.
    """
    height, width = ref_size
    n = _n_samples(view, H, ref_size)
    # Lanczos: OpenCV's cubic kernel displaces fine structure by up to 0.05 px. Means of many samples need none of it.
    kernel = cv2.INTER_LANCZOS4 if is_exact and n == 1 else cv2.INTER_LINEAR
    H_fine = geometry.resizing(ref_size, (n * height, n * width)) @ H
    grey = cv2.warpPerspective(view, H_fine, (n * width, n * height), flags=kernel, borderMode=cv2.BORDER_REPLICATE)
    if n > 1:
        grey = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    valid = geometry.valid_rows(H, (view.shape[0], view.shape[1]), width, 0, height)
    if seen is not None:
        valid &= cv2.warpPerspective(seen.view(np.uint8), H, (width, height), flags=cv2.INTER_NEAREST) > 0
    return grey, valid


def _n_samples(view: np.ndarray, H: np.ndarray, ref_size: tuple[int, int]) -> int:
    """Return how many samples a pixel of the grid wants in either direction: 1 unless the view is much shrunk."""
    least = max(_stretch(view, H, ref_size)[1], 1e-3)
    return int(np.clip(np.ceil(_WELL_SAMPLED / least), 1, _MAX_N_SAMPLES))


def register(
    image_a: np.ndarray,
    usable_a: np.ndarray,
    image_b: np.ndarray,
    usable_b: np.ndarray,
    least_cell_px: int = _LEAST_CELL_PX,
) -> tuple[np.ndarray, np.ndarray]:
    """Return `(N, 2)` points of a and where they are in b, for two normalised pictures a few pixels apart.

    Pyramidal Lucas-Kanade (Bouguet 2000) there and back; kept is what returns to where it came from and whose patches
    correlate. Where little is seen by both, there is a patch in every cell of at least the size given.
    """
    start = places_to_track(image_a, usable_a & usable_b, least_cell_px)
    there, is_found = tracked(image_a, image_b, start)
    return start[is_found].astype(np.float64), there[is_found].astype(np.float64)


def places_to_track(image: np.ndarray, usable: np.ndarray, least_cell_px: int = _LEAST_CELL_PX) -> np.ndarray:
    """Return `(N, 2)` float32 places of a normalised picture that are found again, spread over what is usable."""
    mask = cv2.erode(usable.astype(np.uint8), np.ones((_MARGIN_PX, _MARGIN_PX), np.uint8), borderValue=0)
    return _spread_corners(image, mask, least_cell_px)


def tracked(
    image_a: np.ndarray, image_b: np.ndarray, start: np.ndarray, shifts: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return `(N, 2)` float32 where the patches of a around `start` are in b, and `(N,)` bool which can be believed.

    Args:
        image_a: a normalised picture.
        image_b: another, on the same grid.
        start: `(N, 2)` float32 places in a.
        shifts: `(N, 2)` where to look in b, beside `start`; None for right there.
    """
    if not len(start):
        return np.empty((0, 2), np.float32), np.empty(0, bool)
    shifts = np.zeros_like(start) if shifts is None else shifts.astype(np.float32)
    there, is_found = _track(image_a, image_b, start, start + shifts)
    back, is_back = _track(image_b, image_a, there, there - shifts)
    round_trip = np.linalg.norm(back - start, axis=1)
    keep = is_found & is_back & (round_trip < _MAX_ROUND_TRIP_PX)
    return there, keep & (_correlation(image_a, start, image_b, there) > _MIN_CORRELATION)


def _track(
    image_a: np.ndarray, image_b: np.ndarray, points: np.ndarray, near: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return `(N, 2)` float32 where the points of a are in b, and `(N,)` bool whether they were found."""
    found, status, _ = cv2.calcOpticalFlowPyrLK(
        image_a,
        image_b,
        points,
        near.copy(),
        winSize=(WINDOW_PX, WINDOW_PX),
        maxLevel=2,
        criteria=(cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 0.003),
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        minEigThreshold=1e-3,
    )
    return found, status.ravel() == 1


def _spread_corners(image: np.ndarray, mask: np.ndarray, least_cell_px: int) -> np.ndarray:
    """Return `(N, 2)` float32: the best corner (Shi and Tomasi 1994) of every cell of a grid, sub-pixel not needed."""
    strength = cv2.cornerMinEigenVal(image, 7)
    strength[mask == 0] = 0
    cell = max(8, round(max(image.shape) / _CELLS_ACROSS))
    long_side_px = max(cv2.boundingRect(mask)[2:])
    if long_side_px < _SMALL * max(image.shape):
        cell = min(cell, max(least_cell_px, round(long_side_px / _CELLS_ACROSS)))
    n_rows, n_columns = image.shape[0] // cell, image.shape[1] // cell
    cells = strength[: n_rows * cell, : n_columns * cell].reshape(n_rows, cell, n_columns, cell)
    cells = cells.transpose(0, 2, 1, 3).reshape(n_rows * n_columns, cell * cell)
    best = cells.argmax(axis=1)
    found = cells[np.arange(len(cells)), best] > 1e-4
    y = np.arange(len(cells)) // n_columns * cell + best // cell
    x = np.arange(len(cells)) % n_columns * cell + best % cell
    return np.stack([x[found], y[found]], axis=1).astype(np.float32)


def _correlation(image_a: np.ndarray, points_a: np.ndarray, image_b: np.ndarray, points_b: np.ndarray) -> np.ndarray:
    """Return `(N,)` normalised correlations of the patches around the points."""
    offset = np.arange(WINDOW_PX, dtype=np.float32) - WINDOW_PX // 2
    dx, dy = np.meshgrid(offset, offset)
    patches = []
    for image, points in ((image_a, points_a), (image_b, points_b)):
        x = points[:, :1] + dx.reshape(1, -1)
        y = points[:, 1:] + dy.reshape(1, -1)
        patch = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
        patch -= patch.mean(axis=1, keepdims=True)
        patches.append(patch / np.maximum(np.linalg.norm(patch, axis=1, keepdims=True), 1e-6))
    return (patches[0] * patches[1]).sum(axis=1)
