"""Texts: labels that the style sheet knows by name, and captions of buttons."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def label(text: str, style_name: str, *, points_more: float = 0.0) -> QLabel:
    """Return a label.

    Args:
        text: what it says.
        style_name: its object name, by which the style sheet colours it.
        points_more: how much larger than the window's font, in points.
    """
    made = QLabel(text)
    made.setObjectName(style_name)
    if points_more:
        font = made.font()
        font.setPointSizeF(font.pointSizeF() + points_more)
        made.setFont(font)
    return made


def wrapped_note(text: str = "") -> QLabel:
    """Return a muted text that breaks into lines; what looks like markup, as names of files may, is shown as it is."""
    made = label(text, "muted")
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def beside_icon(text: str) -> str:
    """Return the caption with some room before it: Fusion puts icon and text too close together."""
    return f" {text}"
