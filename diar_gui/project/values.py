"""What a project says of its photos, to JSON and back.

Whatever is not as it would have been written raises a ValueError, TypeError or KeyError.
"""

import base64
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from diar_gui import geometry
from diar_gui.alignment import AlignedFrame, Alignment, Matches
from diar_gui.bends import Bend
from diar_gui.paths import absolute
from diar_gui.project.known import KnownAlignment
from diar_gui.sentences import Sentence, Value

_MAX_COORDINATE, _MAX_SIDE_PX, _MAX_COUNT = 1e7, 1_000_000, 10**9
_MAX_NAME_CHARS, _MAX_REASON_CHARS, _MARK_CHARS = 4096, 4096, 32
_MAX_N_VALUES = 20
_MAX_N_MATCHES, _LEAST_N_MATCHES = 100_000, 100  # of all photos together, and of each


def name_of(photo: Path, folder: Path) -> str:
    """Return a photo's name relative to a folder, or its whole path where it lies on another drive."""
    try:
        return Path(os.path.relpath(photo, folder)).as_posix()
    except ValueError:
        return photo.as_posix()


def photo_at(name: Any, folder: Path) -> Path:
    """Return the absolute path that `name_of` made a name of."""
    if not text(name, _MAX_NAME_CHARS) or "\0" in name:
        raise ValueError("a photo's name is missing")
    return absolute(folder / name)


def check_keys(value: Any, keys: str) -> None:
    """Raise unless the value is an object with just these keys."""
    if not isinstance(value, dict) or set(value) != set(keys.split()):
        raise ValueError(f"an object with {', '.join(keys.split())} was expected")


def items(value: Any, most: int) -> list[Any]:
    """Return the value if it is a list of at most `most`."""
    if not isinstance(value, list) or len(value) > most:
        raise ValueError(f"a list of at most {most} was expected")
    return value


def text(value: Any, most: int) -> str:
    """Return the value if it is a text of at most `most` characters."""
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(f"a text of at most {most} characters was expected")
    return value


def one_of(value: Any, names: Sequence[str]) -> str:
    """Return the value if it is one of the names."""
    if value not in names:
        raise ValueError(f"one of {', '.join(names)} was expected")
    return value


def whole_number(value: Any, low: int, high: int) -> int:
    """Return the value if it is a whole number within the bounds."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"a whole number from {low} to {high} was expected")
    return value


def number(value: Any, low: float, high: float) -> float:
    """Return the value if it is a number within the bounds."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"a number from {low:g} to {high:g} was expected")
    return float(value)


