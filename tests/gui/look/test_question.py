"""Questions with named answers, and who asks them."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from diar_gui.gui.look.question import Answer, ask
from diar_gui.gui.window.closing import Closing
from diar_gui.gui.window.dropping import Dropping

ANSWERS = (Answer("Discard", "go", loses=True), Answer("Save", "save"), Answer("Cancel"))


@pytest.fixture
def window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def press(question: QMessageBox, name: str) -> None:
    next(button for button in question.buttons() if button.objectName() == name).click()


@pytest.mark.parametrize("name", ["go", "save", ""])
def test_the_answer_is_handed_on_once(window, name):
    heard = []
    press(ask(window, "Save?", "It is lost otherwise.", ANSWERS, heard.append), name)
    assert heard == [name]


def test_enter_loses_nothing_and_escape_changes_nothing(window, qtbot):
    heard = []
    question = ask(window, "Save?", "", ANSWERS, heard.append)
    assert question.defaultButton().objectName() == "save"
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert heard == [""]


def test_closing_saves_discards_or_stays(window):
    closing = Closing(window)
    heard = []
    closing.save_wanted.connect(lambda: heard.append("save"))
    closing.agreed.connect(lambda: heard.append("agreed"))
    for name in ("", "save", "go"):
        assert not closing.may_close(is_running=False, is_unsaved=True, name="wall")
        press(closing.question, name)
        assert closing.question is None
    assert heard == ["save", "agreed"]
    assert closing.may_close(is_running=False, is_unsaved=True, name="wall")


def test_a_run_alone_is_given_up_after_a_question(window):
    closing = Closing(window)
    assert not closing.may_close(is_running=True, is_unsaved=False, name="wall")
    assert [button.objectName() for button in closing.question.buttons() if button.objectName()] == ["go"]
    assert closing.question.defaultButton().objectName() == ""
    press(closing.question, "go")
    assert closing.is_agreed


@pytest.mark.parametrize(("name", "what"), [("add", "add"), ("open", "open"), ("", None)])
def test_a_folder_is_added_or_opened(window, tmp_path, name, what):
    dropping = Dropping(SimpleNamespace(photos=("a.jpg",)), window)
    heard = []
    dropping.add_wanted.connect(lambda paths: heard.append(("add", paths)))
    dropping.open_wanted.connect(lambda paths, starts: heard.append(("open", paths)))
    dropping.take([tmp_path])
    press(dropping.question, name)
    assert heard == ([] if what is None else [(what, [tmp_path])])
    assert dropping.question is None
