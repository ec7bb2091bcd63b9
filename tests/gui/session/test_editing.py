"""Corrections with undo."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from diar_gui.edits import Edits
from diar_gui.gui.session.editing import Editing

A, B = Path("/p/a.png"), Path("/p/b.png")


def test_every_step_has_a_name_and_can_be_taken_back(qtbot: QtBot):
    editing, seen = Editing(), []
    editing.changed.connect(lambda: seen.append(editing.edits))
    off = Edits().with_photo(A, is_on=False)
    both = off.with_photo(B, is_on=False)
    editing.push(off, "Switch a.png off")
    editing.push(both, "Switch b.png off")
    assert editing.stack.undoText() == "Switch b.png off"
    editing.stack.undo()
    editing.stack.undo()
    editing.stack.redo()
    assert seen == [off, both, off, Edits(), off]
    assert editing.stack.redoText() == "Switch b.png off"


def test_a_step_that_changes_nothing_is_none(qtbot: QtBot):
    editing = Editing()
    editing.push(Edits(), "Nothing")
    assert editing.stack.count() == 0


def test_other_photos_cannot_be_undone_into(qtbot: QtBot):
    editing = Editing()
    editing.push(Edits(left_out=frozenset({A})), "Switch a.png off")
    editing.replace(Edits(reference=B))
    assert not editing.stack.canUndo()
    assert editing.edits == Edits(reference=B)
