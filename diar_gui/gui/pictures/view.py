"""A view of pictures that pans and zooms by mouse and keys, tools that work on it, and links of such views.

Coordinates are picture pixels, a pixel covering [i, i + 1): the centre of pixel i lies at i + 1/2.
"""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QFrame, QWidget

_MARGIN = 0.03
_MOST_ZOOM = 40.0
_LEAST_ZOOM = 0.005
_KEY_STEP = 0.1  # of the view's smaller side
_KEY_ZOOM = 1.25
_WHEEL_ZOOM = 1.3
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ViewTool:
    """Something that works on a view with mouse or keys before the view pans: it returns True for what it took."""

    def press(self, place: QPointF, event: QMouseEvent) -> bool:
        """Take a mouse button that went down at `place` in picture coordinates."""
        return False

    def move(self, place: QPointF, event: QMouseEvent) -> bool:
        """Take a move of the mouse."""
        return False

    def release(self, place: QPointF, event: QMouseEvent) -> bool:
        """Take a mouse button that went up."""
        return False

    def wheel(self, event: QWheelEvent) -> bool:
        """Take a turn of the wheel."""
        return False

    def key(self, event: QKeyEvent) -> bool:
        """Take a key."""
        return False

    def leave(self) -> None:
        """Hear that the mouse has left the view."""


