"""Room for large arrays: main memory up to a budget, unnamed files on disk beyond it.

Ten camera photos fit into memory, two hundred do not. Arrays from here behave alike either way; those on disk
lie in files without a name, which the system removes even when the process is killed.
"""

import math
import mmap
import os
import sys
import tempfile
from pathlib import Path

import numpy as np

from diar_gui.errors import ExportError

_CHUNK_BYTES = 256 * 2**20  # one file holds several arrays: a process may open about a thousand files only


class Scratch:
    """Hands out arrays, in memory until `max_bytes` are in use, then on disk in `folder`."""

    def __init__(self, max_bytes: int, folder: Path | None = None) -> None:
        if max_bytes < 0:
            raise ValueError("max_bytes must not be negative")
        self._bytes_left = max_bytes
        self._folder = folder or temporary_folder()
        self._chunk: mmap.mmap | None = None
        self._chunk_used = 0

    def empty(self, shape: tuple[int, ...], dtype: np.dtype | type) -> np.ndarray:
        """Return a zeroed array of `shape` and `dtype`.

        Raises:
            ExportError: the disk that holds temporary files is full.
        """
        n_bytes = math.prod(shape) * np.dtype(dtype).itemsize
        if n_bytes <= self._bytes_left or n_bytes == 0:
            self._bytes_left -= n_bytes
            return np.zeros(shape, dtype)
        try:
            chunk, offset = self._room_on_disk(n_bytes)
        except OSError as error:
            raise ExportError(
                "No room for {size:.1f} GB of temporary data in {path} ({reason}); "
                "free some space there, or point TMPDIR to a larger disk.",
                size=n_bytes / 1e9,
                path=self._folder,
                reason=error.strerror,
            ) from error
        return np.ndarray(shape, dtype, buffer=chunk, offset=offset)

    def _room_on_disk(self, n_bytes: int) -> tuple[mmap.mmap, int]:
        # Whole pages each, so that `release` of one array leaves its neighbours alone.
        n_pages_bytes = -(-n_bytes // mmap.PAGESIZE) * mmap.PAGESIZE
        if self._chunk is None or self._chunk_used + n_pages_bytes > len(self._chunk):
            self._chunk, self._chunk_used = self._new_chunk(n_pages_bytes), 0
        offset = self._chunk_used
        self._chunk_used += n_pages_bytes
        return self._chunk, offset

    def _new_chunk(self, n_bytes: int) -> mmap.mmap:
        with tempfile.TemporaryFile(dir=self._folder) as file:
            try:
                size = max(n_bytes, _CHUNK_BYTES)
                _allocate(file.fileno(), size)
            except OSError:
                size = n_bytes
                os.truncate(file.fileno(), 0)
                _allocate(file.fileno(), size)
            return mmap.mmap(file.fileno(), size)


def release(array: np.ndarray) -> None:
    """Let the system take back the memory pages of an array that lies on disk; others are left alone."""
    mapping = array
    while mapping is not None and not isinstance(mapping, mmap.mmap):
        mapping = mapping.obj if isinstance(mapping, memoryview) else getattr(mapping, "base", None)
    if mapping is None or not hasattr(mapping, "madvise"):
        return
    first = np.lib.array_utils.byte_bounds(array)[0] - np.frombuffer(mapping, np.uint8).ctypes.data
    start = first // mmap.PAGESIZE * mmap.PAGESIZE
    mapping.madvise(mmap.MADV_DONTNEED, start, first - start + array.nbytes)


def temporary_folder() -> Path:
    """Return where large temporary files go: on many Linux systems /tmp is main memory, /var/tmp is a disk."""
    large = Path("/var/tmp")
    if sys.platform.startswith("linux") and "TMPDIR" not in os.environ and os.access(large, os.W_OK):
        return large
    return Path(tempfile.gettempdir())


def _allocate(file_descriptor: int, n_bytes: int) -> None:
    """Reserve the bytes now: writing to a mapped file on a full disk would kill the process."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file_descriptor, 0, n_bytes)
    else:
        os.truncate(file_descriptor, n_bytes)
