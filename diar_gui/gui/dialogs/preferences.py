"""The preferences: every choice applies at once, none has to be made."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import psutil
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from diar_gui import names
from diar_gui.gui.look import words
from diar_gui.gui.look.labels import wrapped_note
from diar_gui.gui.look.translations import chosen_language
from diar_gui.gui.session.settings import NEVER_KEPT, Settings

_WORKING_SIZES_PX = (512, 768, 1024, 1536, 2048, 3072)
_MEMORIES_GB = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
_WIDTH_PX = 620


class Preferences(QDialog):
    """The dialog; `changed` brings all settings after each single choice. Storing them is the caller's."""

    changed = Signal(object)

    def __init__(self, settings: Settings, language_in_use: str, parent: QWidget | None = None) -> None:
        """Show these settings; `language_in_use` is what the window speaks now."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.setMinimumWidth(_WIDTH_PX)
        self._settings = settings
        self._language_in_use = language_in_use
        self._is_showing = False
        self.choosers: dict[str, QComboBox] = {}
        self._notes: dict[str, QLabel] = {}
        self.notify = QCheckBox(self.tr("&Tell me when a picture is done and the window is hidden"))
        self.notify.toggled.connect(self._on_changed)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(self._picture_page(), self.tr("Picture"))
        tabs.addTab(self._computer_page(), self.tr("Computer"))
        tabs.addTab(self._window_page(), self.tr("Window"))
        tabs.setAccessibleName(self.tr("Kinds of preferences"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.defaults_button = buttons.addButton(self.tr("Restore defaults"), QDialogButtonBox.ButtonRole.ResetRole)
        self.defaults_button.clicked.connect(self._restore_defaults)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(12)
        layout.addWidget(tabs)
        layout.addWidget(buttons)
        self.show_settings(settings)

    @property
    def settings(self) -> Settings:
        """What is chosen now."""
        return self._settings

    @property
    def _defaults(self) -> Settings:
        """The defaults of all that is chosen here."""
        return replace(Settings(), **{name: getattr(self._settings, name) for name in NEVER_KEPT})

    def show_settings(self, settings: Settings) -> None:
        """Show other settings, without saying `changed`."""
        self._settings = settings
        self._is_showing = True
        for name, chooser in self.choosers.items():
            _choose(chooser, getattr(settings, name))
        self.notify.setChecked(settings.notify)
        self._is_showing = False
        self._show_notes()

    def offer_devices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer the devices that were found, see `words.device_choices`; one chosen before stays in the list."""
        self._is_showing = True
        chooser = self.choosers["device"]
        chooser.clear()
        for name, text in choices:
            chooser.addItem(text, name)
        if self._settings.device not in [name for name, _ in choices]:
            text = words.in_words(words.DEVICES, self._settings.device)[0]
            chooser.addItem(self.tr("{device} (not found here)").format(device=text), self._settings.device)
        _choose(chooser, self._settings.device)
        self._is_showing = False
        self._show_notes()

    # The pages.

    def _picture_page(self) -> QWidget:
        page, grid = _page()
        self._add(grid, "method", self.tr("&Method"), _in_words(words.METHODS, names.METHODS))
        self._add(grid, "features", self.tr("&Recognise by"), _in_words(words.FEATURES, names.FEATURES))
        self._add(grid, "tone", self.tr("&Colours"), _in_words(words.TONES, names.TONES))
        self._add(grid, "canvas", self.tr("&Extent"), _in_words(words.CANVASES, names.CANVASES))
        return page

    def _computer_page(self) -> QWidget:
        page, grid = _page()
        self._add(grid, "device", self.tr("Compute &on"), [("auto", self.tr("Looking for devices..."))])
        sizes = [(size, self.tr("{size} pixels").format(size=size)) for size in _WORKING_SIZES_PX]
        self._add(grid, "working_size_px", self.tr("&Working size"), [(None, self.tr("Automatic")), *sizes])
        there = psutil.virtual_memory().total / 10**9
        memories = [(gb, f"{gb:.0f} GB") for gb in _MEMORIES_GB if gb <= there]
        self._add(grid, "max_memory_gb", self.tr("&Memory at most"), [(None, self.tr("Automatic")), *memories])
        return page

    def _window_page(self) -> QWidget:
        page, grid = _page()
        themes = [("system", self.tr("As the system")), ("light", self.tr("Light")), ("dark", self.tr("Dark"))]
        self._add(grid, "theme", self.tr("&Colours of the window"), themes)
        languages = [("system", self.tr("As the system")), ("en", "English"), ("de", "Deutsch")]
        self._add(grid, "language", self.tr("&Language"), languages)
        grid.addWidget(self.notify, grid.rowCount(), 0, 1, 2)
        return page

    def _add(self, grid: QGridLayout, name: str, text: str, items: Sequence[tuple[object, str]]) -> None:
        """Add a row: caption, chooser, and under it a line that explains what is chosen."""
        chooser = QComboBox()
        chooser.setAccessibleName(text.replace("&", ""))
        chooser.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        chooser.setMinimumContentsLength(24)
        for value, item in items:
            chooser.addItem(item, value)
        chooser.currentIndexChanged.connect(self._on_changed)
        caption = QLabel(text)
        caption.setBuddy(chooser)
        note = wrapped_note()
        note.setAlignment(Qt.AlignmentFlag.AlignTop)
        note.setContentsMargins(0, 0, 0, 14)
        row = grid.rowCount()
        grid.addWidget(caption, row, 0)
        grid.addWidget(chooser, row, 1)
        grid.addWidget(note, row + 1, 1)
        self.choosers[name] = chooser
        self._notes[name] = note

    # Changes.

    @Slot()
    def _on_changed(self) -> None:
        if self._is_showing:
            return
        chosen: dict[str, Any] = {name: chooser.currentData() for name, chooser in self.choosers.items()}
        settings = replace(self._settings, notify=self.notify.isChecked(), **chosen)
        if settings != self._settings:
            self._settings = settings
            self._show_notes()
            self.changed.emit(settings)

    @Slot()
    def _restore_defaults(self) -> None:
        if self._settings != self._defaults:
            self.show_settings(self._defaults)
            self.changed.emit(self._settings)

    def _show_notes(self) -> None:
        settings = self._settings
        texts = {
            "method": words.in_words(words.METHODS, settings.method)[1],
            "features": words.in_words(words.FEATURES, settings.features)[1],
            "tone": words.in_words(words.TONES, settings.tone)[1],
            "canvas": words.in_words(words.CANVASES, settings.canvas)[1],
            "device": words.in_words(words.DEVICES, settings.device)[1],
            "working_size_px": self.tr(
                "Photos are compared at this size to find how they fit. Larger is slower, and helps where the subject "
                "shows little structure. The clean picture has full size in any case."
            ),
            "max_memory_gb": self.tr(
                "What does not fit goes to the disk for the time of the work. Automatic takes half of what is free."
            ),
            "language": self.tr("The language changes when DIAR is started again.")
            if chosen_language(settings.language) != self._language_in_use
            else "",
        }
        for name, note in self._notes.items():
            note.setText(texts.get(name, ""))
            self.choosers[name].setAccessibleDescription(note.text())
        self.defaults_button.setEnabled(settings != self._defaults)


def _page() -> tuple[QWidget, QGridLayout]:
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(4, 16, 4, 8)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    grid.setAlignment(Qt.AlignmentFlag.AlignTop)
    return page, grid


def _in_words(table: Mapping[str, tuple[str, str]], engine_names: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, words.in_words(table, name)[0]) for name in engine_names]


def _choose(chooser: QComboBox, value: object) -> None:
    """Choose the item of that value; one that is not offered is added as it stands."""
    position = next((i for i in range(chooser.count()) if chooser.itemData(i) == value), -1)
    if position < 0:
        chooser.addItem(f"{value:g}" if isinstance(value, int | float) else str(value), value)
        position = chooser.count() - 1
    chooser.setCurrentIndex(position)
