"""What a report of a fault needs to say about the machine; no names of people, folders or photos but the log's."""

import importlib.metadata
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QLocale, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication

from diar_gui import __version__
from diar_gui.paths import log_path

_LIBRARIES = ("torch", "kornia", "numpy", "opencv-python-headless", "pillow", "poselib", "scipy")


def system_information(devices: Sequence[str] = ()) -> str:
    """Return several lines about program, system and screen.

    Args:
        devices: what networks can run on here, as far as it is known.
    """
    frozen = " (packaged)" if getattr(sys, "frozen", False) else ""
    memory = psutil.virtual_memory()
    lines = [
        f"DIAR {__version__}{frozen}",
        f"Python {platform.python_version()}, Qt {qVersion()}, PySide {pyside_version}",
        f"System: {platform.platform()}, {platform.machine()}",
        f"Memory: {memory.total / 10**9:.1f} GB, {memory.available / 10**9:.1f} GB of it free",
        f"Screen: {_screen()}; language {QLocale().name()}",
        *(f"Device: {device}" for device in devices),
        "Libraries: " + ", ".join(f"{name} {version}" for name in _LIBRARIES if (version := _version(name))),
        f"Log: {log_path()}",
    ]
    return "\n".join(lines)


def open_log_folder() -> bool:
    """Show the folder of the log file in the system's file manager; tell whether that was possible."""
    folder = log_path().parent
    return folder.is_dir() and open_folder(folder)


def open_folder(folder: Path) -> bool:
    """Show a folder in the system's file manager; tell whether that was possible."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _screen() -> str:
    screen = QGuiApplication.primaryScreen()
    if screen is None:
        return "none"
    size = screen.size()
    return f"{size.width()} x {size.height()} at {screen.devicePixelRatio():g}, {QGuiApplication.platformName()}"


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
