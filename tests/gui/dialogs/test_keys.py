"""The list of keys against the window that has them."""

import pytest
from PySide6.QtGui import QAction, QKeySequence, QShortcut

from diar_gui.gui.dialogs import keys
from diar_gui.gui.look.theme import DARK
from diar_gui.gui.window.window import Window

SAME_KEY_ELSEWHERE = {"{", "}"}  # what Shift and [ give on some keyboards


def portable(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


def sequences(key: keys.Key) -> list[str]:
    """Return all sequences of a line; a standard key may have several."""
    found = []
    for each in key.keys:
        is_standard = isinstance(each, QKeySequence.StandardKey)
        found += QKeySequence.keyBindings(each) if is_standard else [QKeySequence(each)]
    return [portable(sequence) for sequence in found]


@pytest.fixture
def quiet_window(qapp):
    made = Window(theme=DARK)
    yield made
    made.close_without_asking()
    made.deleteLater()


def test_every_key_of_the_window_is_listed(quiet_window):
    listed = {sequence for key in keys.KEYS for sequence in sequences(key)}
    used = {portable(s) for action in quiet_window.findChildren(QAction) for s in action.shortcuts()}
    used |= {portable(shortcut.key()) for shortcut in quiet_window.findChildren(QShortcut)}
    assert used - listed - SAME_KEY_ELSEWHERE == set()


def test_every_line_has_a_key_or_a_gesture_and_no_key_does_two_things_at_one_place(qapp):
    used = set()
    for key in keys.KEYS:
        assert key.keys or key.gesture, key
        for sequence in sequences(key):
            assert sequence, key
            assert (key.context, sequence) not in used, f"{sequence} stands there twice"
            used.add((key.context, sequence))


def test_lines_of_one_place_stand_together(qapp):
    places = [key.context for key in keys.KEYS]
    assert [p for i, p in enumerate(places) if i == 0 or p != places[i - 1]] == list(dict.fromkeys(places))
