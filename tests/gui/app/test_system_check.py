"""What is said where no window can open, before Qt is imported."""

import subprocess
import sys

import pytest

from diar_gui.__main__ import main
from diar_gui.gui.app import system_check

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are a matter of Linux")


def test_nothing_is_missing_where_all_libraries_load():
    assert system_check.missing_packages(x11=True, is_there=lambda _: True) == []
    assert system_check.window_problem({"DISPLAY": ":0"}, lambda _: True) is None


def test_a_missing_library_is_named_with_its_package():
    problem = system_check.window_problem({"DISPLAY": ":0"}, lambda name: name != "libxcb-cursor.so.0")
    assert problem is not None
    assert problem.endswith("apt-get install -y --no-install-recommends libxcb-cursor0")


def test_x11_libraries_are_not_needed_off_screen_or_on_wayland():
    def is_there(name: str) -> bool:
        return name not in system_check.X11_LIBRARIES

    assert system_check.offscreen_problem(is_there) is None
    assert system_check.window_problem({"QT_QPA_PLATFORM": "offscreen"}, is_there) is None
    assert system_check.window_problem({"WAYLAND_DISPLAY": "wayland-0"}, is_there) is None
    assert len(system_check.missing_packages(x11=True, is_there=is_there)) == len(system_check.X11_LIBRARIES)


def test_a_missing_screen_is_told_before_missing_libraries():
    problem = system_check.window_problem({}, lambda _: False)
    assert problem is not None
    assert "no screen" in problem


def test_without_a_screen_the_app_says_so_and_ends(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 1
    printed = capsys.readouterr()
    assert "no screen" in printed.err
    assert printed.err.count("\n") == 1


def test_the_check_imports_no_qt():
    code = (
        "import sys, diar_gui.gui.app.system_check, diar_gui.__main__; "
        "print([m for m in sys.modules if 'PySide6' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_window_shows_before_anything_heavy_is_imported():
    code = (
        "import sys, diar_gui.gui.app.app; "
        "print([m for m in ('torch', 'kornia', 'timm', 'scipy', 'poselib', 'diar_gui.pipeline') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
