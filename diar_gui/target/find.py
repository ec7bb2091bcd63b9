"""Where a ColorChecker Classic lies in a photo, and what the photo shows of its patches.

OpenCV's detector (objdetect, mcc) finds it, to about half a patch; then a drawing of the chart is laid onto the photo
by its lightness (ECC), which is exact to a few hundredths of a patch.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui import geometry
from diar_gui.colour import eight_bits, linear_from_encoded
from diar_gui.errors import ImageError
from diar_gui.images import Frame, shrunk
from diar_gui.target.classic import LAB, N_COLUMNS, N_ROWS, NAMES, WHITE, XYZ
from diar_gui.target.difference import ciede2000
from diar_gui.target.fit import fit, lab_of

_LONG_SIDES_PX = (1000, 1800)  # of the photo as the detector sees it, in turn: large charts, small ones
_PITCH_PX, _MARGIN_PX = 24, 18  # of the drawing, from patch to patch and around them
_GAP = 0.07  # of the pitch, on each side of a patch
_BLACK = 0.03  # of the frame around the patches
_BLURS_PX = (9, 5, 3)
_INNER = 0.28  # of the pitch, from the middle of a patch: what is measured of it
_LEAST_PATCH_PX = 6.0
_BURNT_OUT = 0.985  # encoded
_MOST_BURNT_OUT = 0.02  # of a patch
_DARK = 0.04  # linear light of the white patch
_MOST_OFF = 8.0  # mean dE2000 by the best matrix, beyond which it is no ColorChecker
_TRIM = 0.1


@dataclass(frozen=True, eq=False)
class SeenTarget:
    """What a photo shows of the target.

    name: of the photo. linear: `(24, 3)`, mean of each patch in the photo's space. noise: `(24,)`, standard deviation
    of its luminance over its mean. H_photo_from_chart: takes (column, row) on the chart, in patches from the top left
    corner of the first one, to pixels.
    """

    name: str
    linear: np.ndarray
    noise: np.ndarray
    H_photo_from_chart: np.ndarray


def find_target(frame: Frame) -> SeenTarget | None:
    """Return what the photo shows of the target; None if it shows none.

    Raises:
        ImageError: it shows one that is cut off, burnt out, dark, mirrored, too small, or covered.
    """
    box = _detected(frame)
    if box is None:
        return None
    if _signed_area(box) < 0:
        raise ImageError(
            "The colour target in {name} is seen as in a mirror; flip the photos back, or choose another photo of it.",
            name=frame.name,
        )
    H = _laid_on(frame, box)
    if H is None:
        return None
    _check_inside(frame, H)
    return _measured(frame, H)


def measure(pixels: np.ndarray, H_photo_from_chart: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Return of each patch the mean linear light `(24, 3)`, the noise `(24,)` and the share that is burnt out `(24,)`.

    None where a patch lies outside of the picture, be it partly.

    Args:
        pixels: `(H, W, 3)` uint8 or uint16 at rest.
        H_photo_from_chart: see `SeenTarget`.
    """
    height, width = pixels.shape[:2]
    most = np.iinfo(pixels.dtype).max
    means, noises, burnt = np.empty((len(LAB), 3)), np.empty(len(LAB)), np.empty(len(LAB))
    for i in range(len(LAB)):
        corners = patch_corners(H_photo_from_chart, i, _INNER)
        low, high = np.floor(corners.min(axis=0)).astype(int), np.ceil(corners.max(axis=0)).astype(int) + 1
        if low.min() < 0 or high[0] > width or high[1] > height:
            return None
        piece = pixels[low[1] : high[1], low[0] : high[0]]
        mask = np.zeros(piece.shape[:2], np.uint8)
        cv2.fillConvexPoly(mask, np.rint(corners - low).astype(np.int32), 1)
        values = piece[mask > 0]
        linear = np.sort(linear_from_encoded(values).astype(np.float64), axis=0)
        n_cut = int(_TRIM * len(linear))
        means[i] = linear[n_cut : len(linear) - n_cut].mean(axis=0)
        luminance = linear_from_encoded(values).mean(axis=1)
        noises[i] = luminance.std() / max(float(luminance.mean()), 1e-6)
        burnt[i] = (values.max(axis=1) >= _BURNT_OUT * most).mean()
    return means, noises, burnt


def patch_corners(H_photo_from_chart: np.ndarray, i: int, half: float = 0.5 - _GAP) -> np.ndarray:
    """Return the `(4, 2)` corners of a patch in pixels, `half` a side from its middle, in patches."""
    row, column = divmod(i, N_COLUMNS)
    offsets = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    on_chart = (offsets + np.array([column + 0.5, row + 0.5]))[None]
    return cv2.perspectiveTransform(on_chart, H_photo_from_chart)[0]


