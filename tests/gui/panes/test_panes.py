"""The panes as widgets, on the snapshots of a small run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from mouse import drag, hover
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QSlider
from pytestqt.qtbot import QtBot
from small_run import NAMES, SIZE, make_run

from diar_gui.gui.look.theme import DARK, LIGHT
from diar_gui.gui.panes.panes import FourPanes
from diar_gui.gui.pictures.items import Comparison
from diar_gui.gui.shown.display import Kept
from diar_gui.gui.shown.snapshot import make_snapshot
from diar_gui.gui.shown.wishes import Baseline, WeightsMode
from diar_gui.gui.window.work_page import WorkPage

RUN = make_run(confidence=True)
Key = Qt.Key


@pytest.fixture
def panes(qtbot: QtBot) -> FourPanes:
    made = FourPanes()
    qtbot.addWidget(made)
    made.set_theme(DARK)
    made.resize(1100, 700)
    made.show()
    return made


@pytest.fixture
def show(panes: FourPanes) -> Callable[..., None]:
    """Return a function that shows a photo's snapshot, and does so again whenever the panes wish for something."""
    kept = Kept()

    def snap(row: int = 1, n_stages: int = 4) -> None:
        photos = RUN.photos(n_stages)
        panes.show_snapshot(make_snapshot(RUN.after(n_stages), photos[row], kept, wishes=panes.wishes))

    panes.wishes_changed.connect(lambda _: snap())
    snap()
    QApplication.processEvents()
    return snap


def press(qtbot: QtBot, panes: FourPanes, key: str) -> None:
    qtbot.keyClick(panes.window(), key)


def test_everything_has_a_name_and_can_be_reached(panes, show):
    for kind in (QAbstractButton, QComboBox, QSlider):
        for widget in panes.findChildren(kind):
            if widget.window() is panes and not widget.objectName().startswith("qt_"):
                assert widget.accessibleName(), widget
                assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget
    for pane in panes.panes:
        assert pane.view.accessibleName()
        assert pane.view.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_both_themes_are_painted_in_every_mode(panes, show):
    panes.result.gaps.click()
    panes.result.before.click()
    for theme in (LIGHT, DARK):
        panes.set_theme(theme)
        for i, button in enumerate((panes.warped.blink, panes.warped.onion, panes.warped.checkerboard)):
            button.click()
            panes.weights.mode.setCurrentIndex(i + 1)
            assert not panes.grab().isNull()


def test_only_one_way_of_comparing_at_a_time(panes, show):
    buttons = {
        panes.warped.onion: Comparison.ONION,
        panes.warped.checkerboard: Comparison.CHECKERBOARD,
        panes.warped.blink: Comparison.OTHER,
    }
    for button, comparison in buttons.items():
        button.click()
        assert panes.warped.item.comparison is comparison
        assert [b for b in buttons if b.isChecked()] == [button]
        assert panes.warped.opacity.isVisible() == (button is panes.warped.onion)
    panes.warped.blink.click()
    assert not panes.warped.is_compared


def test_the_key_that_is_held_wins_and_lets_go(panes, show):
    panes.warped.onion.click()
    panes.hold_reference(True)
    assert panes.warped.item.comparison is Comparison.OTHER
    assert panes.result.item.comparison is Comparison.OTHER
    panes.hold_reference(False)
    assert panes.warped.item.comparison is Comparison.ONION
    assert not panes.result.is_compared


def test_each_map_comes_with_its_legend(panes, show):
    weights = panes.weights
    assert weights.scale.isVisible()
    assert not weights.legend.chips
    weights.next_mode()
    assert weights.chosen_mode is WeightsMode.SOURCE
    assert [chip.text for chip in weights.legend.chips] == [f"{NAMES[0]} 50%", f"{NAMES[1]} 50%"]
    assert not weights.scale.isVisible()
    weights.next_mode()
    assert weights.scale.isVisible()
    weights.next_mode()
    assert len(weights.legend.chips) == 5
    weights.next_mode()
    assert weights.chosen_mode is WeightsMode.PHOTO


