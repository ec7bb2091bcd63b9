"""What a window needs from the system, checked before Qt is imported.

Qt itself ends the process with a message about plugins where a library is missing, and names the wrong one where
only the display is missing. Standard library only: the set-up script uses this before anything is installed.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Mapping

BASE_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""Shared libraries that Qt needs on Linux even without a screen, and the Debian packages that bring them."""

X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Those that it needs besides for a window on an X11 display."""


def can_load(soname: str) -> bool:
    """Tell whether the system's loader finds the library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing_packages(*, x11: bool, is_there: Callable[[str], bool] = can_load) -> list[str]:
    """Return the Debian packages that have to be installed, in a fixed order; empty where all is there.

    Args:
        x11: whether a window on an X11 display is wanted, not only an off-screen one.
        is_there: tells whether a library, named by its soname, can be loaded.
    """
    wanted = BASE_LIBRARIES | (X11_LIBRARIES if x11 else {})
    return [package for soname, package in wanted.items() if not is_there(soname)]


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a screen is named in the environment (always so on Windows and macOS)."""
    return not sys.platform.startswith("linux") or bool(
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    )


def window_problem(
    environment: Mapping[str, str] = os.environ, is_there: Callable[[str], bool] = can_load
) -> str | None:
    """Return the finished sentence that says why no window can open here, or None where one can.

    A Qt platform named in QT_QPA_PLATFORM (offscreen, minimal, vnc) needs no display.
    """
    if not sys.platform.startswith("linux"):
        return None
    platform = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    needs_display = platform in ("", "xcb", "wayland", "wayland-egl")
    if needs_display and not has_display(environment):
        return (
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set); start diar-gui on a desktop, "
            "or use the command line: diar reconstruct FOLDER -o clean.png."
        )
    on_x11 = platform == "xcb" or (needs_display and not environment.get("WAYLAND_DISPLAY"))
    return _sentence(missing_packages(x11=on_x11, is_there=is_there))


def offscreen_problem(is_there: Callable[[str], bool] = can_load) -> str | None:
    """Return the finished sentence that says why Qt cannot even draw off-screen, or None where it can."""
    if not sys.platform.startswith("linux"):
        return None
    return _sentence(missing_packages(x11=False, is_there=is_there))


def _sentence(packages: list[str]) -> str | None:
    if not packages:
        return None
    return (
        "Libraries that the window needs are missing on this system; install them with: "
        f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    )
