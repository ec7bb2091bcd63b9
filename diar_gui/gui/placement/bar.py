"""What can be done on the page of a placement: the hint above, the buttons below."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import beside_icon, label
from diar_gui.gui.look.message_bar import MessageKind
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.look.translations import in_window_language

_ICON_PX = 18
_NAME_WIDTH_PX = 200


class HintLine(QWidget):
    """A title, and one sentence about what to do or what is wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self.kind = MessageKind.INFORMATION
        self.title = label("", "headline", points_more=1.0)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setMinimumHeight(2 * self._text.fontMetrics().lineSpacing() + 2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)

    def show_title(self, title: str, name: str) -> None:
        """Show a title that holds `{name}`; a long name loses its middle."""
        short = self.title.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _NAME_WIDTH_PX)
        self.title.setText(title.format(name=short))
        self.title.setToolTip(name)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def tell(self, kind: MessageKind, sentence: str) -> None:
        """Show another sentence, of the engine too."""
        sentence = in_window_language(sentence)
        if (kind, sentence) != (self.kind, self._text.text()):
            self.kind = kind
            self._text.setText(sentence)
            self._text.setAccessibleName(sentence)
            self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        _, icon, colour = self.kind.value
        self._icon.setPixmap(tinted(icon, getattr(theme, colour)).pixmap(QSize(_ICON_PX, _ICON_PX)))
        shade = theme.warn if self.kind is MessageKind.WARNING else theme.text
        self._text.setStyleSheet(f"color: {shade}")


class PlacementBar(QWidget):
    """The buttons, and how far the refinement has come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._is_placing = False
        self.add_button = QPushButton(beside_icon(self.tr("Add pair")))
        self.add_button.setToolTip(self.tr("Put another numbered point into both pictures"))
        self.remove_button = QPushButton(beside_icon(self.tr("Remove pair")))
        self.remove_button.setToolTip(self.tr("Take the chosen point out of both pictures (Delete)"))
        self.restart_button = QPushButton(beside_icon(self.tr("Start again")))
        self.restart_button.setToolTip(self.tr("Put all points back to where they were at first"))
        self.cancel_button = QPushButton()
        self.place_button = QPushButton(beside_icon(self.tr("Place")))
        self.place_button.setObjectName("primary")
        self.place_button.setMinimumWidth(120)
        self.place_button.setToolTip(self.tr("Bring the photo to where the points say, and fit the rest on the pixels"))
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(160)
        self.progress.setAccessibleName(self.tr("How far the photo is placed"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for button in (self.add_button, self.remove_button, self.restart_button):
            layout.addWidget(button)
        layout.addStretch(1)
        layout.addWidget(self.progress)
        layout.addSpacing(6)
        layout.addWidget(self.cancel_button)
        layout.addWidget(self.place_button)
        self.buttons = (
            self.add_button,
            self.remove_button,
            self.restart_button,
            self.cancel_button,
            self.place_button,
        )
        for button in self.buttons:
            button.setAccessibleDescription(button.toolTip())
        self.show_placing(False)

    def show_placing(self, is_placing: bool) -> None:
        """Show that a refinement is on, or not."""
        self._is_placing = is_placing
        self.progress.setValue(0)
        self.progress.setVisible(is_placing)
        text, tip = (
            (self.tr("Stop"), self.tr("Stop, and go on with the points (Escape)"))
            if is_placing
            else (self.tr("Cancel"), self.tr("Leave this page; the photo stays as it was (Escape)"))
        )
        self.cancel_button.setText(beside_icon(text))
        self.cancel_button.setToolTip(tip)
        self.cancel_button.setAccessibleDescription(tip)
        self.cancel_button.setEnabled(True)

    def enable_place(self, can_place: bool) -> None:
        """Let the photo be placed, or not."""
        self.place_button.setEnabled(can_place)
        self.place_button.setIcon(tinted("place", self._theme.on_accent if can_place else self._theme.muted))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        for button, icon in zip(self.buttons, ("pair-add", "pair-remove", "restart", "cancel"), strict=False):
            button.setIcon(tinted(icon, theme.text))
        self.enable_place(self.place_button.isEnabled())
