"""`diar synth`: from any pictures to sequences of spoiled photos whose truth is known."""

import argparse
import re
from typing import TYPE_CHECKING

from diar_gui.cli.arguments import path
from diar_gui.cli.display import Display
from diar_gui.names import SCENE_KINDS
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.synthetic import SyntheticOptions, WriteOptions

HELP = "make sequences of spoiled photos whose truth is known, from any pictures"
DESCRIPTION = (
    "Make sequences of spoiled photos whose truth is known, from any pictures: uneven light, glare, shadows, things in "
    "front, and a camera's own faults. Each sequence is a folder with the photos, the picture without all that, the "
    "true homographies, and masks of what is hidden, in shadow or in a highlight; diar bench judges methods by them. "
    "The same seed gives the same files on every machine."
)

_MIN_SIZE_PX, _MAX_SIZE_PX = 64, 2048
_MAX_COUNT = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the sub-command its arguments."""
    add = parser.add_argument
    add("inputs", nargs="+", type=path, metavar="IMAGE", help="pictures, or a folder of pictures")
    add("-o", "--output", required=True, type=path, metavar="DIR", help="folder for the sequences: a new or empty one")
    add("--sequences", type=_count, metavar="N", help="how many sequences (default: 10)")
    add("--frames", type=_count, metavar="T", help="how many photos in each (default: 10)")
    add("--seed", type=_seed, metavar="S", help="of everything that is drawn (default: 0)")
    add("--size", type=_size, metavar="WxH", help="width and height of the photos in pixels (default: 512x512)")
    views = parser.add_mutually_exclusive_group()
    views.add_argument("--aligned", action="store_true", help="all photos in the reference's view (default)")
    views.add_argument("--perspective", action="store_true", help="each photo in a view of its own")
    add(
        "--kind",
        default="auto",
        choices=("auto", *SCENE_KINDS),
        help="what they are like (default: auto, some of each)",
    )
    add("--cut-outs", type=path, metavar="DIR", help="pictures with alpha to stand in front, beside what is drawn")
    add("--overwrite", action="store_true", help="replace sequences that exist")
    add("--quiet", action="store_true", help="show no progress, only warnings and errors")


def check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where arguments contradict one another: here none can."""


def run(options: argparse.Namespace, display: Display, progress: Progress) -> None:
    """Make them, and say where they are."""
    from diar_gui.synthetic import write_sequences

    chosen = _write_options(options)
    made = write_sequences(options.output, options.inputs, options.cut_outs, chosen, progress)
    display.clear()
    if not options.quiet:
        print(f"Wrote {len(made)} sequences of {chosen.n_frames} photos into {options.output}.")


def _write_options(options: argparse.Namespace) -> "WriteOptions":
    from diar_gui.synthetic import WriteOptions

    # Defaults live in the dataclasses: what was not given is not passed on.
    given = {
        "n_sequences": options.sequences,
        "n_frames": options.frames,
        "size": options.size,
        "seed": options.seed,
    }
    return WriteOptions(
        **{name: value for name, value in given.items() if value is not None},
        scenes=_scenes(options),
        overwrite=options.overwrite,
    )


def _scenes(options: argparse.Namespace) -> "SyntheticOptions":
    from diar_gui.synthetic import SyntheticOptions

    if options.kind == "auto":
        return SyntheticOptions(is_aligned=not options.perspective)
    kinds = tuple(float(kind == options.kind) for kind in SCENE_KINDS)
    return SyntheticOptions(kinds=kinds, is_aligned=not options.perspective)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MAX_COUNT:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to {_MAX_COUNT} is needed, not {text}")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"a seed is a whole number from 0 on, of at most 18 digits, not {text}")
    return int(text)


def _size(text: str) -> tuple[int, int]:
    """Return (height, width)."""
    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text, re.ASCII)
    width, height = (int(side) for side in found.groups()) if found else (0, 0)
    if not (min(width, height) >= _MIN_SIZE_PX and max(width, height) <= _MAX_SIZE_PX):
        raise argparse.ArgumentTypeError(
            f"a size is WxH, both from {_MIN_SIZE_PX} to {_MAX_SIZE_PX} pixels, as 512x512, not {text}"
        )
    return height, width
