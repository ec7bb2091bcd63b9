"""The folders of photos that were open last."""

from PySide6.QtCore import QSettings, Slot
from PySide6.QtWidgets import QMenu

from diar_gui.gui.projects.recent import FOLDERS_KEY, RecentPaths
from diar_gui.gui.projects.worker import ProjectThread
from diar_gui.gui.saving.save_dialog import bundled_photos
from diar_gui.gui.session.session import Session


class RecentFolders(RecentPaths):
    """Takes note of every folder that the session opens by itself, but not of the app's own samples.

    Args:
        session: that opens them.
        thread: see `RecentPaths`.
        menu: to be filled.
        store: None for this start only.
    """

    def __init__(self, session: Session, thread: ProjectThread, menu: QMenu, store: QSettings | None = None) -> None:
        super().__init__(thread, menu, store, FOLDERS_KEY)
        self._session = session
        session.photos_replaced.connect(self._on_opened)

    @Slot()
    def _on_opened(self) -> None:
        inputs, bundled = self._session.inputs, bundled_photos()
        if len(inputs) != 1 or any(photo.path == inputs[0] for photo in self._session.photos):
            return  # photos, not a folder of them
        if bundled is None or not inputs[0].is_relative_to(bundled):
            self.add(inputs[0])
