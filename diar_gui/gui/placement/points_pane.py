"""One of the two pictures of a placement: numbered points on it, with a magnifier while one is moved."""

import numpy as np
from PySide6.QtCore import QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from diar_gui.gui.look.labels import label
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.pictures.items import PictureItem, area_of
from diar_gui.gui.pictures.magnifier import Magnifier, magnified_zoom
from diar_gui.gui.pictures.view import PictureView
from diar_gui.gui.placement.points import Marker, PointsTool, on_screen
from diar_gui.gui.shown.display import Picture

MAX_N_POINTS = 8
_MAGNIFIER_LASTS_MS = 1500  # after the last key


class PointsPane(QFrame):
    """Holds the points of one picture: `(N, 2)` float64 in its full-size pixels, pixel centres at integers."""

    point_moved = Signal(int)
    chosen = Signal(int)
    aimed = Signal(int)
    aim_ended = Signal()
    remove_wanted = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.points = np.empty((0, 2))
        self._pixels = np.empty((0, 0, 3), np.uint8)
        self._chosen = 0
        self._title = label(title, "paneTitle")
        self._name = label("", "paneCaption")
        self.view = PictureView()
        self._item = PictureItem()
        self.view.add_item(self._item)
        self.markers = tuple(Marker(i) for i in range(MAX_N_POINTS))
        for marker in self.markers:
            marker.setVisible(False)
            self.view.add_item(marker)
        self.magnifier = Magnifier(self)
        self.tool = PointsTool(self.view, self.markers)
        self._magnifier_timer = QTimer(self, interval=_MAGNIFIER_LASTS_MS, singleShot=True)
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        self.view.fit_wanted.connect(self.view.fit)
        self.view.changed.connect(self._on_view_changed)
        self.tool.grabbed.connect(self._on_grabbed)
        self.tool.shifted.connect(self._on_shifted)
        self.tool.released.connect(self._on_released)
        self.tool.nudged.connect(self._on_nudged)
        self.tool.chosen.connect(self.chosen)
        self.tool.remove_wanted.connect(self.remove_wanted)
        self._magnifier_timer.timeout.connect(self._on_released)

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(12, 0, 12, 0)
        header.setSpacing(8)
        header.addWidget(self._title)
        header.addWidget(self._name, 1)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        top = QWidget()
        top.setLayout(header)
        top.setFixedHeight(34)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 7)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self.view, 1)

    def show_name(self, name: str) -> None:
        """Say which photo it is."""
        self._name.setToolTip(name)
        self._shorten_name()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show as much of the name as there is room for."""
        super().resizeEvent(event)
        self._shorten_name()

    def _shorten_name(self) -> None:
        # The label has no width of its own before it is laid out.
        room = self.width() - self._title.sizeHint().width() - 40
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(self._name.toolTip(), Qt.TextElideMode.ElideMiddle, max(0, room)))

    def show_picture(self, picture: Picture | None, pixels: np.ndarray) -> None:
        """Show a picture without points.

        Args:
            picture: made of the pixels; None shows nothing.
            pixels: `(H, W, 3)` at full size, for the magnifier.
        """
        self._pixels = pixels
        self.set_points(np.empty((0, 2)))
        self._item.set_picture(picture)
        self.view.set_content(area_of(picture))
        self.view.fit()

    def clear(self) -> None:
        """Let go of the picture."""
        self.hide_magnifier()
        self.show_picture(None, np.empty((0, 0, 3), np.uint8))

    def set_points(self, points: np.ndarray) -> None:
        """Show other points; says nothing."""
        self.points = np.array(points, float)
        for i, marker in enumerate(self.markers):
            marker.setVisible(i < len(self.points))
            if i < len(self.points):
                self._put(i)

    def choose(self, index: int) -> None:
        """Let keys move this point."""
        self._chosen = index
        for i, marker in enumerate(self.markers):
            marker.set_chosen(i == index)

    def show_magnifier(self, index: int) -> None:
        """Magnify what lies around a point."""
        point = self.markers[index].point
        cursor = self.view.mapTo(self, on_screen(self.view, point).toPoint())
        self.magnifier.show_at(self._pixels, point, cursor, magnified_zoom(self.view.zoom))

    @Slot()
    def hide_magnifier(self) -> None:
        """Take the magnifier away."""
        self._magnifier_timer.stop()
        self.magnifier.hide()

    def set_locked(self, is_locked: bool) -> None:
        """Let the points be moved, or not."""
        self.tool.let_go()
        self.hide_magnifier()
        self.tool.is_active = not is_locked

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.view.setBackground(QColor(theme.view))
        self.magnifier.set_theme(theme)

    def _put(self, index: int) -> None:
        x, y = self.points[index].tolist()
        self.markers[index].put(x, y)

    def _shift(self, index: int, by: QPointF) -> None:
        height, width = self._pixels.shape[:2]
        moved = self.points[index] + (by.x(), by.y())
        self.points[index] = np.clip(moved, 0, (width - 1, height - 1))
        self._put(index)
        self.show_magnifier(index)
        self.point_moved.emit(index)

    @Slot(int)
    def _on_grabbed(self, index: int) -> None:
        self._magnifier_timer.stop()
        self.chosen.emit(index)
        self.show_magnifier(index)
        self.aimed.emit(index)

    @Slot(int, QPointF)
    def _on_shifted(self, index: int, by: QPointF) -> None:
        self._shift(index, by)

    @Slot()
    def _on_released(self) -> None:
        self.hide_magnifier()
        self.aim_ended.emit()

    @Slot(QPointF)
    def _on_nudged(self, by: QPointF) -> None:
        if self._chosen < len(self.points):
            self._shift(self._chosen, by)
            self.aimed.emit(self._chosen)
            self._magnifier_timer.start()

    @Slot()
    def _on_view_changed(self) -> None:
        if self.magnifier.isVisible():
            self.show_magnifier(self._chosen)