def test_gaps_are_marked_and_explained(panes, show, qtbot):
    press(qtbot, panes, "g")
    assert panes.result.gaps.isChecked()
    # The top third, and the left two fifths, where the method is not sure.
    assert "60%" in panes.result.legend.chips[0].text
    press(qtbot, panes, "g")
    assert not panes.result.legend.isVisible()


def test_the_divider_is_dragged_and_moved_by_keys(panes, show, qtbot):
    result, divider = panes.result, panes.result.divider
    press(qtbot, panes, "c")
    assert result.item.comparison is Comparison.DIVIDER
    centre = result.view.centre
    drag(result.view, (40, 20), (30, 20), (20, 20))
    assert divider.fraction == pytest.approx(0.25, abs=0.02)
    assert result.view.centre == centre  # it did not pan
    result.view.setFocus()
    qtbot.keyClick(result.view, Key.Key_Right)
    assert divider.fraction == pytest.approx(0.30, abs=0.02)
    qtbot.keyClick(result.view, Key.Key_End)
    assert divider.fraction == 1.0
    press(qtbot, panes, "c")
    assert not divider.is_visible


def test_the_divider_stays_in_sight_while_the_view_pans(panes, show):
    panes.result.before.click()
    view = panes.result.view
    view.zoom_by(8)
    seen = view.seen
    assert seen.left() < panes.result.divider._line.at_x < seen.right()


def test_the_clean_picture_is_compared_with_whatever_is_chosen(panes, show):
    result = panes.result
    result.before.click()
    assert [result.baseline.itemText(i) for i in range(result.baseline.count())][2:] == list(NAMES[:2])
    others = []
    for i in range(result.baseline.count()):
        result.baseline.setCurrentIndex(i)
        result.baseline.activated.emit(i)
        others.append(result.item._other)
        assert result.is_compared
    assert others[0] is others[2]  # the reference by either name
    assert len({id(other) for other in others}) == 3


def test_a_comparison_that_is_not_there_yet_is_not_mistaken_for_another(panes, show):
    panes.wishes_changed.disconnect()
    panes.result.before.click()
    panes.result.baseline.setCurrentIndex(1)
    panes.result.baseline.activated.emit(1)
    assert panes.result.chosen_baseline is Baseline.MEDIAN
    assert not panes.result.is_compared
    assert "comparison" in panes.result.caption.text()


def test_a_chosen_photo_that_is_gone_gives_way_to_the_reference(panes, show):
    panes.result.baseline.setCurrentIndex(3)
    assert panes.result.chosen_baseline == Path(NAMES[1])
    show(n_stages=2)
    assert panes.result.chosen_baseline is Baseline.REFERENCE


def test_the_readout_follows_the_mouse_over_every_grid_pane(panes, show, qtbot):
    readout, made = panes.readout, RUN.reconstruction
    for pane in panes.grid_panes:
        hover(pane.view, 50.5, 30.5)
        qtbot.waitUntil(lambda: readout.position.text() == "x 50 y 30")
        r, g, b = made.picture[30, 50]
        assert readout.colour.text() == f"R {r} G {g} B {b}  #{r:02x}{g:02x}{b:02x}"
        assert f"{NAMES[1]} 100%" in readout.bars.accessibleName()
        QApplication.sendEvent(pane.view, QEvent(QEvent.Type.Leave))
        assert readout.position.text() == ""


def test_keys_show_one_pane_and_all_again(panes, show, qtbot):
    visible = lambda: [not pane.isHidden() for pane in panes.panes]  # noqa: E731 - asked for again and again
    for i in range(4):
        press(qtbot, panes, str(i + 1))
        assert visible() == [j == i for j in range(4)]
        press(qtbot, panes, str(i + 1))
        assert all(visible())
    press(qtbot, panes, "2")
    press(qtbot, panes, "0")
    assert all(visible())
    panes.chooser.buttons[2].click()
    assert sum(visible()) == 2
    qtbot.mouseDClick(panes.result._header_widget, Qt.MouseButton.LeftButton)
    assert visible() == [False, False, False, True]


