"""The list of photos: thumbnail, name, and a badge that says what became of each."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeySequence, QPainter, QPainterPath, QPixmap, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from diar_gui.gui.actions import Actions
from diar_gui.gui.look.icons import pixmap
from diar_gui.gui.look.pixel_images import image_on
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.shown.photos import Photo, PhotoStatus

THUMBNAIL = QSize(90, 60)
_ROW_HEIGHT = 76
_PHOTO_ROLE = Qt.ItemDataRole.UserRole

_Index = QModelIndex | QPersistentModelIndex


class PhotoModel(QAbstractListModel):
    """The photos as a Qt model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos: tuple[Photo, ...] = ()
        self._thumbnails: dict[int, QPixmap] = {}

    def replace(self, photos: Sequence[Photo]) -> None:
        """Show other photos."""
        self.beginResetModel()
        self._photos = tuple(photos)
        self._thumbnails.clear()
        self.endResetModel()

    def update_photos(self, photos: Sequence[Photo]) -> None:
        """Show what has become of the same photos."""
        self._photos = tuple(photos)
        if photos:
            self.dataChanged.emit(self.index(0), self.index(len(photos) - 1))

    def set_thumbnail(self, row: int, pixels: np.ndarray) -> None:
        """Show a thumbnail of `(H, W, 3)` uint8."""
        image = image_on(pixels)
        self._thumbnails[row] = QPixmap.fromImage(image)
        self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """Return the number of photos."""
        return 0 if parent.isValid() else len(self._photos)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row shows or says."""
        if not index.isValid():
            return None
        photo = self._photos[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return photo.name
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnails.get(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(x for x in (photo.name, photo.reason or photo.summary, photo.details) if x)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{photo.name}: {photo.status.text}. {photo.reason or photo.summary}"
        return photo if role == _PHOTO_ROLE else None


class PhotoDelegate(QStyledItemDelegate):
    """Paints a row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of a row."""
        return QSize(200, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw thumbnail, name and badge."""
        photo: Photo = index.data(_PHOTO_ROLE)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._draw_ground(painter, QRectF(rect).adjusted(6, 2, -6, -2), state)
        place = QRectF(rect.left() + 14, rect.top() + 8, THUMBNAIL.width(), THUMBNAIL.height())
        self._draw_thumbnail(painter, place, index.data(Qt.ItemDataRole.DecorationRole), photo)
        text = QRect(rect.left() + 114, rect.top() + 14, rect.width() - 114 - 12, 24)
        font: QFont = option.font  # type: ignore[attr-defined]
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text))
        name = painter.fontMetrics().elidedText(photo.name, Qt.TextElideMode.ElideMiddle, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name)
        self._draw_badge(painter, text.translated(0, 24), font, photo.status)
        painter.restore()

    def _draw_ground(self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag) -> None:
        if state & QStyle.StateFlag.State_Selected:
            colour = self._theme.selection
        elif state & QStyle.StateFlag.State_MouseOver:
            colour = self._theme.raised
        else:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(rect, 7, 7)

    def _draw_thumbnail(self, painter: QPainter, place: QRectF, thumbnail: QPixmap | None, photo: Photo) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(place, 4, 4)
        painter.fillPath(outline, QColor(self._theme.view))
        if thumbnail is not None:
            painter.save()
            painter.setClipPath(outline)
            painter.setOpacity(0.4 if photo.status in (PhotoStatus.LEFT_OUT, PhotoStatus.SWITCHED_OFF) else 1.0)
            painter.drawPixmap(place, thumbnail, QRectF(thumbnail.rect()))
            painter.restore()
        elif photo.status is PhotoStatus.UNREADABLE:
            self._draw_icon(
                painter, "warning", self._theme.warn, QRectF(place.center().x() - 11, place.center().y() - 11, 22, 22)
            )

    def _draw_badge(self, painter: QPainter, place: QRect, font: QFont, status: PhotoStatus) -> None:
        icon, colour = {
            PhotoStatus.WAITING: ("", self._theme.muted),
            PhotoStatus.REFERENCE: ("star", self._theme.star),
            PhotoStatus.ALIGNED: ("check", self._theme.good),
            PhotoStatus.WEAK: ("warning", self._theme.star),
            PhotoStatus.SWITCHED_OFF: ("off", self._theme.muted),
            PhotoStatus.LEFT_OUT: ("warning", self._theme.warn),
            PhotoStatus.UNREADABLE: ("warning", self._theme.warn),
        }[status]
        if icon:
            self._draw_icon(painter, icon, colour, QRectF(place.left(), place.top() + 4, 15, 15))
            place = place.adjusted(21, 0, 0, 0)
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(small)
        painter.setPen(QColor(colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, status.text)

    @staticmethod
    def _draw_icon(painter: QPainter, name: str, colour: str, place: QRectF) -> None:
        drawn = pixmap(name, colour, 64)
        painter.drawPixmap(place, drawn, QRectF(drawn.rect()))


class PhotoList(QListView):
    """The list itself; `row_selected` tells which photo is to be shown."""

    row_selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photos = PhotoModel(self)
        self._delegate = PhotoDelegate(self)
        self.setModel(self.photos)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Photos"))
        self.setAccessibleDescription(self.tr("Use the arrow keys to choose the photo that the panes show."))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)

    def offer(self, actions: Actions) -> None:
        """List a photo's actions in its menu; a double click, Enter and the space bar look at it large."""
        self.addActions(list(actions.of_a_photo))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        # A key of the list alone: on a button the space bar presses it.
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Space), self, actions.look.trigger)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.doubleClicked.connect(actions.look.trigger)

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802 - Qt's name
        """Tell which row is current now."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.row_selected.emit(current.row())

    def select_row(self, row: int) -> None:
        """Make a row the current one."""
        self.setCurrentIndex(self.photos.index(row))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._delegate.set_theme(theme)
        self.viewport().update()
