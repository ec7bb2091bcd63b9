"""One line above the panes that tells how something ended: in one sentence, to be closed by the user."""

from collections.abc import Callable
from enum import Enum
from functools import partial

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.look.translations import in_window_language

_MOST_ACTIONS = 2


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
        self._actions = [QPushButton() for _ in range(_MOST_ACTIONS)]
        self._answers: list[Callable[[], None]] = []
        for i, button in enumerate(self._actions):
            button.hide()
            button.clicked.connect(partial(self._on_action, i))
        self._close = QToolButton()
        self._close.setIconSize(QSize(14, 14))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self.hide)
        self._frame = QFrame()
        around = QVBoxLayout(self)
        around.setContentsMargins(12, 10, 12, 4)
        around.addWidget(self._frame)
        layout = QHBoxLayout(self._frame)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        for button in self._actions:
            layout.addWidget(button)
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

    def tell(self, kind: MessageKind, sentence: str, *actions: tuple[str, Callable[[], None]]) -> None:
        """Show a sentence, of the engine too, with a button for each (name, what is called), at most two."""
        sentence = in_window_language(sentence)
        self._kind, self._answers = kind, [answer for _, answer in actions]
        self._text.setText(sentence)
        for i, button in enumerate(self._actions):
            button.setText(actions[i][0] if i < len(actions) else "")
            button.setVisible(i < len(actions))
        self.setAccessibleName(sentence)
        self._restyle()
        self.show()

    def _on_action(self, index: int) -> None:
        if index < len(self._answers):
            self._answers[index]()

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
