"""The program itself on a screen of its own, driven by mouse and keys only: from a drop to the saved file."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest
from window_driver import PATIENCE_MS

from diar_gui.images import read_image

_missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(_missing), reason=f"not installed: {', '.join(_missing)}")

DRAG_SOURCE = Path(__file__).with_name("drag_source.py")
SOURCE_AT, WINDOW_AT = (1400, 60), (600, 400)


class Screen:
    """A screen without a window manager, and a hand on its mouse and keys."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def do(self, *words: object) -> str:
        """Let xdotool do something; return what it says."""
        command = ["xdotool", *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False).stdout

    def window(self, title: str) -> str:
        """Return the id of the window whose title matches; empty where there is none."""
        return self.do("search", "--onlyvisible", "--name", title).strip()

    def press(self, keys: str, title: str) -> None:
        """Press keys in the window whose title matches."""
        self.do("windowfocus", "--sync", self.window(title).split()[-1], "key", keys)


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen]:
    """Let a program run as long as the block does; what it says goes to the log."""
    with log.open("wb") as place:
        process = subprocess.Popen(command, env=environment, stdout=place, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A screen of its own, and an empty home but for the settings: features that are quick."""
    settings = tmp_path / "home" / "diar" / "diar-gui.conf"
    settings.parent.mkdir(parents=True)
    settings.write_text("[settings]\nfeatures=sift\n", encoding="utf-8")
    read_end, write_end = os.pipe()
    xvfb = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1600x900x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    homes = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(tmp_path / "home"))
    try:
        with os.fdopen(read_end) as numbers:
            display = f":{numbers.readline().strip()}"
        yield Screen(os.environ | homes | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"})
    finally:
        xvfb.kill()
        xvfb.wait()


def wait_for(what: str, is_reached: Callable[[], object], app: subprocess.Popen) -> None:
    """Wait until something is reached, while the program lives."""
    deadline_s = time.monotonic() + PATIENCE_MS / 1000
    while not is_reached():
        assert app.poll() is None, f"the program ended before: {what}"
        assert time.monotonic() < deadline_s, f"waited in vain for: {what}"
        time.sleep(0.05)


def drag_over(screen: Screen, folder: Path, log: Path, app: subprocess.Popen) -> None:
    """Drag a folder from another program into the window and let it go there."""
    command = [sys.executable, str(DRAG_SOURCE), str(folder)]
    with running(command, screen.environment, log):
        wait_for("the source", lambda: screen.window("^Drag source$"), app)
        screen.do("mousemove", *SOURCE_AT, "mousedown", 1)
        wait_for("the drag", lambda: "dragging" in log.read_text(), app)
        x, y = WINDOW_AT

        def is_accepted() -> bool:
            for step in (0, 6, 12):
                screen.do("mousemove", x + step, y + step)
            return "accepted" in log.read_text()

        wait_for("the window's consent", is_accepted, app)
        screen.do("mouseup", 1)
        wait_for("the photos", lambda: screen.window(f"^{folder.name} .+ DIAR$"), app)


def test_from_drop_to_saved_file(screen, make_photos, tmp_path):
    folder = make_photos(3, "My poster")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    name, saved = folder.name, tmp_path / "My poster_clean.png"
    plain, unsaved = f"^{name} .+ DIAR$", rf"^{name}\* .+ DIAR$"
    with ExitStack() as stack:
        command = [sys.executable, "-m", "diar_gui", "--new-window"]
        app = stack.enter_context(running(command, screen.environment, tmp_path / "app.log"))
        wait_for("the window", lambda: screen.window("^DIAR$"), app)
        drag_over(screen, folder, tmp_path / "source.log", app)
        screen.press("ctrl+Return", plain)
        wait_for("the clean picture", lambda: screen.window(unsaved), app)
        screen.press("ctrl+s", unsaved)
        wait_for("the dialog", lambda: screen.window("^Save the clean picture"), app)
        screen.press("Return", "^Save the clean picture")
        wait_for("the file", lambda: saved.exists() and screen.window(plain), app)
        screen.press("ctrl+q", plain)
        assert app.wait(PATIENCE_MS / 1000) == 0
    by_command = tmp_path / "by_command.png"
    command = [sys.executable, "-m", "diar_gui.cli", "reconstruct", str(folder), "-o", str(by_command)]
    subprocess.run([*command, "--features", "sift", "--quiet"], check=True)
    np.testing.assert_array_equal(read_image(saved), read_image(by_command))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
