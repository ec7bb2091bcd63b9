"""The frame of a pane: title, caption, controls, and a picture view or a note that says why there is none."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from diar_gui.gui.icons import tinted
from diar_gui.gui.labels import beside_icon, label
from diar_gui.gui.picture_view import PictureView
from diar_gui.gui.theme import Theme


class Pane(QFrame):
    """A titled picture view."""

    def __init__(self, title: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self.title_label = label(title, "paneTitle")
        self.title_label.setToolTip(explanation)
        self.caption = label("", "paneCaption")
        self.view = PictureView()
        self.view.setAccessibleName(f"{title}: picture")
        self.note = label("", "paneNote")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setContentsMargins(28, 12, 28, 12)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.note)
        self._stack.addWidget(self.view)
        self._header = QHBoxLayout()
        self._header.setContentsMargins(12, 0, 6, 0)
        self._header.setSpacing(8)
        self._header.addWidget(self.title_label)
        self._header.addWidget(self.caption, 1)
        header = QWidget()
        header.setLayout(self._header)
        header.setFixedHeight(38)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 7)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self._stack, 1)
        self._buttons: list[tuple[QToolButton, str]] = []
        # All panes get the same share of the window, whatever their headers would like.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def add_to_header(self, widget: QWidget) -> None:
        """Put a control at the right end of the header."""
        self._header.addWidget(widget)

    def add_toggle(self, text: str, icon: str, tip: str) -> QToolButton:
        """Put a button into the header that stays down when pressed, and return it."""
        button = QToolButton()
        button.setText(beside_icon(text))
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip(tip)
        button.setAccessibleName(f"{self.title_label.text()}: {text}")
        button.setAccessibleDescription(tip)
        button.setEnabled(False)
        self._buttons.append((button, icon))
        self.add_to_header(button)
        return button

    def show_note(self, text: str) -> None:
        """Show a text in place of a picture."""
        self.note.setText(text)
        self._stack.setCurrentWidget(self.note)

    def show_view(self) -> None:
        """Show the picture view."""
        self._stack.setCurrentWidget(self.view)

    @property
    def is_showing_picture(self) -> bool:
        """Whether a picture is there, and not a note."""
        return self._stack.currentWidget() is self.view

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours where style sheets do not reach."""
        self.view.setBackground(QColor(theme.view))
        for button, icon in self._buttons:
            button.setIcon(tinted(icon, theme.text))
