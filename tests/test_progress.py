"""Progress outwards, cancelling inwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.errors import Cancelled
from diar_gui.progress import Progress

FRACTIONS = st.floats(0, 1)


@given(FRACTIONS, FRACTIONS, FRACTIONS, FRACTIONS, st.floats(-1, 2))
def test_a_part_of_a_part_rescales_twice(a, b, c, d, fraction):
    (a, b), (c, d) = sorted((a, b)), sorted((c, d))
    seen = []
    Progress(lambda value, message: seen.append(value)).part(a, b).part(c, d).update(fraction)
    clipped = min(1, max(0, fraction))
    assert seen == [pytest.approx(a + (b - a) * (c + (d - c) * clipped))]
    assert 0 <= a <= seen[0] + 1e-12 <= b + 2e-12 <= 1 + 2e-12


def test_cancelling_reaches_the_innermost_part_before_anything_is_reported():
    seen = []
    progress = Progress(lambda value, message: seen.append(value), lambda: True).part(0, 0.5).part(0, 0.5)
    with pytest.raises(Cancelled):
        progress.update(0.5, "Working")
    with pytest.raises(Cancelled):
        progress.check_cancelled()
    assert seen == []


def test_notices_pass_through_parts():
    told = []
    Progress(on_notice=told.append).part(0.2, 0.4).notice("The processor is used.")
    assert told == ["The processor is used."]


def test_without_listeners_nothing_happens():
    progress = Progress()
    assert progress.update(0.5, "Working") is None
    assert progress.notice("Nobody hears this.") is None


@pytest.mark.parametrize(("start", "end"), [(-0.1, 0.5), (0.5, 0.4), (0.5, 1.1)])
def test_a_part_outside_its_parent_is_a_mistake(start, end):
    with pytest.raises(ValueError, match="a part must lie in"):
        Progress().part(start, end)
