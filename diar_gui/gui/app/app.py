"""Starts the application: one window per screen, log file, language, messages for what nobody foresaw."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from diar_gui import __version__
from diar_gui.gui.app.fault_dialog import FaultReporter
from diar_gui.gui.app.garbage import GarbageCollector
from diar_gui.gui.app.logs import start_logging, watch_for_crashes
from diar_gui.gui.app.opened_files import OpenedFiles
from diar_gui.gui.app.single_instance import SingleInstance
from diar_gui.gui.look.icons import app_icon
from diar_gui.gui.look.translations import install_translations
from diar_gui.gui.session.settings import app_store, load_settings
from diar_gui.gui.window.window import Window


def run_app(paths: Sequence[Path], *, new_window: bool = False) -> int:
    """Show the window, with `paths` opened and started where there are any; return the exit code when it closes.

    Where a window is open already it takes the paths, unless a new one is wanted.
    """
    app = make_application()
    instance = SingleInstance(app)
    if instance.hand_over(paths, new_window=new_window):
        return 0
    start_logging()
    watch_for_crashes()
    faults = FaultReporter(app)
    faults.install()
    store = app_store()
    language = install_translations(app, load_settings(store).language)
    window = Window(store, language=language)
    app.styleHints().colorSchemeChanged.connect(window.follow_system_theme)
    instance.received.connect(window.take_paths)
    OpenedFiles(app).opened.connect(window.take_paths)
    window.show()
    window.session.load_engine()
    window.projects.autosave.look()
    if paths:
        window.open_paths(paths, start=True)
    code = app.exec()
    instance.stop()
    return code


def make_application() -> QApplication:
    """Return the application object under the app's own name and icon."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("diar-gui")
    app.setApplicationDisplayName("DIAR")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("diar-gui")
    app.setWindowIcon(app_icon())
    GarbageCollector(app)
    return app
