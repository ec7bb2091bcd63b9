"""A question to the user with named answers, asked once and answered once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QMessageBox, QWidget

_Role = QMessageBox.ButtonRole


@dataclass(frozen=True)
class Answer:
    """A button: its text and its name, which is handed on; empty for the one that changes nothing.

    loses: whether something is lost by it; such a button is never the one that Enter presses.
    """

    text: str
    name: str = ""
    loses: bool = False


def ask(
    window: QWidget, title: str, text: str, answers: Sequence[Answer], on_answered: Callable[[str], None]
) -> QMessageBox:
    """Open a question over the window and return it; `on_answered` receives the name of the answer, once.

    Args:
        window: that waits for the answer.
        title: the question.
        text: what there is to know; may be empty.
        answers: the first that loses nothing is the default; the one without a name is what Escape gives.
        on_answered: called when the question is gone.
    """
    # Systems add the app's name to other titles of windows.
    question = QMessageBox(QMessageBox.Icon.Question, "DIAR", title, parent=window)
    question.setInformativeText(text)
    for answer in answers:
        role = _Role.DestructiveRole if answer.loses else _Role.AcceptRole if answer.name else _Role.RejectRole
        button = question.addButton(answer.text, role)
        button.setObjectName(answer.name)
        if answer.loses:
            button.setAutoDefault(False)  # a change of colours would make it the default, and Enter lose the work
        elif question.defaultButton() is None:
            question.setDefaultButton(button)
        if not answer.name:
            question.setEscapeButton(button)

    def finish() -> None:
        button = question.clickedButton()
        question.deleteLater()
        on_answered("" if button is None else button.objectName())

    question.finished.connect(finish)
    question.open()
    return question
