"""The library that packaging/compile_kernel.py makes of the sources beside this file, where there was a compiler."""

import ctypes
import sys
from functools import cache
from pathlib import Path

import numpy as np

VERSION = 3  # as in warp.c: a library that was compiled of other sources is passed over


class Map(ctypes.Structure):
    """Rows of a map `(h, w, C)` at a small size, as blend.c takes them."""

    _fields_ = (
        ("cells", ctypes.c_void_p),
        ("first", ctypes.c_int32),
        ("height", ctypes.c_int32),
        ("width", ctypes.c_int32),
        ("channels", ctypes.c_int32),
        ("cells_per_row", ctypes.c_double),
        ("cells_per_column", ctypes.c_double),
    )

    @classmethod
    def of(
        cls,
        cells: np.ndarray,
        full_size: tuple[int, int],
        first_row: int,
        last_row: int,
        extent: tuple[float, float] | None = None,
    ) -> "Map":
        """Return what rows of a picture need of a map.

        Args:
            cells: `(h, w)` or `(h, w, C)` of any floating-point type.
            full_size: (height, width) of the picture.
            first_row: first row of the run.
            last_row: the row after the run.
            extent: (height, width) of what the picture corresponds to, in cells; all of them if None.
        """
        height, width = extent or cells.shape[:2]
        per_row = height / full_size[0]
        first = int(np.clip(np.floor((first_row + 0.5) * per_row - 0.5), 0, len(cells) - 1))
        last = int(np.clip(np.floor((last_row - 0.5) * per_row - 0.5) + 2, first + 1, len(cells)))
        kept = np.ascontiguousarray(cells[first:last], np.float32)
        n_channels = kept.shape[2] if kept.ndim == 3 else 1
        made = cls(kept.ctypes.data, first, *kept.shape[:2], n_channels, per_row, width / full_size[1])
        made.kept = kept  # the array lives as long as what points to it
        return made


@cache
def library() -> ctypes.CDLL | None:
    """Return the library; None where it was not compiled, or is of another version or machine."""
    try:
        found = ctypes.CDLL(str(library_path()))
        is_right = found.diar_kernel_version() == VERSION
    except (OSError, AttributeError):
        return None
    return found if is_right else None


def library_path() -> Path:
    """Return where the compiled library lies."""
    name = "diar_kernel.dll" if sys.platform == "win32" else "libdiar_kernel.so"
    return Path(__file__).parent / name
