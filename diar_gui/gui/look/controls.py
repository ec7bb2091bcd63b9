"""Buttons and sliders as the bars and panes have them: with words for the eye, the mouse and the screen reader."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QSlider, QToolButton

from diar_gui.gui.look.labels import beside_icon


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


def move_quietly(slider: QSlider, value: int) -> None:
    """Move a slider without its telling so."""
    blocker = QSignalBlocker(slider)
    slider.setValue(value)
    blocker.unblock()
