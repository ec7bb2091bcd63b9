"""Numbered points on a picture that are dragged, or chosen and nudged by keys."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from diar_gui.gui.look.palette import photo_colour
from diar_gui.gui.pictures.view import PictureView, ViewTool

REACH_PX = 16.0
"""A point is grabbed from so far away on the screen."""

_RING_PX, _CHOSEN_RING_PX = 9.0, 12.0
_LABEL_AT = QPointF(15, -15)
_LABEL_PX = 9.0
_FINE = 0.2  # with Shift a point follows the mouse so much slower
_NUDGE_PX, _LARGE_NUDGE_PX = 1, 10
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def on_screen(view: PictureView, point: tuple[float, float]) -> QPointF:
    """Return where in the view's window a point of the picture, (x, y) from pixel centres on, shows."""
    # Not by the items' own transforms: those follow a change of the view only when it is painted.
    centre, area = view.centre, view.viewport().rect()
    off = (QPointF(point[0] + 0.5, point[1] + 0.5) - centre) * view.zoom
    return QPointF(area.width() / 2 + off.x(), area.height() / 2 + off.y())


class Marker(QGraphicsItem):
    """A ring that leaves its very point free, with a number; as large on the screen at every zoom."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self._number = str(index + 1)
        self._colour = QColor(*photo_colour(index).rgb)
        self._is_chosen = False
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(10)

    @property
    def point(self) -> tuple[float, float]:
        """Where it is: (x, y) in pixels of the picture, pixel centres at integers."""
        return self.pos().x() - 0.5, self.pos().y() - 0.5

    def put(self, x: float, y: float) -> None:
        """Put it there."""
        self.setPos(x + 0.5, y + 0.5)  # the view's pixels cover [i, i + 1)

    @property
    def is_chosen(self) -> bool:
        """Whether it is the one that keys move."""
        return self._is_chosen

    def set_chosen(self, is_chosen: bool) -> None:
        """Show it as the one that keys move, or not."""
        self._is_chosen = is_chosen
        self.setZValue(11 if is_chosen else 10)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Return the area of ring and number on the screen."""
        return QRectF(-16, -30, 46, 46)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw in the pair's colour between black and white, so that it shows on any picture."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = _CHOSEN_RING_PX if self._is_chosen else _RING_PX
        for colour, width in ((QColor(0, 0, 0, 190), 6.0), (QColor(255, 255, 255), 4.4), (self._colour, 2.6)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(QPointF(), radius, radius)
        for colour, width in ((QColor(0, 0, 0, 190), 3.0), (QColor(255, 255, 255), 1.2)):
            painter.setPen(QPen(colour, width))
            for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(QPointF(3 * x, 3 * y), QPointF((radius - 2) * x, (radius - 2) * y))
        self._paint_number(painter)

    def _paint_number(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(255, 255, 255) if self._is_chosen else QColor(0, 0, 0, 190), 2))
        painter.setBrush(self._colour)
        painter.drawEllipse(_LABEL_AT, _LABEL_PX, _LABEL_PX)
        font = QFont(painter.font())
        font.setPixelSize(12)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor("#000000" if self._colour.lightnessF() > 0.42 else "#ffffff"))
        area = QRectF(_LABEL_AT.x() - _LABEL_PX, _LABEL_AT.y() - _LABEL_PX, 2 * _LABEL_PX, 2 * _LABEL_PX)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._number)


class PointsTool(QObject, ViewTool):
    """Turns mouse and keys into wishes for the markers of a view, in picture pixels.

    The mouse drags a point, slower with Shift. Digits choose one, arrows nudge it (further with Shift), Delete asks
    for its removal; with Ctrl the arrows are left to the view.
    """

    grabbed = Signal(int)
    shifted = Signal(int, QPointF)
    released = Signal()
    nudged = Signal(QPointF)
    chosen = Signal(int)
    remove_wanted = Signal()

    def __init__(self, view: PictureView, markers: Sequence[Marker]) -> None:
        super().__init__(view)
        self.is_active = True
        self._view = view
        self._markers = markers
        self._held: int | None = None
        self._last = QPointF()
        view.add_tool(self)

    def press(self, place: QPointF, event: QMouseEvent) -> bool:
        """Take hold of the point nearest to the mouse, if one is within reach."""
        index = self._nearest(event) if event.button() == Qt.MouseButton.LeftButton else None
        if index is None:
            return False
        self._held = index
        self._last = place
        self._view.setCursor(Qt.CursorShape.BlankCursor)  # the very point stays free
        self.grabbed.emit(index)
        return True

    def move(self, place: QPointF, event: QMouseEvent) -> bool:
        """Drag the point that is held."""
        if self._held is None:
            can_grab = self._nearest(event) is not None
            self._view.setCursor(Qt.CursorShape.OpenHandCursor if can_grab else Qt.CursorShape.ArrowCursor)
            return False
        is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.shifted.emit(self._held, (place - self._last) * (_FINE if is_fine else 1.0))
        self._last = place
        return True

    def release(self, place: QPointF, event: QMouseEvent) -> bool:
        """Let the point go."""
        if self._held is None:
            return False
        self.let_go()
        return True

    def let_go(self) -> None:
        """Hold nothing any more."""
        if self._held is not None:
            self._held = None
            self._view.setCursor(Qt.CursorShape.ArrowCursor)
            self.released.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Choose, nudge or remove."""
        if not self.is_active:
            return False
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_large = modifiers == Qt.KeyboardModifier.ShiftModifier
        if key in _ARROWS and (is_large or modifiers == Qt.KeyboardModifier.NoModifier):
            x, y = _ARROWS[Qt.Key(key)]
            self.nudged.emit(QPointF(x, y) * (_LARGE_NUDGE_PX if is_large else _NUDGE_PX))
            return True
        if modifiers != Qt.KeyboardModifier.NoModifier:
            return False
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
            return True
        if event.text().isdecimal() and 1 <= int(event.text()) <= self._n_shown():
            self.chosen.emit(int(event.text()) - 1)
            return True
        return False

    def _n_shown(self) -> int:
        return sum(m.isVisible() for m in self._markers)

    def _nearest(self, event: QMouseEvent) -> int | None:
        """Return the point nearest to the mouse on the screen, None where none is within reach."""
        if not self.is_active:
            return None
        distances = {}
        for i, marker in enumerate(self._markers):
            if marker.isVisible():
                off = on_screen(self._view, marker.point) - event.position()
                distances[i] = math.hypot(off.x(), off.y())
        nearest = min(distances, key=lambda i: distances[i], default=None)
        return nearest if nearest is not None and distances[nearest] <= REACH_PX else None
