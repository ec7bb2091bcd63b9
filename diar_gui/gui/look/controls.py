"""Buttons, sliders and boxes as bars and panes have them: with words for the eye, the mouse and the screen reader."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QSlider, QToolButton

from diar_gui.gui.look.labels import beside_icon

_LARGEST = 100_000.0


def captioned_button(text: str, tip: str, *, name: str = "") -> QToolButton:
    """Return a button with its text beside an icon, which is still to be set.

    Args:
        text: its caption.
        tip: its tooltip and accessible description.
        name: its accessible name; the text if empty.
    """
    button = QToolButton()
    button.setText(beside_icon(text))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setToolTip(tip)
    button.setAccessibleName(name or text)
    button.setAccessibleDescription(tip)
    return button


def toggle_button(text: str, tip: str, *, name: str = "") -> QToolButton:
    """Return a `captioned_button` that stays down when it is pressed."""
    button = captioned_button(text, tip, name=name)
    button.setCheckable(True)
    return button


def named_slider(name: str, tip: str, low: int, high: int) -> QSlider:
    """Return a horizontal slider from `low` to `high`."""
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(low, high)
    slider.setAccessibleName(name)
    slider.setToolTip(tip)
    return slider


def length_box(name: str) -> QDoubleSpinBox:
    """Return a box for a length, or a part of a ratio, that is empty at 0."""
    box = QDoubleSpinBox()
    box.setRange(0.0, _LARGEST)
    box.setDecimals(1)
    box.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
    box.setMinimumHeight(30)
    box.setSpecialValueText(" ")
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box


def move_quietly(slider: QSlider, value: int) -> None:
    """Move a slider without its telling so."""
    blocker = QSignalBlocker(slider)
    slider.setValue(value)
    blocker.unblock()