def test_another_pane_can_take_a_place(panes, show):
    panes.show_count(1)
    shown = panes.pane_layout.shown[0]
    menu = panes.panes[shown].swap_button.menu()
    menu.actions()[0].trigger()
    assert panes.pane_layout.shown == (0,)
    assert panes.matches.isVisible()
    assert not panes.panes[shown].isVisible()


def test_linked_views_keep_their_place_when_panes_come_and_go(panes, show, qtbot):
    panes.show_actual_size()
    centre = panes.result.view.centre
    for key in ("4", "4", "2", "0"):
        press(qtbot, panes, key)
        QApplication.processEvents()
        shown = [pane.view for pane in panes.grid_panes if pane.isVisible()]
        for view in shown:
            assert view.zoom == pytest.approx(1 / panes.devicePixelRatioF(), rel=1e-3)
            assert abs(view.centre.x() - centre.x()) < 0.5
    assert panes.readout.zoom_label.text() == "100%"


def test_fitted_views_share_one_zoom(panes, show):
    panes.weights.mode.setCurrentIndex(1)  # its legend takes room
    QApplication.processEvents()
    zooms = [pane.view.zoom for pane in panes.grid_panes]
    assert max(zooms) == pytest.approx(min(zooms), rel=1e-3)
    for view in (pane.view for pane in panes.grid_panes):
        assert view.seen.size().toSize().toTuple() == (SIZE[1], SIZE[0])


def test_lines_stand_out_one_at_a_time(panes, show, qtbot):
    matches = panes.matches
    assert len(matches.lines) == 3
    x1, y1, x2, y2 = matches.lines[1]
    hover(matches.view, (x1 + x2) / 2, (y1 + y2) / 2)
    assert matches.chosen == 1
    assert "px apart" in matches.caption.text()
    QApplication.sendEvent(matches.view, QEvent(QEvent.Type.Leave))
    assert matches.chosen is None
    matches.view.setFocus()
    seen = []
    for _ in range(4):
        qtbot.keyClick(matches.view, Key.Key_PageDown)
        seen.append(matches.chosen)
    assert seen == [0, 1, 2, 0]
    press(qtbot, panes, "x")
    assert len(matches.lines) == 2
    assert matches.chosen is None


def test_a_click_keeps_a_line(panes, show):
    matches = panes.matches
    x1, y1, x2, y2 = matches.lines[0]
    middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    drag(matches.view, middle)
    hover(matches.view, middle[0], middle[1] + 30)
    assert matches.chosen == 0
    drag(matches.view, middle)
    hover(matches.view, middle[0], middle[1] + 30)
    assert matches.chosen is None


def test_tab_goes_through_the_panes_as_they_are_read(qtbot):
    page = WorkPage()
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    panes, reached = page.panes, []
    widget = page.photo_list
    for _ in range(90):
        widget = widget.nextInFocusChain()
        if widget in panes.focus_chain:
            reached.append(widget)
    assert reached[: len(panes.focus_chain)] == panes.focus_chain


def test_no_legend_moves_the_pictures(panes, show):
    panes.resize(720, 560)  # narrow, so that some legends take two lines
    QApplication.processEvents()
    views = [pane.view for pane in panes.panes]
    before = [view.geometry() for view in views]
    for mode in WeightsMode:
        panes.weights.mode.setCurrentIndex(panes.weights.mode.findData(mode))
        QApplication.processEvents()
        if panes.weights.is_showing_picture:
            assert [view.geometry() for view in views] == before, mode
    panes.result.gaps.click()
    QApplication.processEvents()
    assert panes.result.legend.isVisible()
    assert [view.geometry() for view in views] == before
    assert panes.result.legend.geometry().bottom() == panes.result.view.rect().bottom()


def test_counts_are_said_in_words_where_there_is_room(panes, show):
    matches = panes.matches
    assert "agree" in matches.agree_label.text()
    for width in range(900, 300, -20):
        panes.resize(width, 560)
        QApplication.processEvents()
        assert matches.maximise_button.geometry().right() < matches.width()
        for part in (matches.agree_label, matches.outliers, matches.title_label):
            assert part.width() >= part.sizeHint().width(), (width, part.text())