def _detected(frame: Frame) -> np.ndarray | None:
    """Return `(4, 2)` corners of the chart in pixels of the photo, roughly, the first patch's first."""
    detector = cv2.mcc.CCheckerDetector.create()
    detector.setColorChartType(cv2.mcc.MCC24)
    height, width = frame.size
    for long_side_px in _LONG_SIDES_PX:
        small = eight_bits(frame.in_srgb(shrunk(frame.pixels, long_side_px)))
        if detector.process(np.ascontiguousarray(small[..., ::-1]), 1):
            box = np.array(detector.getBestColorChecker().getBox(), np.float64)
            return (box + 0.5) * [width / small.shape[1], height / small.shape[0]] - 0.5
        if long_side_px >= max(height, width):
            break
    return None


def _signed_area(corners: np.ndarray) -> float:
    x, y = corners.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def _laid_on(frame: Frame, box: np.ndarray) -> np.ndarray | None:
    """Return the homography from the chart to the photo; None where the drawing does not fit."""
    drawing = _drawing()
    size = drawing.shape[::-1]
    rectangle = np.array([[0, 0], [N_COLUMNS, 0], [N_COLUMNS, N_ROWS], [0, N_ROWS]]) * _PITCH_PX + _MARGIN_PX - 0.5
    H_photo_from_rough = cv2.getPerspectiveTransform(rectangle.astype(np.float32), box.astype(np.float32))
    pitch_px = float(np.linalg.norm(box[1] - box[0])) / N_COLUMNS
    small = shrunk(frame.pixels, max(1, round(max(frame.size) * min(1.0, 1.5 * _PITCH_PX / max(pitch_px, 1.0)))))
    H_small_from_photo = geometry.resizing(frame.size, (small.shape[0], small.shape[1]))
    seen = cv2.warpPerspective(
        small,
        H_small_from_photo @ H_photo_from_rough,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    lightness = np.cbrt(linear_from_encoded(seen).mean(axis=2)).astype(np.float32)
    mask = np.zeros(drawing.shape, np.uint8)
    edge = _MARGIN_PX - round(_PITCH_PX / 6)
    mask[edge:-edge, edge:-edge] = 1
    H = np.eye(3, dtype=np.float32)
    ends = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 100, 1e-5)
    try:
        for blur_px in _BLURS_PX:
            _, H = cv2.findTransformECC(drawing, lightness, H, cv2.MOTION_HOMOGRAPHY, ends, mask, blur_px)
    except cv2.error:  # how it says that it found no way
        return None
    H_drawing_from_chart = np.array(
        [[_PITCH_PX, 0, _MARGIN_PX - 0.5], [0, _PITCH_PX, _MARGIN_PX - 0.5], [0, 0, 1]], np.float64
    )
    made = H_photo_from_rough @ H.astype(np.float64) @ H_drawing_from_chart
    return made / made[2, 2]


def _drawing() -> np.ndarray:
    """Return the chart's lightness `(h, w)` float32 as a chart without glare has it."""
    shape = N_ROWS * _PITCH_PX + 2 * _MARGIN_PX, N_COLUMNS * _PITCH_PX + 2 * _MARGIN_PX
    luminance = np.full(shape, _BLACK)
    gap = round(_GAP * _PITCH_PX)
    for i, (_, y, _) in enumerate(XYZ):
        row, column = (_MARGIN_PX + n * _PITCH_PX for n in divmod(i, N_COLUMNS))
        luminance[row + gap : row + _PITCH_PX - gap, column + gap : column + _PITCH_PX - gap] = y
    return np.cbrt(luminance).astype(np.float32)


def _check_inside(frame: Frame, H: np.ndarray) -> None:
    height, width = frame.size
    for i in range(len(LAB)):
        corners = patch_corners(H, i)
        if corners.min() < -0.5 or (corners.max(axis=0) > [width - 0.5, height - 0.5]).any():
            raise ImageError(
                "The colour target in {name} is cut off by the photo's edge; all of it has to be in view.",
                name=frame.name,
            )
        if np.linalg.norm(corners[1] - corners[0]) < _LEAST_PATCH_PX:
            raise ImageError(
                "The colour target in {name} is too small (a patch has fewer than {n} pixels); move it nearer.",
                name=frame.name,
                n=int(_LEAST_PATCH_PX),
            )


def _measured(frame: Frame, H: np.ndarray) -> SeenTarget | None:
    found = measure(frame.pixels, H)
    if found is None:
        return None
    linear, noise, burnt = found
    if burnt.max() > _MOST_BURNT_OUT:
        raise ImageError(
            "The colour target in {name} is burnt out ({patch}), by too much light or by glare; choose a photo in "
            "which it is not.",
            name=frame.name,
            patch=NAMES[int(burnt.argmax())],
        )
    if linear[WHITE].max() < _DARK:
        raise ImageError("The colour target in {name} is nearly black; expose the photo more.", name=frame.name)
    off = float(ciede2000(LAB, lab_of(linear, fit(linear))).mean())
    if off > _MOST_OFF:
        raise ImageError(
            "What looks like a colour target in {name} does not have the colours of a ColorChecker Classic (off by "
            "{off:.0f} dE2000 at best): it is another one, or something covers it.",
            name=frame.name,
            off=off,
        )
    return SeenTarget(frame.name, linear, noise, H)
