"""What is drawn over a picture whose corners are set: four handles, the outline, and a grid in its perspective."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from diar_gui import geometry
from diar_gui.gui.look.theme import Theme
from diar_gui.straightening import is_convex, outer_corners

_SIDE = 31  # of a handle: large enough to be caught
_RADIUS = 8.0
_SHADE = QColor(0, 0, 0, 120)
_N_CELLS = 4
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CornerHandle(QWidget):
    """A ring at one corner, moved by the mouse or the arrow keys; its middle is free, so that one sees what is there.

    `dragged` carries where in the parent its middle should go, `nudged` by how many pixels of the picture.
    """

    dragged = Signal(int, QPointF)
    nudged = Signal(int, float, float)
    active_changed = Signal(int, bool)

    def __init__(self, index: int, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._index = index
        self._grip = QPointF()
        self._is_held = False
        self._theme: Theme | None = None
        self.is_warning = False
        self.setObjectName(f"corner{index}")
        self.resize(_SIDE, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(name)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def put(self, place: QPointF) -> None:
        """Put its middle there, in the parent."""
        self.move(round(place.x() - _SIDE / 2), round(place.y() - _SIDE / 2))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ring, thicker while it has the focus."""
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(_SIDE / 2, _SIDE / 2)
        colour = QColor(self._theme.warn if self.is_warning else self._theme.accent_hover)
        width = 3.5 if self.hasFocus() else 2.0
        radius = _RADIUS + (2 if self.hasFocus() else 0)
        for its_width, its_colour in ((width + 3, QColor("white")), (width, colour)):
            painter.setPen(QPen(its_colour, its_width))
            painter.drawEllipse(middle, radius, radius)
        painter.setPen(QPen(QColor("white"), 3))
        painter.drawPoint(middle)
        painter.setPen(QPen(colour, 2))
        painter.drawPoint(middle)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of it where it was caught."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._is_held = True
        self._grip = event.position() - QPointF(_SIDE / 2, _SIDE / 2)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.active_changed.emit(self._index, True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move it along."""
        if self._is_held:
            self.dragged.emit(self._index, self.mapToParent(event.position()) - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go of it."""
        if self._is_held:
            self._is_held = False
            self.active_changed.emit(self._index, False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Keep it from the view, which would fit."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Nudge it by one pixel, with Shift by ten, with Alt by a tenth."""
        direction = _KEYS.get(Qt.Key(event.key()))
        if direction is None:
            event.ignore()
            return
        modifiers = event.modifiers()
        step = 10.0 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1.0
        if modifiers & Qt.KeyboardModifier.AltModifier:
            step = 0.1
        self.nudged.emit(self._index, direction[0] * step, direction[1] * step)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the focus."""
        self.update()
        self.raise_()
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.active_changed.emit(self._index, True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hide it."""
        self.update()
        self.active_changed.emit(self._index, False)


class OutlineItem(pg.GraphicsObject):
    """The four sides, a grid between them, and a shade over what will be cut away."""

    def __init__(self) -> None:
        super().__init__()
        self._area = QRectF()
        self._corners = outer_corners((1, 1))
        self._colour = QColor("blue")
        self._warning = QColor("orange")

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._colour = QColor(theme.accent_hover)
        self._warning = QColor(theme.warn)
        self.update()

    def set_outline(self, corners: np.ndarray, area: QRectF) -> None:
        """Draw other corners `(4, 2)`, over a picture that covers `area` of the view."""
        self.prepareGeometryChange()
        self._corners = corners
        self._area = area
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Return what picture and outline cover."""
        return self._area.united(_polygon(self._corners).boundingRect())

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw; a grid only where the corners make sense."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        polygon = _polygon(self._corners)
        is_right = is_convex(self._corners)
        shade, subject = QPainterPath(), QPainterPath()
        shade.addRect(self._area)
        subject.addPolygon(polygon)
        subject.closeSubpath()
        painter.fillPath(shade.subtracted(subject), _SHADE)
        if is_right:
            painter.setPen(_cosmetic(QColor(255, 255, 255, 110), 1.0))
            for a, b in _grid(self._corners):
                painter.drawLine(QPointF(*a), QPointF(*b))
        painter.setPen(_cosmetic(QColor(255, 255, 255, 200), 3.4))
        painter.drawPolygon(polygon)
        painter.setPen(_cosmetic(self._colour if is_right else self._warning, 1.8))
        painter.drawPolygon(polygon)


def _cosmetic(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen


def _polygon(corners: np.ndarray) -> QPolygonF:
    return QPolygonF([QPointF(x + 0.5, y + 0.5) for x, y in corners.tolist()])


def _grid(corners: np.ndarray) -> np.ndarray:
    """Return `(N, 2, 2)` lines that divide the subject evenly, as the slant shows them, in coordinates of the view."""
    H_photo_from_square = geometry.dlt(np.array([[0, 0], [1, 0], [1, 1], [0, 1.0]]), corners + 0.5)
    parts = np.arange(1, _N_CELLS) / _N_CELLS
    ends = [((part, 0), (part, 1)) for part in parts] + [((0, part), (1, part)) for part in parts]
    w = H_photo_from_square[2] @ [0.5, 0.5, 1]
    return geometry.transfer(H_photo_from_square / w, np.array(ends, float).reshape(-1, 2)).reshape(-1, 2, 2)
