"""The window stays alive while large photos are worked on.

The machines that run the tests are shared, so what is measured is not the clock but the processor time that the GUI
thread itself spends between two turns of its event loop: slow slots and slow painting show, other people's load
does not.
"""

import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from mouse import drag
from PySide6.QtCore import QObject, QTimer, Slot
from window_driver import PATIENCE_MS

from diar_gui.edits import Finish
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.gui.shown.wishes import WeightsMode
from diar_gui.images import write_image

LONGEST_TURN_S = 0.1


class Watchdog(QObject):
    """Notes the longest time that the GUI thread was busy without returning to its event loop."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_s = 0.0
        self.n_turns = 0
        self._last_s = time.thread_time()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_turn)
        self._timer.start()

    @Slot()
    def _on_turn(self) -> None:
        now = time.thread_time()
        self.longest_s = max(self.longest_s, now - self._last_s)
        self.n_turns += 1
        time.sleep(0.002)
        self._last_s = time.thread_time()

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def large_photos(tmp_path: Path, poster_views: list[np.ndarray]) -> Path:
    """A folder with three photos of 12 megapixels."""
    for i in range(3):
        large = cv2.resize(poster_views[i], (4240, 2832), interpolation=cv2.INTER_LINEAR)
        write_image(tmp_path / f"photo{i}.jpg", large)
    return tmp_path


def look_around(window, qtbot):
    """Zoom, pan, change the photo, the panes and the map."""
    panes = window.panes
    for row in range(3):
        window.photo_list.select_row(row)
        with qtbot.waitSignal(window.session.snapshot_changed, timeout=PATIENCE_MS):
            window.session._want_snapshot()
        panes.zoom_by(2.0)
        qtbot.wait(50)
        drag(panes.result.view, *((1500.0 + 20 * i, 1500.0) for i in range(10)))
        panes.fit()
        qtbot.wait(50)
    for mode in WeightsMode:
        with qtbot.waitSignal(window.session.snapshot_changed, timeout=PATIENCE_MS):
            panes.weights.mode.setCurrentIndex((panes.weights.mode.findData(mode) + 1) % len(WeightsMode))
    for pane in range(4):
        panes.maximise(pane)
        qtbot.wait(20)
    panes.show_all()


def paint(window, qtbot):
    """Paint a stroke, and wait until it shows in the full picture."""
    window.photo_list.select_row([p.status for p in window.session.photos].index(PhotoStatus.ALIGNED))
    window.all_actions.brush_use.trigger()
    with qtbot.waitSignal(window.session.update_finished, timeout=PATIENCE_MS):
        drag(window.panes.result.view, *((1500.0 + 40 * i, 1500.0) for i in range(20)))
    window.panes.stop_brush()


def test_no_turn_of_the_event_loop_is_long(window, qtbot, large_photos):
    watchdog = Watchdog()
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.open_paths([large_photos], start=True)
    look_around(window, qtbot)
    paint(window, qtbot)
    watchdog.stop()
    assert watchdog.n_turns > 100
    assert watchdog.longest_s < LONGEST_TURN_S


def test_no_turn_is_long_while_light_is_adjusted(window, qtbot, large_photos):
    window.app_menu.change(replace(window.app_menu.settings, method="mean", features="none"))
    with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
        window.open_paths([large_photos], start=True)
    window.all_actions.adjust.trigger()
    bar = window.panes.finishing.bar
    watchdog = Watchdog()
    bar.exposure.sliderPressed.emit()
    for value in range(1, 13):
        bar.exposure.setValue(value)
        qtbot.wait(100)
    bar.exposure.sliderReleased.emit()
    bar.even.click()
    qtbot.waitUntil(
        lambda: window.session.result.edits.finish == Finish(0.6, is_even=True) and not window.session.is_updating,
        timeout=PATIENCE_MS,
    )
    qtbot.wait(1000)
    watchdog.stop()
    assert watchdog.longest_s < LONGEST_TURN_S
    assert window.session.editing.stack.count() == 2
