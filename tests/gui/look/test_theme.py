"""Light and dark."""

from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QDialog, QDoubleSpinBox

from diar_gui.gui.look.theme import DARK, LIGHT, Theme, apply_theme, chosen_theme, system_theme


@pytest.fixture(autouse=True)
def _colours_as_before(qapp):
    yield
    QGuiApplication.styleHints().setColorScheme(Qt.ColorScheme.Unknown)


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a: str, b: str) -> float:
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_texts_can_be_read(theme: Theme):
    for ground in (theme.window, theme.panel, theme.raised):
        assert contrast(theme.text, ground) >= 7
        assert contrast(theme.muted, ground) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.text, theme.selection) >= 4.5
    for ground in (theme.warn_panel, theme.good_panel):
        assert contrast(theme.text, ground) >= 4.5
    for sign in (theme.good, theme.warn, theme.star, theme.accent_hover):
        assert contrast(sign, theme.panel) >= 3  # signs and borders


@pytest.mark.parametrize(("choice", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_the_users_choice_comes_before_the_systems(qapp, choice, theme):
    assert chosen_theme(choice) is theme


def test_the_systems_colours_are_followed_again(qapp):
    before = system_theme()
    chosen_theme("light" if before is DARK else "dark")
    assert chosen_theme("system") is before


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_theme_reaches_every_widget_even_where_the_system_ignores_it(qapp, theme: Theme):
    dialog = QDialog()
    apply_theme(theme)
    dialog.resize(20, 20)
    assert dialog.grab().toImage().pixelColor(10, 10) == QColor(theme.window)


def test_all_colours_are_colours():
    for theme in (DARK, LIGHT):
        for field in fields(theme):
            assert QColor(getattr(theme, field.name)).isValid(), field.name


def test_what_is_typed_into_a_box_without_buttons_can_be_seen(qtbot):
    box = QDoubleSpinBox()
    qtbot.addWidget(box)
    box.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
    apply_theme(DARK)
    box.resize(120, 30)
    box.show()
    qtbot.waitExposed(box)
    assert box.lineEdit().width() > 100
