"""What a project holds, as plain values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from diar_gui.edits import NO_EDITS, Edits, Straightening
from diar_gui.names import CANVASES, FEATURES, METHODS, TONES
from diar_gui.project.known import KnownAlignment


@dataclass(frozen=True)
class ProjectOptions:
    """How the picture is made; the names are those of `diar_gui.names`.

    working_size_px: long side at which photos are compared for the alignment; None for the engine's own.
    """

    method: str = METHODS[0]
    features: str = FEATURES[0]
    tone: str = TONES[0]
    canvas: str = CANVASES[0]
    working_size_px: int | None = None


@dataclass(frozen=True, eq=False)
class Project:
    """All that it takes to go on where somebody stopped, but the photos themselves.

    photos: absolute paths, in the order of the list. found: their alignment; None where they were not aligned yet.
    """

    photos: tuple[Path, ...]
    options: ProjectOptions = field(default_factory=ProjectOptions)
    edits: Edits = NO_EDITS
    found: KnownAlignment | None = None

    def relocated(self, places: Mapping[Path, Path]) -> "Project":
        """Return the project with photos found in other places.

        Args:
            places: from where a photo was to where it is, both absolute.
        """

        def moved(photo: Path) -> Path:
            return places.get(photo, photo)

        found = self.found
        return Project(
            tuple(map(moved, self.photos)),
            self.options,
            _moved_edits(self.edits, places),
            None if found is None else replace(found, photos=tuple(map(moved, found.photos))),
        )

    def without(self, photos: Collection[Path]) -> "Project":
        """Return the project without photos, and without what was said about them."""
        edits, straightening = self.edits, self.edits.straightening
        left = Edits(
            edits.left_out - set(photos),
            None if edits.reference in photos else edits.reference,
            tuple(s for s in edits.strokes if s.photo not in photos),
            tuple(p for p in edits.placements if p.photo not in photos and p.reference not in photos),
            None if straightening is not None and straightening.photo in photos else straightening,
            edits.finish,
        )
        # What is known of the others' alignment holds on; it knows which frames it is called with.
        return replace(self, photos=tuple(p for p in self.photos if p not in photos), edits=left)


def _moved_edits(edits: Edits, places: Mapping[Path, Path]) -> Edits:
    def moved(photo: Path) -> Path:
        return places.get(photo, photo)

    straightening: Straightening | None = edits.straightening
    return Edits(
        frozenset(map(moved, edits.left_out)),
        None if edits.reference is None else moved(edits.reference),
        tuple(replace(s, photo=moved(s.photo)) for s in edits.strokes),
        tuple(replace(p, photo=moved(p.photo), reference=moved(p.reference)) for p in edits.placements),
        straightening and replace(straightening, photo=moved(straightening.photo)),
        edits.finish,
    )
