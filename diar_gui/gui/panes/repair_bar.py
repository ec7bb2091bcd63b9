"""The bar above the panes while places are repaired: what the photos show there, to be chosen by a click."""

from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.labels import label
from diar_gui.gui.look.pixel_images import image_on
from diar_gui.gui.look.theme import Theme
from diar_gui.gui.shown.alternatives import N_OFFERED, SIZE_PX, Alternatives

_PICTURE = QSize(SIZE_PX[1] // 2, SIZE_PX[0] // 2)
_NAME_PX = _PICTURE.width()  # longer names have dots in their middle


class RepairBar(QFrame):
    """Controls for one place at a time.

    chosen: with the path of the photo that is to be used there. step_wanted: 1 for the next place, -1 for the one
    before. closed: the user is done.
    """

    chosen = Signal(object)
    step_wanted = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("information")
        self.setAccessibleName(self.tr("Repair"))
        self.title = label("", "headline")
        self.text = label("", "muted")
        self.text.setWordWrap(True)
        self.now = QLabel()
        self.now.setFixedSize(_PICTURE)
        self.now.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.now.setAccessibleName(self.tr("The place as it is now"))
        self.buttons = [self._picture_button(i) for i in range(N_OFFERED)]
        self._found: Alternatives | None = None
        self.back_button = QPushButton(self.tr("Back"))
        self.back_button.setToolTip(self.tr("Go to the place before"))
        self.next_button = QPushButton(self.tr("Next"))
        self.next_button.setToolTip(self.tr("Leave this place as it is and go to the next"))
        for each in (self.back_button, self.next_button):
            each.setAccessibleName(each.toolTip())
        self.close_button = QToolButton()
        self.close_button.setToolTip(self.tr("End the repair (Esc)"))
        self.close_button.setAccessibleName(self.tr("End the repair"))
        self.back_button.clicked.connect(partial(self.step_wanted.emit, -1))
        self.next_button.clicked.connect(partial(self.step_wanted.emit, 1))
        self.close_button.clicked.connect(self.closed)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(self.title)
        words.addWidget(self.text, 1)
        for button in (self.back_button, self.next_button, self.close_button):
            words.addWidget(button)
        now = QVBoxLayout()
        now.setContentsMargins(0, 4, 0, 0)  # as buttons have it
        now.setSpacing(3)
        now.addWidget(self.now)
        now.addWidget(label(self.tr("Now"), "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        pictures = QHBoxLayout()
        pictures.setSpacing(4)
        pictures.addLayout(now)
        for button in self.buttons:
            pictures.addWidget(button)
        pictures.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(words)
        layout.addLayout(pictures)

    def _picture_button(self, index: int) -> QToolButton:
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(_PICTURE)
        button.setAccessibleName(self.tr("What a photo shows there"))
        button.clicked.connect(partial(self._on_chosen, index))
        button.hide()
        return button

    @property
    def focus_chain(self) -> list[QWidget]:
        """What the Tab key goes through."""
        return [self.back_button, self.next_button, *self.buttons, self.close_button]

    def show_place(self, number: int, count: int) -> None:
        """Say which place it is; its pictures are still to come."""
        self.title.setText(self.tr("Place {number} of {count}").format(number=number, count=count))
        self.back_button.setEnabled(count > 1)
        self.next_button.setEnabled(count > 1)
        self.show_waiting(self.tr("Looking at what the photos show here\u2026"))

    def show_waiting(self, text: str) -> None:
        """Say what is being done; nothing can be chosen meanwhile."""
        self.text.setText(text)
        for button in self.buttons:
            button.setEnabled(False)

    def show_alternatives(self, found: Alternatives) -> None:
        """Show what the photos show there."""
        self._found = found
        self.now.setPixmap(_pixmap(found.now, self.devicePixelRatioF()))
        for button, other in zip(self.buttons, found.others, strict=False):
            button.setIcon(QIcon(_pixmap(other.pixels)))
            name = other.path.name
            button.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _NAME_PX))
            button.setToolTip(self.tr("Use {name} here").format(name=name))
            button.setAccessibleName(button.toolTip())
            button.setEnabled(True)
        for i, button in enumerate(self.buttons):
            button.setVisible(i < len(found.others))
        if found.others:
            self.text.setText(self.tr("Click the photo that shows it right. Ctrl+Z takes it back."))
        else:
            self.text.setText(self.tr("No photo shows all of this place; one more photo would help."))

    def _on_chosen(self, index: int) -> None:
        if self._found is not None and index < len(self._found.others):
            self.chosen.emit(self._found.others[index].path)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.close_button.setIcon(tinted("close", theme.text))


def _pixmap(pixels: np.ndarray, ratio: float = 0.0) -> QPixmap:
    """Return the pixels; for a label, fitting at a screen's ratio of real pixels."""
    image = image_on(pixels)
    made = QPixmap.fromImage(image)
    if ratio > 0:
        made = made.scaled(
            _PICTURE * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        made.setDevicePixelRatio(ratio)
    return made
