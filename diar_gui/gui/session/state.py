"""What a session can do now, and what it is to open."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from diar_gui.edits import NO_EDITS, Edits
from diar_gui.gui.session.settings import Settings

if TYPE_CHECKING:
    from diar_gui.alignment import Alignment
    from diar_gui.images import FrameSet

    Known = Callable[[FrameSet], Alignment | None]
    """Gives the alignment that is known of the frames from before, see `pipeline.run`."""


class State(Enum):
    """What the window can do now."""

    EMPTY = auto()
    LISTING = auto()
    READY = auto()
    RUNNING = auto()
    STOPPING = auto()


@dataclass(frozen=True, eq=False)
class PhotosToOpen:
    """What is to be opened, see `Session.open`; with `keeps`, it is the same work with more photos, or fewer."""

    inputs: tuple[Path, ...] = ()
    starts: bool = False
    edits: Edits = NO_EDITS
    known: "Callable[[Settings], Known | None] | None" = None
    keeps: bool = False
