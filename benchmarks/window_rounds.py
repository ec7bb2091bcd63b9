"""Load, run and cancel in the window, two hundred times: are all threads and all memory given back? Prints a table.

    python benchmarks/window_rounds.py 200

Small photos, quick features, no screen. The rounds are stopped in turn: at once, after the reading, after the
alignment, after the warping, at the preview, and not at all. What the first rounds load for good (torch, caches of
the allocator) is there after `WARM_UP` rounds: against that the memory in the end is held.
"""

import argparse
import gc
import sys
import tempfile
import threading
from itertools import cycle
from pathlib import Path

import cv2
import psutil
from offscreen_window import open_window, wait, wait_until
from PySide6.QtCore import QObject, Slot

from diar_gui.gui.session.settings import Settings
from diar_gui.gui.window.window import Window
from diar_gui.images import read_image, write_image
from diar_gui.paths import resource_path

STOPS = ("at once", "FrameSet", "Alignment", "WarpedStack", "Preview", "never")
N_PHOTOS = 4
WARM_UP = 12
EVERY = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n_rounds", nargs="?", type=int, default=200)
    n_rounds = parser.parse_args().n_rounds
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        make_photos(Path(name))
        python_threads = set(threading.enumerate())
        n_before = psutil.Process().num_threads()
        with open_window(Settings(features="sift")) as window:
            rows, n_cancelled = play(window, Path(name), n_rounds)
        gc.collect()
        wait(200)
    left = {t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)} - python_threads
    print("| rounds | memory, MB | threads |")
    print("|---|---|---|")
    for n_done, memory, n_threads in rows:
        print(f"| {n_done} | {memory / 1e6:.0f} | {n_threads} |")
    growth = rows[-1][1] / rows[0][1] - 1
    print(f"{n_cancelled} of {n_rounds} rounds were cancelled; memory {growth:+.1%} against that after {rows[0][0]}.")
    n_after = psutil.Process().num_threads()
    print(f"After the window: {n_after} threads, {n_before} before it; of Python's {len(left)} left.")
    return 0


def make_photos(folder: Path) -> None:
    """Fill a folder with small photos of the sample."""
    for i, path in enumerate(sorted((resource_path("sample/lamp") / "frames").iterdir())[:N_PHOTOS]):
        small = cv2.resize(read_image(path), (480, 320), interpolation=cv2.INTER_AREA)
        write_image(folder / f"photo{i}.png", small)


def play(window: Window, folder: Path, n_rounds: int) -> tuple[list[tuple[int, int, int]], int]:
    """Return (rounds done, resident bytes, threads) along the way, and how many runs ended by the cancel."""
    rows: list[tuple[int, int, int]] = []
    rounds = Rounds(window)
    for i, stop in zip(range(n_rounds), cycle(STOPS), strict=False):
        rounds.play(folder, stop)
        if (i + 1) == WARM_UP or (i + 1) % EVERY == 0 or i + 1 == n_rounds:
            gc.collect()
            process = psutil.Process()
            rows.append((i + 1, process.memory_info().rss, process.num_threads()))
            print(rows[-1], rounds.ends.count("run_cancelled"), file=sys.stderr, flush=True)
    return rows, rounds.ends.count("run_cancelled")


class Rounds(QObject):
    """Plays rounds in a window, each stopped where it is wanted; `ends` notes how the runs ended."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.ends: list[str] = []
        self._window, self._stop, self._n_listed = window, "", 0
        session = window.session
        session.photos_replaced.connect(self._on_listed)
        session.run_finished.connect(self._on_finished)
        session.run_cancelled.connect(self._on_cancelled)
        session.workers.engine.stage_done.connect(self._on_stage)

    def play(self, folder: Path, stop: str) -> None:
        """Open the folder, run, and cancel after the stage of that name."""
        n_listed, n_ends = self._n_listed, len(self.ends)
        self._window.open_paths([folder])
        wait_until(lambda: self._n_listed > n_listed)
        self._stop = stop
        self._window.make_clean_picture()
        if stop == STOPS[0]:
            self._window.session.cancel_run()
        wait_until(lambda: len(self.ends) > n_ends)

    @Slot()
    def _on_listed(self) -> None:
        self._n_listed += 1

    @Slot()
    def _on_finished(self) -> None:
        self.ends.append("run_finished")

    @Slot()
    def _on_cancelled(self) -> None:
        self.ends.append("run_cancelled")

    @Slot(int, object)
    def _on_stage(self, _: int, stage: object) -> None:
        if type(stage).__name__ == self._stop:
            self._window.session.cancel_run()


if __name__ == "__main__":
    sys.exit(main())
