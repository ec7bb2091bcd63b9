"""Starting the program, once and twice."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from diar_gui.gui.app import app
from diar_gui.gui.app.single_instance import SingleInstance

PATIENCE_S = 120


@pytest.fixture
def environment(tmp_path_factory):
    """A user without a screen, and nothing of theirs on this machine yet."""
    home, runtime = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("r")
    places = {name: str(home) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return os.environ | places | {"XDG_RUNTIME_DIR": str(runtime), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}


def wait_for(log: Path, words: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not (log.exists() and words in log.read_text(encoding="utf-8")):
        assert time.monotonic() < deadline, "waited in vain"
        assert process.poll() is None, "the window has closed"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="a user without a screen is a matter of Linux")
def test_a_second_start_gives_its_folder_to_the_first(environment, make_photos):
    log = Path(environment["XDG_DATA_HOME"]) / "diar" / "diar.log"
    start = [sys.executable, "-m", "diar_gui"]
    first = subprocess.Popen(start, env=environment)
    try:
        wait_for(log, "starts", first)
        second = subprocess.run([*start, str(make_photos(2))], env=environment, check=False, timeout=PATIENCE_S)
        assert second.returncode == 0
        wait_for(log, "A later start hands over 1 paths", first)
        assert "Not caught" not in log.read_text(encoding="utf-8")
    finally:
        first.kill()
        first.wait()


def test_where_a_window_has_taken_the_paths_no_other_is_made(qapp, monkeypatch):
    monkeypatch.setattr(app, "make_application", lambda: qapp)
    monkeypatch.setattr(SingleInstance, "hand_over", lambda *_, **__: True)
    monkeypatch.setattr(app, "Window", lambda *_, **__: pytest.fail("a second window"))
    assert app.run_app([Path("photos")]) == 0
