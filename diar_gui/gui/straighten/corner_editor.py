"""A picture with four corners that mouse and keys move."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Signal, Slot
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from diar_gui.gui.look.theme import Theme
from diar_gui.gui.pictures.items import PictureItem
from diar_gui.gui.pictures.view import PictureView
from diar_gui.gui.shown.display import Picture
from diar_gui.gui.straighten.corner_marks import CornerHandle, OutlineItem
from diar_gui.gui.straighten.loupe import Loupe, loupe_place
from diar_gui.straightening import is_convex, outer_corners

_BEYOND = 0.25  # of the picture's sides: corners that were cut off may be guessed


class CornerEditor(QWidget):
    """Shows the picture, the outline and the handles; a loupe while a corner is moved. `edited` follows the user only.

    Corners are `(4, 2)` in pixels of the full size, pixel centres at integers.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PictureView()
        self._picture = PictureItem()
        self._outline = OutlineItem()
        self._size = (1, 1)
        self._corners = outer_corners(self._size)
        self.view.add_item(self._picture)
        self.view.add_item(self._outline)
        self.view.setAccessibleName(self.tr("Picture with the four corners of the subject"))
        names = (
            self.tr("Top left corner"),
            self.tr("Top right corner"),
            self.tr("Bottom right corner"),
            self.tr("Bottom left corner"),
        )
        self.handles = tuple(CornerHandle(i, name, self.view.viewport()) for i, name in enumerate(names))
        tip = self.tr("Drag, or press the arrow keys: 1 pixel, with Shift 10, with Alt a tenth")
        for handle in self.handles:
            handle.setToolTip(tip)
            handle.dragged.connect(self._on_dragged)
            handle.nudged.connect(self._on_nudged)
            handle.active_changed.connect(self._on_active_changed)
        self.loupe = Loupe(self.view.viewport())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.view.changed.connect(self._place_handles)
        self.view.fit_wanted.connect(self._fit)

    @property
    def corners(self) -> np.ndarray:
        """The corners as they are now."""
        return self._corners.copy()

    @property
    def is_convex(self) -> bool:
        """Whether they go round an area."""
        return is_convex(self._corners)

    def open(self, pixels: np.ndarray, image_size: tuple[int, int]) -> None:
        """Make ready for another picture, whose levels come later by `show_picture`."""
        self._size = image_size
        self._picture.set_picture(None)
        self.loupe.set_pixels(pixels, pixels.shape[1] / image_size[1])
        self.view.set_content(QRectF(0, 0, image_size[1], image_size[0]))
        self._fit()

    def show_picture(self, picture: Picture | None) -> None:
        """Show the picture's pixels; None lets go of them."""
        self._picture.set_picture(picture)
        if picture is None:
            self.loupe.hide()
            self.loupe.set_pixels(None, 1.0)

    def set_corners(self, corners: np.ndarray) -> None:
        """Put the corners there."""
        self._corners = self._within_reach(np.array(corners, float))
        is_right = self.is_convex
        for handle, (x, y) in zip(self.handles, self._corners, strict=True):
            handle.is_warning = not is_right
            handle.setAccessibleDescription(self.tr("at {x:.1f}, {y:.1f}").format(x=x, y=y))
            handle.update()
        self._outline.set_outline(self._corners, QRectF(0, 0, self._size[1], self._size[0]))
        self._place_handles()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.view.setBackground(QColor(theme.view))
        self._outline.set_theme(theme)
        self.loupe.set_theme(theme)
        for handle in self.handles:
            handle.set_theme(theme)

    def place_of(self, corner: np.ndarray) -> QPointF:
        """Return where a point of the picture is in the view."""
        centre, zoom = self.view.centre, self.view.zoom
        room = self.view.viewport().size()
        x = (corner[0] + 0.5 - centre.x()) * zoom + room.width() / 2
        y = (corner[1] + 0.5 - centre.y()) * zoom + room.height() / 2
        return QPointF(float(x), float(y))

    def point_at(self, place: QPointF) -> np.ndarray:
        """Return the point of the picture, `(2,)`, that is there in the view."""
        centre, zoom = self.view.centre, self.view.zoom
        room = self.view.viewport().size()
        x = (place.x() - room.width() / 2) / zoom + centre.x() - 0.5
        y = (place.y() - room.height() / 2) / zoom + centre.y() - 0.5
        return np.array([x, y])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the handles on their corners."""
        super().resizeEvent(event)
        self._place_handles()

    def _within_reach(self, corners: np.ndarray) -> np.ndarray:
        extent = np.array(self._size[::-1], float)
        return np.clip(corners, -0.5 - _BEYOND * extent, extent - 0.5 + _BEYOND * extent)

    def _move(self, index: int, point: np.ndarray) -> None:
        corners = self._corners.copy()
        corners[index] = point
        self.set_corners(corners)
        self._show_loupe(index)
        self.edited.emit()

    def _show_loupe(self, index: int) -> None:
        place = self.place_of(self._corners[index])
        outwards = self._corners[index] - self._corners.mean(axis=0)
        room = self.view.viewport().size()
        where = loupe_place(place, QPointF(*outwards.tolist()), room)
        self.loupe.show_corner(self._corners, index, self.view.zoom, where)

    @Slot()
    def _fit(self) -> None:
        self.view.fit()

    @Slot()
    def _place_handles(self) -> None:
        for handle, corner in zip(self.handles, self._corners, strict=True):
            handle.put(self.place_of(corner))

    @Slot(int, QPointF)
    def _on_dragged(self, index: int, place: QPointF) -> None:
        self._move(index, self.point_at(place))

    @Slot(int, float, float)
    def _on_nudged(self, index: int, x: float, y: float) -> None:
        self._move(index, self._corners[index] + [x, y])
        self._bring_into_view(index)

    @Slot(int, bool)
    def _on_active_changed(self, index: int, is_active: bool) -> None:
        if is_active:
            self._bring_into_view(index)
            self._show_loupe(index)
        else:
            self.loupe.hide()

    def _bring_into_view(self, index: int) -> None:
        place = self.place_of(self._corners[index])
        if not QRectF(self.view.viewport().rect()).contains(place):
            x, y = (self._corners[index] + 0.5).tolist()
            self.view.show_at(QPointF(x, y), self.view.zoom)
            self._show_loupe(index)
