"""The brush: strokes painted over the pictures on the reference grid. What they mean is decided elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen, QWheelEvent

from diar_gui.gui.pictures.items import hatching, screen_pen
from diar_gui.gui.pictures.view import PictureView, ViewTool

WANTED_COLOUR, UNWANTED_COLOUR = "#009e73", "#d55e00"

_LEAST_FRACTION, _MOST_FRACTION = 0.002, 0.25  # radius, of the grid's long side
_FIRST_FRACTION = 0.035
_SIZE_STEP = 1.15
_SOFTNESS_STEP = 0.1
_N_RINGS = 3  # of which a soft stroke is drawn
_POINT_EVERY = 0.2  # of the radius: closer points change nothing that can be seen


@dataclass(eq=False)
class PaintedStroke:
    """A stroke in picture coordinates (a pixel covers [i, i + 1))."""

    is_wanted: bool
    radius_px: float
    softness: float
    points: list[QPointF] = field(default_factory=list)

    def path(self) -> QPainterPath:
        """Return the line through its points."""
        path = QPainterPath(self.points[0])
        for point in self.points[1:]:
            path.lineTo(point)
        if len(self.points) == 1:
            path.lineTo(self.points[0] + QPointF(1e-3, 0))
        return path


class _StrokesItem(pg.GraphicsObject):
    """Draws strokes translucently, green or hatched in orange, paler towards a soft border; and the brush's circle."""

    def __init__(self) -> None:
        super().__init__()
        self.area = QRectF()
        self.strokes: Sequence[PaintedStroke] = ()
        self.cursor_at: QPointF | None = None
        self.brush = PaintedStroke(True, 1.0, 0.0)
        self._hatching = hatching(QColor(UNWANTED_COLOUR))
        self.setZValue(8)

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Return the area in which it may be drawn."""
        return self.area

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw all of it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(self.area, Qt.ClipOperation.IntersectClip)
        for stroke in self.strokes:
            self._draw_stroke(painter, stroke)
        painter.restore()
        if self.cursor_at is not None:
            self._draw_cursor(painter, self.cursor_at)

    def _draw_stroke(self, painter: QPainter, stroke: PaintedStroke) -> None:
        path = stroke.path()
        n_rings = _N_RINGS if stroke.softness > 0 else 1
        colour = QColor(WANTED_COLOUR if stroke.is_wanted else UNWANTED_COLOUR)
        colour.setAlphaF((0.6 if stroke.is_wanted else 0.4) / n_rings)
        for i in range(n_rings):
            width = 2 * stroke.radius_px * (1 - stroke.softness * i / n_rings)
            painter.strokePath(path, _round_pen(QBrush(colour), width))
        if not stroke.is_wanted:
            painter.save()
            painter.setOpacity(0.55)
            # The hatching stays as fine as it is on the screen: it is moved back into its own pixels.
            brush = QBrush(self._hatching)
            brush.setTransform(painter.worldTransform().inverted()[0])
            painter.strokePath(path, _round_pen(brush, 2 * stroke.radius_px * (1 - 0.5 * stroke.softness)))
            painter.restore()

    def _draw_cursor(self, painter: QPainter, place: QPointF) -> None:
        radius = self.brush.radius_px
        colour = QColor(WANTED_COLOUR if self.brush.is_wanted else UNWANTED_COLOUR)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rings = [(radius, Qt.PenStyle.SolidLine)]
        if self.brush.softness > 0.02:
            rings.append((radius * (1 - self.brush.softness), Qt.PenStyle.DashLine))
        for ring, style in rings:
            outlines = ((QColor(0, 0, 0, 170), 4.0), (QColor(255, 255, 255), 2.4))
            for pen in (screen_pen(painter, *outline) for outline in outlines):
                painter.setPen(pen)
                painter.drawEllipse(place, ring, ring)
            painter.setPen(screen_pen(painter, colour, 1.4, style))
            painter.drawEllipse(place, ring, ring)


def _round_pen(brush: QBrush, width: float) -> QPen:
    return QPen(brush, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


class BrushTool(QObject):
    """Paints on several views of one grid at once.

    `stroke_painted(points, radius_px, softness, is_wanted)`: points are (x, y) in grid pixels with centres at
    integers. A stroke stays visible until `clear_pending`. `changed`: size, softness or kind are different now.
    """

    stroke_painted = Signal(object, float, float, bool)
    changed = Signal()

    def __init__(self, views: Sequence[PictureView], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_active = False
        self.is_wanted = True
        self.softness = 0.3
        self._long_side_px = 1000.0
        self._radius_fraction = _FIRST_FRACTION
        self._strokes: list[PaintedStroke] = []
        self._current: PaintedStroke | None = None
        self._surfaces = [_Surface(self, view) for view in views]

    @property
    def radius_px(self) -> float:
        """The brush's radius in grid pixels."""
        return self._radius_fraction * self._long_side_px

    @property
    def size_fraction(self) -> float:
        """The radius on a scale of its own, even to the eye, in [0, 1]."""
        span = np.log(_MOST_FRACTION / _LEAST_FRACTION)
        return float(np.log(self._radius_fraction / _LEAST_FRACTION) / span)

    def set_size_fraction(self, fraction: float) -> None:
        """Set the radius on that scale."""
        radius = _LEAST_FRACTION * (_MOST_FRACTION / _LEAST_FRACTION) ** min(max(fraction, 0.0), 1.0)
        self._set(radius, self.softness, self.is_wanted)

    def set_softness(self, softness: float) -> None:
        """Set how much of the radius falls off, in [0, 1]."""
        self._set(self._radius_fraction, min(max(softness, 0.0), 1.0), self.is_wanted)

    def set_wanted(self, is_wanted: bool) -> None:
        """Set whether strokes ask for the photo or ban it."""
        self._set(self._radius_fraction, self.softness, is_wanted)

    def change_size(self, steps: float) -> None:
        """Make the brush larger, or smaller."""
        fraction = self._radius_fraction * _SIZE_STEP**steps
        self._set(min(max(fraction, _LEAST_FRACTION), _MOST_FRACTION), self.softness, self.is_wanted)

    def change_softness(self, steps: float) -> None:
        """Make the brush softer, or harder."""
        self.set_softness(self.softness + steps * _SOFTNESS_STEP)

    def set_grid(self, size: tuple[int, int]) -> None:
        """Paint on a grid of another size (height, width)."""
        self._long_side_px = float(max(size))
        for surface in self._surfaces:
            surface.set_area(QRectF(0, 0, size[1], size[0]))
        self.refresh()

    def set_active(self, is_active: bool) -> None:
        """Take the mouse, or leave it to the views."""
        self.is_active = is_active
        if self._current is not None:  # given up in the midst of it: nobody will hear of it
            self._strokes.remove(self._current)
            self._current = None
        for surface in self._surfaces:
            surface.set_active(is_active)
        self.refresh()

    @property
    def pending(self) -> tuple[PaintedStroke, ...]:
        """Strokes that still show."""
        return tuple(self._strokes)

    def clear_pending(self) -> None:
        """Take away the strokes whose effect shows now, but not one that is being painted."""
        self._strokes = [] if self._current is None else [self._current]
        self.refresh()

    def begin(self, place: QPointF) -> None:
        """Begin a stroke."""
        self._current = PaintedStroke(self.is_wanted, self.radius_px, self.softness, [QPointF(place)])
        self._strokes.append(self._current)
        self.refresh()

    def go_on(self, place: QPointF) -> None:
        """Lead the stroke on to a place."""
        if self._current is not None:
            step = place - self._current.points[-1]
            if np.hypot(step.x(), step.y()) >= _POINT_EVERY * self._current.radius_px:
                self._current.points.append(QPointF(place))
                self.refresh()

    def end(self) -> None:
        """End the stroke, and tell of it."""
        if self._current is None:
            return
        stroke, self._current = self._current, None
        points = [(p.x() - 0.5, p.y() - 0.5) for p in stroke.points]
        self.stroke_painted.emit(points, stroke.radius_px, stroke.softness, stroke.is_wanted)

    @property
    def is_painting(self) -> bool:
        """Whether a stroke has begun and not ended."""
        return self._current is not None

    def refresh(self) -> None:
        """Draw everything again."""
        brush = PaintedStroke(self.is_wanted, self.radius_px, self.softness)
        for surface in self._surfaces:
            surface.draw(self._strokes, brush)

    def _set(self, radius_fraction: float, softness: float, is_wanted: bool) -> None:
        if (radius_fraction, softness, is_wanted) != (self._radius_fraction, self.softness, self.is_wanted):
            self._radius_fraction = radius_fraction
            self.softness = softness
            self.is_wanted = is_wanted
            self.changed.emit()
            self.refresh()


