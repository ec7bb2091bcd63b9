"""What can go wrong, each as one finished sentence for the user.

The text of a `DiarError` says what was found, in which file, what was needed and what to try. It is printed
as it stands by the command line; the window says its `sentence` in its own language.
"""

from diar_gui.sentences import Sentence, Value


class DiarError(Exception):
    """A run could not go on because of its input or its machine; the text is meant for the user."""

    def __init__(self, template: str, /, **values: Value) -> None:
        self.sentence = Sentence(template, **values)
        super().__init__(self.sentence)


class ImageError(DiarError):
    """A photo could not be found, read or understood."""


class AlignmentError(DiarError):
    """Too few photos could be brought onto one pixel grid."""


class CheckpointError(DiarError):
    """Learned parameters are missing, damaged or of another kind."""


class ExportError(DiarError):
    """A result could not be written; nothing half-written was left behind."""


class ProjectError(DiarError):
    """A project file is damaged, of another kind, or names what is not there."""


class Cancelled(Exception):  # noqa: N818 - cancelling is no error: it is what the user asked for
    """The user asked the run to stop."""
