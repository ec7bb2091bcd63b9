"""What a user has corrected: plain values in the photos' own pixels, so that they hold on any grid.

Photos are named by their absolute paths. Written as JSON with paths relative to the file that holds it.
"""

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from diar_gui.errors import ProjectError
from diar_gui.names import EXPOSURE_RANGE_EV, WARMTH_RANGE_MIRED
from diar_gui.paths import absolute

Point = tuple[float, float]
"""(x, y) in full-size pixels of a photo, pixel centres at integers."""

Matrix = tuple[tuple[float, float, float], ...]
"""3x3, row by row."""

_MAX_N_POINTS, _MAX_N_STROKES = 100_000, 10_000
_MAX_COORDINATE = 1e7


@dataclass(frozen=True)
class Stroke:
    """A brush stroke: "use this photo here" or "never this photo here".

    photo: that it speaks about. is_wanted: use it here, else never.
    points: corners of its line, in that photo's pixels.
    radius_px: of the brush, in that photo's pixels. softness: in [0, 1]; 0 for a hard border.
    """

    photo: Path
    is_wanted: bool
    points: tuple[Point, ...]
    radius_px: float
    softness: float


@dataclass(frozen=True)
class Placement:
    """A photo placed by hand.

    photo: that was placed. reference: the photo on whose pixels.
    photo_points, reference_points: the pairs, four or more.
    H_reference_from_photo: what came of them, between full-size pixels.
    """

    photo: Path
    reference: Path
    photo_points: tuple[Point, ...]
    reference_points: tuple[Point, ...]
    H_reference_from_photo: Matrix


@dataclass(frozen=True)
class Straightening:
    """The subject's outline.

    photo: in whose pixels the corners are. corners: top left, top right, bottom right, bottom left.
    aspect: the subject's true width over its height; None where it is to be estimated from the corners.
    size_mm: its true width and height, where they are known.
    """

    photo: Path
    corners: tuple[Point, Point, Point, Point]
    aspect: float | None = None
    size_mm: tuple[float, float] | None = None


@dataclass(frozen=True)
class Finish:
    """How the picture is brought to its last light, see `finish`.

    exposure_ev: in steps of a camera, each twice the light; within `names.EXPOSURE_RANGE_EV`.
    white: linear light (R, G, B of sRGB) of the place that was taken for neutral white; None for as it is.
    warmth_mired: how much warmer daylight makes it (less: colder); within `names.WARMTH_RANGE_MIRED`.
    is_even: whether blank parts of a board or a page become evenly white, and ink stays.
    """

    exposure_ev: float = 0.0
    white: tuple[float, float, float] | None = None
    warmth_mired: float = 0.0
    is_even: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        return {
            "exposure_ev": self.exposure_ev,
            "white": None if self.white is None else list(self.white),
            "warmth_mired": self.warmth_mired,
            "is_even": self.is_even,
        }


NO_FINISH = Finish()


@dataclass(frozen=True)
class Edits:
    """All corrections of one set of photos.

    left_out: photos that were switched off. reference: that was chosen; None for the one that is found.
    strokes: in the order in which they were drawn. placements: at most one per photo.
    """

    left_out: frozenset[Path] = frozenset()
    reference: Path | None = None
    strokes: tuple[Stroke, ...] = ()
    placements: tuple[Placement, ...] = ()
    straightening: Straightening | None = None
    finish: Finish = NO_FINISH

    @property
    def is_empty(self) -> bool:
        """Whether nothing was corrected."""
        return self == Edits()

    def with_photo(self, photo: Path, *, is_on: bool) -> "Edits":
        """Return these with a photo switched on or off."""
        return replace(self, left_out=self.left_out - {photo} if is_on else self.left_out | {photo})

    def with_placement(self, placement: Placement) -> "Edits":
        """Return these with a photo placed by hand, in place of an earlier placement of it."""
        others = tuple(p for p in self.placements if p.photo != placement.photo)
        return replace(self, placements=(*others, placement))

    def as_json(self, folder: Path) -> dict[str, Any]:
        """Return these as plain JSON types; photos are named relative to `folder`."""
        name = _namer(folder)
        straightening = self.straightening
        return {
            "left_out": sorted(name(photo) for photo in self.left_out),
            "reference": None if self.reference is None else name(self.reference),
            "strokes": [
                {
                    "photo": name(s.photo),
                    "is_wanted": s.is_wanted,
                    "points": [list(p) for p in s.points],
                    "radius_px": s.radius_px,
                    "softness": s.softness,
                }
                for s in self.strokes
            ],
            "placements": [
                {
                    "photo": name(p.photo),
                    "reference": name(p.reference),
                    "photo_points": [list(x) for x in p.photo_points],
                    "reference_points": [list(x) for x in p.reference_points],
                    "H_reference_from_photo": [list(row) for row in p.H_reference_from_photo],
                }
                for p in self.placements
            ],
            "straightening": straightening
            and {
                "photo": name(straightening.photo),
                "corners": [list(p) for p in straightening.corners],
                "aspect": straightening.aspect,
                "size_mm": None if straightening.size_mm is None else list(straightening.size_mm),
            },
            "finish": self.finish.as_json(),
        }

    @classmethod
    def from_json(cls, values: Any, folder: Path) -> "Edits":
        """Return the corrections that `as_json` made `values` of.

        Raises:
            ProjectError: they are not of that kind.
        """
        try:
            return _edits(values, folder)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ProjectError(
                "The corrections in the project cannot be understood ({kind}: {reason}); "
                "the file may be damaged, or of a newer version.",
                kind=type(error).__name__,
                reason=str(error),
            ) from error


