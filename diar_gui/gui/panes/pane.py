"""The frame of a pane: title, caption, controls, and a picture view or a note that says why there is none."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from diar_gui.gui.look.controls import toggle_button
from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import label
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.pictures.view import PictureView

_LEAST_CAPTION_PX = 30  # less room shows nothing but dots


class ElidedLabel(QLabel):
    """A line of text that ends in dots where there is no room for it; then the tooltip has all of it."""

    def __init__(self, style_name: str) -> None:
        super().__init__()
        self.setObjectName(style_name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw as much as fits."""
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip("" if fitting == self.text() else self.text())
        if self.width() < _LEAST_CAPTION_PX:
            return
        painter = QPainter(self)
        self.style().drawItemText(
            painter, self.rect(), Qt.AlignmentFlag.AlignVCenter, self.palette(), True, fitting, self.foregroundRole()
        )


class Pane(QFrame):
    """A titled picture view.

    `maximise_wanted` asks for the whole room, or to share it again; `swap_wanted` for another pane (its index) here.
    """

    maximise_wanted = Signal()
    swap_wanted = Signal(int)

    def __init__(self, title: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self._theme = DARK
        self._buttons: list[tuple[QToolButton, str, str]] = []
        self.title_label = label(title, "paneTitle")
        self.title_label.setToolTip(explanation)
        self.caption = ElidedLabel("paneCaption")
        self.view = PictureView()
        self.view.setAccessibleName(self.tr("{title}: picture").format(title=title))
        self.note = label("", "paneNote")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setContentsMargins(28, 12, 28, 12)
        self.swap_button = self._icon_button("chevron", self.tr("Show another pane here"))
        self.swap_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.swap_button.setStyleSheet("QToolButton::menu-indicator { image: none; }")  # the chevron says it already
        self.swap_button.hide()
        self.maximise_button = self._icon_button("expand", self.tr("Show only this pane, or all again"))
        self.maximise_button.clicked.connect(self.maximise_wanted)
        self._lay_out()
        # All panes get the same share of the window, whatever their headers would like.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.note)
        self._stack.addWidget(self.view)
        self._header = QHBoxLayout()
        self._header.setContentsMargins(12, 0, 5, 0)
        self._header.setSpacing(4)
        self._header.addWidget(self.title_label)
        self._header.addWidget(self.swap_button)
        self._header.addSpacing(4)
        self._header.addWidget(self.caption, 1)
        self._controls = QHBoxLayout()
        self._controls.setSpacing(4)
        self._header.addLayout(self._controls)
        self._header.addWidget(self.maximise_button)
        self._header_widget = QWidget()
        self._header_widget.setLayout(self._header)
        self._header_widget.setFixedHeight(38)
        self._header_widget.installEventFilter(self)
        self._foot = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 7)
        layout.setSpacing(0)
        layout.addWidget(self._header_widget)
        layout.addWidget(self._stack, 1)
        layout.addLayout(self._foot)

    def _icon_button(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tip)
        button.setAccessibleName(f"{self.title_label.text()}: {tip}")
        self._buttons.append((button, icon, ""))
        return button

    def add_to_header(self, widget: QWidget) -> None:
        """Put a control at the right end of the header."""
        self._controls.addWidget(widget)

    @property
    def focus_chain(self) -> list[QWidget]:
        """What the Tab key goes through: the header from left to right, then the picture."""
        places = (self._controls.itemAt(i) for i in range(self._controls.count()))
        controls = [widget for place in places if place is not None and (widget := place.widget()) is not None]
        takes_keys = [w for w in controls if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        return [self.swap_button, *takes_keys, self.maximise_button, self.view]

    def add_to_foot(self, widget: QWidget) -> None:
        """Put a legend below the picture."""
        self._foot.addWidget(widget)

    def add_toggle(self, text: str, icon: str, tip: str) -> QToolButton:
        """Put a button into the header that stays down when pressed, and return it; narrow panes show its icon only."""
        button = toggle_button(text, tip, name=f"{self.title_label.text()}: {text}")
        button.setEnabled(False)
        self._buttons.append((button, icon, text))
        self.add_to_header(button)
        return button

    def offer_swap(self, titles: dict[int, str]) -> None:
        """Offer to show one of these panes (by index) in this one's place; none hides the button."""
        self.swap_button.setVisible(bool(titles))
        menu = QMenu(self)
        for index, title in titles.items():
            action = QAction(title, menu)
            action.setData(index)
            menu.addAction(action)
        menu.triggered.connect(self._on_swap_chosen)
        old = self.swap_button.menu()
        self.swap_button.setMenu(menu)
        if old is not None:
            old.deleteLater()

    def show_maximised(self, is_maximised: bool) -> None:
        """Show that the button in the header brings the other panes back."""
        self._buttons = [
            (button, "restore" if is_maximised else "expand", text) if button is self.maximise_button else entry
            for entry in self._buttons
            for button, _, text in (entry,)
        ]
        self.set_theme(self._theme)

    def show_note(self, text: str) -> None:
        """Show one of the snapshot's notes in place of a picture."""
        self.note.setText(QCoreApplication.translate("Snapshot", text))
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
        self._theme = theme
        self.view.setBackground(QColor(theme.view))
        for button, icon, _ in self._buttons:
            button.setIcon(tinted(icon, theme.text))

    def fit_header(self) -> None:
        """Show the texts of the toggles where there is room for them, else only their icons."""
        toggles = [button for button, _, text in self._buttons if text]
        for style in (Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly):
            for button in toggles:
                button.setToolButtonStyle(style)
            if self.has_room_for_header():
                return

    def has_room_for_header(self) -> bool:
        """Tell whether all of the header fits as it is now."""
        self._controls.invalidate()
        self._header.invalidate()
        return self._header.sizeHint().width() <= self.width() - 2

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Make the controls fit."""
        super().resizeEvent(event)
        self.fit_header()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Maximise where the title is clicked twice."""
        if watched is self._header_widget and event.type() is QEvent.Type.MouseButtonDblClick:
            assert isinstance(event, QMouseEvent)
            self.maximise_wanted.emit()
            return True
        return super().eventFilter(watched, event)

    @Slot(QAction)
    def _on_swap_chosen(self, action: QAction) -> None:
        self.swap_wanted.emit(action.data())
