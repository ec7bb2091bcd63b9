"""Keeping libraries quiet that print what they think of damaged files; the user gets one sentence instead."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import cv2

# OpenCV prints what it thinks of damaged files.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

_STDERR = 2
_lock = threading.Lock()
_n_inside = 0
_kept: int | None = None


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Let nothing get to standard error, from whatever thread: libtiff and LibRaw write there past Python."""
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _n_inside, _kept
    with _lock:
        _n_inside += 1
        if _n_inside > 1:
            return
        with suppress(OSError):  # a window without a terminal has no standard error
            _kept = os.dup(_STDERR)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, _STDERR)
            os.close(nowhere)


def _leave() -> None:
    global _n_inside, _kept
    with _lock:
        _n_inside -= 1
        if _n_inside == 0 and _kept is not None:
            os.dup2(_kept, _STDERR)
            os.close(_kept)
            _kept = None
