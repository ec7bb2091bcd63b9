"""Does the window stay alive while ten photos of 12 megapixels are worked on? Prints a row for each thing done.

    python benchmarks/watchdog.py --photos 10

Aligns, reconstructs, pans, zooms, switches photos and panes, paints; no screen. Two figures for each: the longest time
between two turns of the event loop by the clock, and the most processor time that the GUI thread itself spent in one
turn. Where others use the machine as well, only the second one is the program's own.
"""

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from offscreen_window import drag, open_window, wait, wait_until
from PySide6.QtCore import QObject, QTimer, Slot
from speed import make_photos

from diar_gui.gui.session.settings import Settings
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.gui.shown.wishes import WeightsMode
from diar_gui.gui.window.window import Window

REST_S = 0.002
LIMIT_S = 0.1
SETTLE_MS = 1500


@dataclass
class Longest:
    """The longest turn of one kind of work: by the clock and in processor time, and how many exceeded the limit."""

    gap_s: float = 0.0
    processor_s: float = 0.0
    n_turns: int = 0
    n_over: int = 0


class Watchdog(QObject):
    """Notes how long the turns of the event loop take, under the name of what is being done."""

    def __init__(self) -> None:
        super().__init__()
        self.longest: dict[str, Longest] = {}
        self._now = Longest()
        self._clock_s, self._processor_s = time.monotonic(), time.thread_time()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_turn)
        self._timer.start()

    def watch(self, name: str) -> None:
        """From now on, this is being done."""
        self._now = self.longest.setdefault(name, Longest())

    @Slot()
    def _on_turn(self) -> None:
        gap_s, processor_s = time.monotonic() - self._clock_s, time.thread_time() - self._processor_s
        now = self._now
        now.gap_s, now.processor_s = max(now.gap_s, gap_s), max(now.processor_s, processor_s)
        now.n_turns += 1
        now.n_over += processor_s > LIMIT_S
        time.sleep(REST_S)
        self._clock_s, self._processor_s = time.monotonic(), time.thread_time()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=10)
    parser.add_argument("--features", default="sift")
    parser.add_argument("--method", default="diar")
    options = parser.parse_args()
    settings = Settings(features=options.features, method=options.method)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        make_photos(Path(name), options.photos)
        with open_window(settings) as window:
            watchdog = Watchdog()
            work(window, Path(name), watchdog)
    load, n_cores = os.getloadavg()[0], os.cpu_count()
    print(f"{options.photos} photos of 12 megapixels; load of the machine {load:.1f} on {n_cores} cores.")
    print("| what is done | longest gap, ms | most processor time in a turn, ms | turns | over 100 ms |")
    print("|---|---|---|---|---|")
    for what, longest in watchdog.longest.items():
        times = f"{1000 * longest.gap_s:.0f} | {1000 * longest.processor_s:.0f}"
        print(f"| {what} | {times} | {longest.n_turns} | {longest.n_over} |")
    return 0


def work(window: Window, folder: Path, watchdog: Watchdog) -> None:
    """Do everything once."""
    watchdog.watch("open, list, thumbnails")
    window.open_paths([folder])
    wait_until(lambda: bool(window.session.photos))
    wait(SETTLE_MS)
    watchdog.watch("read, align, warp, reconstruct")
    window.make_clean_picture()
    wait_until(lambda: not window.session.is_busy)
    if window.session.result is None:
        sys.exit(window.message.text)
    wait(SETTLE_MS)
    watchdog.watch("switch photos")
    for row in (*range(len(window.session.photos)), 1):
        window.photo_list.select_row(row)
        wait(SETTLE_MS)
    look_around(window, watchdog)
    correct(window, watchdog)


def look_around(window: Window, watchdog: Watchdog) -> None:
    """Pan, zoom, change panes and maps."""
    panes, view = window.panes, window.panes.result.view
    watchdog.watch("zoom")
    for factor in (1.25,) * 15 + (0.8,) * 15:
        panes.zoom_by(factor)
        wait(15)
    watchdog.watch("pan")
    for zoom in (3, 4, 4):
        panes.zoom_by(zoom)
        drag(view, [(0.8 - 0.02 * i, 0.8 - 0.02 * i) for i in range(30)])
    panes.fit()
    watchdog.watch("change panes")
    for pane in range(4):
        panes.maximise(pane)
        wait(200)
    for count in (2, 4):
        panes.show_count(count)
        wait(200)
    watchdog.watch("change maps and comparisons")
    for mode in (*WeightsMode, WeightsMode.PHOTO):
        panes.weights.mode.setCurrentIndex(panes.weights.mode.findData(mode))
        wait(SETTLE_MS)
    for button in (panes.warped.onion, panes.warped.checkerboard, panes.result.before, panes.result.gaps):
        button.click()
        wait(SETTLE_MS)
        button.click()


def correct(window: Window, watchdog: Watchdog) -> None:
    """Paint, undo, switch a photo off and on, straighten."""
    actions, session = window.all_actions, window.session
    row = [p.status for p in session.photos].index(PhotoStatus.ALIGNED)
    window.photo_list.select_row(row)
    watchdog.watch("paint")
    actions.brush_use.trigger()
    for y in (0.4, 0.6):
        drag(window.panes.result.view, [(0.3 + 0.01 * i, y) for i in range(30)])
    wait_until(lambda: not session.is_updating)
    wait(SETTLE_MS)
    window.panes.stop_brush()
    watchdog.watch("undo, photo off and on")
    for action in (actions.undo, actions.toggle_photo, actions.toggle_photo):
        action.trigger()
        wait_until(lambda: not session.is_updating)
        wait(SETTLE_MS)
    watchdog.watch("straighten")
    view = window.correcting.straighten_view
    actions.straighten.trigger()
    wait_until(lambda: view.find_button.isEnabled() and view.apply_button.isEnabled())
    wait(SETTLE_MS)
    view.apply_button.click()
    wait_until(lambda: not session.is_updating)
    wait(SETTLE_MS)


if __name__ == "__main__":
    sys.exit(main())
