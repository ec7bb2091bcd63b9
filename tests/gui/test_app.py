"""Around the window: the log file, and what nobody foresaw."""

import logging
import sys
import threading

import pytest
from PySide6.QtCore import qInstallMessageHandler

from diar_gui.gui.app import FaultReporter, start_logging
from diar_gui.paths import log_path


@pytest.fixture
def reporter(qapp, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made = FaultReporter()
    made.install()
    yield made
    if made._box is not None:
        made._box.close()


def test_an_exception_that_nobody_caught_is_shown_once(reporter, qapp):
    for _ in range(2):
        error = ValueError("odd thing")
        sys.excepthook(ValueError, error, None)
        qapp.processEvents()
    assert "odd thing" in reporter._box.text()
    assert reporter._box.text().endswith(".")
    first = reporter._box
    reporter._box.close()
    assert reporter._box is None
    sys.excepthook(ValueError, ValueError("another"), None)
    assert reporter._box is not first


def test_an_exception_on_another_thread_is_shown_too(reporter, qtbot):
    def fail() -> None:
        raise RuntimeError("on a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: reporter._box is not None)
    assert "on a thread" in reporter._box.text()


def test_the_log_file_is_begun_where_its_folder_can_be_made(qapp, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    try:
        start_logging()
        logging.getLogger("diar_gui").warning("written down")
        assert "written down" in log_path().read_text()
    finally:
        qInstallMessageHandler(None)
        for handler in set(logging.getLogger().handlers) - set(handlers):
            logging.getLogger().removeHandler(handler)
            handler.close()
        logging.getLogger().setLevel(level)


def test_without_a_writable_place_the_app_runs_without_a_log(qapp, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    start_logging()
    assert logging.getLogger().handlers == handlers
    logging.getLogger().setLevel(level)
