"""What the command line shows while it works."""

import math
import re
import shutil
import time
from typing import TextIO

_SECONDS_BETWEEN_LINES = 10.0
_SECONDS_BETWEEN_REDRAWS = 0.1


class Display:
    """Progress on a terminal as one line that is drawn again and again, elsewhere as a few plain lines."""

    def __init__(self, stream: TextIO, *, is_quiet: bool) -> None:
        self._stream = stream
        self._is_quiet = is_quiet
        self._is_terminal = stream.isatty()
        self._message = self._kind = ""
        self._time = -math.inf

    def report(self, fraction: float, message: str) -> None:
        """Show how far the run is."""
        if self._is_quiet:
            return
        self._message = message or self._message
        kind = re.sub(r"\d+", "#", self._message)
        passed = time.monotonic() - self._time
        if kind == self._kind and passed < (_SECONDS_BETWEEN_REDRAWS if self._is_terminal else _SECONDS_BETWEEN_LINES):
            return
        self._kind, self._time = kind, time.monotonic()
        line = f"{fraction:4.0%} {self._message}"
        if self._is_terminal:
            self._write("\r\x1b[K" + line[: shutil.get_terminal_size().columns - 1])
        else:
            self._write(line + "\n")

    def say(self, sentence: str) -> None:
        """Print a sentence on a line of its own."""
        self.clear()
        self._write(sentence + "\n")

    def clear(self) -> None:
        """Take the progress off the terminal."""
        if self._is_terminal and not self._is_quiet:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
