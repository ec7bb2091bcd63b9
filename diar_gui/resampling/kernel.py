"""The compiled kernel: exact places, and five times as fast as OpenCV's Lanczos kernel.

Its weights are those that reproduce pictures best (least squares) in which waves are the weaker the finer they are,
down to none of `BAND` cycles a pixel, as in photos, roughly; their sum is 1. At nearly every wave they are nearer to
the truth than a Lanczos window of the same size.
"""

import ctypes
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

BAND = 0.38
"""Cycles a pixel; what is finer is softened."""

VERSION = 1  # as in kernel.c: a library that was compiled of another one is passed over
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
    ) -> np.ndarray:
        """Return rows of the reference grid, `(rows, W, 3)` uint16 over its full range; 0 where not valid.

        Args:
            pixels: `(H, W, 3)` uint8 or uint16.
            seen: `(H, W)` bool, where the picture shows something; None for everywhere.
            H_frame_from_ref: homography.
            first_row: of the rows.
            valid: `(rows, W)` bool, which of their pixels lie on the picture; becomes False where it shows nothing.
        """
        H = np.ascontiguousarray(H_frame_from_ref, np.float64)
        (n_rows, width), made = valid.shape, np.empty((*valid.shape, 3), np.uint16)
        arguments = [ctypes.c_int32(n) for n in (first_row, n_rows, width)]
        self._run(self._library.diar_warp, pixels, seen, H, arguments, made, valid)
        return made

    def sample(self, pixels: np.ndarray, seen: np.ndarray | None, places: np.ndarray, valid: np.ndarray) -> np.ndarray:
        """Return the picture at places `(rows, W, 2)` float32, which mean nothing where not valid; see `warp`."""
        at = np.ascontiguousarray(places, np.float32)
        made = np.empty((*valid.shape, 3), np.uint16)
        self._run(self._library.diar_sample, pixels, seen, at, [ctypes.c_int32(n) for n in valid.shape], made, valid)
        return made

    def _run(
        self,
        function: Callable[..., int],
        pixels: np.ndarray,
        seen: np.ndarray | None,
        where: np.ndarray,
        arguments: list[ctypes.c_int32],
        made: np.ndarray,
        valid: np.ndarray,
    ) -> None:
        if not valid.flags.c_contiguous or valid.dtype != bool:
            raise ValueError("valid must be a contiguous array of bool")
        across, down = _tables()
        pixels = np.ascontiguousarray(pixels)
        seen = None if seen is None else np.ascontiguousarray(seen)
        source = _Source(
            pixels.ctypes.data,
            None if seen is None else seen.ctypes.data,
            *pixels.shape[:2],
            pixels.dtype == np.uint16,
            across.ctypes.data,
            down.ctypes.data,
        )
        addresses = [ctypes.c_void_p(array.ctypes.data) for array in (where, made, valid)]
        if not function(ctypes.byref(source), addresses[0], *arguments, *addresses[1:]):
            raise MemoryError("no room for a tile of a warped photo")


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
