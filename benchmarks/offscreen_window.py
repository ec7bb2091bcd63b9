"""The window on no screen, for benchmarks: opened, waited for, driven with the mouse, closed."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from diar_gui.gui.app.app import make_application
from diar_gui.gui.look.theme import DARK
from diar_gui.gui.pictures.view import PictureView
from diar_gui.gui.session.settings import Settings
from diar_gui.gui.window.window import Window

PATIENCE_MS = 600_000
_LOOK_EVERY_MS = 10


@contextmanager
def open_window(settings: Settings) -> Iterator[Window]:
    """Yield a window with the engine loaded; it is closed in the end, its threads ended."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or make_application()
    window = Window(theme=DARK)
    window.show()
    window.session.load_engine()
    wait_until(lambda: window.session.is_engine_loaded)
    window.app_menu.change(settings)
    yield window
    window.close_without_asking()
    window.deleteLater()
    app.processEvents()


def wait_until(is_reached: Callable[[], bool], patience_ms: int = PATIENCE_MS) -> None:
    """Let the window live until something is reached.

    Raises:
        TimeoutError: it was not.
    """
    deadline, alarm = QDeadlineTimer(patience_ms), QTimer(interval=_LOOK_EVERY_MS)
    alarm.start()
    how = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    while not is_reached():
        if deadline.hasExpired():
            raise TimeoutError(f"not reached within {patience_ms / 1000:.0f} s")
        QApplication.processEvents(how)


def wait(time_ms: int) -> None:
    """Let the window live for a while."""
    deadline = QDeadlineTimer(time_ms)
    wait_until(deadline.hasExpired)


def drag(view: PictureView, places: Sequence[tuple[float, float]], step_ms: int = 15) -> None:
    """Drag with the left button through places of the view, given as fractions of its width and height."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    size = view.viewport().size()
    points = [QPointF(x * size.width(), y * size.height()) for x, y in places]
    _send(view, QEvent.Type.MouseButtonPress, points[0], left, left)
    for point in points[1:]:
        _send(view, QEvent.Type.MouseMove, point, none, left)
        wait(step_ms)
    _send(view, QEvent.Type.MouseButtonRelease, points[-1], left, none)


def _send(view: PictureView, kind: QEvent.Type, place: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
    where = view.viewport().mapToGlobal(place)
    event = QMouseEvent(kind, place, where, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)