def found_as_json(found: KnownAlignment, folder: Path) -> dict[str, Any]:
    """Return where the photos lie on one another, as plain JSON types."""
    alignment = found.alignment
    n_most = max(_LEAST_N_MATCHES, _MAX_N_MATCHES // max(1, len(found.photos)))
    return {
        "reference": alignment.reference,
        "size": list(alignment.size),
        "photos": [
            {
                "photo": name_of(photo, folder),
                "mark": mark,
                "status": frame.status,
                "reason": _sentence_as_json(frame.reason),
                "n_matches": int(frame.n_matches),
                "n_inliers": int(frame.n_inliers),
                "error_px": None if frame.error_px is None else _bounded(frame.error_px),
                "overlap_fraction": float(frame.overlap_fraction),
                "H_ref_from_frame": None if frame.H_ref_from_frame is None else frame.H_ref_from_frame.tolist(),
                "bend": None if frame.bend is None else frame.bend.control.tolist(),
                "matches": _matches_as_json(frame.matches, n_most),
            }
            for photo, mark, frame in zip(found.photos, found.marks, alignment.frames, strict=True)
        ],
    }


def with_bends(value: Any) -> Any:
    """Return what was found as projects of versions without bends said it, with none."""
    return {**value, "photos": [{**entry, "bend": None} for entry in value["photos"]]}


def with_sentences(value: Any) -> Any:
    """Return what was found as projects that knew a reason's English text alone said it, with sentences."""
    photos = [{**entry, "reason": {"template": entry["reason"], "values": {}}} for entry in value["photos"]]
    return {**value, "photos": photos}


def found_of(value: Any, folder: Path, most: int) -> KnownAlignment:
    """Return what `found_as_json` made a value of."""
    check_keys(value, "reference size photos")
    entries = items(value["photos"], most)
    height, width = items(value["size"], 2)
    size = whole_number(height, 1, _MAX_SIDE_PX), whole_number(width, 1, _MAX_SIDE_PX)
    reference = whole_number(value["reference"], 0, len(entries) - 1)
    frames = tuple(_frame(entry) for entry in entries)
    if [i for i, frame in enumerate(frames) if frame.status == "reference"] != [reference]:
        raise ValueError("just one reference was expected")
    H = frames[reference].H_ref_from_frame
    if H is None or not np.allclose(H, geometry.IDENTITY):
        raise ValueError("the reference has to lie on itself")
    photos = tuple(photo_at(entry["photo"], folder) for entry in entries)
    if len(set(photos)) < len(photos):
        raise ValueError("a photo is named twice")
    return KnownAlignment(
        photos, tuple(text(entry["mark"], _MARK_CHARS) for entry in entries), Alignment(reference, size, frames)
    )


def _frame(entry: Any) -> AlignedFrame:
    check_keys(
        entry,
        "photo mark status reason n_matches n_inliers error_px overlap_fraction H_ref_from_frame bend matches",
    )
    status, error_px, H, bend = (entry[key] for key in ("status", "error_px", "H_ref_from_frame", "bend"))
    if (H is None) != (status == "rejected"):
        raise ValueError("photos have a place unless they are left out")
    n_matches = whole_number(entry["n_matches"], 0, _MAX_COUNT)
    return AlignedFrame(
        name="",  # given by whoever reads the photo
        status=one_of(status, ("reference", "aligned", "rejected")),  # pyright: ignore[reportArgumentType]
        reason=_sentence(entry["reason"]),
        n_matches=n_matches,
        n_inliers=whole_number(entry["n_inliers"], 0, n_matches),
        error_px=None if error_px is None else number(error_px, 0, _MAX_COORDINATE),
        overlap_fraction=number(entry["overlap_fraction"], 0, 1),
        H_ref_from_frame=None if H is None else _matrix(H),
        matches=_matches(entry["matches"]),
        bend=None if bend is None or H is None else Bend(np.array(bend, np.float64)),
    )


def _sentence_as_json(reason: str) -> dict[str, Any]:
    if not isinstance(reason, Sentence) or len(reason) > _MAX_REASON_CHARS:
        return {"template": reason[:_MAX_REASON_CHARS], "values": {}}
    return {"template": reason.template, "values": {name: _value_as_json(v) for name, v in reason.values.items()}}


def _value_as_json(value: Value) -> str | int | float:
    if not isinstance(value, int | float):
        return str(value)
    bounded = float(np.clip(np.nan_to_num(value), -_MAX_COORDINATE, _MAX_COORDINATE))
    return int(bounded) if isinstance(value, int) else bounded


def _sentence(value: Any) -> Sentence:
    """Return the sentence; its template is only ever looked up and filled in, whatever it is."""
    check_keys(value, "template values")
    template, values = text(value["template"], _MAX_REASON_CHARS), value["values"]
    if not isinstance(values, dict) or len(values) > _MAX_N_VALUES:
        raise ValueError(f"at most {_MAX_N_VALUES} values were expected")
    template.encode()  # Qt takes no half characters
    for each in values.values():
        if isinstance(each, str):
            text(each, _MAX_REASON_CHARS)
        else:
            number(each, -_MAX_COORDINATE, _MAX_COORDINATE)
    sentence = Sentence(template, **values)
    text(sentence, _MAX_REASON_CHARS)
    return sentence


def _bounded(error_px: float) -> float:
    return float(np.clip(np.nan_to_num(error_px), 0, _MAX_COORDINATE))


def _matrix(value: Any) -> np.ndarray:
    rows = [[number(x, -1e12, 1e12) for x in items(row, 3)] for row in items(value, 3)]
    matrix = np.array(rows)
    if matrix.shape != (3, 3):
        raise ValueError("a matrix of 3 x 3 was expected")
    return matrix


def _matches_as_json(matches: Matches, n_most: int) -> dict[str, str]:
    """Return the matches, thinned out where there are more; their bytes are little-endian float32 and one per flag."""
    n = len(matches.is_inlier)
    kept = np.arange(n) if n <= n_most else np.linspace(0, n - 1, n_most).round().astype(int)
    points = np.hstack([matches.frame_points[kept], matches.reference_points[kept]])
    points = np.nan_to_num(points).clip(-_MAX_COORDINATE, _MAX_COORDINATE).astype("<f4")
    is_inlier = matches.is_inlier[kept].astype(np.uint8)
    return {
        "points": base64.b64encode(points.tobytes()).decode(),
        "is_inlier": base64.b64encode(is_inlier.tobytes()).decode(),
    }


def _matches(value: Any) -> Matches:
    check_keys(value, "points is_inlier")
    points = np.frombuffer(base64.b64decode(value["points"], validate=True), "<f4").reshape(-1, 4).astype(np.float64)
    is_inlier = np.frombuffer(base64.b64decode(value["is_inlier"], validate=True), np.uint8)
    if not (np.abs(points) <= _MAX_COORDINATE).all() or len(points) != len(is_inlier) or (is_inlier > 1).any():
        raise ValueError("the matches do not fit together")
    return Matches(points[:, :2], points[:, 2:], is_inlier.astype(bool))
