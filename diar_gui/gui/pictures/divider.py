"""A vertical divider over a picture, dragged or moved by keys: another picture shows left of it."""

import math

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from diar_gui.gui.pictures.items import ComparedItem
from diar_gui.gui.pictures.view import PictureView, ViewTool

_GRIP_PX = 9.0  # how far from the line the mouse takes hold of it
_HANDLE_PX = 13.0
_LEAST_NAME_PX = 80.0
_KEY_STEP = 0.05
_FINE_KEY_STEP = 0.005


class _Line(pg.GraphicsObject):
    """The line with its handle and the names of both sides, as large on the screen at every zoom."""

    def __init__(self) -> None:
        super().__init__()
        self.area = QRectF()
        self.at_x = 0.0
        self.names: tuple[str, str] = ("", "")

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Return the area in which it may be drawn."""
        return self.area

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw it in screen pixels."""
        transform = painter.worldTransform()
        top, bottom = (
            transform.map(QPointF(self.at_x, self.area.top())),
            transform.map(QPointF(self.at_x, self.area.bottom())),
        )
        window = QRectF(0, 0, painter.device().width(), painter.device().height())
        first, last = max(top.y(), window.top()), min(bottom.y(), window.bottom())
        if last <= first:
            return
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in (QPen(QColor(0, 0, 0, 150), 4), QPen(QColor(255, 255, 255), 2)):
            painter.setPen(pen)
            painter.drawLine(QPointF(top.x(), first), QPointF(top.x(), last))
        self._draw_handle(painter, QPointF(top.x(), (first + last) / 2))
        left, right = transform.map(self.area.topLeft()).x(), transform.map(self.area.topRight()).x()
        self._draw_names(painter, QPointF(top.x(), first + 8), max(left, 0.0), min(right, window.right()))
        painter.restore()

    def _draw_handle(self, painter: QPainter, centre: QPointF) -> None:
        painter.setPen(QPen(QColor(0, 0, 0, 150), 1.2))
        painter.setBrush(QColor(255, 255, 255))
        painter.drawEllipse(centre, _HANDLE_PX, _HANDLE_PX)
        pen = QPen(QColor(40, 40, 40), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for side in (-1, 1):
            tip = centre + QPointF(side * 8, 0)
            painter.drawPolyline([tip + QPointF(-side * 4, -4), tip, tip + QPointF(-side * 4, 4)])

    def _draw_names(self, painter: QPainter, top: QPointF, left: float, right: float) -> None:
        fonts = QFontMetricsF(painter.font())
        for name, side in zip(self.names, (-1, 1), strict=True):
            room = (top.x() - left if side < 0 else right - top.x()) - 16
            text = fonts.elidedText(name, Qt.TextElideMode.ElideMiddle, room - 14)
            width = fonts.horizontalAdvance(text) + 14
            if not name or room < _LEAST_NAME_PX:
                continue
            x = top.x() + 8 if side > 0 else top.x() - 8 - width
            chip = QRectF(x, top.y(), width, fonts.height() + 5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 165))
            painter.drawRoundedRect(chip, 4, 4)
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


class Divider(ViewTool):
    """Moves the border between the two pictures of an item; it stays where it is in the view while that pans."""

    def __init__(self, view: PictureView, item: ComparedItem) -> None:
        self._view = view
        self._item = item
        self._line = _Line()
        self._line.setZValue(5)
        self._line.hide()
        self._fraction = 0.5  # of what shows of the picture
        self._is_dragged = False
        self._has_cursor = False
        view.add_item(self._line)
        view.add_tool(self)

    @property
    def fraction(self) -> float:
        """Where it stands between the left (0) and right (1) border of what shows of the picture."""
        return self._fraction

    @property
    def is_visible(self) -> bool:
        """Whether it is there."""
        return self._line.isVisible()

    def show_names(self, left: str, right: str) -> None:
        """Say what shows on either side."""
        self._line.names = (left, right)
        self._line.update()

    def set_visible(self, is_visible: bool) -> None:
        """Show or hide it."""
        self._line.setVisible(is_visible)
        self.place()

    def move_to(self, fraction: float) -> None:
        """Put it elsewhere in what shows of the picture."""
        self._fraction = min(max(fraction, 0.0), 1.0)
        self.place()

    def place(self) -> None:
        """Follow the view."""
        if not self._line.isVisible():
            return
        seen = self._view.seen
        x = seen.left() + self._fraction * seen.width()
        self._item.set_divider(x)
        if (x, self._view.content) != (self._line.at_x, self._line.area):
            self._line.prepareGeometryChange()
            self._line.at_x, self._line.area = x, self._view.content
            self._line.update()

    def press(self, place: QPointF, event: QMouseEvent) -> bool:
        """Take hold of it."""
        self._is_dragged = event.button() == Qt.MouseButton.LeftButton and self._is_near(place)
        return self._is_dragged

    def move(self, place: QPointF, event: QMouseEvent) -> bool:
        """Drag it."""
        is_near = self._is_dragged or (self._is_near(place) and event.buttons() == Qt.MouseButton.NoButton)
        if is_near != self._has_cursor:
            self._has_cursor = is_near
            if is_near:
                self._view.viewport().setCursor(Qt.CursorShape.SplitHCursor)
            else:
                self._view.viewport().unsetCursor()
        if not self._is_dragged:
            return False
        seen = self._view.seen
        self.move_to((place.x() - seen.left()) / seen.width() if seen.width() > 0 else 0.5)
        return True

    def release(self, place: QPointF, event: QMouseEvent) -> bool:
        """Let it go."""
        was_dragged, self._is_dragged = self._is_dragged, False
        return was_dragged

    def key(self, event: QKeyEvent) -> bool:
        """Move it by the left and right arrow, in small steps with Shift; Home and End to the borders."""
        if not self._line.isVisible() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        step = _FINE_KEY_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _KEY_STEP
        places = {
            Qt.Key.Key_Left: self._fraction - step,
            Qt.Key.Key_Right: self._fraction + step,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        if event.key() not in places:
            return False
        self.move_to(places[Qt.Key(event.key())])
        return True

    def _is_near(self, place: QPointF) -> bool:
        if not self._line.isVisible():
            return False
        distance = math.fabs(place.x() - self._line.at_x) * self._view.zoom
        return distance <= max(_GRIP_PX, QApplication.startDragDistance() / 2)
