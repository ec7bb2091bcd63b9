"""Room for large arrays: main memory up to a budget, unnamed files on disk beyond it.

Ten camera photos fit into memory, two hundred do not. Arrays from here behave alike either way; those on disk
lie in a file without a name, which the system removes even when the process is killed.
"""

import math
import mmap
import os
import tempfile
from pathlib import Path

import numpy as np

from diar_gui.errors import ExportError


class Scratch:
    """Hands out arrays, in memory until `max_bytes` are in use, then on disk."""

    def __init__(self, max_bytes: int, folder: Path | None = None) -> None:
        if max_bytes < 0:
            raise ValueError("max_bytes must not be negative")
        self._bytes_left = max_bytes
        self._folder = folder

    def empty(self, shape: tuple[int, ...], dtype: np.dtype | type) -> np.ndarray:
        """Return a zeroed array of `shape` and `dtype`.

        Raises:
            ExportError: the disk that holds temporary files is full.
        """
        n_bytes = math.prod(shape) * np.dtype(dtype).itemsize
        if n_bytes <= self._bytes_left or n_bytes == 0:
            self._bytes_left -= n_bytes
            return np.zeros(shape, dtype)
        folder = self._folder or Path(tempfile.gettempdir())
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                _allocate(file.fileno(), n_bytes)
                return np.memmap(file, dtype=dtype, mode="r+", shape=shape)
        except OSError as error:
            raise ExportError(
                f"No room for {n_bytes / 1e9:.1f} GB of temporary data in {folder} ({error.strerror}); "
                "free some space there, or point TMPDIR to a larger disk."
            ) from error


def release(array: np.ndarray) -> None:
    """Let the system take back the memory pages of an array that lies on disk; others are left alone."""
    mapping = array
    while mapping is not None and not isinstance(mapping, mmap.mmap):
        mapping = getattr(mapping, "base", None)
    if mapping is not None and hasattr(mapping, "madvise"):
        mapping.madvise(mmap.MADV_DONTNEED)


def _allocate(file_descriptor: int, n_bytes: int) -> None:
    """Reserve the bytes now: writing to a mapped file on a full disk would kill the process."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file_descriptor, 0, n_bytes)
    else:
        os.truncate(file_descriptor, n_bytes)
