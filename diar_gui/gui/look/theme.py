"""Colours of the window, dark and light: Fusion with palettes and one style sheet of our own.

`QStyleHints.setColorScheme` takes title bars and the system's own dialogs along, but has no effect on bare X and
off-screen; a palette works everywhere.
"""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from diar_gui.paths import resource_path


@dataclass(frozen=True)
class Theme:
    """Named colours, each as #rrggbb. `agree` and `differ` are told apart by colour-blind eyes too (Okabe and Ito)."""

    window: str
    panel: str
    raised: str
    view: str
    border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    good: str
    warn: str
    star: str
    warn_panel: str
    good_panel: str
    agree: str = "#56b4e9"
    differ: str = "#e69f00"


DARK = Theme(
    window="#1b1d20",
    panel="#24272b",
    raised="#2f3338",
    view="#131416",
    border="#3a3f45",
    text="#e8eaed",
    muted="#a2a9b1",
    accent="#2f6fdb",
    accent_hover="#3f7fea",
    on_accent="#ffffff",
    selection="#2c3f5e",
    good="#4fc08d",
    warn="#f0a33c",
    star="#f2c14e",
    warn_panel="#3a2f1e",
    good_panel="#1e3329",
)

LIGHT = Theme(
    window="#eef0f2",
    panel="#ffffff",
    raised="#f4f5f7",
    view="#d5d8dc",
    border="#cdd2d8",
    text="#1d2126",
    muted="#5a636d",
    accent="#1f5fcc",
    accent_hover="#2a6de0",
    on_accent="#ffffff",
    selection="#d6e4fb",
    good="#1d7a52",
    warn="#a85b00",
    star="#b98600",
    warn_panel="#fdf1de",
    good_panel="#e2f4ea",
)


def system_theme() -> Theme:
    """Return the theme that the system asks for; dark where it does not say."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return LIGHT if scheme == Qt.ColorScheme.Light else DARK


def chosen_theme(choice: str) -> Theme:
    """Return the theme of the user's choice ("system", "light" or "dark"), and tell the system of it.

    The system answers with `colorSchemeChanged`, as it does when it changes its own colours.
    """
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    QGuiApplication.styleHints().setColorScheme(schemes.get(choice, Qt.ColorScheme.Unknown))
    return {"light": LIGHT, "dark": DARK}.get(choice) or system_theme()


def apply_theme(theme: Theme) -> None:
    """Give the whole application the theme's palette and style sheet."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    app.setPalette(_palette(theme))
    app.setStyleSheet(_style_sheet(theme))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.warn,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.Light: theme.raised,
        role.Midlight: theme.raised,
        role.Mid: theme.border,
        role.Dark: theme.border,
        role.Shadow: theme.view,
        role.Accent: theme.accent,
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.muted).darker(130))
    return palette


