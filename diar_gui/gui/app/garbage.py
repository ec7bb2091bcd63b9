"""Python's garbage collector, kept to the GUI thread.

Left alone it runs on whatever thread happens to allocate; where it then finds unused Qt objects on a worker's thread,
it destroys them there, and Qt crashes.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_LOOK_EVERY_MS = 500


class GarbageCollector(QObject):
    """Takes the place of the automatic collector for as long as it lives, with the same thresholds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.destroyed.connect(gc.enable)

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > thresholds[generation]]
        if due:
            gc.collect(due[-1])
