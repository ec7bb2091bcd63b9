"""The menu of the app: preferences, help, about; it keeps the user's settings and the dialogs."""

from collections.abc import Sequence
from dataclasses import fields, replace

from PySide6.QtCore import QSettings, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from diar_gui.gui.dialogs.about_dialog import AboutDialog
from diar_gui.gui.dialogs.help_dialog import HelpDialog
from diar_gui.gui.dialogs.preferences import Preferences
from diar_gui.gui.look.translations import SOURCE_LANGUAGE
from diar_gui.gui.session.settings import OF_PHOTOS, Settings, load_settings, save_settings


class AppMenu(QMenu):
    """A menu whose keys work everywhere in the window; `settings_changed` brings the settings after each choice.

    `preferences_action` belongs into another menu. It never was in this one: Qt disconnects an action that is removed
    from a menu from all that the menu does.
    """

    settings_changed = Signal(object)

    def __init__(self, window: QWidget, store: QSettings | None = None, language: str = SOURCE_LANGUAGE) -> None:
        """Make the menu of a window.

        Args:
            window: the dialogs' parent.
            store: where settings are kept; None keeps them for this start only.
            language: what the window speaks.
        """
        super().__init__(window)
        self.setAccessibleName("DIAR")
        self.settings = Settings() if store is None else load_settings(store)
        self._kept = self.settings
        self._window = window
        self._store = store
        self._language = language
        self._devices: tuple[tuple[str, str], ...] = ()
        self.preferences: Preferences | None = None
        self.help: HelpDialog | None = None
        self.about: AboutDialog | None = None
        self.preferences_action = self._action(self.tr("&Preferences..."), self.show_preferences, "Ctrl+,")
        self.preferences_action.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.addAction(self._action(self.tr("&Help and keys..."), self.show_help, "F1", "Ctrl+/"))
        self.addSeparator()
        about = self._action(self.tr("&About DIAR..."), self.show_about)
        about.setMenuRole(QAction.MenuRole.AboutRole)
        self.addAction(about)

    def _action(self, text: str, slot: object, *keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(slot)
        self._window.addAction(action)  # so that the keys work while the menu is closed
        return action

    def offer_devices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Take what networks can run on here, see `words.device_choices`."""
        self._devices = tuple(choices)
        if self.preferences is not None:
            self.preferences.offer_devices(self._devices)

    def change(self, settings: Settings) -> None:
        """Take settings that were chosen elsewhere, to be kept."""
        if settings != self.settings:
            if self.preferences is not None:
                self.preferences.show_settings(settings)
            self._on_changed(settings)

    @Slot(bool)
    def choose_canvas(self, is_all: bool) -> None:
        """Let the picture hold all that the photos saw, or only what the reference shows."""
        self.take(replace(self.settings, canvas="all" if is_all else "reference"))

    @Slot(object)
    def take(self, settings: Settings) -> None:
        """Take what is chosen for the open photos alone: in the bar above, or by their project."""
        if settings != self.settings:
            if self.preferences is not None:
                self.preferences.show_settings(settings)
            self.settings = settings
            self.settings_changed.emit(settings)

    def forget_choices(self) -> None:
        """Go back from what was chosen for the photos that were open to what is kept."""
        kept = {name: getattr(self._kept, name) for name in OF_PHOTOS}
        self.take(replace(self.settings, **kept))

    @Slot()
    def show_preferences(self) -> None:
        """Show the preferences, which stay open beside the window."""
        if self.preferences is None:
            self.preferences = Preferences(self.settings, self._language, self._window)
            self.preferences.changed.connect(self._on_changed)
            if self._devices:
                self.preferences.offer_devices(self._devices)
        _bring(self.preferences)

    @Slot()
    def show_help(self) -> None:
        """Show the keys, and how it works."""
        if self.help is None:
            self.help = HelpDialog(self._window)
        _bring(self.help)

    @Slot()
    def show_about(self) -> None:
        """Show what the program is."""
        if self.about is None:
            self.about = AboutDialog(self._window)
        self.about.devices = tuple(text for name, text in self._devices if name != "auto")
        _bring(self.about)

    @Slot(object)
    def _on_changed(self, settings: Settings) -> None:
        names = [field.name for field in fields(Settings)]
        new = {n: getattr(settings, n) for n in names if getattr(settings, n) != getattr(self.settings, n)}
        self.settings = settings
        self._kept = replace(self._kept, **new)
        if self._store is not None:
            save_settings(self._store, self._kept)
        self.settings_changed.emit(settings)


def _bring(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
