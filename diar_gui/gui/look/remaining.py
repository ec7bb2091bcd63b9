"""How long something that reports its progress will still take."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

_LEAST_ELAPSED_S, _LEAST_FRACTION = 3.0, 0.05  # before that a guess would jump about
_SMOOTHING = 0.8


class Remaining:
    """A guess from the share that is done and the time it took, smoothed so that it can be read.

    Args:
        clock: tells seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.start()

    def start(self) -> None:
        """Begin anew."""
        self._began: tuple[float, float] | None = None  # when it was first heard of, and what was done by then
        self._last = 0.0
        self._end_s: float | None = None

    def after(self, fraction: float) -> float | None:
        """Return the seconds left when `fraction` of the work is done; None while nobody can tell."""
        now = self._clock()
        if self._began is None or fraction < self._last:  # something else has begun
            self._began, self._end_s = (now, fraction), None
        self._last = fraction
        start_s, before = self._began
        elapsed_s, done = now - start_s, fraction - before
        if elapsed_s < _LEAST_ELAPSED_S or done < _LEAST_FRACTION:
            return None
        end_s = start_s + elapsed_s / done * (1 - before)
        self._end_s = end_s if self._end_s is None else _SMOOTHING * self._end_s + (1 - _SMOOTHING) * end_s
        return max(0.0, self._end_s - now)


def in_words(seconds: float) -> str:
    """Return the time left as people say it."""
    translate = QCoreApplication.translate
    if seconds < 10:
        return translate("Remaining", "a few seconds left")
    if seconds < 90:
        return translate("Remaining", "about {n} s left").format(n=round(seconds / 5) * 5)
    return translate("Remaining", "about {n} min left").format(n=round(seconds / 60))
