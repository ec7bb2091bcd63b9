"""Where things lie on disk: one door, the same in a source tree, a wheel and a frozen app."""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_path(name: str) -> Path:
    """Return the path of a bundled resource, for example `resource_path("sample/lamp")`.

    Raises:
        FileNotFoundError: nothing of that name is bundled.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    roots = [Path(frozen)] if frozen else [_PACKAGE, _PACKAGE.parent]
    for root in roots:
        path = root / "resources" / name
        if path.exists():
            return path
    raise FileNotFoundError(f"no bundled resource is named {name}")


def absolute(path: Path) -> Path:
    """Return the path from the root on, without `..`; links are not followed, so a photo keeps its name."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def user_data_dir() -> Path:
    """Return the folder for logs and other data of the app; it need not exist yet."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        root = Path(base) if base else _home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        root = _home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME")
        root = Path(base) if base else _home() / ".local" / "share"
    return root / "diar"


def log_path() -> Path:
    """Return the path of the app's log file; its folder need not exist yet."""
    return user_data_dir() / "diar.log"


def _home() -> Path:
    """Return the user's home, or the temporary folder where there is none (a service user, a bare container)."""
    try:
        return Path.home()
    except RuntimeError:
        import tempfile

        return Path(tempfile.gettempdir())
