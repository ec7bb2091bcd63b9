"""The keys of the window, as the help lists them."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from diar_gui.gui.look.translations import QT_TRANSLATE_NOOP

_Standard = QKeySequence.StandardKey
_ARROWS = ("Left", "Right", "Up", "Down")
_FAR_ARROWS = tuple(f"Shift+{arrow}" for arrow in _ARROWS)
_GROUPS = (
    (_ARROWS, QT_TRANSLATE_NOOP("Keys", "Arrow keys")),
    (_FAR_ARROWS, QT_TRANSLATE_NOOP("Keys", "Shift and arrow keys")),
)
_EVERYWHERE = QT_TRANSLATE_NOOP("Keys", "Everywhere")
_PHOTO = QT_TRANSLATE_NOOP("Keys", "Selected photo")
_LIST = QT_TRANSLATE_NOOP("Keys", "List of photos")
_LOOKING = QT_TRANSLATE_NOOP("Keys", "Looking at photos")
_PANES = QT_TRANSLATE_NOOP("Keys", "Panes")
_PICTURE = QT_TRANSLATE_NOOP("Keys", "In a picture")
_DIVIDER = QT_TRANSLATE_NOOP("Keys", "At the divider")
_BRUSH = QT_TRANSLATE_NOOP("Keys", "With the brush")
_PLACING = QT_TRANSLATE_NOOP("Keys", "Placing by hand")
_STRAIGHTENING = QT_TRANSLATE_NOOP("Keys", "Straightening")


@dataclass(frozen=True)
class Key:
    """One line of the list; `context` and `what` are translated when they are shown.

    keys: key sequences, each of which does it: a standard key of the system or a sequence as `QKeySequence` reads it.
    gesture: what else does it, for example with the mouse; translated too.
    """

    context: str
    what: str
    keys: tuple[QKeySequence.StandardKey | str, ...] = ()
    gesture: str = ""


KEYS = (
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Open a folder of photos"), (_Standard.Open,)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Open photos"), ("Ctrl+Shift+O",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Many folders, a picture each"), ("Ctrl+Shift+B",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Open a project"), ("Ctrl+Alt+O",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Save the clean picture"), (_Standard.Save,)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Save the project"), ("Ctrl+Shift+S",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Export"), ("Ctrl+E",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Print the clean picture"), (_Standard.Print,)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Copy the clean picture"), (_Standard.Copy,)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Full screen, and back"), ("F11",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Make the clean picture"), ("Ctrl+Return",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Cancel what is being done"), ("Esc",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Undo"), (_Standard.Undo,)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Redo"), (_Standard.Redo,)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Straighten"), ("Ctrl+T",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Light and colour of the clean picture"), ("Ctrl+L",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Colour and size"), ("Ctrl+Shift+L",)),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Preferences"), ("Ctrl+,",)),
    Key(
        _EVERYWHERE,
        QT_TRANSLATE_NOOP("Keys", "This list"),
        (
            "F1",
            "Ctrl+/",
        ),
    ),
    Key(
        _EVERYWHERE,
        QT_TRANSLATE_NOOP("Keys", "The menus"),
        gesture=QT_TRANSLATE_NOOP("Keys", "Alt and the underlined letter"),
    ),
    Key(
        _EVERYWHERE,
        QT_TRANSLATE_NOOP("Keys", "Next control; back"),
        (
            "Tab",
            "Shift+Tab",
        ),
    ),
    Key(_EVERYWHERE, QT_TRANSLATE_NOOP("Keys", "Quit"), ("Ctrl+Q",)),
    Key(_PHOTO, QT_TRANSLATE_NOOP("Keys", "Use the photo, or leave it out"), ("T",)),
    Key(_PHOTO, QT_TRANSLATE_NOOP("Keys", "Make it the reference"), ("R",)),
    Key(_PHOTO, QT_TRANSLATE_NOOP("Keys", "Show all that the photos saw"), ("Shift+R",)),
    Key(_PHOTO, QT_TRANSLATE_NOOP("Keys", "Place it by hand"), ("P",)),
    Key(_PHOTO, QT_TRANSLATE_NOOP("Keys", "Brush: use it here"), ("U",)),
    Key(_PHOTO, QT_TRANSLATE_NOOP("Keys", "Brush: never use it here"), ("N",)),
    Key(
        _LIST,
        QT_TRANSLATE_NOOP("Keys", "Look at the photo large"),
        ("Space",),
        QT_TRANSLATE_NOOP("Keys", "Double click"),
    ),
    Key(_LIST, QT_TRANSLATE_NOOP("Keys", "Remove the photo from the list"), (_Standard.Delete,)),
    Key(
        _LIST,
        QT_TRANSLATE_NOOP("Keys", "Another photo"),
        (
            "Up",
            "Down",
        ),
    ),
    Key(
        _LIST,
        QT_TRANSLATE_NOOP("Keys", "First photo; last photo"),
        (
            "Home",
            "End",
        ),
    ),
    Key(_LOOKING, QT_TRANSLATE_NOOP("Keys", "The photo before; the next one"), ("PgUp", "PgDown")),
    Key(_LOOKING, QT_TRANSLATE_NOOP("Keys", "Side by side with another one"), ("C",)),
    Key(_LOOKING, QT_TRANSLATE_NOOP("Keys", "Leave"), ("Space", "Esc")),
    Key(
        _PANES,
        QT_TRANSLATE_NOOP("Keys", "One of the four panes alone"),
        (
            "1",
            "2",
            "3",
            "4",
        ),
    ),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "All panes"), ("0",)),
    Key(
        _PANES,
        QT_TRANSLATE_NOOP("Keys", "Show the whole picture"),
        ("Ctrl+0",),
        QT_TRANSLATE_NOOP("Keys", "Double click"),
    ),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "Show each pixel as one of the screen"), ("Ctrl+1",)),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "Larger"), (_Standard.ZoomIn,), QT_TRANSLATE_NOOP("Keys", "Turn the wheel")),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "Smaller"), (_Standard.ZoomOut,)),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "Show the reference as long as it is held"), ("B",)),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "Matches: what does not agree"), ("X",)),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "Aligned: let the reference shine through"), ("O",)),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "Aligned: checkerboard with the reference"), ("K",)),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "Trust: the next map"), ("W",)),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "Clean picture: compare with before"), ("C",)),
    Key(_PANES, QT_TRANSLATE_NOOP("Keys", "Clean picture: where one more photo is needed"), ("G",)),
    Key(
        _PICTURE,
        QT_TRANSLATE_NOOP("Keys", "Move the picture"),
        _ARROWS,
        QT_TRANSLATE_NOOP("Keys", "Drag with the mouse"),
    ),
    Key(
        _PICTURE,
        QT_TRANSLATE_NOOP("Keys", "Larger; smaller"),
        (
            "+",
            "-",
        ),
    ),
    Key(
        _PICTURE,
        QT_TRANSLATE_NOOP("Keys", "Matches: the next line; the one before"),
        (
            "PgDown",
            "PgUp",
        ),
    ),
    Key(
        _DIVIDER,
        QT_TRANSLATE_NOOP("Keys", "Move it; in small steps"),
        (
            "Left",
            "Right",
            "Shift+Left",
            "Shift+Right",
        ),
        QT_TRANSLATE_NOOP("Keys", "Drag with the mouse"),
    ),
    Key(
        _DIVIDER,
        QT_TRANSLATE_NOOP("Keys", "To either end"),
        (
            "Home",
            "End",
        ),
    ),
    Key(
        _BRUSH,
        QT_TRANSLATE_NOOP("Keys", "Smaller; larger"),
        (
            "[",
            "]",
        ),
        QT_TRANSLATE_NOOP("Keys", "Alt and wheel"),
    ),
    Key(
        _BRUSH,
        QT_TRANSLATE_NOOP("Keys", "Harder; softer"),
        (
            "Shift+[",
            "Shift+]",
        ),
    ),
    Key(
        _BRUSH,
        QT_TRANSLATE_NOOP("Keys", "Paint in the middle of the picture"),
        ("Space",),
        QT_TRANSLATE_NOOP("Keys", "Drag with the mouse"),
    ),
    Key(
        _PLACING,
        QT_TRANSLATE_NOOP("Keys", "Choose a point"),
        (
            "1",
            "2",
            "3",
            "4",
        ),
        QT_TRANSLATE_NOOP("Keys", "Click"),
    ),
    Key(
        _PLACING,
        QT_TRANSLATE_NOOP("Keys", "Move the point; in large steps"),
        _ARROWS + _FAR_ARROWS,
        QT_TRANSLATE_NOOP("Keys", "Drag with the mouse, slowly with Shift"),
    ),
    Key(_PLACING, QT_TRANSLATE_NOOP("Keys", "Remove the point"), ("Del",)),
    Key(
        _PLACING,
        QT_TRANSLATE_NOOP("Keys", "Place; leave"),
        (
            "Return",
            "Esc",
        ),
    ),
    Key(
        _STRAIGHTENING,
        QT_TRANSLATE_NOOP("Keys", "Move the corner by one pixel; by ten"),
        _ARROWS + _FAR_ARROWS,
        QT_TRANSLATE_NOOP("Keys", "Drag with the mouse"),
    ),
    Key(
        _STRAIGHTENING,
        QT_TRANSLATE_NOOP("Keys", "Apply; leave"),
        (
            "Return",
            "Esc",
        ),
    ),
)
"""All keys, as the help lists them."""


def rows() -> list[tuple[str, str, str]]:
    """Return (where, what happens, keys as the system writes them) of every line, in the language of the window."""
    return [(_translated(key.context), _translated(key.what), _text(key)) for key in KEYS]


def _text(key: Key) -> str:
    texts, keys = [], list(key.keys)
    for group, name in _GROUPS:
        if set(group) <= set(keys):
            keys = [each for each in keys if each not in group]
            texts.append(_translated(name))
    texts += [QKeySequence(each).toString(QKeySequence.SequenceFormat.NativeText) for each in keys]
    if key.gesture:
        texts.append(_translated(key.gesture))
    return ", ".join(texts)


def _translated(text: str) -> str:
    return QCoreApplication.translate("Keys", text)
