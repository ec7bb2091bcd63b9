"""A window on no screen, and the promise that it leaves nothing running behind it."""

import gc
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS

from diar_gui.gui.look.theme import DARK
from diar_gui.gui.session.session import State
from diar_gui.gui.window.window import Window

# Read when the first QApplication is made, which pytest-qt does later.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """The window with its engine loaded, on fast features; closed after the test, its threads ended."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path.parent / f"{tmp_path.name}-data"))  # where autosaves go
    threads_before = _python_threads()
    gc.disable()  # as in the app: Qt objects are destroyed on the GUI thread only
    made = Window(theme=DARK)
    made.show()
    made.session.load_engine()
    qtbot.waitUntil(lambda: made.session.is_engine_loaded, timeout=PATIENCE_MS)
    made.app_menu.change(replace(made.app_menu.settings, features="sift"))
    yield made
    made.close_without_asking()
    assert all(thread.isFinished() for thread in made.session.workers.threads)
    made.deleteLater()
    QApplication.processEvents()
    gc.collect()
    gc.enable()
    assert _python_threads() <= threads_before


def _python_threads() -> set[str]:
    # Python keeps a record of every Qt thread that ever ran Python code: those are no threads of its own.
    return {t.name for t in threading.enumerate() if not isinstance(t, threading._DummyThread)}


@pytest.fixture
def open_and_wait(window: Window, qtbot: QtBot) -> Callable[[Path], None]:
    """Return a function that opens a folder and waits until its photos are listed."""

    def open_folder(folder: Path) -> None:
        with qtbot.waitSignal(window.session.photos_replaced, timeout=PATIENCE_MS):
            window.open_paths([folder])

    return open_folder


@pytest.fixture
def run_and_wait(window: Window, qtbot: QtBot, open_and_wait: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return a function that opens a folder, makes the clean picture and waits until the panes show it."""

    def run(folder: Path) -> None:
        open_and_wait(folder)
        with qtbot.waitSignal(window.session.run_finished, timeout=PATIENCE_MS):
            qtbot.mouseClick(window.top_bar.primary_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: window.panes.result.is_showing_picture, timeout=PATIENCE_MS)
        assert window.session.state is State.READY

    return run


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings that the test may fill."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
