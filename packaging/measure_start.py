"""Seconds until the packaged app's window is on the screen: `PYTHON packaging/measure_start.py [FOLDER]`, with Xvfb.

Processor time is told besides: on a busy machine it says what the clock would say on an idle one, or nearly so.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import build
import psutil
import smoke_test
from PIL import ImageGrab

_POLL_S = 0.02
_PATIENCE_S = 120.0


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description="Measure how soon the window shows.")
    parser.add_argument("folder", nargs="?", type=Path, default=build.DIST / "cpu" / "diar", help="that holds diar-gui")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    measured = []
    for i in range(options.times + 1):
        with smoke_test.display() as screen, tempfile.TemporaryDirectory() as home:
            if screen is None:
                print("Xvfb is needed: apt-get install xvfb", file=sys.stderr)
                return 1
            measured.append(until_the_window(options.folder / "diar-gui", screen, home))
        report("First start" if i == 0 else "Warm start", *measured[-1])
    report("Median of the warm starts", *map(statistics.median, zip(*measured[1:], strict=True)))
    return 0


def report(what: str, seconds: float, processor_seconds: float) -> None:
    """Print one line."""
    print(f"{what}: {seconds:.2f} s, {processor_seconds:.2f} s of processor time")


def until_the_window(program: Path, screen: str, home: str) -> tuple[float, float]:
    """Start the program on an empty screen, and end it as soon as anything is to be seen there.

    Returns:
        Seconds by the clock, and seconds of processor time.
    """
    environment = {"DISPLAY": screen, "HOME": home, "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8"}
    started = time.monotonic()
    process = subprocess.Popen([str(program)], env=environment)
    try:
        while ImageGrab.grab(xdisplay=screen).getbbox() is None:
            if time.monotonic() - started > _PATIENCE_S or process.poll() is not None:
                raise SystemExit("The window did not show.")
            time.sleep(_POLL_S)
        used = psutil.Process(process.pid).cpu_times()
        return time.monotonic() - started, used.user + used.system
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
