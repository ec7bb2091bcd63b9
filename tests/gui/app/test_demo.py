"""The window's job on a machine without a screen, as the set-up script calls it."""

import os
import subprocess
import sys
from pathlib import Path

from diar_gui.images import read_image


def run_demo(*arguments: Path) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    command = [sys.executable, "-m", "diar_gui", "--offscreen-demo", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_demo_leaves_the_picture_and_a_screenshot(make_photos, tmp_path, poster_views):
    out = tmp_path / "a new" / "folder"
    done = run_demo(out, make_photos(3))
    assert done.returncode == 0, done.stderr
    assert str(out / "clean.png") in done.stdout
    assert read_image(out / "clean.png").shape == poster_views[0].shape
    assert read_image(out / "window.png").shape == (800, 1280, 3)
    assert sorted(p.name for p in out.iterdir()) == ["clean.png", "window.png"]


def test_the_demo_fails_in_one_sentence(tmp_path):
    done = run_demo(tmp_path / "out", tmp_path / "missing")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "missing" in done.stderr
