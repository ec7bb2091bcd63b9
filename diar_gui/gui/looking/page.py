"""The page on which a photo is looked at large, beside another one where that is wanted."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import label
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.look.translations import in_window_language
from diar_gui.gui.pictures.items import PictureItem
from diar_gui.gui.pictures.view import PictureView, ViewLink
from diar_gui.gui.shown.display import Picture
from diar_gui.gui.shown.photos import Photo


class _Half(QFrame):
    """A photo with its name; `wanted` says which one is to be read."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.path: Path | None = None
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(self.tr("Photo"))
        self.size_label = label("", "paneCaption")
        self.view = PictureView()
        self.item = PictureItem()
        self.view.add_item(self.item)
        self.note = label("", "paneNote")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.note)
        self._stack.addWidget(self.view)
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 12, 4)
        head.setSpacing(10)
        head.addWidget(self.chooser)
        head.addWidget(self.size_label, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 7)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.chooser.activated.connect(self._on_activated)

    def offer(self, photos: Sequence[Photo]) -> None:
        self.chooser.clear()
        for photo in photos:
            self.chooser.addItem(photo.name, photo.path)

    def choose(self, row: int) -> None:
        """Show another photo, as soon as it is read."""
        self.chooser.setCurrentIndex(row)
        self.path = self.chooser.currentData()
        self.view.setAccessibleName(self.chooser.currentText())
        self.size_label.setText("")
        self.note.setText(self.tr("Reading\u2026"))
        self._stack.setCurrentWidget(self.note)
        self.wanted.emit(self.path)

    def step(self, by: int) -> None:
        if self.chooser.count():
            self.choose((self.chooser.currentIndex() + by) % self.chooser.count())

    def show_picture(self, picture: Picture, height: float) -> None:
        """Show the photo, so large that it is `height` high in the coordinates of the view."""
        self.item.set_picture(picture)
        self.item.setScale(height / picture.size[0])
        self.size_label.setText(f"{picture.size[1]} \u00d7 {picture.size[0]}")
        self._stack.setCurrentWidget(self.view)
        self.view.set_content(self.item.mapRectToParent(self.item.boundingRect()))

    def show_reason(self, sentence: str) -> None:
        self.item.set_picture(None)
        self.note.setText(in_window_language(sentence))
        self._stack.setCurrentWidget(self.note)

    @Slot()
    def _on_activated(self) -> None:
        self.choose(self.chooser.currentIndex())


class LookingPage(QWidget):
    """Shows photos from their files. `wanted` brings the path of one that is to be read; `closed` leaves the page.

    Both halves pan and zoom together, the right one at the size of the left one.
    """

    wanted = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme = DARK
        self.left, self.right = _Half(), _Half()
        ViewLink([self.left.view, self.right.view], self)
        self.before = self._tool(self.tr("Photo before (Page Up)"))
        self.after = self._tool(self.tr("Next photo (Page Down)"))
        self.before.setArrowType(Qt.ArrowType.LeftArrow)
        self.after.setArrowType(Qt.ArrowType.RightArrow)
        self.beside = self._tool(self.tr("Compare two photos side by side (C)"))
        self.beside.setText(self.tr("Side by side"))
        self.beside.setIconSize(QSize(18, 18))
        self.beside.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.beside.setCheckable(True)
        self.close_button = QPushButton(self.tr("Close"))
        self._lay_out()
        self.before.clicked.connect(self._on_before)
        self.after.clicked.connect(self._on_after)
        self.beside.toggled.connect(self._on_beside)
        self.close_button.clicked.connect(self.closed)
        for half in (self.left, self.right):
            half.wanted.connect(self.wanted)
        for keys, slot in (
            (("Esc", "Space"), self.closed.emit),
            (("PgUp",), self._on_before),
            (("PgDown",), self._on_after),
            (("C",), self.beside.toggle),
        ):
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), self, slot)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.right.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.tr("Photos as they were shot"), "panelTitle", points_more=2))
        head.addStretch(1)
        for each in (self.before, self.after, self.beside, self.close_button):
            head.addWidget(each)
        halves = QHBoxLayout()
        halves.setSpacing(8)
        halves.addWidget(self.left, 1)
        halves.addWidget(self.right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(halves, 1)

    def _tool(self, tip: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def open(self, photos: Sequence[Photo], row: int) -> None:
        """Show a photo of these large."""
        for half in (self.left, self.right):
            half.offer(photos)
            half.chooser.setMinimumContentsLength(12)
        self.beside.setEnabled(len(photos) > 1)
        self.beside.setChecked(False)
        self.left.choose(row)
        self.left.view.setFocus()

    def show_read(self, path: Path, picture: Picture) -> None:
        """Show what was read."""
        own = self.left.item.picture
        if path == self.left.path:
            self.left.show_picture(picture, picture.size[0])
        if path == self.right.path and self.right.isVisibleTo(self):
            own = self.left.item.picture or own
            self.right.show_picture(picture, picture.size[0] if own is None else own.size[0])

    def show_unreadable(self, path: Path, sentence: str) -> None:
        """Say why a photo cannot be shown."""
        for half in (self.left, self.right):
            if path == half.path:
                half.show_reason(sentence)

    @property
    def row(self) -> int:
        """The place of the photo on the left."""
        return self.left.chooser.currentIndex()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.beside.setIcon(tinted("panes2", theme.text))
        for half in (self.left, self.right):
            half.view.setBackground(QColor(theme.view))

    @Slot()
    def _on_before(self) -> None:
        self._active.step(-1)

    @Slot()
    def _on_after(self) -> None:
        self._active.step(1)

    @property
    def _active(self) -> _Half:
        """The half whose photo is exchanged: the right one is the one that is tried out."""
        return self.right if self.beside.isChecked() else self.left

    @Slot(bool)
    def _on_beside(self, is_on: bool) -> None:
        self.right.setVisible(is_on)
        if is_on:
            self.right.choose((self.left.chooser.currentIndex() + 1) % max(1, self.left.chooser.count()))
