"""The page of the window with photos on it: the list, a line about the selected photo, the panes."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from diar_gui.gui.look.labels import label
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.panes.panes import FourPanes
from diar_gui.gui.shown.photos import Photo
from diar_gui.gui.window.photo_list import PhotoList
from diar_gui.gui.window.tool_row import ToolRow

_PANEL_WIDTH_PX = 272


class WorkPage(QWidget):
    """Shows photos; decides nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.photo_list = PhotoList()
        self.panes = FourPanes()
        self.tools = ToolRow()
        self.panel_title = label(self.tr("Photos"), "panelTitle")
        self.headline = label("", "headline")
        self.reason = label("", "muted")
        for each in (self.headline, self.reason):
            each.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setWordWrap(True)
        # Room for two lines in any case, so that the panes keep their place.
        self.reason.setFixedHeight(2 * self.reason.fontMetrics().lineSpacing() + 2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.panel = self._panel()
        layout.addWidget(self.panel)
        layout.addLayout(self._right_side(), 1)
        for before, after in pairwise([self.photo_list, *self.tools.focus_chain, *self.panes.focus_chain]):
            QWidget.setTabOrder(before, after)

    def _panel(self) -> QWidget:
        panel = QWidget()
        panel.setObjectName("photoPanel")
        panel.setFixedWidth(_PANEL_WIDTH_PX)
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 12, 1, 0)
        layout.setSpacing(8)
        self.panel_title.setContentsMargins(14, 0, 14, 0)
        layout.addWidget(self.panel_title)
        layout.addWidget(self.photo_list, 1)
        layout.addWidget(self.tools)
        return panel

    def _right_side(self) -> QVBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.headline)
        line.addWidget(self.reason, 1)
        line.addWidget(self.panes.chooser)
        layout = QVBoxLayout()
        layout.setContentsMargins(12, 6, 12, 12)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self.panes, 1)
        return layout

    def replace_photos(self, photos: Sequence[Photo], selected_row: int) -> None:
        """Show other photos."""
        self.photo_list.photos.replace(photos)
        self.photo_list.select_row(selected_row)
        self.photo_list.setFocus()
        self.panel_title.setText(self.tr("Photos ({n})").format(n=len(photos)) if photos else self.tr("Photos"))

    def show_headline(self, photo: Photo | None) -> None:
        """Say what became of the selected photo, and why."""
        self.headline.setText(f"{photo.name}  \u00b7  {photo.status.text}" if photo else "")
        self.reason.setText((photo.reason or photo.summary) if photo else "")
        for each in (self.headline, self.reason):
            each.setToolTip(photo.details if photo else "")

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.photo_list.set_theme(theme)
        self.tools.set_theme(theme)
        self.panel.setFixedWidth(max(_PANEL_WIDTH_PX, self.tools.width_needed()))
        self.panes.set_theme(theme)