class _Surface(ViewTool):
    """The brush on one of the views: the left button paints, the others pan."""

    def __init__(self, tool: BrushTool, view: PictureView) -> None:
        self._tool = tool
        self._view = view
        self._item = _StrokesItem()
        view.add_item(self._item)
        view.add_tool(self)

    def set_area(self, area: QRectF) -> None:
        """Draw on another area."""
        self._item.prepareGeometryChange()
        self._item.area = area

    def set_active(self, is_active: bool) -> None:
        """Show with the mouse that it paints."""
        self._item.cursor_at = None
        if is_active:
            self._view.viewport().setCursor(Qt.CursorShape.CrossCursor)
        else:
            self._view.viewport().unsetCursor()

    def draw(self, strokes: Sequence[PaintedStroke], brush: PaintedStroke) -> None:
        """Show these strokes, and a brush of this kind under the mouse."""
        self._item.strokes, self._item.brush = tuple(strokes), brush
        self._item.update()

    def press(self, place: QPointF, event: QMouseEvent) -> bool:
        """Begin a stroke."""
        if not self._tool.is_active or event.button() != Qt.MouseButton.LeftButton:
            return False
        self._tool.begin(place)
        return True

    def move(self, place: QPointF, event: QMouseEvent) -> bool:
        """Lead the stroke on, and the circle with it."""
        if not self._tool.is_active:
            return False
        self._item.cursor_at = QPointF(place)
        self._item.update()
        if not self._tool.is_painting:
            return event.buttons() == Qt.MouseButton.NoButton
        self._tool.go_on(place)
        return True

    def release(self, place: QPointF, event: QMouseEvent) -> bool:
        """End the stroke."""
        if not self._tool.is_painting or event.button() != Qt.MouseButton.LeftButton:
            return False
        self._tool.end()
        return True

    def leave(self) -> None:
        """Hide the circle."""
        self._item.cursor_at = None
        self._item.update()

    def wheel(self, event: QWheelEvent) -> bool:
        """Change the size with Alt, the softness with Alt and Shift."""
        if not self._tool.is_active or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        turn = event.angleDelta().y() or event.angleDelta().x()  # many systems turn the wheel sideways with Alt
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._tool.change_softness(turn / 120)
        else:
            self._tool.change_size(turn / 120)
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Dab in the middle of the view with the space bar, for hands without a mouse."""
        if not self._tool.is_active or event.key() != Qt.Key.Key_Space:
            return False
        self._tool.begin(self._view.centre)
        self._tool.end()
        return True
