"""What the panes show for one photo: a frozen snapshot, made by a pure function from what a run has finished.

Knows no Qt; runs on the display worker. A pane without a picture has a note that says why, translated where it is
shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from diar_gui import brush
from diar_gui.gui.look.translations import QT_TRANSLATE_NOOP
from diar_gui.gui.shown import display, grid_pictures, maps
from diar_gui.gui.shown.alternatives import Alternatives, alternatives
from diar_gui.gui.shown.display import Kept, Picture
from diar_gui.gui.shown.match_lines import MatchesPane, with_lines
from diar_gui.gui.shown.photos import Photo, PhotoStatus
from diar_gui.gui.shown.probe import Probe
from diar_gui.gui.shown.stages import Stages
from diar_gui.gui.shown.wishes import NO_WISHES, Baseline, WeightsMode, Wishes
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.reconstruction import Reconstruction
    from diar_gui.warp import WarpedStack

FULL_SIDE_PX = 6000
"""Long side up to which warped photos and weights are made for the screen; pictures that exist are shown whole."""

# What the panes say before there is something to show.
WARPED_NOTE = QT_TRANSLATE_NOOP("Snapshot", "Will show this photo brought onto the reference.")
WEIGHTS_NOTE = QT_TRANSLATE_NOOP("Snapshot", "Will show how far this photo is trusted at each place.")
RESULT_NOTE = QT_TRANSLATE_NOOP("Snapshot", "Will show the clean picture.")
_UNREADABLE = QT_TRANSLATE_NOOP("Snapshot", "This photo could not be read.")
_NO_CONFIDENCE = QT_TRANSLATE_NOOP("Snapshot", "This method does not say how sure it is of the clean picture.")
_NO_ATTENTION = QT_TRANSLATE_NOOP("Snapshot", "Only the method \u201cResearch: Swin\u201d has attention maps.")
_ATTENTION_COMES = QT_TRANSLATE_NOOP("Snapshot", "The attention maps are being made\u2026")
_WHY_NOT_USED = {
    PhotoStatus.LEFT_OUT: QT_TRANSLATE_NOOP(
        "Snapshot", "This photo was left out, so it has no part in the clean picture."
    ),
    PhotoStatus.SWITCHED_OFF: QT_TRANSLATE_NOOP(
        "Snapshot", "This photo is switched off, so it has no part in the clean picture."
    ),
    PhotoStatus.UNREADABLE: QT_TRANSLATE_NOOP(
        "Snapshot", "This photo was not read, so it has no part in the clean picture."
    ),
}


@dataclass(frozen=True, eq=False)
class GridPane:
    """One picture on the reference grid, and what it can be compared with."""

    picture: Picture | None = None
    compared_with: Picture | None = None
    note: str = ""


@dataclass(frozen=True)
class UsedPhoto:
    """A photo with a part in what is shown, in the order of the stack; `mean_share` is of the clean picture."""

    path: Path
    mean_share: float

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


@dataclass(frozen=True, eq=False)
class Gaps:
    """Where one more photo is needed: a mask of 0 and 255 over the whole grid, and its share of the area."""

    mask: Picture
    share: float


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything the panes show. is_rough: a finer one of the same follows.

    largest_share: the weight at the end of the colour scale, in (0, 1].
    made_for: which wishes it answers.
    used: the photos of the stack, their places in it being the indices of weights and sources.
    is_preview: what is shown was made at the working size, a full reconstruction follows.
    has_confidence: whether the method says how sure it is.
    reconstruction: what result and weights come from.
    alternatives: what the photos show at the place that is being repaired.
    attention_heads: (layer, head) of the attention maps that there are. attention_size: rows and columns of the places
        that the shown head looks from; None where no such map shows.
    """

    photo: Photo | None = None
    matches: MatchesPane = field(default_factory=MatchesPane)
    warped: GridPane = GridPane(note=WARPED_NOTE)
    weights: GridPane = GridPane(note=WEIGHTS_NOTE)
    result: GridPane = GridPane(note=RESULT_NOTE)
    largest_share: float = 1.0
    is_rough: bool = False
    made_for: Wishes = NO_WISHES
    used: tuple[UsedPhoto, ...] = ()
    gaps: Gaps | None = None
    probe: Probe | None = None
    is_preview: bool = False
    has_confidence: bool = False
    reconstruction: "Reconstruction | None" = None
    alternatives: Alternatives | None = None
    attention_heads: tuple[tuple[int, int], ...] = ()
    attention_size: tuple[int, int] | None = None


