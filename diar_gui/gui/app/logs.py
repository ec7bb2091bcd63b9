"""The log file: what happened, also in Qt, and what ended the program where Python had no say any more."""

import atexit
import faulthandler
import logging
import logging.handlers
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from diar_gui import __version__
from diar_gui.paths import log_path

_LOG_BYTES = 1_000_000
_N_OLD_LOGS = 3
_CRASH_CHARACTERS = 100_000
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_log = logging.getLogger(__name__)


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


def watch_for_crashes() -> None:
    """Write where the program was into crash.log beside the log file, should it be ended from below Python.

    What an earlier start left there goes into the log first.
    """
    path = log_path().with_name("crash.log")
    try:
        if path.exists() and (trace := path.read_text(encoding="utf-8", errors="replace")[:_CRASH_CHARACTERS].strip()):
            _log.error("An earlier start ended in a crash:\n%s", trace)
        file = path.open("w", encoding="utf-8")
    except OSError:
        return
    faulthandler.enable(file)  # a crash leaves no time to open it
    atexit.register(file.close)
    atexit.register(faulthandler.disable)


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    try:
        logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category, text)
    except RecursionError:  # Qt may speak while a message of its is being written
        return
