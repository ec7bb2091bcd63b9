"""Attention maps: of swin, for each head, over the selected photo; of other methods, a word that they have none."""

from dataclasses import replace

import numpy as np
from mouse import hover
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from window_driver import PATIENCE_MS

from diar_gui.gui.shown.wishes import WeightsMode


def choose(window, mode):
    window.panes.weights.mode.setCurrentIndex(window.panes.weights.mode.findData(mode))


def shown(window):
    picture = window.panes.weights.item.picture
    return None if picture is None else picture.levels[0]


def test_each_head_has_a_map_of_the_selected_photo(window, qtbot, make_photos, run_and_wait):
    window.app_menu.change(replace(window.app_menu.settings, method="swin"))
    run_and_wait(make_photos(3))
    weights = window.panes.weights
    choose(window, WeightsMode.COUNT)
    weights.next_mode()
    assert weights.chosen_mode is WeightsMode.ATTENTION
    qtbot.waitUntil(lambda: weights.head.count() > 1 and weights.is_showing_picture, timeout=PATIENCE_MS)
    assert weights.head.isVisibleTo(window)
    assert weights.scale.isVisibleTo(window)
    first = shown(window)
    weights.head.setCurrentIndex(1)
    weights.head.activated.emit(1)
    qtbot.waitUntil(lambda: not np.array_equal(shown(window), first), timeout=PATIENCE_MS)
    assert weights.chosen_head == (1, 2)
    second = shown(window)
    window.photo_list.select_row(2)
    qtbot.waitUntil(lambda: not np.array_equal(shown(window), second), timeout=PATIENCE_MS)
    third = shown(window)
    height, width = window.session.stages.shown_stack.size
    hover(weights.view, 0.3 * width, 0.6 * height)
    qtbot.waitUntil(lambda: not np.array_equal(shown(window), third), timeout=PATIENCE_MS)
    at_place = shown(window)
    assert window.session.wishes.attention_place is not None
    hover(weights.view, 0.7 * width, 0.2 * height)
    qtbot.waitUntil(lambda: not np.array_equal(shown(window), at_place), timeout=PATIENCE_MS)
    QApplication.sendEvent(weights.view, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: np.array_equal(shown(window), third), timeout=PATIENCE_MS)
    choose(window, WeightsMode.PHOTO)
    qtbot.waitUntil(lambda: not weights.head.isVisibleTo(window), timeout=PATIENCE_MS)


def test_other_methods_say_that_they_have_none(window, qtbot, make_photos, run_and_wait):
    window.app_menu.change(replace(window.app_menu.settings, method="median"))
    run_and_wait(make_photos(2))
    choose(window, WeightsMode.COUNT)
    window.panes.weights.next_mode()
    assert window.panes.weights.chosen_mode is WeightsMode.PHOTO
    choose(window, WeightsMode.ATTENTION)
    qtbot.waitUntil(lambda: "Swin" in window.panes.weights.note.text(), timeout=PATIENCE_MS)
    assert not window.panes.weights.is_showing_picture