NO_EDITS = Edits()


def _namer(folder: Path) -> Any:
    def name(photo: Path) -> str:
        try:
            return Path(os.path.relpath(photo, folder)).as_posix()
        except ValueError:  # on another drive
            return photo.as_posix()

    return name


def _edits(values: Mapping[str, Any], folder: Path) -> Edits:
    def photo(name: Any) -> Path:
        if not isinstance(name, str) or not name or "\0" in name:
            raise ValueError("a photo's name is missing")
        return absolute(folder / name)

    strokes = values["strokes"]
    if len(strokes) > _MAX_N_STROKES:
        raise ValueError("there are too many strokes")
    straightening, reference = values["straightening"], values["reference"]
    return Edits(
        left_out=frozenset(photo(name) for name in values["left_out"]),
        reference=None if reference is None else photo(reference),
        strokes=tuple(
            Stroke(
                photo(s["photo"]),
                _flag(s["is_wanted"]),
                _points(s["points"], 1),
                _number(s["radius_px"], 1e-3, _MAX_COORDINATE),
                _number(s["softness"], 0.0, 1.0),
            )
            for s in strokes
        ),
        placements=tuple(
            Placement(
                photo(p["photo"]),
                photo(p["reference"]),
                _points(p["photo_points"], 4),
                _points(p["reference_points"], 4),
                _matrix(p["H_reference_from_photo"]),
            )
            for p in values["placements"]
        ),
        straightening=None if straightening is None else _straightening(straightening, photo(straightening["photo"])),
        finish=_finish(values["finish"]),
    )


def _straightening(values: Mapping[str, Any], photo: Path) -> Straightening:
    first, second, third, fourth = _points(values["corners"], 4)
    aspect, size_mm = values["aspect"], values["size_mm"]
    if size_mm is not None:
        width_mm, height_mm = size_mm
        size_mm = _number(width_mm, 1e-3, _MAX_COORDINATE), _number(height_mm, 1e-3, _MAX_COORDINATE)
    aspect = None if aspect is None else _number(aspect, 1e-3, 1e3)
    return Straightening(photo, (first, second, third, fourth), aspect, size_mm)


def _finish(values: Mapping[str, Any]) -> Finish:
    white = values["white"]
    if white is not None:
        red, green, blue = (_number(value, 1e-3, 1.0) for value in white)
        white = red, green, blue
    return Finish(
        _number(values["exposure_ev"], *EXPOSURE_RANGE_EV),
        white,
        _number(values["warmth_mired"], *WARMTH_RANGE_MIRED),
        _flag(values["is_even"]),
    )


def with_finish(values: Any) -> Any:
    """Return corrections as projects without a finish or a true size said them, with neither."""
    straightening = values["straightening"]
    if straightening is not None:
        straightening = {**straightening, "size_mm": None}
    return {**values, "straightening": straightening, "finish": NO_FINISH.as_json()}


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false was expected")
    return value


def _number(value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"a number from {low:g} to {high:g} was expected")
    return float(value)


def _points(values: Sequence[Any], n_least: int) -> tuple[Point, ...]:
    if not n_least <= len(values) <= _MAX_N_POINTS:
        raise ValueError("there are too few or too many points")
    return tuple(
        (_number(x, -_MAX_COORDINATE, _MAX_COORDINATE), _number(y, -_MAX_COORDINATE, _MAX_COORDINATE))
        for x, y in values
    )


def _matrix(values: Sequence[Any]) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = values
    rows = ((a, b, c), (d, e, f), (g, h, i))
    if not all(isinstance(v, int | float) and math.isfinite(v) for row in rows for v in row):
        raise ValueError("a matrix of numbers was expected")
    return tuple((float(x), float(y), float(z)) for x, y, z in rows)
