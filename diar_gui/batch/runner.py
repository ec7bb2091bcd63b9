"""Working through the sets with several workers, and what is written of it: `run_batch`."""

import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path

from diar_gui.batch.manifest import Entry, Manifest, digests, options_digest
from diar_gui.batch.sets import PhotoSet
from diar_gui.batch.summary import write_checksums, write_summary
from diar_gui.batch.work import Task, reconstruct_set, shared_out
from diar_gui.batch.workers import Outcome, Work, Worker
from diar_gui.errors import ExportError
from diar_gui.images import find_images
from diar_gui.memory import default_memory_bytes
from diar_gui.names import AUTO, COLOURS
from diar_gui.pipeline import RunOptions
from diar_gui.progress import Progress
from diar_gui.sentences import Sentence
from diar_gui.whole_files import writing_into

_SECONDS_BETWEEN_POLLS = 0.1
_MAX_TRIES = 2  # of a set whose process was ended from outside, which another one may survive
_LEAST_FRACTION = 0.02  # from which on the time left can be told
_THUMBNAILS = ".thumbnails"


@dataclass(frozen=True)
class BatchOptions:
    """How to run a batch.

    folder: for all outputs. run: of each set; its memory is that of all of them together. suffix: the pictures' kind.
    name: template of their names, of {set} and {date}. n_jobs: how many sets are worked on at a time. timeout_s: after
    which a set is given up. resumes: whether the folder's manifest is gone on with. strip,
    colour: see `Outputs`. checksums:
    whether a list of all files' SHA-256 is written. shard: (which, of how many): every so-manieth set only.
    """

    folder: Path
    run: RunOptions = field(default_factory=RunOptions)
    suffix: str = ".png"
    name: str = "{set}"
    n_jobs: int = 1
    timeout_s: float = 3600.0
    resumes: bool = False
    strip: str | None = None
    checksums: bool = False
    shard: tuple[int, int] = (1, 1)
    colour: str = COLOURS[0]

    def __post_init__(self) -> None:
        which, of = self.shard
        if not 1 <= which <= of:
            raise ValueError(f"a shard is one of 1 to {of}, not {which}")
        if self.n_jobs < 1 or not self.timeout_s > 0:
            raise ValueError("jobs are one or more, and a timeout is above 0")

    @property
    def shard_suffix(self) -> str:
        """What the names of this shard's own files have before their ending."""
        return "" if self.shard[1] == 1 else f"-{self.shard[0]}-of-{self.shard[1]}"


@dataclass(frozen=True)
class Totals:
    """How many sets were done, failed, and were passed over as they were done before."""

    n_done: int = 0
    n_failed: int = 0
    n_before: int = 0


@dataclass(frozen=True)
class AtWork:
    """How far a set is: the share that is done, what is being done, and for how many seconds it has been worked on."""

    fraction: float
    message: str
    seconds: float


Tell = Callable[[Entry], object]


def run_batch(
    sets: Sequence[PhotoSet], options: BatchOptions, progress: Progress, tell: Tell, work: Work = reconstruct_set
) -> Totals:
    """Make a picture of each set; return how many were done.

    Args:
        sets: what `find_sets` found; of them those of the shard are taken.
        options: see there.
        progress: told how many sets are done; where it is cancelled, sets that are being worked on leave nothing.
        tell: gets the line of each set that has ended.
        work: what is done with a set; a function of a module.

    Raises:
        ExportError: the folder cannot be written, lies among the photos, or holds another batch.
        ImageError: the flat field or the photo of the target is not there.
        Cancelled: the user asked to stop.
    """
    batch = Batch(options, tell, work)
    try:
        batch.take(sets)
        batch.work_through(progress)
    finally:
        batch.close()
    return batch.totals


