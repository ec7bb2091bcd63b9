"""The projects, or the folders, that were open last, and the menu that offers them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from diar_gui.gui.projects.worker import ProjectThread

MOST = 10
PROJECTS_KEY, FOLDERS_KEY = "projects/recent", "folders/recent"


class RecentPaths(QObject):
    """Newest first, at most `MOST`; kept in the store where there is one. `chosen` brings what the menu was asked for.

    Args:
        thread: that finds out which of them still exist; the others are grey.
        menu: to be filled.
        store: None for this start only.
        key: under which they are kept there.
    """

    chosen = Signal(object)

    def __init__(
        self, thread: ProjectThread, menu: QMenu, store: QSettings | None = None, key: str = PROJECTS_KEY
    ) -> None:
        super().__init__(menu)
        self._thread = thread
        self.menu = menu
        self._store = store
        self._key = key
        self.paths = _stored(store, key)
        self._missing: frozenset[Path] = frozenset()
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._look)
        thread.worker.existing.connect(self._on_existing)
        self._show()

    def add(self, path: Path) -> None:
        """Take note that it was opened or saved."""
        self._keep((path, *(p for p in self.paths if p != path)))

    def drop(self, path: Path) -> None:
        """Forget one of them."""
        self._keep(tuple(p for p in self.paths if p != path))

    @Slot()
    def clear(self) -> None:
        """Forget them all."""
        self._keep(())

    def _keep(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths[:MOST])
        if self._store is not None:
            self._store.setValue(self._key, [str(path) for path in self.paths])
        self._show()

    @Slot()
    def _look(self) -> None:
        self._thread.existing_wanted.emit(self.paths)

    @Slot(object, object)
    def _on_existing(self, asked: Sequence[Path], existing: frozenset[Path]) -> None:
        if tuple(asked) != self.paths:
            return
        self._missing = frozenset(self.paths) - existing
        for action in self.menu.actions():
            if action.data() is not None:
                action.setEnabled(Path(action.data()) not in self._missing)

    def _show(self) -> None:
        self.menu.clear()
        for i, path in enumerate(self.paths, start=1):
            name = (path.stem if self._key == PROJECTS_KEY else path.name).replace("&", "&&")
            action = QAction(f"&{i} {name}" if i < 10 else name, self.menu)
            action.setToolTip(str(path))
            action.setData(str(path))
            action.setEnabled(path not in self._missing)
            action.triggered.connect(self._on_triggered)
            self.menu.addAction(action)
        if self.paths:
            self.menu.addSeparator()
            self.menu.addAction(self.tr("Clear this list")).triggered.connect(self.clear)
        self.menu.setEnabled(bool(self.paths))

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(Path(action.data()))


def _stored(store: QSettings | None, key: str) -> tuple[Path, ...]:
    stored = store.value(key) if store is not None else None
    names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
    paths = [Path(name) for name in names if isinstance(name, str) and name and "\0" not in name]
    return tuple(dict.fromkeys(path for path in paths if path.is_absolute()))[:MOST]
