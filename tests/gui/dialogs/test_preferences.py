"""Choosing once and for all."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLabel

from diar_gui.devices import Device
from diar_gui.gui.dialogs.preferences import Preferences
from diar_gui.gui.look import words
from diar_gui.gui.session.settings import Settings
from diar_gui.names import DEVICES, FEATURES, METHODS, TONES

CARD = Device("cuda", "Some card", memory_bytes=8 * 10**9)
PROCESSOR = Device("cpu", "Some processor", n_threads=12)


@pytest.fixture
def dialog(qtbot):
    made = Preferences(Settings(), "en")
    qtbot.addWidget(made)
    made.told = []
    made.changed.connect(made.told.append)
    return made


def choose(chooser: QComboBox, value: object) -> None:
    chooser.setCurrentIndex(chooser.findData(value))


def test_each_choice_applies_at_once(dialog):
    choose(dialog.choosers["method"], "median")
    dialog.notify.setChecked(False)
    assert dialog.told == [Settings(method="median"), Settings(method="median", notify=False)]
    assert dialog.settings == dialog.told[-1]


def test_with_the_keyboard_alone(dialog, qtbot):
    dialog.show()
    label = next(found for found in dialog.findChildren(QLabel) if found.buddy() is dialog.choosers["method"])
    assert "&" in label.text()
    dialog.choosers["method"].setFocus()
    qtbot.keyClick(dialog.choosers["method"], Qt.Key.Key_Down)
    assert dialog.told == [Settings(method=METHODS[1])]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.settings == Settings(method=METHODS[1])


def test_showing_and_offering_are_no_choices(dialog):
    dialog.show_settings(Settings(method="mean", device="cuda", language="de"))
    dialog.offer_devices(words.device_choices([PROCESSOR]))
    assert dialog.told == []
    assert dialog.settings == Settings(method="mean", device="cuda", language="de")
    assert dialog.choosers["method"].currentText() == "Mean"


def test_devices_are_offered_with_what_was_found(dialog):
    dialog.offer_devices(words.device_choices([CARD, PROCESSOR], driver="535.1"))
    chooser = dialog.choosers["device"]
    texts = [chooser.itemText(i) for i in range(chooser.count())]
    assert texts == [
        "Automatic (Graphics card)",
        "Graphics card: Some card, 8 GB, driver 535.1",
        "Processor: Some processor, 12 threads",
    ]
    choose(chooser, "cpu")
    assert dialog.told == [Settings(device="cpu")]


def test_a_device_that_has_gone_stays_chosen_and_is_said_to_be_missing(dialog):
    dialog.show_settings(Settings(device="cuda"))
    dialog.offer_devices(words.device_choices([PROCESSOR]))
    assert dialog.choosers["device"].currentData() == "cuda"
    assert "not found" in dialog.choosers["device"].currentText()
    choose(dialog.choosers["device"], "auto")
    assert dialog.told == [Settings()]


def test_unusual_numbers_are_shown_as_they_are(dialog):
    dialog.show_settings(Settings(working_size_px=1111, max_memory_gb=1.5))
    assert dialog.choosers["working_size_px"].currentText() == "1111"
    assert dialog.choosers["max_memory_gb"].currentText() == "1.5"
    choose(dialog.choosers["tone"], "reference")
    assert dialog.told == [Settings(working_size_px=1111, max_memory_gb=1.5, tone="reference")]


def test_the_defaults_come_back_in_one_step(dialog, qtbot):
    assert not dialog.defaults_button.isEnabled()
    choose(dialog.choosers["theme"], "light")
    choose(dialog.choosers["features"], "sift")
    qtbot.mouseClick(dialog.defaults_button, Qt.MouseButton.LeftButton)
    assert dialog.told[2:] == [Settings()]
    assert not dialog.defaults_button.isEnabled()


@pytest.mark.parametrize(("choice", "is_said"), [("de", True), ("en", False)])
def test_another_language_is_said_to_need_another_start(dialog, choice, is_said):
    choose(dialog.choosers["language"], choice)
    assert bool(dialog.choosers["language"].accessibleDescription()) is is_said


def test_every_control_says_what_it_is(dialog):
    for name, chooser in dialog.choosers.items():
        assert chooser.accessibleName(), name
        assert "&" not in chooser.accessibleName()
    assert dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close) is not None


@pytest.mark.parametrize(
    ("table", "names"),
    [(words.METHODS, METHODS), (words.FEATURES, FEATURES), (words.TONES, TONES), (words.DEVICES, DEVICES)],
)
def test_every_name_of_the_engine_has_plain_words(table, names):
    assert tuple(table) == names
    for name in names:
        text, explanation = words.in_words(table, name)
        assert text
        assert explanation.endswith(".")


def test_an_unknown_name_stands_for_itself():
    assert words.in_words(words.METHODS, "later-method") == ("later-method", "")
