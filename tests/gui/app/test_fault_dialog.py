"""What nobody foresaw."""

import logging
import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from diar_gui.gui.app import fault_dialog
from diar_gui.gui.app.fault_dialog import Fault, FaultDialog, FaultReporter


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def caught(error: Exception) -> Exception:
    """Return the exception with the way it has come."""
    try:
        raise error
    except type(error) as found:
        return found


@pytest.fixture
def reporter(qapp, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made = FaultReporter()
    made.install()
    yield made
    if made.dialog is not None:
        made.dialog.close()


@pytest.fixture
def dialog(qtbot):
    made = FaultDialog(Fault.of(caught(ValueError("odd thing"))))
    qtbot.addWidget(made)
    made.show()
    return made


def meet(reporter: FaultReporter, qapp: QApplication, error: Exception) -> FaultDialog:
    sys.excepthook(type(error), error, error.__traceback__)
    qapp.processEvents()
    assert reporter.dialog is not None
    return reporter.dialog


def test_an_exception_that_nobody_caught_is_shown_and_logged(reporter, qapp, caplog):
    shown = meet(reporter, qapp, caught(ValueError("odd thing")))
    assert "odd thing" in shown.what.text()
    assert "in caught" in shown.details.toPlainText()
    assert "odd thing" in caplog.text


def test_many_faults_make_one_dialog(reporter, qapp):
    first = meet(reporter, qapp, caught(ValueError("odd thing")))
    same = caught(ValueError("odd thing"))
    for error in (same, same, caught(KeyError("other"))):
        assert meet(reporter, qapp, error) is first
    assert first.details.toPlainText().count("KeyError") == 1
    first.close()
    assert reporter.dialog is None
    assert meet(reporter, qapp, ValueError("later")) is not first


def test_an_exception_on_another_thread_is_shown_too(reporter, qtbot):
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: reporter.dialog is not None)
    assert "ZeroDivisionError" in reporter.dialog.what.text()


def test_an_exception_without_words_is_named(reporter, qapp):
    assert meet(reporter, qapp, UnspeakableError()).what.text() == "UnspeakableError"


def test_a_fault_in_the_report_is_not_reported_again(reporter, qapp):
    class Breaking(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            error = RuntimeError("while logging")
            sys.excepthook(RuntimeError, error, None)

    handler = Breaking()
    logging.getLogger().addHandler(handler)
    try:
        shown = meet(reporter, qapp, caught(ValueError("odd thing")))
    finally:
        logging.getLogger().removeHandler(handler)
    assert "while logging" not in shown.details.toPlainText()


def test_a_dialog_that_cannot_be_made_leaves_the_log(reporter, qapp, caplog, monkeypatch):
    monkeypatch.setattr(fault_dialog, "FaultDialog", lambda *_: 1 // 0)
    sys.excepthook(ValueError, ValueError("odd thing"), None)
    qapp.processEvents()
    assert reporter.dialog is None
    assert "odd thing" in caplog.text


def test_the_details_open_and_close(dialog, qtbot):
    assert not dialog.details.isVisible()
    qtbot.mouseClick(dialog.details_button, Qt.MouseButton.LeftButton)
    assert dialog.details.isVisible()
    qtbot.mouseClick(dialog.details_button, Qt.MouseButton.LeftButton)
    assert not dialog.details.isVisible()


def test_copy_takes_the_details_and_the_machine(dialog, qtbot):
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert "ValueError: odd thing" in copied
    assert copied.startswith("DIAR ")
    assert dialog.answer.isVisible()


def test_continue_is_what_enter_does(dialog, qtbot):
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == FaultDialog.DialogCode.Accepted


def test_quit_asks_the_program_to_end(dialog, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(fault_dialog.QCoreApplication, "quit", lambda: asked.append(True))
    qtbot.mouseClick(dialog.quit_button, Qt.MouseButton.LeftButton)
    assert asked == [True]
    assert not dialog.isVisible()


def test_without_a_log_folder_the_path_is_told(dialog, qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "none"))
    qtbot.mouseClick(dialog.log_button, Qt.MouseButton.LeftButton)
    assert str(tmp_path / "none") in dialog.answer.text()
