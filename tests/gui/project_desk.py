"""A window's work on projects, without the rest of the window."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from diar_gui.gui.projects.projects import Projects
from diar_gui.gui.saving.export import Exporting
from diar_gui.gui.saving.save import Saving
from diar_gui.gui.session.session import Session
from diar_gui.gui.session.settings import Settings

PATIENCE_MS = 120_000
QUICK = Settings(method="median", features="sift", device="cpu", tone="reference", working_size_px=512)


class Desk:
    """Session, saving, projects and exporting, wired as in the window."""

    def __init__(self, qtbot: QtBot, store: QSettings | None = None) -> None:
        self.qtbot = qtbot
        self.window = QMainWindow()
        self.window.resize(900, 600)
        self.session = Session(self.window)
        self.session.settings = QUICK
        self.saving = Saving(self.session, self.window)
        self.menu = QMenu(self.window)
        self.projects = Projects(self.session, self.saving, self.menu, self.window, store)
        self.exporting = Exporting(self.session, self.saving, self.window)
        self.projects.settings_wanted.connect(self.session.change_settings)
        self.told: list[str] = []
        for signal in (self.projects.failed, self.session.load_failed, self.session.run_failed):
            signal.connect(self.told.append)
        self.session.export_failed.connect(self.told.append)
        self.window.show()

    def open(self, paths: list[Path]) -> None:
        """Open photos and wait for the list."""
        with self.qtbot.waitSignal(self.session.photos_replaced, timeout=PATIENCE_MS):
            self.session.open(paths)

    def run(self, paths: list[Path]) -> None:
        """Open photos, make the clean picture and wait for it."""
        self.open(paths)
        with self.qtbot.waitSignal(self.session.run_finished, timeout=PATIENCE_MS):
            self.session.start_run()

    def edit(self, edits, name: str = "Step") -> None:
        """Correct, and wait for the picture where there is one."""
        if self.session.result is None:
            self.session.edit(edits, name)
            return
        with self.qtbot.waitSignal(self.session.update_finished, timeout=PATIENCE_MS):
            self.session.edit(edits, name)

    def save_as(self, path: Path) -> None:
        """Save the project to a new file through its dialog."""
        self.projects.save_as()
        self.projects.save_dialog.dialog.selectFile(str(path))
        with self.qtbot.waitSignal(self.projects.saved, timeout=PATIENCE_MS):
            self.projects.save_dialog.dialog.accept()

    def open_project(self, path: Path, *, runs: bool = True) -> None:
        """Open a project and wait for its picture, or for its list."""
        signal = self.session.run_finished if runs else self.session.photos_replaced
        with self.qtbot.waitSignal(signal, timeout=PATIENCE_MS):
            self.projects.open(path)

    def close(self) -> None:
        """Close as the window does."""
        self.session.close()
        self.projects.close()
        self.window.close()
        self.window.deleteLater()


@contextmanager
def desk(qtbot: QtBot, store: QSettings | None = None) -> Iterator[Desk]:
    """Open a desk, and close it properly."""
    made = Desk(qtbot, store)
    try:
        yield made
    finally:
        made.close()
