"""The corrections of the open photos, with undo: every step has a name and can be taken back."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from diar_gui.edits import Edits


class Editing(QObject):
    """What the user has corrected so far; `changed` tells of every step, also of those taken back."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.edits = Edits()
        self.stack = QUndoStack(self)

    def push(self, edits: Edits, name: str, gesture: int = -1) -> None:
        """Make these the corrections, as a step of that name; nothing happens where they are the same.

        Args:
            edits: all of them.
            name: of the step.
            gesture: steps in a row of the same gesture are undone as one; -1 for a step of its own.
        """
        if edits != self.edits:
            self.stack.push(_Step(self, self.edits, edits, name, gesture))

    def replace(self, edits: Edits) -> None:
        """Make these the corrections of other photos, or of a project: what was before cannot be undone into."""
        self.stack.clear()
        self.put(edits)

    def put(self, edits: Edits) -> None:
        """Take these without a step."""
        if edits != self.edits:
            self.edits = edits
            self.changed.emit()


class _Step(QUndoCommand):
    def __init__(self, editing: Editing, before: Edits, after: Edits, name: str, gesture: int) -> None:
        super().__init__(name)
        self._gesture = gesture
        self._editing = editing
        self._before = before
        self._after = after

    def id(self) -> int:
        return self._gesture

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(other, _Step):
            return False
        self._after = other._after
        self.setText(other.text())
        self.setObsolete(self._after == self._before)
        return True

    def undo(self) -> None:
        self._editing.put(self._before)

    def redo(self) -> None:
        self._editing.put(self._after)
