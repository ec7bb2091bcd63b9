"""Boxes around the places of the clean picture that are not clean, numbered from the largest on."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QApplication

_COLOUR = QColor("#ff9d00")
_LABEL_PX = 4.0  # between a number and the edge of its plate


class PlaceBoxes(pg.GraphicsObject):
    """Draws the boxes as thin on the screen at every zoom; the one that was jumped to is thicker."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: tuple[QRectF, ...] = ()
        self._current: int | None = None

    @property
    def boxes(self) -> tuple[QRectF, ...]:
        """What is drawn, in picture pixels."""
        return self._boxes

    @property
    def current(self) -> int | None:
        """Index of the box that was jumped to last; None before."""
        return self._current

    def set_boxes(self, boxes: Sequence[QRectF]) -> None:
        """Draw other boxes; the jumps begin anew where they differ."""
        if tuple(boxes) == self._boxes:
            return
        self.prepareGeometryChange()
        self._boxes = tuple(boxes)
        self._current = None
        self.update()

    def go_to(self, index: int) -> QRectF:
        """Make a box the current one, and return it."""
        self._current = index
        self.update()
        return self._boxes[index]

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Return what holds all boxes."""
        whole = QRectF()
        for box in self._boxes:
            whole = whole.united(box)
        return whole

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw in screen pixels, dark edges around the colour so that it shows on any picture."""
        transform = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setFont(QApplication.font())
        for i, box in enumerate(self._boxes):
            area, width = transform.mapRect(box), 3.0 if i == self._current else 1.5
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for pen in (QPen(QColor(0, 0, 0, 160), width + 2), QPen(_COLOUR, width)):
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                painter.drawRect(area)
            self._draw_number(painter, area.topLeft(), str(i + 1))
        painter.restore()

    def _draw_number(self, painter: QPainter, corner: QPointF, text: str) -> None:
        metrics = QFontMetricsF(painter.font())
        plate = QRectF(corner, metrics.size(0, text)).adjusted(0, 0, 2 * _LABEL_PX, 0)
        painter.fillRect(plate, _COLOUR)
        painter.setPen(QColor(20, 20, 20))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
