"""Load, run and cancel over and over: nothing is left running, and the last picture is the first one."""

import threading

import numpy as np
import psutil
import pytest
from PySide6.QtCore import QObject, Slot
from window_driver import PATIENCE_MS

from diar_gui.gui.session.session import State
from diar_gui.gui.window.window import Window

STOPS = ("at once", "FrameSet", "Alignment", "WarpedStack", "never")


class Rounds(QObject):
    """Cancels a window's runs as soon as the window hears of a stage, and notes how they end."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.ends: list[str] = []
        self._session = window.session
        self._stop = ""
        self._session.run_finished.connect(self._on_finished)
        self._session.run_cancelled.connect(self._on_cancelled)
        self._session.workers.engine.stage_done.connect(self._on_stage)

    def start(self, stop: str) -> None:
        """Start a run that is to be cancelled after the stage of that name; it may get to its end before."""
        self._stop = stop
        self._session.start_run()
        if stop == STOPS[0]:
            self._session.cancel_run()

    @Slot()
    def _on_finished(self) -> None:
        self.ends.append("finished")

    @Slot()
    def _on_cancelled(self) -> None:
        self.ends.append("cancelled")

    @Slot(int, object)
    def _on_stage(self, _: int, stage: object) -> None:
        if type(stage).__name__ == self._stop:
            self._session.cancel_run()


@pytest.fixture
def rounds(window: Window) -> Rounds:
    """Rounds of the window."""
    return Rounds(window)


def play(rounds, window, qtbot, folder, stop):
    with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
        window.open_paths([folder])
    n_ends = len(rounds.ends)
    rounds.start(stop)
    qtbot.waitUntil(lambda: len(rounds.ends) > n_ends, timeout=PATIENCE_MS)
    assert window.session.state is State.READY


def python_threads() -> set[threading.Thread]:
    # Python keeps a record of every Qt thread that ever ran Python code: those are no threads of its own.
    return {t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)}


def test_rounds_leave_no_thread(window, qtbot, make_photos, rounds):
    folder = make_photos(3)
    play(rounds, window, qtbot, folder, "never")
    first = window.session.result.reconstruction.picture
    n_threads, of_python = psutil.Process().num_threads(), python_threads()
    for stop in STOPS:
        play(rounds, window, qtbot, folder, stop)
    assert python_threads() <= of_python
    assert psutil.Process().num_threads() <= n_threads
    assert rounds.ends[:2] == ["finished", "cancelled"]
    assert rounds.ends[-1] == "finished"
    np.testing.assert_array_equal(window.session.result.reconstruction.picture, first)
