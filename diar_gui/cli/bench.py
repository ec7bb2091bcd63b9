"""`diar bench`: how near the methods come to sequences whose truth is known."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from diar_gui.cli.arguments import path
from diar_gui.cli.display import Display
from diar_gui.names import DEVICES, FEATURES, LEARNED_METHODS, METHODS
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.benchmark import BenchmarkOptions

HELP = "measure how near the methods come to sequences whose truth is known"
DESCRIPTION = (
    "Measure how near the methods come to sequences whose truth is known, and print the means over each set of "
    "sequences as Markdown tables. Without --features, photos that are known to be aligned are taken as they are, and "
    "others are aligned as diar reconstruct does it. Sequences without truth.png are passed over."
)

_METHODS_HELP = (
    f"of {', '.join(METHODS)} (default: all); NAME=FILE takes the parameters of a learned method "
    f"({', '.join(LEARNED_METHODS)}) from that file"
)
_TRUTH = "truth"
_MATCHINGS = {"default": (None,), "yes": (True,), "no": (False,), "both": (True, False)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the sub-command its arguments."""
    add = parser.add_argument
    add("inputs", nargs="+", type=path, metavar="SEQUENCE", help="a sequence, or a folder that holds sequences")
    add("--methods", type=_methods, metavar="A,B,C", help=_METHODS_HELP)
    add("--frames", type=_counts, metavar="N,M", help="numbers of photos to use of each sequence (default: all it has)")
    aligned_by = "what photos are aligned by; truth for the true homographies (default: see above)"
    add("--features", choices=(*FEATURES, _TRUTH), help=aligned_by)
    add("--match-exposure", choices=tuple(_MATCHINGS), default="default", help="bring photos to one exposure first")
    add("--border", type=_pixels, metavar="PX", help="leave so many of the outermost pixels out (default: 0)")
    add("--device", default="auto", choices=DEVICES, help="what networks run on (default: auto)")
    add("--lpips", action="store_true", help="measure LPIPS, too; needs the package lpips")
    add("--memory", action="store_true", help="measure each run's peak memory; each gets a process of its own")
    add("--per-sequence", action="store_true", help="print a table with a row for every sequence first")
    add("--json", type=path, metavar="FILE", help="write every single value as JSON")
    add("--figure", type=path, metavar="FILE", help="write a contact sheet: .png, .tif or .jpg")
    add("--pictures", type=path, metavar="DIR", help="write every picture made into this folder")
    add("--overwrite", action="store_true", help="replace output files that exist")
    add("--quiet", action="store_true", help="show no progress, only warnings, errors and the tables")


def check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where arguments contradict one another."""
    if options.json is not None and options.json == options.figure:
        parser.error("--json and --figure need a file each")


def run(options: argparse.Namespace, display: Display, progress: Progress) -> None:
    """Measure, write what was asked for, and print the tables."""
    from diar_gui.benchmark import benchmark
    from diar_gui.benchmark.outputs import Keeper, Outputs
    from diar_gui.benchmark.record import record_text
    from diar_gui.benchmark.regret import regret_text
    from diar_gui.benchmark.tables import alignment_table, mean_table, sequence_table
    from diar_gui.benchmark.targets import find_targets

    asked = _benchmark_options(options)
    outputs = Outputs(options.json, options.figure, options.pictures, options.overwrite)
    sequences = find_targets(options.inputs, asked, progress.part(0.0, 0.02))
    outputs.check(sequences, asked)
    with tempfile.TemporaryDirectory() as spool:
        keeper = Keeper(outputs, Path(spool))
        result = benchmark(sequences, asked, progress.part(0.02, 1.0), keeper.take)
        keeper.write(record_text(result, asked, options.inputs))
    tables = [sequence_table(result.runs)] if options.per_sequence else []
    tables += [mean_table(result.runs)]
    tables += [alignment_table(result.alignments)] if result.alignments else []
    regrets = regret_text(result.runs)
    tables += [regrets] if regrets else []
    display.clear()
    sys.stdout.write("\n".join(tables))


def _benchmark_options(options: argparse.Namespace) -> "BenchmarkOptions":
    from diar_gui.benchmark import BenchmarkOptions

    # Defaults live in the dataclass: what was not given is not passed on.
    given = {"methods": options.methods, "n_frames": options.frames, "border_px": options.border}
    return BenchmarkOptions(
        **{name: value for name, value in given.items() if value is not None},
        features=options.features,
        match_exposure=_MATCHINGS[options.match_exposure],
        device=options.device,
        with_lpips=options.lpips,
        with_memory=options.memory,
    )


def _methods(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(text.split(",")))
    for name in names:
        method, _, checkpoint = name.partition("=")
        if method not in (LEARNED_METHODS if checkpoint else METHODS):
            known = ", ".join(METHODS)
            raise argparse.ArgumentTypeError(f"{name} is no method: name some of {known}, or NAME=FILE, with commas")
    return names


def _counts(text: str) -> tuple[int, ...]:
    values = text.split(",")
    if not all(value.isdecimal() and 2 <= int(value) <= 1000 for value in values):
        raise argparse.ArgumentTypeError(f"numbers of photos are whole, from 2 to 1000, with commas, not {text}")
    return tuple(sorted({int(value) for value in values}))


def _pixels(text: str) -> int:
    if not text.isdecimal() or int(text) > 1000:
        raise argparse.ArgumentTypeError(f"a border is a whole number of pixels from 0 to 1000, not {text}")
    return int(text)
