"""The three workers and their threads: what is asked of them goes by these signals."""

from PySide6.QtCore import QObject, QThread, Signal

from diar_gui.gui.session.display_worker import DisplayWorker, Newest
from diar_gui.gui.session.engine_worker import EngineWorker
from diar_gui.gui.session.export_worker import ExportWorker


class Workers(QObject):
    """An engine, a display and an export worker, each on a thread of its own.

    Args:
        newest_load, newest_snapshot: see `DisplayWorker`.
        parent: Qt's.
    """

    load_wanted = Signal()
    listing_wanted = Signal(int, object)
    devices_wanted = Signal()
    estimate_wanted = Signal(int, object, object)
    run_wanted = Signal(object)
    snapshot_wanted = Signal(object)
    photo_wanted = Signal(object)
    small_wanted = Signal(object)
    export_wanted = Signal(object)
    forgetting_wanted = Signal()

    def __init__(self, newest_load: Newest, newest_snapshot: Newest, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.engine = EngineWorker()
        self.display = DisplayWorker(newest_load, newest_snapshot)
        self.export = ExportWorker()
        self.threads = (QThread(self), QThread(self), QThread(self))
        for worker, thread in zip((self.engine, self.display, self.export), self.threads, strict=True):
            worker.moveToThread(thread)
        self.load_wanted.connect(self.engine.load)
        self.devices_wanted.connect(self.engine.find_devices)
        self.estimate_wanted.connect(self.engine.estimate)
        self.run_wanted.connect(self.engine.run)
        self.listing_wanted.connect(self.display.load)
        self.snapshot_wanted.connect(self.display.make_snapshot)
        self.photo_wanted.connect(self.display.read)
        self.small_wanted.connect(self.display.read_small)
        self.export_wanted.connect(self.export.export)
        self.forgetting_wanted.connect(self.display.forget)

    def start(self) -> None:
        """Start both threads."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Wait until all have done what they were asked for, and end their threads."""
        for thread in self.threads:
            thread.quit()
        for thread in self.threads:
            thread.wait()