def _style_sheet(theme: Theme) -> str:
    chevron, tick = (resource_path(f"icons/{name}.svg").as_posix() for name in ("chevron", "tick"))
    return f"""
    QToolTip {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border}; padding: 4px; }}
    #topBar, #bottomBar, #photoPanel {{ background: {theme.panel}; }}
    #topBar {{ border-bottom: 1px solid {theme.border}; }}
    #bottomBar {{ border-top: 1px solid {theme.border}; }}
    #photoPanel {{ border-right: 1px solid {theme.border}; }}
    #straightenPanel {{ background: {theme.panel}; border-left: 1px solid {theme.border}; }}
    #photoPanel QListView {{ background: {theme.panel}; border: none; outline: none; }}
    #pane {{ background: {theme.panel}; border: 1px solid {theme.border}; border-radius: 8px; }}
    #paneTitle, #panelTitle {{ font-weight: 600; }}
    #paneCaption, #muted, #paneNote {{ color: {theme.muted}; }}
    #headline {{ font-weight: 600; }}
    #dropZone {{ border: 2px dashed {theme.border}; border-radius: 18px; background: {theme.panel}; }}
    #slot {{ border: 1px dashed {theme.muted}; border-radius: 8px; }}
    #colourSizeInner, #colourSizeArea {{ background: {theme.panel}; }}
    #dropTitle {{ font-weight: 600; }}
    #veil {{ background: {_translucent(theme.window)}; color: {theme.text}; border: 1px solid {theme.border};
             border-radius: 8px; padding: 5px 12px; }}
    #dropOverlay {{ border: 3px solid {theme.accent}; border-radius: 12px; color: {theme.text};
                    background: {_translucent(theme.window)}; }}
    #warning {{ background: {theme.warn_panel}; border: 1px solid {theme.warn}; border-radius: 8px; }}
    #success {{ background: {theme.good_panel}; border: 1px solid {theme.good}; border-radius: 8px; }}
    #information {{ background: {theme.raised}; border: 1px solid {theme.border}; border-radius: 8px; }}
    QPushButton {{ background: {theme.raised}; border: 1px solid {theme.border}; border-radius: 6px;
                   padding: 6px 14px; min-height: 20px; }}
    QPushButton:hover {{ border-color: {theme.muted}; }}
    QPushButton:pressed {{ background: {theme.border}; }}
    QPushButton:focus, QComboBox:focus, QToolButton:focus, QLineEdit:focus, QDoubleSpinBox:focus {{
        border: 1px solid {theme.accent_hover}; }}
    QPushButton:disabled {{ color: {_between(theme.muted, theme.panel)}; background: {theme.panel}; }}
    QPushButton#primary {{ background: {theme.accent}; color: {theme.on_accent}; border-color: {theme.accent};
                           font-weight: 600; }}
    QPushButton#primary:hover {{ background: {theme.accent_hover}; }}
    QPushButton#primary:focus {{ border-color: {theme.text}; }}
    QPushButton#primary:disabled {{ background: {theme.raised}; border-color: {theme.border};
                                    color: {_between(theme.muted, theme.panel)}; }}
    QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 3px 7px; }}
    QToolButton:hover {{ background: {theme.raised}; }}
    QToolButton:checked {{ background: {theme.selection}; border-color: {theme.accent}; }}
    QToolButton:disabled {{ color: {_between(theme.muted, theme.panel)}; }}
    QComboBox {{ background: {theme.raised}; border: 1px solid {theme.border}; border-radius: 6px;
                 padding: 4px 10px; min-height: 22px; }}
    QComboBox:disabled {{ color: {_between(theme.muted, theme.panel)}; }}
    QComboBox QAbstractItemView {{ background: {theme.panel}; border: 1px solid {theme.border};
                                   selection-background-color: {theme.selection}; selection-color: {theme.text}; }}
    QComboBox::drop-down {{ border: none; width: 26px; }}
    QComboBox::down-arrow {{ image: url("{chevron}"); width: 14px; height: 14px; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {theme.border}; }}
    QTabBar {{ qproperty-drawBase: 0; }}
    QTabBar::tab {{ background: transparent; color: {theme.muted}; padding: 7px 14px;
                    border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
    QTabBar::tab:hover {{ color: {theme.text}; }}
    QTabBar::tab:selected:focus {{ background: {theme.selection}; }}
    QMenuBar {{ background: {theme.panel}; border-bottom: 1px solid {theme.border}; padding: 2px 6px; }}
    QMenuBar::item {{ background: transparent; padding: 4px 10px; border-radius: 4px; }}
    QMenuBar::item:selected {{ background: {theme.selection}; color: {theme.text}; }}
    QMenu {{ background: {theme.raised}; border: 1px solid {theme.border}; border-radius: 6px; padding: 4px; }}
    QMenu::item {{ padding: 6px 28px 6px 14px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {theme.selection}; color: {theme.text}; }}
    QMenu::item:disabled {{ color: {_between(theme.muted, theme.panel)}; }}
    QMenu::separator {{ height: 1px; background: {theme.border}; margin: 4px 8px; }}
    QCheckBox {{ spacing: 8px; }}
    QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {theme.muted}; border-radius: 4px;
                            background: {theme.raised}; }}
    QCheckBox::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent}; image: url("{tick}"); }}
    QRadioButton {{ spacing: 8px; }}
    QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {theme.muted}; border-radius: 8px;
                               background: {theme.raised}; }}
    QRadioButton::indicator:checked {{ width: 8px; height: 8px; border: 4px solid {theme.accent};
                                       background: {theme.on_accent}; }}
    QRadioButton::indicator:focus {{ border-color: {theme.accent_hover}; }}
    QCheckBox::indicator:focus {{ border-color: {theme.accent_hover}; }}
    QCheckBox::indicator:disabled {{ border-color: {theme.border}; }}
    QDialog QTreeView, QDialog QListWidget, QTextBrowser, QPlainTextEdit {{
        background: {theme.panel}; border: 1px solid {theme.border}; border-radius: 6px; padding: 4px; }}
    QDialog QTreeView::item, QDialog QListWidget::item {{ padding: 4px 6px; }}
    QDialog QTreeView::item:selected, QDialog QListWidget::item:selected {{ background: {theme.selection};
                                                                           color: {theme.text}; }}
    QTableView {{ background: {theme.panel}; border: 1px solid {theme.border}; border-radius: 8px; outline: none;
                  selection-background-color: {theme.selection}; selection-color: {theme.text}; }}
    QTableView::item {{ padding: 4px 8px; border-bottom: 1px solid {theme.border}; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QLineEdit, QDoubleSpinBox {{ background: {theme.raised}; border: 1px solid {theme.border}; border-radius: 5px;
                                 padding: 4px; }}
    QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{ subcontrol-origin: border; width: 0px; border: none; }}
    QHeaderView::section {{ background: {theme.panel}; border: none; border-bottom: 1px solid {theme.border};
                            padding: 4px; }}
    QTableView QHeaderView::section {{ padding: 6px 8px; }}
    QProgressBar {{ background: {theme.raised}; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }}
    QProgressBar::chunk {{ background: {theme.accent}; border-radius: 4px; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
    QScrollBar::handle:vertical {{ background: {theme.border}; border-radius: 3px; min-height: 30px; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
    QScrollBar::handle:horizontal {{ background: {theme.border}; border-radius: 3px; min-width: 30px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def _between(a: str, b: str) -> str:
    """Return the colour half-way."""
    first, second = QColor(a), QColor(b)
    pairs = ((first.red(), second.red()), (first.green(), second.green()), (first.blue(), second.blue()))
    return "#" + "".join(f"{(x + y) // 2:02x}" for x, y in pairs)


def _translucent(colour: str) -> str:
    c = QColor(colour)
    return f"rgba({c.red()}, {c.green()}, {c.blue()}, 215)"
