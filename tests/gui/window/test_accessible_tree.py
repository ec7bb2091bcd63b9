"""What a screen reader finds: every control has a name and a role, and Tab reaches all that can be used."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QComboBox, QLineEdit, QWidget

Role = QAccessible.Role
USED = {
    Role.Button,
    Role.CheckBox,
    Role.ComboBox,
    Role.EditableText,
    Role.List,
    Role.RadioButton,
    Role.Slider,
    Role.SpinBox,
    Role.Table,
}
NAMELESS = {Role.EditableText}  # of a spin box, which has the name


def tree(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield what can be seen of the accessible tree below an object."""
    yield interface
    for i in range(interface.childCount()):
        child = interface.child(i)
        if child is not None and child.isValid() and not child.state().invisible:
            yield from tree(child)


def controls(window: QWidget) -> list[QAccessibleInterface]:
    QApplication.processEvents()
    return [each for each in tree(QAccessible.queryAccessibleInterface(window)) if each.role() in USED]


def reached_by_tab(window: QWidget) -> set[QWidget]:
    """Return the widgets that the Tab key goes through, from the one that has the focus on."""
    found, widget = set(), window.nextInFocusChain()
    while widget is not window:
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.add(widget)
        widget = widget.nextInFocusChain()
    return found


@pytest.fixture(params=["empty", "photos", "queue", "looking"])
def page(request, window, qtbot, make_photos, open_and_wait):
    """The window on each of its pages."""
    if request.param in ("photos", "looking"):
        open_and_wait(make_photos(2))
    if request.param == "looking":
        window.all_actions.look.trigger()
    if request.param == "queue":
        window.queueing.shown.emit()
    return window


def test_every_control_has_a_name(page):
    found = controls(page)
    assert len(found) > 2
    for each in found:
        if each.role() not in NAMELESS:
            assert each.text(QAccessible.Text.Name).strip(), each.object()


def test_tab_reaches_every_control(page):
    reached = reached_by_tab(page)
    for kind in (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit):
        for widget in page.findChildren(kind):
            inside = widget.parentWidget()
            is_part = isinstance(inside, QComboBox | QAbstractSlider) or "ScrollBar" in type(widget).__name__
            if widget.isVisible() and widget.isEnabled() and not is_part and widget.window() is page:
                assert widget in reached, (widget, widget.accessibleName() or getattr(widget, "text", str)())