class Batch:
    """A batch at work: sets can be added and cancelled while it runs, see `run_batch` for the arguments and errors.

    ended: the line of each set that has ended, or was done before.
    """

    def __init__(self, options: BatchOptions, tell: Tell, work: Work = reconstruct_set) -> None:
        self.options, self._tell = options, tell
        self.totals = Totals()
        _make_folder(options.folder)
        self._manifest = Manifest(options.folder, f"manifest{options.shard_suffix}.jsonl")
        if not options.resumes and self._manifest.path.exists():
            raise ExportError(
                "{path} holds the manifest of an earlier batch; go on with it by --resume, or choose another folder.",
                path=options.folder,
            )
        memory = options.run.max_memory_bytes or default_memory_bytes()
        self._run = shared_out(options.run, memory, options.n_jobs)
        self._digest = _fingerprint(options)
        n_threads = max(1, (os.cpu_count() or 1) // options.n_jobs)
        self._workers = [Worker(work, n_threads) for _ in range(options.n_jobs)]
        self._waiting: deque[tuple[PhotoSet, int]] = deque()
        self._begun: dict[str, tuple[PhotoSet, int, float]] = {}
        self._taken: set[str] = set()
        self.ended: dict[str, Entry] = {}
        self._n_photos_done, self._n_photos = 0, 0

    def take(self, sets: Sequence[PhotoSet]) -> None:
        """Add those of the sets that belong to the shard and were not added before.

        Raises:
            ExportError: photos lie in the folder of the outputs.
        """
        which, of = self.options.shard
        for one in list(sets)[which - 1 :: of]:
            if one.name not in self._taken:
                _check_apart(self.options.folder, one)
                self._taken.add(one.name)
                self._waiting.append((one, 1))
                self._n_photos += len(one.photos)

    def work_through(self, progress: Progress) -> None:
        """Work until every set that was added has ended.

        Raises:
            Cancelled: the user asked to stop.
            ExportError: the manifest cannot be written.
        """
        began = time.monotonic()
        while self._waiting or self._begun:
            self._give_out()
            pipes = [worker.pipe for worker in self._workers if worker.pipe is not None and not worker.is_idle]
            wait([pipe for pipe in pipes if isinstance(pipe, Connection)], _SECONDS_BETWEEN_POLLS)
            for worker in self._workers:
                task = worker.task
                if task is not None and (outcome := worker.poll(self.options.timeout_s)) is not None:
                    self._end(task, outcome)
            seconds = time.monotonic() - began
            progress.update(self._fraction(), self._message(seconds))

    def cancel(self, name: str) -> None:
        """Give a set up that has not ended; what it had written is there as a whole or not at all.

        To be called between two reports of progress, or from one.

        Raises:
            ExportError: the manifest cannot be written.
        """
        outcome = Outcome(None, Sentence("It was cancelled."), {}, {}, 0.0)
        for worker in self._workers:
            if worker.task is not None and worker.task.name == name:
                one, _, began = self._begun.pop(name)
                seconds = worker.seconds
                worker.stop()
                self._note(one, began, replace(outcome, seconds=seconds))
                return
        waiting = next((each for each in self._waiting if each[0].name == name), None)
        if waiting is not None:
            self._waiting.remove(waiting)
            self._note(waiting[0], time.time(), outcome)

    @property
    def at_work(self) -> dict[str, AtWork]:
        """How far each set is that is being worked on."""
        return {
            worker.task.name: AtWork(worker.fraction, worker.message, worker.seconds)
            for worker in self._workers
            if worker.task is not None
        }

    def thumbnails(self, name: str) -> tuple[str, str]:
        """Return small JPEGs, as base64, of a set's reference photo and picture; "" where there is none."""
        try:
            lines = (self.options.folder / _THUMBNAILS / f"{name}.txt").read_text(encoding="ascii").splitlines()
        except (OSError, ValueError):
            return "", ""
        return (lines[0], lines[1]) if len(lines) == 2 else ("", "")

    def close(self) -> None:
        """End the workers, and write the summary of what is done."""
        for worker in self._workers:
            worker.stop()
        if self._manifest.entries:
            suffix = self.options.shard_suffix
            write_summary(self.options.folder, suffix, self._manifest.entries.values(), self.thumbnails)
            if self.options.checksums:
                write_checksums(self.options.folder, suffix, self._manifest.entries.values())

    def _give_out(self) -> None:
        for worker in self._workers:
            while worker.is_idle and self._waiting:
                one, n_tries = self._waiting.popleft()
                if self._is_done(one):
                    self.totals = replace(self.totals, n_before=self.totals.n_before + 1)
                    self.ended[one.name] = self._manifest.entries[one.name]
                    self._n_photos_done += len(one.photos)
                else:
                    self._begin(worker, one, n_tries)

    def _is_done(self, one: PhotoSet) -> bool:
        known = self._manifest.entries.get(one.name)
        if known is None or known.state != "done":
            return False
        return self._manifest.is_done(one.name, digests(one.photos), self._digest)

    def _begin(self, worker: Worker, one: PhotoSet, n_tries: int) -> None:
        """Begin a set; files that a set of this batch left before are replaced, others never."""
        known = self._manifest.entries.get(one.name)
        began = time.time() if known is None else known.began  # so that a set done anew keeps its file's name
        self._manifest.add(Entry(one.name, "begun", began=began, options=self._digest, n_photos=len(one.photos)))
        self._begun[one.name] = (one, n_tries, began)
        date = time.strftime("%Y-%m-%d", time.localtime(began))
        stem = self.options.name.format(set=one.name, date=date)
        picture = self.options.folder / f"{stem}{self.options.suffix}"
        worker.begin(
            Task(
                one.name, one.photos, picture, self.options.folder / f"{stem}.json", self._run,
                strip=self.options.strip, colour=self.options.colour, overwrite=known is not None,
            )
        )  # fmt: skip

    def _end(self, task: Task, outcome: Outcome) -> None:
        one, n_tries, began = self._begun.pop(task.name)
        was_ended = outcome.made is None and not outcome.inputs and outcome.seconds <= self.options.timeout_s
        if was_ended and n_tries < _MAX_TRIES:
            self._waiting.appendleft((one, n_tries + 1))
            return
        self._note(one, began, outcome)

    def _note(self, one: PhotoSet, began: float, outcome: Outcome) -> None:
        """Write down how a set ended."""
        made = outcome.made
        entry = Entry(
            one.name,
            "failed" if made is None else "done",
            outcome.sentence if made is None else _sentence(made.n_used, len(one.photos), made.unclean),
            began,
            round(outcome.seconds, 2),
            outcome.inputs,
            outcome.outputs,
            self._digest,
            0 if made is None else made.n_used,
            len(one.photos),
            0.0 if made is None else round(made.unclean, 4),
        )
        if made is not None:
            self._keep_thumbnails(one.name, made.before, made.after)
        self._manifest.add(entry)
        self.ended[one.name] = entry
        self._n_photos_done += len(one.photos)
        done, failed = self.totals.n_done, self.totals.n_failed
        self.totals = replace(self.totals, n_done=done + (made is not None), n_failed=failed + (made is None))
        self._tell(entry)

    def _keep_thumbnails(self, name: str, before: str, after: str) -> None:
        folder = self.options.folder / _THUMBNAILS
        with suppress(OSError):  # a summary without a small picture is no loss
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.txt").write_text(f"{before}\n{after}\n", encoding="ascii")

    def _fraction(self) -> float:
        at_work = sum(worker.fraction * len(w.photos) for worker in self._workers if (w := worker.task) is not None)
        return (self._n_photos_done + at_work) / max(1, self._n_photos)

    def _message(self, seconds: float) -> Sentence:
        n_ended = self.totals.n_done + self.totals.n_failed + self.totals.n_before
        text = Sentence(
            "{n} of {all} sets, {photos} of {all_photos} photos",
            n=n_ended,
            all=len(self._taken),
            photos=self._n_photos_done,
            all_photos=self._n_photos,
        )
        fraction = self._fraction()
        if fraction < _LEAST_FRACTION:
            return text
        left_s = seconds / fraction * (1 - fraction)
        return Sentence("{text}, about {n} min left", text=text, n=max(1, round(left_s / 60)))


def _fingerprint(options: BatchOptions) -> str:
    """Return a text that differs where the pictures would.

    Files that a run reads beside its photos count by their names and contents, wherever they lie.

    Raises:
        ImageError: one is not there.
    """
    run = options.run
    target = None if run.target in (None, AUTO) else Path(run.target)
    flat_field, checkpoint = run.flat_field, run.reconstruction.checkpoint
    files = {
        "flat field": [] if flat_field is None else find_images([flat_field]),
        "target": [] if target is None else find_images([target]),
        "checkpoint": [] if checkpoint is None else [checkpoint],
    }
    # What memory there is changes from day to day, and only where pixels lie.
    rest = replace(
        run,
        max_memory_bytes=None,
        flat_field=None,
        target=AUTO if run.target == AUTO else None,
        reconstruction=replace(run.reconstruction, checkpoint=None),
    )
    contents = {role: digests(paths) for role, paths in files.items()}
    return options_digest([rest, contents, options.suffix, options.strip, options.colour])


def _sentence(n_used: int, n_photos: int, unclean: float) -> Sentence:
    if not unclean:
        return Sentence("Made from {n} of {all} photos.", n=n_used, all=n_photos)
    return Sentence(
        "Made from {n} of {all} photos; {share} of the picture is not clean.",
        n=n_used,
        all=n_photos,
        share=f"{unclean:.0%}",
    )


def _make_folder(folder: Path) -> None:
    with writing_into(folder):
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".diar-batch"
        probe.touch()
        probe.unlink()


def _check_apart(folder: Path, one: PhotoSet) -> None:
    """Refuse outputs among the photos: the next batch would take them for photos."""
    place = folder.resolve()
    if any(place == photo.resolve().parent for photo in one.photos):
        raise ExportError(
            "{path} holds photos of the set {name}; choose another folder for the pictures.",
            path=folder,
            name=one.name,
        )


def check_place(folder: Path, inputs: Sequence[Path]) -> None:
    """Find out whether the outputs would lie in an input.

    Raises:
        ExportError: they would.
    """
    place = folder.resolve()
    for root in inputs:
        if place.is_relative_to(root.resolve()):
            raise ExportError(
                "{path} lies in {root}, where the next batch would take its pictures for photos; choose a folder "
                "beside it.",
                path=folder,
                root=root,
            )
