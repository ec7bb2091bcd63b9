"""The compiled kernel: exact places, and five times as fast as OpenCV's Lanczos kernel.

Its weights are those that reproduce pictures best (least squares) in which waves are the weaker the finer they are,
down to none of `BAND` cycles a pixel, as in photos, roughly; their sum is 1. At nearly every wave they are nearer to
the truth than a Lanczos window of the same size.
"""

import ctypes
import sys
from functools import cache
from pathlib import Path

import numpy as np

BAND = 0.38
"""Cycles a pixel; what is finer is softened."""

VERSION = 2  # as in kernel.c: a library that was compiled of another one is passed over
_N_TAPS, _N_BEFORE, _N_PHASES = 8, 3, 1024
_MAX_SIDE_PX = 1_000_000  # places are counted in 1/1024 pixel with 32 bits


class _Source(ctypes.Structure):
    _fields_ = (
        ("pixels", ctypes.c_void_p),
        ("seen", ctypes.c_void_p),
        ("height", ctypes.c_int32),
        ("width", ctypes.c_int32),
        ("is_sixteen", ctypes.c_int32),
        ("across", ctypes.c_void_p),
        ("down", ctypes.c_void_p),
    )


class Kernel:
    """A picture at other places; lets other threads run meanwhile.

    Args:
        library: compiled of kernel.c.
    """

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library

    def warp(
        self,
        pixels: np.ndarray,
        seen: np.ndarray | None,
        H_frame_from_ref: np.ndarray,
        first_row: int,
        valid: np.ndarray,
        nodes: np.ndarray | None = None,
    ) -> np.ndarray:
        """Return rows of the reference grid, `(rows, W, 3)` uint16 over its full range; 0 where not valid.

        Args:
            pixels: `(H, W, 3)` uint8 or uint16.
            seen: `(H, W)` bool, where the picture shows something; None for everywhere.
            H_frame_from_ref: homography, its third coordinate positive before the camera.
            first_row: of the rows.
            valid: `(rows, W)` bool, which of their pixels lie on the picture; becomes False where it shows nothing.
                With nodes it is made, whatever it was.
            nodes: `(N, N, 2)` float64, by how much the picture is bent, see `bends.Bend.nodes`; None for not at all.
        """
        if not valid.flags.c_contiguous or valid.dtype != bool:
            raise ValueError("valid must be a contiguous array of bool")
        across, down = _tables()
        pixels = np.ascontiguousarray(pixels)
        seen = None if seen is None else np.ascontiguousarray(seen)
        H = np.ascontiguousarray(H_frame_from_ref, np.float64)
        bent = None if nodes is None else np.ascontiguousarray(nodes, np.float64)
        made = np.empty((*valid.shape, 3), np.uint16)
        source = _Source(
            pixels.ctypes.data,
            None if seen is None else seen.ctypes.data,
            *pixels.shape[:2],
            pixels.dtype == np.uint16,
            across.ctypes.data,
            down.ctypes.data,
        )
        is_done = self._library.diar_warp(
            ctypes.byref(source),
            ctypes.c_void_p(H.ctypes.data),
            ctypes.c_void_p(None if bent is None else bent.ctypes.data),
            *(ctypes.c_int32(n) for n in (0 if bent is None else len(bent), first_row, *valid.shape)),
            ctypes.c_void_p(made.ctypes.data),
            ctypes.c_void_p(valid.ctypes.data),
        )
        if not is_done:
            raise MemoryError("no room for a tile of a warped photo")
        return made


def find_kernel(shape: tuple[int, ...]) -> Kernel | None:
    """Return the kernel for a picture of a shape; None where it was not compiled, or the picture is too long."""
    return _kernel() if max(shape) <= _MAX_SIDE_PX else None


@cache
def _kernel() -> Kernel | None:
    path = library_path(Path(__file__).parent)
    try:
        library = ctypes.CDLL(str(path))
        is_right = library.diar_kernel_version() == VERSION
    except (OSError, AttributeError):  # none, one for another machine, or an older one
        return None
    return Kernel(library) if is_right else None


def library_path(folder: Path) -> Path:
    """Return where the compiled library lies."""
    return folder / ("diar_kernel.dll" if sys.platform == "win32" else "libdiar_kernel.so")


@cache
def _tables() -> tuple[np.ndarray, np.ndarray]:
    """Return the weights, float32: `(1024, 8 * 4)`, each for four values of a pixel, and `(1024, 8)`."""
    down = weights(np.arange(_N_PHASES) / _N_PHASES).astype(np.float32)
    return np.repeat(down, 4, axis=1), down


def weights(fractions: np.ndarray) -> np.ndarray:
    """Return `(N, 8)` weights of the pixels from 3 before to 4 after one, for places so far beyond it."""
    taps = np.arange(_N_TAPS) - _N_BEFORE
    # How pixels of such a picture correlate by their distance: this is their linear prediction.
    among = np.linalg.inv(np.sinc(BAND * (taps[:, None] - taps)) ** 2)
    found = np.sinc(BAND * (fractions[:, None] - taps)) ** 2 @ among
    even = among.sum(axis=0) / among.sum()
    found += (1 - found.sum(axis=1, keepdims=True)) * even
    found[fractions == 0] = taps == 0
    return found
