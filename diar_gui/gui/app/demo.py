"""The window's whole job on a machine without a screen: run off-screen, leave the result and a screenshot."""

import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer, Slot

from diar_gui.errors import DiarError
from diar_gui.gui.app.app import make_application
from diar_gui.gui.app.logs import start_logging
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.gui.shown.snapshot import Snapshot
from diar_gui.gui.window.window import Window
from diar_gui.images import write_image
from diar_gui.paths import resource_path

_SETTLE_MS = 300
_PATIENCE_MS = 5000
_SECONDS_BETWEEN_LINES = 2.0


def run_demo(folder: Path, paths: Sequence[Path]) -> int:
    """Make the clean picture of `paths` (the bundled sample if empty) in an off-screen window.

    Leaves `clean.png` and `window.png`, a screenshot, in `folder` and says so on stdout.

    Returns:
        The exit code: 0 done, 1 where a sentence on stderr says what went wrong.
    """
    try:
        inputs = list(paths) or [resource_path("sample/gallery")]
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"The demo cannot run: {error}.", file=sys.stderr)
        return 1
    app = make_application()
    start_logging()  # Qt, too: without a screen it says at every size that it knows no sizes
    window = Window()
    window.resize(1280, 800)
    window.show()
    window.session.load_engine()
    failure = run_to_end(window, inputs)
    if failure is None:
        failure = _save(window, folder)
    window.close_without_asking()
    app.processEvents()
    if failure is not None:
        print(failure, file=sys.stderr)
        return 1
    print(f"The clean picture is in {folder / 'clean.png'}, a screenshot of the window in {folder / 'window.png'}.")
    return 0


def run_to_end(window: Window, paths: Sequence[Path]) -> str | None:
    """Open the paths, run, and wait until the panes show it all; return None, or the sentence that says what failed."""
    ending = _Ending(window)
    telling = _Telling(window)
    window.open_paths(paths, start=True)
    ending.loop.exec()
    telling.deleteLater()
    return ending.failure


def show_an_aligned_photo(window: Window) -> None:
    """Select the first photo besides the reference, and wait until the panes show it."""
    rows = [i for i, p in enumerate(window.session.photos) if p.status is PhotoStatus.ALIGNED]
    if rows:
        loop = QEventLoop()
        window.session.snapshot_changed.connect(loop.quit)
        window.photo_list.select_row(rows[0])
        QTimer.singleShot(_PATIENCE_MS, loop.quit)  # it may be selected already
        loop.exec()
        QTimer.singleShot(_SETTLE_MS, loop.quit)
        loop.exec()


class _Telling(QObject):
    """Prints now and then how far the run is: nobody sees the bar of this window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._last_s = -math.inf
        window.session.progressed.connect(self._on_progressed)

    @Slot(float, object)
    def _on_progressed(self, fraction: float, text: str) -> None:
        if time.monotonic() - self._last_s > _SECONDS_BETWEEN_LINES:
            self._last_s = time.monotonic()
            print(f"{fraction:4.0%} {text}", flush=True)


class _Ending(QObject):
    """Waits for the end of a run and the final snapshot after it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.failure: str | None = None
        self.loop = QEventLoop()
        session = window.session
        session.load_failed.connect(self._on_failed)
        session.run_failed.connect(self._on_failed)
        session.snapshot_changed.connect(self._on_snapshot)

    @Slot(object)
    def _on_failed(self, sentence: str) -> None:
        self.failure = sentence
        self.loop.quit()

    @Slot(object)
    def _on_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.result.picture is not None and not snapshot.is_preview:
            QTimer.singleShot(_SETTLE_MS, self.loop.quit)


def _save(window: Window, folder: Path) -> str | None:
    assert window.session.result is not None
    show_an_aligned_photo(window)
    try:
        write_image(folder / "clean.png", window.session.result.reconstruction.picture, overwrite=True)
    except DiarError as error:
        return str(error)
    if not window.grab().save(str(folder / "window.png")):
        return f"The screenshot could not be written into {folder}; check its permissions."
    return None
