"""How long something will still take."""

import pytest

from diar_gui.gui.look.remaining import Remaining, in_words


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_steady_work_is_foretold_exactly():
    clock = Clock()
    remaining = Remaining(clock)
    remaining.after(0.0)
    for second in range(4, 20):
        clock.now = 100.0 + second
        assert remaining.after(second / 20) == pytest.approx(20 - second)


def test_nobody_can_tell_at_the_beginning():
    clock = Clock()
    remaining = Remaining(clock)
    clock.now += 1
    assert remaining.after(0.9) is None
    clock.now += 9
    assert remaining.after(0.01) is None


def test_a_new_run_begins_anew():
    clock = Clock()
    remaining = Remaining(clock)
    clock.now += 50
    remaining.after(0.0)
    clock.now += 4
    assert remaining.after(0.5) == pytest.approx(4)


def test_what_begins_long_after_the_last_is_not_foretold_from_then():
    """A stroke of the brush, twenty minutes after the run, whose first word comes in the midst of it."""
    clock = Clock()
    remaining = Remaining(clock)
    clock.now += 1200
    assert remaining.after(0.4) is None
    clock.now += 4
    assert remaining.after(0.6) == pytest.approx(8)


def test_what_begins_while_something_else_is_on_begins_anew():
    clock = Clock()
    remaining = Remaining(clock)
    remaining.after(0.0)
    clock.now += 100
    assert remaining.after(0.2) == pytest.approx(400)
    assert remaining.after(0.1) is None
    clock.now += 5
    assert remaining.after(0.6) == pytest.approx(4)


@pytest.mark.parametrize(
    ("seconds", "text"), [(3, "a few seconds left"), (42, "about 40 s left"), (200, "about 3 min left")]
)
def test_the_time_is_said_roughly(seconds, text):
    assert in_words(seconds) == text
