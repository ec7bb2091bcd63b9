"""The sets of the queue and what has become of each, as a Qt model."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPixmap

from diar_gui.gui.look.icons import tinted
from diar_gui.gui.look.remaining import in_words
from diar_gui.gui.look.theme import DARK, Theme
from diar_gui.gui.look.translations import in_window_language

if TYPE_CHECKING:
    from diar_gui.batch import AtWork, Entry, PhotoSet

SET, PHOTOS, STATE, NEWS = range(4)
FRACTION_ROLE = Qt.ItemDataRole.UserRole
_ICON_PX, _PICTURE = 18, QSize(60, 44)
_LEAST_FRACTION, _LEAST_S = 0.05, 3.0  # before that nobody can tell how long it will take

_Index = QModelIndex | QPersistentModelIndex


class SetState(Enum):
    """What has become of a set."""

    WAITING = auto()
    AT_WORK = auto()
    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()


_LOOKS = {
    SetState.DONE: ("check", "good"),
    SetState.FAILED: ("warning", "warn"),
    SetState.CANCELLED: ("off", "muted"),
}


@dataclass(frozen=True)
class Row:
    """One set.

    news: what is to be said of it, an engine's sentence. picture, report: files, where it is done.
    """

    name: str
    photos: tuple[Path, ...]
    state: SetState = SetState.WAITING
    fraction: float = 0.0
    seconds: float = 0.0
    news: str = ""
    picture: Path | None = None
    report: Path | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in (SetState.WAITING, SetState.AT_WORK)

    @property
    def state_text(self) -> str:
        """What it says of its state."""
        translate = QCoreApplication.translate
        if self.state is not SetState.AT_WORK:
            return {
                SetState.WAITING: translate("Queue", "Waiting"),
                SetState.DONE: translate("Queue", "Done"),
                SetState.FAILED: translate("Queue", "Failed"),
                SetState.CANCELLED: translate("Queue", "Cancelled"),
            }[self.state]
        if self.fraction < _LEAST_FRACTION or self.seconds < _LEAST_S:
            return translate("Queue", "At work")
        left = in_words(self.seconds / self.fraction * (1 - self.fraction))
        return f"{self.fraction:.0%}  \u00b7  {left}"

    def as_ended(self, entry: "Entry", folder: Path, *, was_cancelled: bool) -> "Row":
        """Return it as its line of the manifest says.

        Args:
            entry: the line.
            folder: of the outputs.
            was_cancelled: whether the user gave it up.
        """
        if entry.state == "done":
            paths = [folder / path for path in entry.outputs]
            report = next((path for path in paths if path.suffix == ".json"), None)
            picture = next((path for path in paths if path.suffix != ".json"), None)
            return replace(self, state=SetState.DONE, fraction=1.0, news=entry.sentence, picture=picture, report=report)
        state = SetState.CANCELLED if was_cancelled else SetState.FAILED
        return replace(self, state=state, fraction=0.0, news=entry.sentence)


class QueueModel(QAbstractTableModel):
    """Rows of sets: name with a small picture, photos, state, and what there is to say."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self._pictures: dict[str, QPixmap] = {}
        self._theme = DARK

    def replace_sets(self, sets: "Sequence[PhotoSet]") -> None:
        """List other sets; one that was listed before with the same photos keeps its state."""
        known = {(row.name, row.photos): row for row in self.rows}
        self.beginResetModel()
        self.rows = tuple(known.get((one.name, one.photos), Row(one.name, one.photos)) for one in sets)
        self.endResetModel()

    def put(self, row: Row) -> None:
        """Take what has become of a set."""
        index = next((i for i, each in enumerate(self.rows) if each.name == row.name), None)
        if index is not None and self.rows[index] != row:
            self.rows = (*self.rows[:index], row, *self.rows[index + 1 :])
            self.dataChanged.emit(self.index(index, 0), self.index(index, NEWS))

    def show_at_work(self, at_work: "dict[str, AtWork]") -> None:
        """Show how far sets are."""
        for row in self.rows:
            now = at_work.get(row.name)
            if now is not None and row.is_open:
                self.put(
                    replace(row, state=SetState.AT_WORK, fraction=now.fraction, seconds=now.seconds, news=now.message)
                )

    def set_picture(self, name: str, jpeg: str) -> None:
        """Show a small picture of a set: a JPEG as base64."""
        drawn = QPixmap()
        if jpeg and drawn.loadFromData(base64.b64decode(jpeg)):
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._pictures[name] = drawn.scaled(_PICTURE, keep, smooth)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme

    def row_named(self, name: str) -> Row | None:
        """Return what is known of a set."""
        return next((row for row in self.rows if row.name == name), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """Return the number of sets."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of columns."""
        return 0 if parent.isValid() else NEWS + 1

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heading of a column."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        translate = QCoreApplication.translate
        return {
            SET: translate("Queue", "Folder"),
            PHOTOS: translate("Queue", "Photos"),
            STATE: translate("Queue", "State"),
            NEWS: translate("Queue", "What there is to say"),
        }[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows or says."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        texts = (row.name, str(len(row.photos)), row.state_text, in_window_language(row.news))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return texts[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(
                filter(None, (texts[SET], texts[STATE], texts[NEWS])) if column == SET else [texts[column]]
            )
        if role == Qt.ItemDataRole.TextAlignmentRole and column == PHOTOS:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.DecorationRole and column == SET:
            return self._pictures.get(row.name)
        if role == Qt.ItemDataRole.DecorationRole and column == STATE and row.state in _LOOKS:
            icon, colour = _LOOKS[row.state]
            return tinted(icon, getattr(self._theme, colour)).pixmap(_ICON_PX, _ICON_PX)
        if role == FRACTION_ROLE and column == STATE and row.state is SetState.AT_WORK:
            return row.fraction
        return None
