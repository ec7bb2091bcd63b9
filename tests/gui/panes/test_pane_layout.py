"""Which panes are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diar_gui.gui.panes.layout import COUNTS, PaneLayout

LAYOUTS = st.builds(PaneLayout, st.sampled_from(COUNTS), st.permutations(range(4)).map(tuple))


@given(LAYOUTS, st.integers(0, 3))
def test_maximising_twice_changes_nothing(layout, pane):
    alone = layout.maximised(pane)
    if layout.count > 1:
        assert alone.shown == (pane,)
        assert alone.maximised(pane) == layout
    else:
        assert len(alone.shown) in (1, 4)


@given(LAYOUTS, st.integers(0, 3), st.integers(0, 3))
def test_another_pane_alone_still_leads_back(layout, first, second):
    if layout.count > 1 and first != second:
        assert layout.maximised(first).maximised(second).maximised(second) == layout


@given(LAYOUTS, st.data())
def test_a_pane_comes_to_the_place_where_it_is_wanted(layout, data):
    place = data.draw(st.integers(0, layout.count - 1))
    pane = data.draw(st.integers(0, 3))
    changed = layout.with_pane_at(place, pane)
    assert sorted(changed.order) == [0, 1, 2, 3]
    assert changed.order[place] == pane


@given(LAYOUTS)
def test_settings_keep_a_layout(layout):
    assert PaneLayout.from_text(layout.as_text()) == layout


@pytest.mark.parametrize("text", ["", "3:0,1,2,3", "2:0,0,1,2", "4", "x:y", "2:0,1,2"])
def test_nonsense_in_the_settings_is_the_default(text):
    assert PaneLayout.from_text(text) == PaneLayout()


def test_four_stand_in_their_order():
    assert PaneLayout(4, (2, 0, 3, 1)).shown == (0, 1, 2, 3)
    with pytest.raises(ValueError, match="one of"):
        PaneLayout().with_count(3)
