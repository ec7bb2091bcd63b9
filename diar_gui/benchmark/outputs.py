"""What a benchmark leaves on disk: all of it, or nothing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from diar_gui.benchmark.case import Outcome
from diar_gui.benchmark.figure import ContactSheet
from diar_gui.benchmark.options import BenchmarkOptions
from diar_gui.benchmark.results import Run
from diar_gui.benchmark.targets import Target, set_name
from diar_gui.errors import ExportError
from diar_gui.images import check_writable, check_writable_file, encode_image
from diar_gui.sequences import PhotoSequence
from diar_gui.whole_files import write_bytes, write_files


@dataclass(frozen=True)
class Outputs:
    """What to write, and where.

    json: every single value. figure: the contact sheet; its ending chooses the format. pictures: a folder that is
    there, for every picture made. overwrite: whether files that exist may be replaced.
    """

    json: Path | None = None
    figure: Path | None = None
    pictures: Path | None = None
    overwrite: bool = False

    def check(self, sequences: Sequence[PhotoSequence], options: BenchmarkOptions) -> None:
        """Find out before a long run whether all can be written at its end.

        Raises:
            ExportError: something cannot be written, is there already, or would replace a part of a sequence or
                another output.
        """
        planned = [self.json] if self.json is not None else []
        for path in planned:
            check_writable_file(path, overwrite=self.overwrite)
        pictures = [self.figure] if self.figure is not None else []
        if self.pictures is not None:
            pictures += [self.pictures / name for name in _planned_names(sequences, options)]
        for path in pictures:
            check_writable(path, overwrite=self.overwrite)
        taken = {path.resolve(): "a part of a sequence" for sequence in sequences for path in _parts(sequence)}
        for path in planned + pictures:
            if path.resolve() in taken:
                raise ExportError(f"{path} would replace {taken[path.resolve()]}; choose another name.")
            taken[path.resolve()] = "another output"


class Keeper:
    """Keeps what is to be written until the end: pictures on disk, the contact sheet's small copies in memory.

    Args:
        outputs: what is wanted.
        spool: an empty folder.
    """

    def __init__(self, outputs: Outputs, spool: Path) -> None:
        self._outputs = outputs
        self._spool = spool
        self._sheet = ContactSheet()
        self._names: list[str] = []

    def take(self, run: Run, outcome: Outcome, target: Target) -> None:
        """Take in a run as it is made."""
        if self._outputs.figure is not None:
            self._sheet.take(run, outcome, target)
        if self._outputs.pictures is not None:
            name = _picture_name(run.case.set, run.case.name, run.case.n_frames, run.method, run.match_exposure)
            write_bytes(self._spool / name, encode_image(outcome.picture, ".png"))
            self._names.append(name)

    def write(self, record_text: str) -> None:
        """Write all of it, or nothing.

        Raises:
            ExportError: the disk is full, or a file appeared in the meantime.
        """
        write_files(self._contents(record_text), overwrite=self._outputs.overwrite)

    def _contents(self, record_text: str) -> Iterator[tuple[Path, bytes]]:
        outputs = self._outputs
        if outputs.json is not None:
            yield outputs.json, record_text.encode()
        if outputs.figure is not None:
            yield outputs.figure, encode_image(self._sheet.picture(), outputs.figure.suffix.lower())
        if outputs.pictures is not None:
            for name in self._names:
                yield outputs.pictures / name, (self._spool / name).read_bytes()


def _planned_names(sequences: Sequence[PhotoSequence], options: BenchmarkOptions) -> list[str]:
    return [
        _picture_name(set_name(sequence), sequence.name, n_frames, method, made.match_exposure)
        for sequence in sequences
        for _, n_frames in options.counts_for(sequence)
        for method, made in options.reconstructions()
    ]


def _picture_name(set_: str, sequence: str, n_frames: int, method: str, match_exposure: bool | None) -> str:
    by = re.sub(r"[^\w.-]+", "_", method)  # a checkpoint's name may hold folders
    return f"{set_}_{sequence}_{n_frames}_{by}{'_as_shot' if match_exposure is False else ''}.png"


def _parts(sequence: PhotoSequence) -> list[Path]:
    truth = [path for path in (sequence.truth, sequence.truth_mask) if path is not None]
    return [*sequence.photos, *truth, *sequence.masks.values(), sequence.folder / "sequence.json"]
