"""The mouse over a picture view, by events as the system sends them."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from diar_gui.gui.pictures.view import PictureView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def on_screen(view: PictureView, x: float, y: float) -> QPointF:
    """Return where in the view a point of the picture is."""
    middle = QPointF(view.viewport().width() / 2, view.viewport().height() / 2)
    return middle + (QPointF(x, y) - view.centre) * view.zoom


def send(view: PictureView, kind: QEvent.Type, place: QPointF, button=NONE, buttons=NONE) -> None:
    """Send one event at a place in the view."""
    where = view.viewport().mapToGlobal(place)
    event = QMouseEvent(kind, place, where, button, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def hover(view: PictureView, x: float, y: float) -> None:
    """Bring the mouse over a point of the picture."""
    send(view, QEvent.Type.MouseMove, on_screen(view, x, y))


def drag(view: PictureView, *points: tuple[float, float], button: Qt.MouseButton = LEFT) -> None:
    """Drag through points of the picture as it is shown now."""
    places = [on_screen(view, x, y) for x, y in points]
    send(view, QEvent.Type.MouseButtonPress, places[0], button, button)
    for place in places[1:]:
        send(view, QEvent.Type.MouseMove, place, NONE, button)
    send(view, QEvent.Type.MouseButtonRelease, places[-1], button, NONE)


def turn_wheel(view: PictureView, steps: int, modifiers: Qt.KeyboardModifier) -> None:
    """Turn the wheel in the middle of the view."""
    place = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        place, view.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * steps), NONE, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)