def make_snapshot(
    stages: Stages,
    photo: Photo | None,
    kept: Kept | None = None,
    long_side_px: int = FULL_SIDE_PX,
    *,
    wishes: Wishes | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Return what the panes show for `photo` after the stages finished so far.

    Args:
        stages: of the current run.
        photo: the selected row; None where nothing is selected.
        kept: pictures of earlier snapshots, to be used again.
        long_side_px: warped photos and maps are made at most so large; what takes long waits for the full size.
        wishes: what else is to be shown; the defaults if None.
        progress: tells whether the user asked to stop.

    Raises:
        Cancelled: it is not wanted any more.
    """
    view = _View(stages, kept or Kept(), long_side_px, wishes or NO_WISHES, progress or Progress())
    shown = stages.shown
    warped, weights = view.warped_and_weights(photo)
    snapshot = Snapshot(
        photo,
        view.matches(photo),
        warped,
        weights,
        view.result(),
        made_for=view.wishes,
        used=view.used(),
        is_preview=stages.preview is not None,
        has_confidence=shown is not None and shown.confidence is not None,
        reconstruction=shown,
        is_rough=view.is_rough(),
    )
    stack = stages.shown_stack
    if stack is None:
        return snapshot
    share = 1.0 if shown is None else view.largest_share(shown)
    return replace(
        snapshot,
        largest_share=share,
        gaps=view.gaps(),
        probe=Probe(stack.size, shown),
        alternatives=view.alternatives(),
        attention_heads=view.attention_heads(),
        attention_size=view.attention_size(),
    )


@dataclass(frozen=True, eq=False)
class _View:
    """The steps of `make_snapshot`, over the same things."""

    stages: Stages
    kept: Kept
    long_side_px: int
    wishes: Wishes
    progress: Progress

    def is_rough(self) -> bool:
        """Tell whether a larger version would hold more."""
        stack = self.stages.shown_stack
        if self.long_side_px >= FULL_SIDE_PX or stack is None:
            return False
        median_waits = self.wishes.compare_with is Baseline.MEDIAN and not self.has_median(stack)
        is_waiting = median_waits or (self.wants_attention() and not self.has_attention())
        return max(stack.size) > self.long_side_px or (is_waiting and self.stages.shown is not None)

    def used(self) -> tuple[UsedPhoto, ...]:
        stack, shown = self.stages.shown_stack, self.stages.shown
        if stack is None:
            return ()
        shares = [0.0] * len(stack.frames) if shown is None else shown.mean_weights.tolist()
        return tuple(UsedPhoto(f.path, share) for f, share in zip(stack.frames, shares, strict=True))

    def picture(self, index: int) -> Picture:
        """Return a photo as it was shot."""
        assert self.stages.frames is not None
        frame = self.stages.frames.frames[index]
        return self.kept.get(frame, "photo", lambda: display.picture_of(frame.in_srgb(), seen=frame.seen))

    def matches(self, photo: Photo | None) -> MatchesPane:
        frames = self.stages.frames.frames if self.stages.frames else ()
        index = next((i for i, f in enumerate(frames) if photo and f.path == photo.path), None)
        alignment = self.stages.alignment
        if photo is not None and photo.status is PhotoStatus.UNREADABLE:
            return MatchesPane(note=_UNREADABLE)
        if index is None:
            return MatchesPane()
        if alignment is None:
            return MatchesPane(photo=self.picture(index), note="")
        if index == alignment.reference:
            return MatchesPane(reference=self.picture(index), note="")
        pair = MatchesPane(self.picture(alignment.reference), self.picture(index), note="")
        return with_lines(pair, alignment.frames[index])

    def warped_and_weights(self, photo: Photo | None) -> tuple[GridPane, GridPane]:
        stack = self.stages.shown_stack
        place = None if stack is None or photo is None else grid_pictures.place_of(stack, photo.path)
        note = _why_not_used(photo) if place is None else ""
        if stack is None or place is None:
            warped, weights = GridPane(note=note or WARPED_NOTE), GridPane(note=note or WEIGHTS_NOTE)
        else:
            warped = GridPane(self.on_grid(stack, place), self.on_grid(stack, stack.reference), "")
            weights = GridPane(note=WEIGHTS_NOTE)
        shown = self.stages.shown
        if stack is None or shown is None:
            return warped, weights
        if self.wishes.weights_mode is WeightsMode.ATTENTION:
            return warped, self.attention(stack, shown, place, note)
        if self.wishes.weights_mode is not WeightsMode.PHOTO:
            return warped, self.map_of_all(stack, shown)
        if place is None:
            return warped, weights
        pixels, valid = self.warped(stack, place)
        share = self.largest_share(shown)
        heat = maps.heat_over(pixels, valid, grid_pictures.resized(shown.weights[place], pixels.shape), share)
        return warped, GridPane(display.picture_of(heat, stack.size), None, "")

    def wants_attention(self) -> bool:
        shown = self.stages.shown
        wanted = self.wishes.weights_mode is WeightsMode.ATTENTION
        return wanted and shown is not None and shown.method == "swin" and self.stages.preview is None

    def has_attention(self) -> bool:
        return self.stages.shown is not None and self.kept.has(self.stages.shown, "attention")

    def attention_heads(self) -> tuple[tuple[int, int], ...]:
        if not (self.wants_attention() and self.has_attention()):
            return ()
        return tuple((each.layer, each.head) for each in self.kept.get(self.stages.shown, "attention", tuple).maps)

    def attention_size(self) -> tuple[int, int] | None:
        """Return (rows, columns) of the places that the chosen head looks from."""
        if not self.attention_heads():
            return None
        return self.kept.get(self.stages.shown, "attention", tuple).size(self.wishes.attention_head[0])

    def attention(self, stack: "WarpedStack", shown: "Reconstruction", place: int | None, note: str) -> GridPane:
        """Return how much the chosen head looks at each place of a photo."""
        if shown.method != "swin":
            return GridPane(note=_NO_ATTENTION)
        if place is None:
            return GridPane(note=note)
        if not self.wants_attention() or (self.long_side_px < FULL_SIDE_PX and not self.has_attention()):
            return GridPane(note=_ATTENTION_COMES)
        made = self.kept.get(shown, "attention", lambda: grid_pictures.attention(stack, self.progress))
        head = next((m for m in made.maps if (m.layer, m.head) == self.wishes.attention_head), made.maps[0])
        pixels, valid = self.warped(stack, place)
        looks, asked = head.received[place], None
        if self.wishes.attention_place is not None:
            x, y = self.wishes.attention_place
            rows, columns = made.size(head.layer)
            asked = min(int(y * rows), rows - 1), min(int(x * columns), columns - 1)
            looks = made.from_place(head.layer, head.head, place, asked)
        heat = grid_pictures.attention_over(pixels, valid, looks, asked)
        return GridPane(display.picture_of(heat, stack.size), None, "")

    def map_of_all(self, stack: "WarpedStack", shown: "Reconstruction") -> GridPane:
        """Return a map that does not depend on the selected photo."""
        mode = self.wishes.weights_mode
        if mode is WeightsMode.CONFIDENCE and shown.confidence is None:
            return GridPane(note=_NO_CONFIDENCE)

        def make() -> Picture:
            return grid_pictures.map_over(shown, mode, stack.size, self.long_side_px)

        return GridPane(self.kept.get(shown, f"{mode} {self.long_side_px}", make), None, "")

    def result(self) -> GridPane:
        shown, stack = self.stages.shown, self.stages.shown_stack
        if shown is None or stack is None:
            return GridPane(note=RESULT_NOTE)
        picture = self.kept.get(shown, "picture", lambda: grid_pictures.clean(shown, stack.size))
        return GridPane(picture, self.compared_with(stack), "")

    def compared_with(self, stack: "WarpedStack") -> Picture | None:
        wish = self.wishes.compare_with
        if wish is Baseline.MEDIAN:
            if self.long_side_px < FULL_SIDE_PX and not self.has_median(stack):
                return None
            kind = f"median {grid_pictures.key_of_all(stack)}"
            return self.kept.get(stack.frames[0], kind, lambda: grid_pictures.median(stack, self.progress))
        place = grid_pictures.place_of(stack, wish) if isinstance(wish, Path) else None
        return self.on_grid(stack, stack.reference if place is None else place)

    def has_median(self, stack: "WarpedStack") -> bool:
        return self.kept.has(stack.frames[0], f"median {grid_pictures.key_of_all(stack)}")

    def on_grid(self, stack: "WarpedStack", place: int) -> Picture:
        """Return a photo on the grid; one that lies on it already as it was shot, which is quicker."""
        frame = stack.frames[place]
        if grid_pictures.is_grid(stack, place):
            return self.kept.get(frame, "photo", lambda: display.picture_of(frame.in_srgb(), seen=frame.seen))

        def make() -> Picture:
            return display.picture_of(display.greyed_outside(*self.warped(stack, place)), stack.size)

        return self.kept.get(frame, f"shown {grid_pictures.key(stack, place, self.long_side_px)}", make)

    def warped(self, stack: "WarpedStack", place: int) -> grid_pictures.Warped:
        self.progress.check_cancelled()
        kind = f"warped {grid_pictures.key(stack, place, self.long_side_px)}"
        return self.kept.get(stack.frames[place], kind, lambda: grid_pictures.warped(stack, place, self.long_side_px))

    def largest_share(self, shown: "Reconstruction") -> float:
        return self.kept.get(shown, "share", lambda: maps.largest_share(shown.weights))

    def gaps(self) -> Gaps | None:
        shown, stack = self.stages.shown, self.stages.shown_stack
        if shown is None or stack is None or not self.wishes.shows_gaps:
            return None
        mask = self.kept.get(shown, "gaps", lambda: maps.gaps(shown.coverage, shown.confidence))
        # Whoever painted there has said what it is to be.
        scale_y, scale_x = mask.shape[0] / stack.size[0], mask.shape[1] / stack.size[1]
        own = brush.touched([stroke.scaled(scale_x, scale_y) for stroke in stack.strokes], mask.shape)
        mask = np.where(own, np.uint8(0), mask)
        return Gaps(display.picture_of(mask, stack.size), float(mask.mean()) / 255)

    def alternatives(self) -> Alternatives | None:
        box, shown, stack = self.wishes.repaired_box, self.stages.shown, self.stages.shown_stack
        if box is None or shown is None or stack is None or shown.picture.shape[:2] != stack.size:
            return None
        return self.kept.get(shown, f"alternatives {box}", lambda: alternatives(stack, shown, box, self.progress))


def _why_not_used(photo: Photo | None) -> str:
    return _WHY_NOT_USED.get(photo.status, "") if photo is not None else ""


def photo_at(photos: Sequence[Photo], row: int) -> Photo | None:
    """Return the photo of a row of the list, None where there is no such row."""
    return photos[row] if 0 <= row < len(photos) else None
