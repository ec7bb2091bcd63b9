"""What a project holds, as plain values."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from diar_gui.edits import NO_EDITS, Edits, Straightening
from diar_gui.names import CANVASES, COLOURS, FEATURES, METHODS, TONES
from diar_gui.project.known import KnownAlignment


@dataclass(frozen=True)
class ProjectOptions:
    """How the picture is made; the names are those of `diar_gui.names`.

    working_size_px: long side at which photos are compared for the alignment; None for the engine's own.
    flat_field, target: see `pipeline.RunOptions`; their paths are absolute.
    """

    method: str = METHODS[0]
    features: str = FEATURES[0]
    tone: str = TONES[0]
    canvas: str = CANVASES[0]
    working_size_px: int | None = None
    colour: str = COLOURS[0]
    flat_field: Path | None = None
    target: Path | str | None = None


@dataclass(frozen=True, eq=False)
class Project:
    """All that it takes to go on where somebody stopped, but the photos themselves.

    photos: absolute paths, in the order of the list. found: their alignment; None where they were not aligned yet.
    """

    photos: tuple[Path, ...]
    options: ProjectOptions = field(default_factory=ProjectOptions)
    edits: Edits = NO_EDITS
    found: KnownAlignment | None = None

    @property
    def beside(self) -> tuple[Path, ...]:
        """What a run reads beside the photos: the flat field and a target of its own."""
        named = (self.options.flat_field, self.options.target)
        return tuple(path for path in named if isinstance(path, Path) and path not in self.photos)

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
            self._with_beside(moved),
            _moved_edits(self.edits, places),
            None if found is None else replace(found, photos=tuple(map(moved, found.photos))),
        )

    def without(self, photos: Collection[Path]) -> "Project":
        """Return the project without photos, or without a flat field or target, and what was said about them."""
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
        options = self._with_beside(lambda path: None if path in photos else path)
        return replace(self, photos=tuple(p for p in self.photos if p not in photos), options=options, edits=left)

    def _with_beside(self, changed: Callable[[Path], Path | None]) -> ProjectOptions:
        flat_field, target = self.options.flat_field, self.options.target
        return replace(
            self.options,
            flat_field=None if flat_field is None else changed(flat_field),
            target=changed(target) if isinstance(target, Path) else target,
        )


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
