"""The log file."""

import faulthandler
import logging
import subprocess
import sys

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from diar_gui.gui.app.logs import start_logging
from diar_gui.paths import log_path


@pytest.fixture(autouse=True)
def _logging_as_before(qapp):
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    qInstallMessageHandler(None)
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_what_happens_is_written_down(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    start_logging()
    logging.getLogger("diar_gui").warning("written down")
    assert "written down" in log_path().read_text()


def test_what_qt_says_is_written_down_too(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    start_logging()
    qWarning("said by Qt")
    assert "WARNING qt: default: said by Qt" in log_path().read_text()


def test_without_a_writable_place_the_app_runs_without_a_log(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    handlers = list(logging.getLogger().handlers)
    start_logging()
    assert logging.getLogger().handlers == handlers


@pytest.mark.skipif(not hasattr(faulthandler, "_sigsegv"), reason="this Python cannot crash at will")
def test_a_crash_leaves_a_trace(tmp_path):
    script = (
        "import faulthandler\n"
        "from diar_gui.gui.app.logs import start_logging, watch_for_crashes\n"
        "start_logging()\n"
        "watch_for_crashes()\n"
        "def deep_inside():\n"
        "    faulthandler._sigsegv()\n"
        "deep_inside()\n"
    )
    environment = {"XDG_DATA_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, check=False)
    assert done.returncode != 0
    (trace,) = tmp_path.rglob("crash.log")
    assert "deep_inside" in trace.read_text()
    next_start = script.removesuffix("deep_inside()\n")
    subprocess.run([sys.executable, "-c", next_start], env=environment, check=True)
    assert trace.read_text() == ""
    assert "deep_inside" in trace.with_name("diar.log").read_text()
