"""The menu of the app, by keys and by clicks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from diar_gui.devices import Device
from diar_gui.gui.dialogs.app_menu import AppMenu
from diar_gui.gui.look import words
from diar_gui.gui.session.settings import Settings, load_settings, save_settings


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def menu(window, settings):
    made = AppMenu(window, settings)
    made.told = []
    made.settings_changed.connect(made.told.append)
    return made


@pytest.mark.parametrize(
    ("key", "modifier", "name"),
    [
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, "preferences"),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "help"),
        (Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier, "help"),
    ],
)
def test_keys_open_the_dialogs(menu, window, qtbot, key, modifier, name):
    qtbot.keyClick(window, key, modifier)
    dialog = getattr(menu, name)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_line_does_something(menu):
    for action in (menu.preferences_action, *menu.actions()):
        action.trigger()
    assert all(dialog.isVisible() for dialog in (menu.preferences, menu.help, menu.about))
    for dialog in (menu.preferences, menu.help, menu.about):
        dialog.close()


def test_a_choice_is_stored_and_told_at_once(menu, settings):
    menu.show_preferences()
    chooser = menu.preferences.choosers["theme"]
    chooser.setCurrentIndex(chooser.findData("light"))
    assert menu.told == [Settings(theme="light")]
    assert load_settings(settings) == Settings(theme="light")


def test_stored_choices_are_there_at_the_next_start(window, settings):
    save_settings(settings, Settings(method="median"))
    assert AppMenu(window, settings).settings == Settings(method="median")


def test_a_choice_made_elsewhere_is_stored_and_shown(menu, settings):
    menu.show_preferences()
    menu.change(Settings(method="mean"))
    menu.change(Settings(method="mean"))
    assert menu.preferences.choosers["method"].currentData() == "mean"
    assert load_settings(settings) == Settings(method="mean")
    assert menu.told == [Settings(method="mean")]


@pytest.mark.parametrize("is_open", [True, False])
def test_devices_reach_preferences_and_about(menu, is_open):
    if is_open:
        menu.show_preferences()
    menu.offer_devices(words.device_choices([Device("cpu", "Some processor", n_threads=4)]))
    menu.show_preferences()
    menu.show_about()
    assert menu.preferences.choosers["device"].count() == 2
    assert menu.about.devices == ("Processor: Some processor, 4 threads",)


def test_without_a_store_choices_hold_for_this_start(window):
    menu = AppMenu(window)
    menu.change(Settings(method="mean"))
    assert menu.settings == Settings(method="mean")


def test_no_two_lines_share_a_letter(menu):
    letters = [action.text().split("&")[1][0].lower() for action in menu.actions() if not action.isSeparator()]
    assert len(set(letters)) == len(letters)
