"""A view of pictures that pans and zooms, and links of such views.

Coordinates are picture pixels, a pixel covering [i, i + 1): the centre of pixel i lies at i + 1/2.
"""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QFrame, QGraphicsPathItem, QWidget

from diar_gui.gui.display import Picture

_NEAREST_ABOVE = 2.0  # screen pixels per picture pixel from which on the pixels themselves are shown
_MARGIN = 0.03
_MOST_ZOOM = 40.0


class PictureItem(pg.GraphicsObject):
    """Paints a picture from the level that suits the zoom, so that size costs nothing; the arrays come ready."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._images: list[QImage] = []

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    def set_picture(self, picture: Picture | None) -> None:
        """Show another picture, or none."""
        if picture is self._picture:
            return
        self.prepareGeometryChange()
        self._picture = picture
        self._images = [_image_on(level) for level in picture.levels] if picture else []
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Return the picture's area in its own pixels."""
        if self._picture is None:
            return QRectF()
        height, width = self._picture.size
        return QRectF(0, 0, width, height)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the coarsest level that still has a pixel for every screen pixel."""
        if self._picture is None:
            return
        transform = painter.deviceTransform()
        zoom = float(np.hypot(transform.m11(), transform.m12()))
        width = self._picture.size[1]
        fitting = [i for i in self._images if zoom * width <= i.width()]
        image = fitting[-1] if fitting else self._images[0]
        is_smooth = zoom * width / image.width() < _NEAREST_ABOVE
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        painter.drawImage(self.boundingRect(), image)


def _image_on(level: np.ndarray) -> QImage:
    """Return an image on the array's own memory; the picture must outlive it."""
    height, width = level.shape[:2]
    return QImage(level.data, width, height, level.strides[0], QImage.Format.Format_RGB888)


class LinesItem(QGraphicsPathItem):
    """Many lines in one colour with a dot at either end, as wide on the screen at every zoom."""

    def __init__(self, *, dashed: bool = False) -> None:
        super().__init__()
        self._dashed = dashed
        self._dots = QGraphicsPathItem(self)

    def set_colour(self, colour: str) -> None:
        """Set the colour of lines and dots."""
        pen = QPen(QColor(colour), 1.1, Qt.PenStyle.DashLine if self._dashed else Qt.PenStyle.SolidLine)
        dot = QPen(QColor(colour), 4.0)
        dot.setCapStyle(Qt.PenCapStyle.RoundCap)
        for item, its_pen in ((self, pen), (self._dots, dot)):
            its_pen.setCosmetic(True)
            item.setPen(its_pen)

    def set_lines(self, lines: np.ndarray) -> None:
        """Draw `(N, 4)` lines x1, y1, x2, y2."""
        path, dots = QPainterPath(), QPainterPath()
        for x1, y1, x2, y2 in lines.tolist():
            path.moveTo(x1, y1)
            path.lineTo(x2, y2)
            for x, y in ((x1, y1), (x2, y2)):
                dots.moveTo(x, y)
                dots.lineTo(x + 1e-3, y)
        self.setPath(path)
        self._dots.setPath(dots)

    def paint(self, painter: QPainter, option: object, widget: QWidget | None = None) -> None:
        """Draw smoothly."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        super().paint(painter, option, widget)  # type: ignore[arg-type]


class PictureView(pg.GraphicsView):
    """Shows items in picture coordinates; the wheel zooms, dragging pans, a double click fits.

    It stays fitted to its content through resizes until the user moves it.
    """

    moved = Signal(object)
    fit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(False)  # drops are the window's business
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._box = pg.ViewBox(lockAspect=True, invertY=True, enableMenu=False, enableMouse=True)
        self._box.disableAutoRange()
        self._box.setDefaultPadding(0)
        self.setCentralItem(self._box)
        self._content = QRectF()
        self._is_fitted = True
        self._box.sigRangeChangedManually.connect(self._on_moved)
        self._box.sigResized.connect(self._on_resized)

    def add_item(self, item: object) -> None:
        """Show an item."""
        self._box.addItem(item, ignoreBounds=True)

    def set_content(self, content: QRectF) -> None:
        """Say what area is of interest; another one than before is fitted into the view."""
        if content != self._content:
            self._content = content
            self.fit()

    def fit(self) -> None:
        """Show all of the content."""
        self._is_fitted = True
        if self._content.isEmpty() or self._box.width() < 2 or self._box.height() < 2:
            return
        zoom = min(self._box.width() / self._content.width(), self._box.height() / self._content.height())
        self.show_at(self._content.center(), zoom * (1 - 2 * _MARGIN))
        self._is_fitted = True

    def show_at(self, centre: QPointF, zoom: float) -> None:
        """Put a point into the middle, at so many screen pixels per picture pixel."""
        self._is_fitted = False
        width, height = self._box.width() / zoom, self._box.height() / zoom
        area = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
        self._box.setRange(area, padding=0, disableAutoRange=True)

    def zoom_by(self, factor: float) -> None:
        """Zoom around the middle."""
        self.show_at(self.centre, min(self.zoom * factor, _MOST_ZOOM))
        self.moved.emit(self)

    @property
    def centre(self) -> QPointF:
        """The point in the middle of the view."""
        return self._box.viewRect().center()

    @property
    def zoom(self) -> float:
        """Screen pixels per picture pixel."""
        return self._box.width() / self._box.viewRect().width()

    def mouseDoubleClickEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Fit, in all linked views."""
        self.fit_wanted.emit()

    @Slot(object)
    def _on_moved(self, *_: object) -> None:
        self._is_fitted = False
        self.moved.emit(self)

    @Slot(object)
    def _on_resized(self, *_: object) -> None:
        if self._is_fitted:
            self.fit()


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
        """Show everything in all views."""
        for view in self._views:
            view.fit()
