"""The window says which places are not clean, instead of calling the picture clean, and leads to them."""

from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QObject, QRectF
from PySide6.QtWidgets import QPushButton

from diar_gui.gui.look.message_bar import MessageBar, MessageKind
from diar_gui.gui.panes.panes import FourPanes
from diar_gui.gui.panes.place_boxes import PlaceBoxes
from diar_gui.gui.session.session import Session
from diar_gui.gui.window.unclean_places import UncleanPlaces
from diar_gui.reconstruction import Place

PLACES = (Place((10, 20, 300, 200), 0.1), Place((400, 50, 100, 90), 0.04))


@pytest.fixture
def desk(qtbot):
    """Return a function that says what a run with some places made, and what can be seen of it then."""
    session = SimpleNamespace(photos=[SimpleNamespace(is_used=True)] * 7, result=None)
    message, shown, owner = MessageBar(), [], QObject()
    qtbot.addWidget(message)
    repairing = SimpleNamespace(show_next=lambda: shown.append(1), is_active=False)
    panes = SimpleNamespace(repairing=repairing, finishing=SimpleNamespace(is_active=False))
    unclean = UncleanPlaces(cast(Session, session), message, cast(FourPanes, panes), owner)

    def made(places):
        session.result = SimpleNamespace(reconstruction=SimpleNamespace(places=places))
        return unclean

    return SimpleNamespace(made=made, message=message, shown=shown, owner=owner)


@pytest.mark.parametrize("places", [None, ()])
def test_a_clean_picture_is_called_so(desk, places):
    unclean = desk.made(places)
    unclean.tell()
    assert desk.message.text == ""
    assert unclean.done_sentence() == "Done: a clean picture of 7 photos."


def test_places_are_counted_and_can_be_gone_through(desk, qtbot):
    unclean = desk.made(PLACES)
    unclean.tell("One photo was left out.")
    said = "2 places, 14% of the picture, need another photo or your brush."
    assert desk.message.text == f"One photo was left out. {said}"
    assert desk.message.kind is MessageKind.WARNING
    assert "clean picture" not in unclean.done_sentence()
    assert unclean.done_sentence().endswith(said)
    button = next(b for b in desk.message.findChildren(QPushButton) if b.text() == "Show the next place")
    for _ in range(3):
        button.click()
    assert len(desk.shown) == 3


def test_what_was_mended_is_not_said_any_longer(desk):
    desk.made(PLACES).tell()
    unclean = desk.made(PLACES[:1])
    unclean.tell()
    assert desk.message.text.startswith("1 place, 10% of the picture, needs ")
    desk.made(()).tell()
    assert desk.message.text == ""
    desk.message.tell(MessageKind.INFORMATION, "Something else.")
    desk.made(()).tell()
    assert desk.message.text == "Something else."


def test_jumps_begin_anew_where_the_boxes_differ(qapp):
    boxes = PlaceBoxes()
    rectangles = [QRectF(*place.box) for place in PLACES]
    boxes.set_boxes(rectangles)
    assert boxes.current is None
    assert boxes.go_to(1) == rectangles[1]
    boxes.set_boxes(list(rectangles))
    assert boxes.current == 1
    boxes.set_boxes(rectangles[:1])
    assert boxes.current is None
    assert boxes.boundingRect() == rectangles[0]
