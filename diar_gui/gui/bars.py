"""The two bars of the window: what to do above, how far it has come below."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from diar_gui.gui import words
from diar_gui.gui.engine_worker import Choices
from diar_gui.gui.icons import tinted
from diar_gui.gui.labels import beside_icon, label
from diar_gui.gui.theme import DARK, Theme


class TopBar(QFrame):
    """Open, choose how, make (or cancel), save."""

    make_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self._theme = DARK
        self._is_running = False
        self.open_button = QPushButton(beside_icon("Open folder..."))
        self.save_button = QPushButton(beside_icon("Save picture..."))
        self.primary_button = QPushButton()
        self.primary_button.setObjectName("primary")
        self.primary_button.setMinimumWidth(176)
        self.primary_button.clicked.connect(self._on_primary_clicked)
        self.method = _chooser("How the photos are put together")
        self.features = _chooser("How the photos are recognised in one another")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 9)
        layout.setSpacing(8)
        layout.addWidget(self.open_button)
        layout.addStretch(1)
        for text, chooser in (("Method", self.method), ("Features", self.features)):
            caption = label(text, "muted")
            caption.setBuddy(chooser)
            layout.addWidget(caption)
            layout.addWidget(chooser)
            layout.addSpacing(6)
        layout.addWidget(self.save_button)
        layout.addWidget(self.primary_button)

    def offer(self, choices: Choices) -> None:
        """Fill the choosers with what the engine offers, its defaults chosen."""
        _fill(self.method, words.METHODS, choices.methods, choices.default_method)
        _fill(self.features, words.FEATURES, choices.features, choices.default_features)

    @property
    def chosen_method(self) -> str | None:
        """The engine's name of the method; None before the engine is loaded."""
        return self.method.currentData()

    @property
    def chosen_features(self) -> str | None:
        """The engine's name of the features; None before the engine is loaded."""
        return self.features.currentData()

    def show_state(self, *, can_make: bool, is_running: bool, is_stopping: bool, can_save: bool) -> None:
        """Show what can be done now."""
        self._is_running = is_running
        self.primary_button.setEnabled(can_make or (is_running and not is_stopping))
        text = "Stopping..." if is_stopping else "Cancel" if is_running else "Make clean picture"
        self.primary_button.setText(beside_icon(text))
        self.save_button.setEnabled(can_save)
        for chooser in (self.method, self.features):
            chooser.setEnabled(not is_running and chooser.currentData() is not None)
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.open_button.setIcon(tinted("folder", theme.text))
        self.save_button.setIcon(tinted("save", theme.text))
        self.primary_button.setIcon(tinted("cancel" if self._is_running else "make", theme.on_accent))

    @Slot()
    def _on_primary_clicked(self) -> None:
        (self.cancel_wanted if self._is_running else self.make_wanted).emit()


class BottomBar(QFrame):
    """What is being done, and how much of it is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bottomBar")
        self.setFixedHeight(34)
        self.text = QLabel()
        self.text.setAccessibleName("What is being done")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(320)
        self.bar.setAccessibleName("Progress")
        self.share = label("", "muted")
        self.share.setFixedWidth(46)
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.share)
        self.show_idle("")

    def show_idle(self, text: str) -> None:
        """Show a text without a bar."""
        self.text.setText(text)
        self.bar.hide()
        self.share.hide()

    def show_progress(self, fraction: float, text: str) -> None:
        """Show a text and the bar at `fraction` of its length."""
        self.text.setText(text)
        self.bar.setValue(round(fraction * 1000))
        self.share.setText(f"{fraction:.0%}")
        self.bar.show()
        self.share.show()


def _chooser(name: str) -> QComboBox:
    chooser = QComboBox()
    chooser.setAccessibleName(name)
    chooser.setToolTip(name)
    chooser.addItem("Loading...", None)
    chooser.setEnabled(False)
    chooser.setMinimumWidth(140)
    chooser.setIconSize(QSize(16, 16))
    return chooser


def _fill(chooser: QComboBox, table: dict[str, tuple[str, str]], names: tuple[str, ...], default: str) -> None:
    chooser.clear()
    for i, name in enumerate(names):
        text, explanation = words.in_words(table, name)
        chooser.addItem(text, name)
        chooser.setItemData(i, explanation, Qt.ItemDataRole.ToolTipRole)
    chooser.setCurrentIndex(names.index(default))
    chooser.setEnabled(True)
