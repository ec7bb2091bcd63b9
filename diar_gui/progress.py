"""Progress and cancelling: all that crosses from a screen into the engine.

Whoever reports progress can be cancelled, and knows nothing of a window.
"""

from collections.abc import Callable

from diar_gui.errors import Cancelled
from diar_gui.sentences import Sentence, Value


def _ignore(fraction: float, message: str) -> None:
    """Drop the report."""


def _ignore_notice(sentence: str) -> None:
    """Drop the notice."""


def _never() -> bool:
    return False


class Progress:
    """Carries a fraction in [0, 1] and a short text outwards, and the wish to cancel inwards.

    A loop calls `update` (or `check_cancelled`) at least every half second. Steps of a larger job get a
    `part` of their parent and count from 0 to 1 themselves.
    """

    def __init__(
        self,
        report: Callable[[float, str], None] = _ignore,
        is_cancelled: Callable[[], bool] = _never,
        *,
        on_notice: Callable[[str], None] = _ignore_notice,
        start: float = 0.0,
        end: float = 1.0,
    ) -> None:
        if not 0.0 <= start <= end <= 1.0:
            raise ValueError(f"a part must lie in [0, 1], not [{start}, {end}]")
        self._report = report
        self._is_cancelled = is_cancelled
        self._on_notice = on_notice
        self._start = start
        self._end = end

    def check_cancelled(self) -> None:
        """Raise `Cancelled` if the user asked to stop."""
        if self._is_cancelled():
            raise Cancelled

    def update(self, fraction: float, message: str = "", /, **values: Value) -> None:
        """Report that `fraction` (clipped to [0, 1]) of this part is done; raise `Cancelled` if asked to stop.

        Args:
            fraction: of this part.
            message: what is being done, a `Sentence` or its template; empty where that has not changed.
            values: what is in the template's gaps.
        """
        self.check_cancelled()
        fraction = min(1.0, max(0.0, fraction))
        self._report(self._start + fraction * (self._end - self._start), Sentence(message, **values))

    def notice(self, sentence: str, /, **values: Value) -> None:
        """Tell the user something that does not end the run, in one finished sentence or its template and values."""
        self._on_notice(Sentence(sentence, **values))

    def part(self, start: float, end: float) -> "Progress":
        """Return a progress whose 0 and 1 are this one's `start` and `end`."""
        span = self._end - self._start
        return Progress(
            self._report,
            self._is_cancelled,
            on_notice=self._on_notice,
            start=self._start + start * span,
            end=self._start + end * span,
        )
