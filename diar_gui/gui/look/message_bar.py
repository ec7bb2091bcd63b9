"""One line above the panes that tells how something ended: in one sentence, to be closed by the user."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from diar_gui.gui.look.engine_words import in_window_language
from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.theme import DARK, Theme


class MessageKind(Enum):
    """What kind of news it is; the value is its style name, its icon, and the theme's colour."""

    INFORMATION = ("information", "info", "muted")
    SUCCESS = ("success", "check", "good")
    WARNING = ("warning", "warning", "warn")


class MessageBar(QWidget):
    """Hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._kind = MessageKind.INFORMATION
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._action.hide()
        self._answer: Callable[[], None] | None = None
        self._action.clicked.connect(self._on_action)
        self._close = QToolButton()
        self._close.setIconSize(QSize(14, 14))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self.hide)
        self._frame = QFrame()
        around = QVBoxLayout(self)
        around.setContentsMargins(12, 10, 12, 4)
        around.addWidget(self._frame)
        layout = QHBoxLayout(self._frame)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    @property
    def kind(self) -> MessageKind:
        """What kind of news it shows."""
        return self._kind

    def tell(
        self, kind: MessageKind, sentence: str, action: str = "", answer: Callable[[], None] | None = None
    ) -> None:
        """Show a sentence, of the engine too, with a button named `action` that calls `answer` where there is one."""
        sentence = in_window_language(sentence)
        self._kind, self._answer = kind, answer
        self._text.setText(sentence)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(sentence)
        self._restyle()
        self.show()

    @Slot()
    def _on_action(self) -> None:
        if self._answer is not None:
            self._answer()

    @Slot()
    def clear(self) -> None:
        """Take the message away."""
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._restyle()

    def _restyle(self) -> None:
        style_name, icon, colour = self._kind.value
        self._frame.setObjectName(style_name)
        self._icon.setPixmap(tinted(icon, getattr(self._theme, colour)).pixmap(QSize(20, 20)))
        self._close.setIcon(tinted("close", self._theme.text))
        self.style().unpolish(self._frame)
        self.style().polish(self._frame)
