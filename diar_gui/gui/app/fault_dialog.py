"""What nobody foresaw: every exception that was not caught is logged and shown, instead of dying in silence."""

import logging
import sys
import threading
import traceback
from dataclasses import dataclass
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from diar_gui.gui.dialogs.system_information import open_log_folder, system_information
from diar_gui.gui.look.labels import label
from diar_gui.paths import log_path

_ICON_PX = 40
_TEXT_WIDTH_PX = 520
_DETAILS_HEIGHT_PX = 240
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    """An exception in words: `what` in one line, `details` with where it happened."""

    what: str
    details: str

    @classmethod
    def of(cls, error: BaseException) -> "Fault":
        """Return the words for an exception; it need not be able to say anything about itself."""
        try:
            lines = str(error).strip().splitlines()
            what = f"{type(error).__name__}: {lines[0][:160]}" if lines else type(error).__name__
            return cls(what, "".join(traceback.format_exception(error)))
        except Exception:  # its own text failed
            return cls(type(error).__name__, "")


class FaultReporter(QObject):
    """Takes the place of Python's hooks for exceptions; shows one dialog at a time, since faults tend to repeat."""

    _met = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dialog: FaultDialog | None = None
        self._is_reporting = threading.local()
        # Queued: an exception may come from the midst of a painting, or from another thread.
        self._met.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Be asked from now on."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        if getattr(self._is_reporting, "now", False):
            return  # the report itself failed: another one would fail too
        self._is_reporting.now = True
        try:
            _log.critical("Not caught", exc_info=(kind, error, trace))
            self._met.emit(Fault.of(error))
        except RuntimeError:  # this object is gone already: the program is about to end
            sys.__excepthook__(kind, error, trace)
        finally:
            self._is_reporting.now = False

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    @Slot(object)
    def _show(self, fault: Fault) -> None:
        if self.dialog is not None:
            self.dialog.add(fault)
            return
        try:
            self.dialog = FaultDialog(fault, QApplication.activeWindow())
            self.dialog.finished.connect(self._on_closed)
            self.dialog.open()
        except Exception:  # without a dialog there is still the log
            _log.exception("The fault could not be shown")
            self.dialog = None

    @Slot(int)
    def _on_closed(self, _: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


class FaultDialog(QDialog):
    """Says that the program made a mistake, what that means for the user, and what can be done."""

    def __init__(self, fault: Fault, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self._faults = [fault]
        self.what = label("", "muted")
        self.answer = label("", "muted")
        self.details = QPlainTextEdit()
        self.details_button = QPushButton(self.tr("&Details"))
        self.copy_button = QPushButton(self.tr("&Copy"))
        self.log_button = QPushButton(self.tr("Open log &folder"))
        self.quit_button = QPushButton(self.tr("&Quit DIAR"))
        self.continue_button = QPushButton(self.tr("C&ontinue"))
        self._set_up()
        buttons = QHBoxLayout()
        for button in (self.details_button, self.copy_button, self.log_button, self.quit_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addWidget(self.continue_button)
        buttons.insertStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 16)
        layout.setSpacing(14)
        layout.addLayout(self._head())
        layout.addWidget(self.details)
        layout.addWidget(self.answer)
        layout.addLayout(buttons)
        self._show_faults()
        self.continue_button.setFocus()

    def _set_up(self) -> None:
        self.details_button.setCheckable(True)
        self.details_button.toggled.connect(self._show_details)
        self.copy_button.clicked.connect(self._copy)
        self.log_button.clicked.connect(self._open_log_folder)
        self.quit_button.clicked.connect(self._quit)
        self.continue_button.clicked.connect(self.accept)
        self.continue_button.setDefault(True)
        self.continue_button.setObjectName("primary")
        self.what.setTextFormat(Qt.TextFormat.PlainText)
        self.answer.hide()
        self.details.hide()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.setMinimumHeight(_DETAILS_HEIGHT_PX)
        self.details.setAccessibleName(self.tr("Details of the fault"))

    def _head(self) -> QHBoxLayout:
        icon = QLabel()
        standard = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
        icon.setPixmap(standard.pixmap(_ICON_PX, _ICON_PX))
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        texts = (
            label(self.tr("DIAR made a mistake."), "headline", points_more=2),
            label(
                self.tr(
                    "Your photos are untouched. You can try to continue; save what you need, and start DIAR again if "
                    "it behaves oddly."
                ),
                "faultText",
            ),
            self.what,
        )
        column = QVBoxLayout()
        column.setSpacing(8)
        for text in texts:
            text.setWordWrap(True)
            text.setMinimumWidth(_TEXT_WIDTH_PX)
            column.addWidget(text)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(icon)
        head.addLayout(column, 1)
        return head

    def add(self, fault: Fault) -> None:
        """Tell of one more; the same again is not told twice."""
        if fault not in self._faults:
            self._faults.append(fault)
            self._show_faults()

    @property
    def report(self) -> str:
        """What Copy copies: the machine, and all details."""
        return system_information() + "\n\n" + self.details.toPlainText()

    def _show_faults(self) -> None:
        first = self._faults[0].what
        n_more = len(self._faults) - 1
        self.what.setText(self.tr("{fault} (and {n} more)").format(fault=first, n=n_more) if n_more else first)
        self.details.setPlainText("\n".join(fault.details for fault in self._faults))

    @Slot(bool)
    def _show_details(self, is_wanted: bool) -> None:
        self.details.setVisible(is_wanted)
        self.adjustSize()

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self.report)
        self._answer(self.tr("Copied; paste it into your message."))

    @Slot()
    def _open_log_folder(self) -> None:
        if not open_log_folder():
            self._answer(self.tr("The folder could not be shown; the log file is {path}.").format(path=log_path()))

    @Slot()
    def _quit(self) -> None:
        self.reject()
        QCoreApplication.quit()  # closes the windows, which may ask about unsaved work

    def _answer(self, text: str) -> None:
        self.answer.setText(text)
        self.answer.show()
