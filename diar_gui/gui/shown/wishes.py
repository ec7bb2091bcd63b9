"""What the user wants the panes to show of a run, beyond the photo that is selected. Knows no Qt."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class WeightsMode(StrEnum):
    """What the weights pane shows."""

    PHOTO = "photo"
    SOURCE = "source"
    CONFIDENCE = "confidence"
    COUNT = "count"
    ATTENTION = "attention"


class Baseline(StrEnum):
    """What the clean picture can be held against besides a photo."""

    REFERENCE = "reference"
    MEDIAN = "median"


@dataclass(frozen=True)
class Wishes:
    """What is to be made for the panes, since not everything is made for every photo.

    compare_with: for the clean picture; a path stands for that photo, brought onto the grid.
    shows_gaps: whether places that need one more photo are marked.
    attention_head: layer and head, counted from 1, whose attention is shown. attention_place: (x, y), shares of the
        picture, of the place whose attention is shown; None for that of all places.
    repaired_box: (x, y, width, height) of the place at which the photos' alternatives are wanted; None for nowhere.
    """

    weights_mode: WeightsMode = WeightsMode.PHOTO
    compare_with: Baseline | Path = Baseline.REFERENCE
    shows_gaps: bool = False
    repaired_box: tuple[int, int, int, int] | None = None
    attention_head: tuple[int, int] = (1, 1)
    attention_place: tuple[float, float] | None = None


NO_WISHES = Wishes()
