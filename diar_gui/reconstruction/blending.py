"""The sum at full size: each photo taken to the common light, weighed, and added up.

Each step is done by compiled code, in one pass over the pixels, or, where there is none, by OpenCV and numpy in
several: within rounding the same.
"""

import ctypes
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from diar_gui import compiled
from diar_gui.colour import LUMA
from diar_gui.gamuts import converted, matrix
from diar_gui.reconstruction import guided, sharpness, tone
from diar_gui.reconstruction.averages import weighted_sum
from diar_gui.reconstruction.canvas import Estimate
from diar_gui.reconstruction.trust import Trust
from diar_gui.warp import Band


class _Correction(ctypes.Structure):
    _fields_ = (
        ("level", compiled.Map),
        ("slope", compiled.Map),
        ("gain", compiled.Map),
        ("offset", compiled.Map),
        ("luma", ctypes.c_float * 3),
        ("knee", ctypes.c_float),
        ("white", ctypes.c_float),
        ("top", ctypes.c_float),
    )


def correct(band: Band, trust: Trust, size: tuple[int, int]) -> np.ndarray:
    """Take the photos of a band to the common light, in place, and return their logits `(T, rows, W)` float32.

    Args:
        band: the photos as shot.
        trust: of these photos.
        size: of the whole reference grid.
    """
    logits = np.empty(band.valid.shape, np.float32)
    run = band.first_row, band.last_row
    for t, linear in enumerate(band.linear):
        if band.space == "srgb" and compiled.library() is not None:
            _correct_at_once(linear, logits[t], trust, t, size, run)
            continue
        # What the network says of red, green and blue is said of those of sRGB.
        own = converted(linear, "srgb", band.space)
        logits[t] = guided.rows_at(trust.logits[t].astype(np.float32), size, *run)
        if trust.slope is not None:
            logits[t] += guided.rows_at(trust.slope[t].astype(np.float32), size, *run) * guided.guide(own)
        own *= guided.rows_at(trust.gain[t], size, *run, trust.correction_extent)
        own += guided.rows_at(trust.offset[t], size, *run, trust.correction_extent)
        if own is not linear:
            cv2.transform(own, matrix(band.space, "srgb"), dst=linear)
        np.maximum(linear, 0, out=linear)
        if trust.white is not None:
            tone.keep_highlights(linear, trust.white)
    return logits


def _correct_at_once(
    linear: np.ndarray, logits: np.ndarray, trust: Trust, t: int, size: tuple[int, int], run: tuple[int, int]
) -> None:
    """Correct one photo, `(rows, W, 3)` linear sRGB, in place, and write its logits `(rows, W)`."""
    extent = trust.correction_extent
    level = compiled.Map.of(trust.logits[t], size, *run)
    slope = compiled.Map() if trust.slope is None else compiled.Map.of(trust.slope[t], size, *run)
    gain, offset = (compiled.Map.of(cells[t], size, *run, extent) for cells in (trust.gain, trust.offset))
    top = 0.0 if trust.white is None else tone.WHITE
    luma = (ctypes.c_float * 3)(*LUMA)
    correction = _Correction(level, slope, gain, offset, luma, tone.KNEE, trust.white or 0.0, top)
    _call("diar_correct", ctypes.byref(correction), run[0], *linear.shape[:2], linear, logits)


def handicap(logits: np.ndarray, found: np.ndarray, size: tuple[int, int], first_row: int, last_row: int) -> None:
    """Do what `sharpness.handicap` does."""
    if compiled.library() is None:
        sharpness.handicap(logits, found, size, first_row, last_row)
        return
    least, run = found.min(axis=0), (first_row, last_row)
    worst = compiled.Map.of(least, size, *run)
    each = [compiled.Map.of(own - least, size, *run) for own in found]
    constants = ctypes.c_float(sharpness.TRUSTED_WITHIN), ctypes.c_float(sharpness.STEEPNESS)
    n_frames, n_rows, n_columns = logits.shape
    less = (compiled.Map * n_frames)(*each)
    _call("diar_handicap", ctypes.byref(worst), less, *constants, n_frames, first_row, n_rows, n_columns, logits)


def blend(band: Band, logits: np.ndarray) -> Estimate:
    """Return the sum of a band's corrected photos by the softmax of their logits.

    Args:
        band: its light; may be anything where a photo does not count.
        logits: `(T, rows, W)` float32; minus infinity where a photo does not count.
    """
    if compiled.library() is None:
        highest = np.maximum(logits.max(axis=0), np.float32(-1e30))
        weights = [cv2.exp(cv2.subtract(frame, highest)) for frame in logits]
        return weighted_sum(replace(band, valid=logits > -np.inf), weights)
    picture, shares = np.empty(band.linear.shape[1:], np.float32), np.empty(logits.shape, np.uint8)
    _call("diar_blend", band.linear, logits, len(logits), ctypes.c_ssize_t(logits[0].size), picture, shares)
    return Estimate(picture, shares)


def _call(name: str, *arguments: Any) -> None:
    """Call a function of blend.c, which reads and writes C-contiguous arrays, and lets other threads run meanwhile."""
    passed = []
    for argument in arguments:
        if isinstance(argument, np.ndarray):
            if not argument.flags.c_contiguous:
                raise ValueError("compiled code takes contiguous arrays")
            passed.append(ctypes.c_void_p(argument.ctypes.data))
        else:
            passed.append(ctypes.c_int32(argument) if isinstance(argument, int) else argument)
    if not getattr(compiled.library(), name)(*passed):
        raise MemoryError("no room for a row of a photo")
