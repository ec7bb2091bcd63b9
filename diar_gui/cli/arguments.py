"""Values on the command line: each function takes a text and says in its error what was needed."""

import argparse
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from diar_gui.access_copies import AccessCopy
    from diar_gui.batch.sets import Grouping

_LEAST_SIDE_MM, _LARGEST_SIDE_MM = 5.0, 100_000.0


def path(text: str) -> Path:
    """Return a file or folder name that is not empty."""
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError("a file or folder name is needed")
    return Path(text)


def size_px(text: str) -> int:
    """Return a size in pixels."""
    if not text.isdecimal() or not 128 <= int(text) <= 16384:
        raise argparse.ArgumentTypeError(f"a size is a whole number of pixels from 128 to 16384, not {text}")
    return int(text)


def number_of_frames(text: str) -> int:
    """Return a number of video frames."""
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"a number of frames is a whole number from 1 to 100000, not {text}")
    return int(text)


def gigabytes(text: str) -> float:
    """Return an amount of memory in gigabytes."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= 1e6:
        raise argparse.ArgumentTypeError(f"memory is a number of gigabytes above 0, not {text}")
    return value


def outline(text: str) -> str | tuple[tuple[float, float], ...]:
    """Return "auto", or the four corners of a subject."""
    if text == "auto":
        return text
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != 8 or not all(math.isfinite(value) for value in values):
        raise argparse.ArgumentTypeError(f"an outline is auto, or eight numbers x1,y1,...,x4,y4, not {text}")
    return tuple(zip(values[::2], values[1::2], strict=True))


def place_px(text: str) -> tuple[float, float]:
    """Return a place in a picture."""
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        x = y = math.nan
    if not (math.isfinite(x) and math.isfinite(y)):
        raise argparse.ArgumentTypeError(f"a place is two numbers of pixels, x,y, not {text}")
    return x, y


def within(low: float, high: float, what: str) -> Callable[[str], float]:
    """Return what reads a number from `low` to `high`; `what` names it in the error."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{what} is a number from {low:g} to {high:g}, not {text}")
        return value

    return read


class TrueSize(NamedTuple):
    """What is known of a subject's size: width over height, and both in mm; None where only the former is known."""

    aspect: float
    size_mm: tuple[float, float] | None


def true_size(text: str) -> TrueSize:
    """Return a true size, or proportions alone."""
    from diar_gui.straightening import aspect_from_text, size_mm_from_text

    aspect, size_mm = aspect_from_text(text), size_mm_from_text(text)
    if aspect is None:
        raise argparse.ArgumentTypeError(
            f"a true size is like 210x297 (mm), 21x29.7cm or 8.5x11in, or 3:2 for proportions alone, not {text}"
        )
    if size_mm is not None and not all(_LEAST_SIDE_MM <= side <= _LARGEST_SIDE_MM for side in size_mm):
        width, height = size_mm
        raise argparse.ArgumentTypeError(
            f"{text} is a subject of {width:g} x {height:g} mm; name the unit (mm, cm, m, in), or write 3:2 for "
            "proportions alone"
        )
    return TrueSize(aspect, size_mm)


def access_copy(text: str) -> "AccessCopy":
    """Return a file name with the size and the colours that follow it."""
    from diar_gui.access_copies import AccessCopy
    from diar_gui.names import COLOURS

    name, long_side_px, colour = text, None, None
    while ":" in name:
        rest, _, last = name.rpartition(":")
        if long_side_px is None and re.fullmatch(r"\d{2,6}px", last):
            long_side_px = int(last[:-2])
        elif colour is None and last in COLOURS:
            colour = last
        else:
            break
        name = rest
    if not name or "\0" in name or not Path(name).suffix or ":" in Path(name).suffix:
        raise argparse.ArgumentTypeError(
            f"a copy is like access.jpg:3000px:srgb (a size of 10 px or more; one of {', '.join(COLOURS)}), not {text}"
        )
    return AccessCopy(Path(name), long_side_px, colour)


def xmp_value(text: str) -> tuple[str, str]:
    """Return name and value of a property of XMP."""
    from diar_gui.image_codecs import SETTABLE

    name, is_there, value = text.partition("=")
    if name not in SETTABLE or not is_there or not value.strip():
        raise argparse.ArgumentTypeError(
            f"what is set in XMP is like dc:identifier=INV-1234, with one of {', '.join(SETTABLE)}, not {text}"
        )
    if not all(character in "\t\n\r" or character >= " " for character in value) or not _is_text(value):
        raise argparse.ArgumentTypeError(f"the value of {name} has characters that XMP cannot hold")
    return name, value


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return not {"\ufffe", "\uffff"} & set(value)


def grouping(text: str) -> "Grouping":
    """Return what makes a set of photos."""
    from diar_gui.batch import grouping_from_text

    found = grouping_from_text(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"a group is folder, name, time:SECONDS or count:N (2 or more), not {text}")
    return found


def number_of_jobs(text: str) -> int:
    """Return how many sets are worked on at a time."""
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"a number of jobs is a whole number from 1 to 256, not {text}")
    return int(text)


def seconds(text: str) -> float:
    """Return a time in seconds."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= 1e7:
        raise argparse.ArgumentTypeError(f"a time is a number of seconds above 0, not {text}")
    return value


def shard(text: str) -> tuple[int, int]:
    """Return which part of how many."""
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"a shard is like 3/10, the third of ten parts, not {text}")
    return int(found[1]), int(found[2])
