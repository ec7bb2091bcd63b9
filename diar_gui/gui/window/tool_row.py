"""The tools of correcting in sight, with words: below the photos, since they speak of the selected one."""

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from diar_gui.gui.actions import Actions
from diar_gui.gui.look.controls import captioned_button
from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.theme import Theme

_N_COLUMNS = 2


class ToolRow(QWidget):
    """Buttons for the brush, for placing by hand, for straightening, for light, and for colour and size."""

    def __init__(self) -> None:
        super().__init__()
        self.brush_button = self._button(self.tr("Brush"), self.tr("Paint where the selected photo is to be used"))
        self.place_button = self._button(
            self.tr("Place by hand"), self.tr("Mark four places on the selected photo and on the reference")
        )
        self.straighten_button = self._button(
            self.tr("Straighten"), self.tr("Put the corners on those of the subject; the rest is cut away")
        )
        self.adjust_button = self._button(
            self.tr("Light"), self.tr("Exposure, white point and warmth of the clean picture")
        )
        self.colour_size_button = self._button(
            self.tr("Colour and size"), self.tr("Flat field, colour target, true size and colour space")
        )
        self._icons = {
            self.brush_button: "brush",
            self.place_button: "place",
            self.straighten_button: "straighten",
            self.adjust_button: "light",
            self.colour_size_button: "target",
        }
        layout = self._grid = QGridLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.setSpacing(2)
        for i, button in enumerate(self._icons):
            n_columns = _N_COLUMNS if button is self.colour_size_button else 1  # it has the longest name
            layout.addWidget(button, i // _N_COLUMNS, i % _N_COLUMNS, 1, n_columns)

    def offer(self, actions: Actions) -> None:
        """Do what the actions do, when they can."""
        pairs = (
            (self.brush_button, actions.brush_use),
            (self.place_button, actions.place),
            (self.straighten_button, actions.straighten),
            (self.adjust_button, actions.adjust),
            (self.colour_size_button, actions.colour_size),
        )
        for button, action in pairs:
            button.clicked.connect(action.trigger)
            action.changed.connect(partial(_follow, button, action))
            _follow(button, action)

    @property
    def focus_chain(self) -> list[QWidget]:
        """What the Tab key goes through."""
        return list(self._icons)

    def width_needed(self) -> int:
        """Return the width in which no caption is cut off."""
        for button in self._icons:
            button.ensurePolished()
        self._grid.invalidate()
        return self._grid.sizeHint().width()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for button, icon in self._icons.items():
            button.setIcon(tinted(icon, theme.text))

    def _button(self, text: str, tip: str) -> QToolButton:
        button = captioned_button(text, tip)
        button.setIconSize(QSize(20, 20))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button


def _follow(button: QToolButton, action: QAction) -> None:
    button.setEnabled(action.isEnabled())
