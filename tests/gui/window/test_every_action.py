"""Every action of the real window does something that can be seen, whatever the menus have done to it meanwhile."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from window_driver import PATIENCE_MS

from diar_gui.edits import NO_EDITS, Straightening
from diar_gui.gui.shown.photos import PhotoStatus
from diar_gui.gui.window.window import Window


def listed(menu: QMenu) -> Iterator[QAction]:
    """Yield what the menu and its submenus list."""
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from listed(below)
        elif not action.isSeparator():
            yield action


def all_listed(window: Window) -> list[QAction]:
    menus = [action.menu() for action in window.menuBar().actions()]
    recent = {id(each) for each in (*window.recent_folders.menu.actions(), *window.projects.recent.menu.actions())}
    # What was open last is listed anew whenever something is opened, and has tests of its own.
    found = [action for menu in menus if isinstance(menu, QMenu) for action in listed(menu)]
    return [action for action in found if id(action) not in recent]


def to_be_seen(window: Window) -> tuple[object, ...]:
    """Return what can be seen of the window, roughly, and of what it has been told."""
    dialogs = {id(each) for each in QApplication.topLevelWidgets() if each.isVisible() and each is not window}
    views = [(pane.view.zoom, pane.view.centre.toTuple()) for pane in window.panes.panes]
    brush = window.panes.brush
    told = (window.session.state, window.session.settings, window.session.editing.edits, window.projects.path)
    said = (window.isFullScreen(), window.message.text)
    tools = (brush.is_active, brush.is_wanted, window.panes.finishing.is_active)
    return (dialogs, said, window.pages.currentWidget(), views, *tools, *told)


def tidy_up(window: Window, qtbot) -> None:
    """Close the dialogs, go back to the panes, take corrections back, and wait for the picture."""
    for each in QApplication.topLevelWidgets():
        if each is not window and each.isVisible():
            each.close()
    window.correcting.leave()
    window.panes.finishing.stop()
    window.message.clear()
    session = window.session
    if session.is_busy:
        session.cancel_run()
    qtbot.waitUntil(lambda: not session.is_busy and not session.is_updating, timeout=PATIENCE_MS)
    if session.result is None:
        with qtbot.waitSignal(session.run_finished, timeout=PATIENCE_MS):
            window.all_actions.make.trigger()
    session.edit(NO_EDITS, "Back")
    qtbot.waitUntil(lambda: session.result.edits == NO_EDITS and not session.is_updating, timeout=PATIENCE_MS)


def test_every_line_of_the_menus_has_an_effect(window, qtbot, make_photos, run_and_wait):
    window.app_menu.change(replace(window.app_menu.settings, method="median"))
    run_and_wait(make_photos(3))
    actions = window.all_actions
    corrected = NO_EDITS.with_photo(window.session.photos[2].path, is_on=False)
    reference = next(p.path for p in window.session.photos if p.status is PhotoStatus.REFERENCE)
    corners = ((5.0, 5.0), (90.0, 5.0), (90.0, 60.0), (5.0, 60.0))
    straightened = replace(NO_EDITS, straightening=Straightening(reference, corners))
    # What has to be before an action can do something.
    before = {
        actions.fit: actions.zoom_in.trigger,
        actions.cancel: actions.make.trigger,
        actions.undo: lambda: window.session.edit(corrected, "Switch off"),
        actions.redo: lambda: (window.session.edit(NO_EDITS, "Switch on"), actions.undo.trigger()),
        actions.unstraighten: lambda: window.session.edit(straightened, "Straighten"),
        actions.discard_corrections: lambda: window.session.edit(corrected, "Switch off"),
    }
    seen = set()
    for action in all_listed(window):
        tidy_up(window, qtbot)
        window.photo_list.select_row(1 if window.session.photos[0].path == reference else 0)
        if action in before:
            before[action]()
            qtbot.waitUntil(lambda action=action: action.isEnabled(), timeout=PATIENCE_MS)
        assert action.isEnabled(), action.text()
        state = to_be_seen(window)
        action.trigger()
        try:
            qtbot.waitUntil(lambda state=state: to_be_seen(window) != state, timeout=5000)
        except pytest.fail.Exception:
            pytest.fail(f"{action.text()} does nothing")
        seen.add(action)
    assert len(seen) > 25
    tidy_up(window, qtbot)
