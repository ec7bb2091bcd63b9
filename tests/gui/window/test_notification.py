"""Telling what is done while nobody looks."""

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon

from diar_gui.gui.window.notification import Notifier


@pytest.fixture
def told(monkeypatch):
    """Pretend that the system shows messages, and note them with their icons."""
    shown = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda icon, title, text, *_: shown.append((title, text)))
    return shown


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def notifier(window):
    return Notifier(window)


def icons(notifier: Notifier) -> list[QSystemTrayIcon]:
    return [icon for icon in notifier.findChildren(QSystemTrayIcon) if icon.isVisible()]


def test_a_hidden_window_is_spoken_for(notifier, told):
    notifier.tell("DIAR", "Done.")
    assert told == [("DIAR", "Done.")]
    assert len(icons(notifier)) == 1


def test_a_window_that_is_seen_speaks_for_itself(notifier, window, told, qtbot):
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    notifier.tell("DIAR", "Done.")
    assert told == []
    window.showMinimized()
    notifier.tell("DIAR", "Done.")
    assert len(told) == 1


def test_a_second_message_takes_the_place_of_the_first(notifier, told):
    notifier.tell("DIAR", "One.")
    notifier.tell("DIAR", "Two.")
    assert len(told) == 2
    assert len(icons(notifier)) == 1


def test_the_icon_goes_with_the_message(notifier, told, qtbot):
    notifier.tell("DIAR", "Done.")
    notifier._end.start(0)
    qtbot.waitUntil(lambda: icons(notifier) == [])
    QApplication.processEvents()
    assert notifier._icon is None


def test_a_click_brings_the_window_and_takes_the_icon(notifier, told, qtbot):
    notifier.tell("DIAR", "Done.")
    (icon,) = icons(notifier)
    with qtbot.waitSignal(notifier.clicked):
        icon.messageClicked.emit()
    assert icons(notifier) == []


def test_without_a_tray_nothing_is_left_behind(notifier, monkeypatch):
    alerted = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    monkeypatch.setattr(QApplication, "alert", lambda window: alerted.append(window))
    notifier.tell("DIAR", "Done.")
    assert len(alerted) == 1
    assert notifier.findChildren(QSystemTrayIcon) == []