class PictureView(pg.GraphicsView):
    """Shows items in picture coordinates; the wheel zooms, dragging pans, a double click fits; arrows, + and - too.

    It stays fitted to its content through resizes until the user moves it, and then keeps its middle and zoom.
    `hovered` says where the mouse is, `left` that it is gone, `changed` that another part is shown.
    """

    moved = Signal(object)
    fit_wanted = Signal()
    hovered = Signal(QPointF)
    left = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(False)  # drops are the window's business
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._box = pg.ViewBox(lockAspect=True, invertY=True, enableMenu=False, enableMouse=False)
        self._box.disableAutoRange()
        self._box.setDefaultPadding(0)
        self.setCentralItem(self._box)
        self._content = QRectF()
        self._is_fitted = True
        self._place = (QPointF(), 1.0)  # the middle and the zoom that a resize keeps
        self._tools: list[ViewTool] = []
        self._shows_focus = False
        self._panned_from: QPointF | None = None  # where on the screen the mouse was last, while it pans
        self._box.sigResized.connect(self._on_resized)
        self._box.sigRangeChanged.connect(self._on_range_changed)

    def add_item(self, item: object) -> None:
        """Show an item."""
        self._box.addItem(item, ignoreBounds=True)

    def add_tool(self, tool: ViewTool) -> None:
        """Let a tool have mouse and keys first, before the tools that were added earlier."""
        self._tools.insert(0, tool)

    @property
    def content(self) -> QRectF:
        """The area of interest."""
        return self._content

    @property
    def seen(self) -> QRectF:
        """The part of the content that shows now."""
        return self._box.viewRect().intersected(self._content)

    def set_content(self, content: QRectF) -> None:
        """Say what area is of interest; another one than before is fitted into the view."""
        if content != self._content:
            self._content = content
            self.fit_wanted.emit()

    @property
    def fit_zoom(self) -> float:
        """The zoom at which all of the content shows; infinite where there is none, or no room."""
        if self._content.isEmpty() or self._box.width() < 2 or self._box.height() < 2:
            return math.inf
        zoom = min(self._box.width() / self._content.width(), self._box.height() / self._content.height())
        return zoom * (1 - 2 * _MARGIN)

    def fit(self, most_zoom: float = math.inf) -> None:
        """Show all of the content, not larger than `most_zoom`."""
        zoom = min(self.fit_zoom, most_zoom)
        if math.isfinite(zoom):
            self.show_at(self._content.center(), zoom)
        self._is_fitted = True

    def show_at(self, centre: QPointF, zoom: float) -> None:
        """Put a point into the middle, at so many screen pixels per picture pixel."""
        self._is_fitted = False
        self._place = (QPointF(centre), zoom)
        width, height = self._box.width() / zoom, self._box.height() / zoom
        area = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
        self._box.setRange(area, padding=0, disableAutoRange=True)

    def show_box(self, box: QRectF) -> None:
        """Bring a part of the content into the middle, with as much again around it."""
        width, height = max(box.width(), 1.0), max(box.height(), 1.0)
        zoom = min(self._box.width() / width, self._box.height() / height) / 2
        self.show_at(box.center(), _bounded(max(zoom, min(self.fit_zoom, zoom * 2))))
        self.moved.emit(self)
        self.viewport().update()

    def zoom_by(self, factor: float) -> None:
        """Zoom around the middle."""
        self.zoom_to(self.zoom * factor)

    def zoom_to(self, zoom: float) -> None:
        """Zoom around the middle to so many screen pixels per picture pixel."""
        self.show_at(self.centre, _bounded(zoom))
        self.moved.emit(self)

    @property
    def centre(self) -> QPointF:
        """The point in the middle of the view."""
        return self._box.viewRect().center()

    @property
    def zoom(self) -> float:
        """Screen pixels per picture pixel."""
        return self._box.width() / self._box.viewRect().width()

    def place_at(self, event: QMouseEvent) -> QPointF:
        """Return where in the picture a mouse event is."""
        return self._box.mapSceneToView(self.mapToScene(event.position().toPoint()))

    # Qt's own events: the tools first.

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let the tools have it, or begin to pan."""
        place = self.place_at(event)
        if not any(tool.press(place, event) for tool in self._tools):
            self._panned_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let the tools have it, or pan."""
        place = self.place_at(event)
        self.hovered.emit(place)
        if any(tool.move(place, event) for tool in self._tools) or self._panned_from is None:
            return
        step = event.position() - self._panned_from
        self._panned_from = event.position()
        self.show_at(self.centre - step / self.zoom, self.zoom)
        self.moved.emit(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let the tools have it, and end panning."""
        place = self.place_at(event)
        self._panned_from = None
        any(tool.release(place, event) for tool in self._tools)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Fit, in all linked views."""
        place = self.place_at(event)
        if not any(tool.press(place, event) for tool in self._tools):
            self.fit_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom around the mouse: what is below it stays there."""
        event.accept()
        if any(tool.wheel(event) for tool in self._tools):
            return
        zoom = _bounded(self.zoom * _WHEEL_ZOOM ** (event.angleDelta().y() / 120))
        below = self._box.mapSceneToView(self.mapToScene(event.position().toPoint()))
        self.show_at(below + (self.centre - below) * (self.zoom / zoom), zoom)
        self.moved.emit(self)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Tell that the mouse has left."""
        super().leaveEvent(event)
        for tool in self._tools:
            tool.leave()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Pan by the arrows, zoom by + and -."""
        if any(tool.key(event) for tool in self._tools):
            return
        key, plain = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ARROWS and plain in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
            step = _KEY_STEP * min(self._box.width(), self._box.height()) / self.zoom
            x, y = _ARROWS[Qt.Key(key)]
            self.show_at(self.centre + QPointF(x * step, y * step), self.zoom)
            self.moved.emit(self)
        elif event.text() in ("+", "="):
            self.zoom_by(_KEY_ZOOM)
        elif event.text() == "-":
            self.zoom_by(1 / _KEY_ZOOM)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the items, and a frame around them while keys come here."""
        super().paintEvent(event)
        if self._shows_focus:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self.palette().highlight(), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the frame, unless it was a click that brought the focus."""
        super().focusInEvent(event)
        self._shows_focus = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hide the frame."""
        super().focusOutEvent(event)
        self._shows_focus = False
        self.viewport().update()

    @Slot(object)
    def _on_resized(self, *_: object) -> None:
        if self._is_fitted:
            self.fit_wanted.emit()
        elif not self._content.isEmpty() and self._box.width() >= 2:
            self.show_at(*self._place)

    @Slot(object)
    def _on_range_changed(self, *_: object) -> None:
        self.changed.emit()


def _bounded(zoom: float) -> float:
    return min(max(zoom, _LEAST_ZOOM), _MOST_ZOOM)


class ViewLink(QObject):
    """Keeps views that show the same grid at the same place and zoom (their centres agree, whatever their sizes)."""

    def __init__(self, views: Sequence[PictureView], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._views = tuple(views)
        for view in self._views:
            view.moved.connect(self.follow)
            view.fit_wanted.connect(self.fit)

    @Slot(object)
    def follow(self, leader: PictureView) -> None:
        """Bring the other views to where this one is."""
        for view in self._views:
            if view is not leader:
                view.show_at(leader.centre, leader.zoom)

    @Slot()
    def fit(self) -> None:
        """Show everything in all views, at the zoom of the smallest one that is to be seen."""
        zooms = [view.fit_zoom for view in self._views if view.isVisible()]
        for view in self._views:
            view.fit(min(zooms, default=math.inf))
