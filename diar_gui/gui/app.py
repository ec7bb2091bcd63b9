"""Starts the application: log file, messages for what nobody foresaw, window."""

import logging
import logging.handlers
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QSettings, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from diar_gui import __version__
from diar_gui.gui.engine_worker import fault_sentence
from diar_gui.gui.garbage import GarbageCollector
from diar_gui.gui.icons import app_icon
from diar_gui.gui.window import Window
from diar_gui.paths import log_path

_LOG_BYTES = 1_000_000
_N_OLD_LOGS = 3

_log = logging.getLogger(__name__)


def run_app(paths: Sequence[Path]) -> int:
    """Show the window, with `paths` opened and started where there are any; return the exit code when it closes."""
    app = make_application()
    start_logging()
    faults = FaultReporter(app)
    faults.install()
    window = Window(QSettings("diar", "diar-gui"))
    app.styleHints().colorSchemeChanged.connect(window.follow_system_theme)
    window.show()
    window.session.load_engine()
    if paths:
        window.open_paths(paths, start=True)
    return app.exec()


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


def start_logging() -> None:
    """Write what happens into the log file, a few old ones kept; without one where its folder cannot be written."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            log_path(), maxBytes=_LOG_BYTES, backupCount=_N_OLD_LOGS, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    qInstallMessageHandler(_log_qt_message)
    _log.info("DIAR %s starts, Python %s on %s", __version__, sys.version.split()[0], sys.platform)


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    logging.getLogger("qt").log(logging.INFO if kind == QtMsgType.QtInfoMsg else logging.WARNING, "%s", text)


class FaultReporter(QObject):
    """Logs every exception that nobody caught, on any thread, and shows a message instead of dying in silence."""

    _met = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._box: QMessageBox | None = None
        self._met.connect(self._show)

    def install(self) -> None:
        """Take the place of Python's own hooks."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def _on_exception(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.critical("Not caught", exc_info=(kind, error, traceback))
        self._met.emit(fault_sentence(error))

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    @Slot(str)
    def _show(self, sentence: str) -> None:
        if self._box is None:  # one at a time: faults tend to repeat
            self._box = QMessageBox(QMessageBox.Icon.Warning, "DIAR", sentence)
            self._box.finished.connect(self._on_closed)
            self._box.open()

    @Slot(int)
    def _on_closed(self, _: int) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None
