"""Training, in the order in which it happens: a batch is made, the network learns from it, is judged, and is kept."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from diar_gui import __version__
from diar_gui.errors import Cancelled, CheckpointError, DiarError, ExportError
from diar_gui.images import check_writable_file
from diar_gui.metrics import check_installed
from diar_gui.progress import Progress
from diar_gui.reconstruction.checkpoints import MAX_BYTES, write_checkpoint
from diar_gui.reconstruction.trust_network import TrustNetwork
from diar_gui.training.batches import Batch, Stream, is_beside, made_ahead
from diar_gui.training.hardware import Hardware
from diar_gui.training.learner import Learner
from diar_gui.training.options import TrainingOptions, batch_shape, done_fraction, fitting_size, learning_rate_at
from diar_gui.training.state import State, state_files, write_state
from diar_gui.training.validation import Validation, validation_interval
from diar_gui.whole_files import write_bytes

_SECONDS_BETWEEN_LINES = 60.0
_SECONDS_BETWEEN_SAVES = 300.0
_JUDGED_SHARE = 0.7  # of a scene's side: judged whole, by two looks
_HEADER_BYTES = 2**18  # of a checkpoint: names, options and the training


@dataclass(frozen=True)
class Best:
    """The validation that the kept checkpoint comes from: PSNR in dB, of the median on the same sequences too."""

    step: int
    psnr: float
    median_psnr: float


@dataclass(frozen=True)
class Ending:
    """How a training ended: where the checkpoint is, and after how many steps and minutes in all."""

    checkpoint: Path
    best: Best
    n_steps: int
    minutes: float


@dataclass(frozen=True)
class Watch:
    """Who looks on.

    progress: is told how far it is, and tells of a wish to cancel.
    log: takes a line a minute.
    record: takes a step's figures by name, for a plot.
    """

    progress: Progress = field(default_factory=Progress)
    log: Callable[[str], None] = lambda line: None
    record: Callable[[int, Mapping[str, float]], None] = lambda step, figures: None


def train(
    network: nn.Module,
    streams: tuple[Stream, Stream],
    options: TrainingOptions,
    checkpoint: Path,
    *,
    hardware: Hardware | None = None,
    resume: State | None = None,
    data: Mapping[str, Any] | None = None,
    watch: Watch | None = None,
    overwrite: bool = False,
) -> Ending:
    """Train the network and return how that ended; the best of it lies in `checkpoint`, its state beside it.

    With `n_steps` alone, a training on the CPU that is interrupted and resumed, any number of times, comes to the same
    parameters, bit for bit, as one that is not (with the same number of threads). With `minutes`, it goes on from the
    minutes that it had.

    Args:
        network: see `networks.build`; what it holds is where it starts.
        streams: to learn from, and to judge by.
        options: how; `model` and `network` are those it was built with.
        checkpoint: the running average of the parameters is written here whenever it is judged better than before.
        hardware: where; the processor in float32 if None.
        resume: the state of the training that is to go on.
        data: what the checkpoint says of the pictures, of JSON types.
        watch: who looks on.
        overwrite: whether what lies at `checkpoint` may be replaced; a training that is resumed may replace its own.

    Raises:
        Cancelled: the user asked to stop; the state was saved, and the text says how to go on.
        CheckpointError: the state to resume is that of another network.
        ExportError: something cannot be written, or is there already.
        DiarError: the device's memory ran out, or the loss was no number any more.
    """
    check_installed()
    _check_size(network)
    _check_place(checkpoint, resume, overwrite)
    if is_dataclass(made_with := getattr(network, "options", None)) and not isinstance(made_with, type):
        options = replace(options, network=asdict(made_with))  # complete: defaults may be others one day
    hardware = hardware or Hardware()
    run = _Run(
        learner=Learner(network, options, hardware),
        validation=Validation(streams[1], options, *judged_shape(network, options), hardware),
        make_batch=lambda step: streams[0].batch(step, options.n_sequences, *scene_shape(network, options, step)),
        options=options,
        checkpoint=checkpoint,
        hardware=hardware,
        data=data or {},
        watch=watch or Watch(),
    )
    if resume is not None:
        run.restore(resume)
    return run.until_done()


def scene_shape(network: nn.Module, options: TrainingOptions, step: int) -> tuple[int, int]:
    """Return the number of frames and the side in pixels of a step's scenes: whole ones where that is what it sees."""
    n_frames, side_px = batch_shape(options, step, _multiple(network))
    return n_frames, options.scene_px if isinstance(network, TrustNetwork) else side_px


def judged_shape(network: nn.Module, options: TrainingOptions) -> tuple[int, int]:
    """Return how many sequences of a number of frames are judged, and their side in pixels."""
    if isinstance(network, TrustNetwork):
        return 2, fitting_size(round(_JUDGED_SHARE * options.scene_px), network.multiple)
    return 4, fitting_size(options.size_px, _multiple(network))


def _multiple(network: nn.Module) -> int:
    return int(getattr(network, "multiple", 1))


def state_options(state: State) -> TrainingOptions:
    """Return the options that a training was saved with.

    Raises:
        CheckpointError: they are missing, or not those of this version.
    """
    return TrainingOptions.from_json(state.facts.get("options"))


@dataclass
class _Run:
    """One training, from its start or from where it stopped."""

    learner: Learner
    validation: Validation
    make_batch: Callable[[int], Batch]
    options: TrainingOptions
    checkpoint: Path
    hardware: Hardware
    data: Mapping[str, Any]
    watch: Watch
    best: Best | None = None
    judged_step: int = 0
    judged_psnr: float = 0.0
    earlier_s: float = 0.0
    started: float = field(default_factory=lambda: time.monotonic())

    def until_done(self) -> Ending:
        """Train, and save the state however that ends."""
        counts = self.learner.counts
        try:
            best = self.train()
        except (Cancelled, DiarError) as stop:
            if counts.step == 0:
                raise
            self.save()
            if isinstance(stop, DiarError):
                raise
            raise Cancelled(
                f"Cancelled after step {counts.step}; --resume {self.checkpoint} goes on from there."
            ) from None
        self.save()
        return Ending(self.checkpoint, best, counts.step, self.elapsed_s / 60)

    def train(self) -> Best:
        """Take steps until it is time to end, and return the best validation."""
        counts, log, saved = self.learner.counts, _Log(), time.monotonic()
        self.validation.prepare(self.watch.progress)  # at once, so that the time it takes is not on top
        with made_ahead(self.make_batch, is_ahead=is_beside(self.hardware.device)) as batch_at:
            while True:
                done = done_fraction(self.options, counts.step, self.elapsed_s)
                # Judging comes first: a training that is stopped meanwhile is judged as soon as it goes on.
                is_due = counts.step % validation_interval(self.options) == 0 or done >= 1
                if is_due and counts.step > self.judged_step:
                    self.judge()
                if done >= 1 and self.best is not None:
                    return self.best
                self.watch.progress.update(done, f"Training, step {counts.step + 1}")
                rate = learning_rate_at(self.options, counts.step, self.elapsed_s)
                batch = batch_at(counts.step)
                log.add(self.learner.learn(batch, rate), batch.frames.shape[0] * batch.frames.shape[1])
                if log.is_due:
                    self.tell(log.figures(), rate)
                    log = _Log()
                if time.monotonic() - saved > _SECONDS_BETWEEN_SAVES:
                    self.save()
                    saved = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        """Seconds of this training, those before it was interrupted included."""
        return self.earlier_s + time.monotonic() - self.started

    def judge(self) -> None:
        """Measure the average of the parameters on the validation set, and keep it if it is the best so far."""
        network, counts = self.learner.averaged(), self.learner.counts
        psnr = self.validation.psnr(network, self.watch.progress)
        self.judged_step = counts.step
        self.judged_psnr = psnr
        self.watch.record(counts.step, {"validation PSNR": psnr, "median PSNR": self.validation.median_psnr})
        if self.best is not None and psnr <= self.best.psnr:
            return
        self.best = Best(counts.step, psnr, self.validation.median_psnr)
        options = self.options.as_json()
        about = {
            "version": __version__,
            "seed": self.options.seed,
            "steps": counts.step,
            "skipped_steps": counts.n_skipped,
            "minutes": round(self.elapsed_s / 60, 2),
            "device": self.hardware.name,
            "precision": self.hardware.precision,
            "torch": torch.__version__,
            "validation": {"psnr": psnr, "median_psnr": self.best.median_psnr},
            "data": dict(self.data),
            "options": {name: value for name, value in options.items() if name not in ("model", "network")},
        }
        parameters = network.state_dict()
        write_checkpoint(self.checkpoint, options["model"], options["network"], parameters, about, overwrite=True)

    def save(self) -> None:
        """Write all that `restore` needs beside the checkpoint."""
        facts = {
            "options": self.options.as_json(),
            "counts": self.learner.facts(),
            "elapsed_s": self.elapsed_s,
            "judged_step": self.judged_step,
            "judged_psnr": self.judged_psnr,
            "best": None if self.best is None else asdict(self.best),
            "data": dict(self.data),
        }
        write_state(self.checkpoint, self.learner.tensors(), facts)

    def restore(self, state: State) -> None:
        """Become the training that was saved.

        Raises:
            CheckpointError: the state is not complete, or that of another network.
        """
        try:
            facts = state.facts
            self.learner.restore(state.tensors, facts["counts"])
            self.earlier_s = float(facts["elapsed_s"])
            self.judged_step = int(facts["judged_step"])
            self.judged_psnr = float(facts["judged_psnr"])
            self.best = None if facts["best"] is None else Best(**facts["best"])
            is_other_data = facts["data"] != self.data
        except (KeyError, TypeError, ValueError) as error:
            raise CheckpointError(
                f"The training state beside {state.checkpoint} is not complete; start without --resume."
            ) from error
        if is_other_data:
            self.watch.progress.notice(
                "The pictures are not those of the training that is resumed; it goes on with these."
            )
        if not state.checkpoint.is_file():
            self.best, self.judged_step = None, 0  # whatever comes next is the best there is
        elif not _is_same(state.checkpoint, self.checkpoint) and self.best is not None:
            write_bytes(self.checkpoint, state.checkpoint.read_bytes(), overwrite=True)

    def tell(self, figures: Mapping[str, float], rate: float) -> None:
        """Say how it goes, in one line."""
        counts = self.learner.counts
        line = (
            f"Step {counts.step}, {self.elapsed_s / 60:.1f} min: loss {figures['loss']:.4f}, learning rate {rate:.1e}, "
            f"{figures['frames per second']:.0f} frames/s"
        )
        if counts.n_skipped:
            line += f", {counts.n_skipped} steps skipped"
        if self.best is not None:
            best = self.best
            line += f", validation {self.judged_psnr:.2f} dB (best {best.psnr:.2f}, median {best.median_psnr:.2f})"
        self.watch.log(line + ".")
        self.watch.record(counts.step, {**figures, "learning rate": rate})


class _Log:
    """What is gathered between two lines."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._n_frames = 0
        self._losses: list[float] = []

    @property
    def is_due(self) -> bool:
        return time.monotonic() - self._since >= _SECONDS_BETWEEN_LINES

    def add(self, loss: float, n_frames: int) -> None:
        self._n_frames += n_frames
        if math.isfinite(loss):
            self._losses.append(loss)

    def figures(self) -> dict[str, float]:
        """Return the mean loss and the frames per second."""
        loss = sum(self._losses) / len(self._losses) if self._losses else math.nan
        return {"loss": loss, "frames per second": self._n_frames / (time.monotonic() - self._since)}


def _check_size(network: nn.Module) -> None:
    n_bytes = sum(tensor.numel() * tensor.element_size() for tensor in network.state_dict().values())
    if n_bytes > MAX_BYTES - _HEADER_BYTES:
        raise DiarError(
            f"The network's parameters take {n_bytes / 2**20:.1f} MB, and a checkpoint holds {MAX_BYTES // 2**20} MB; "
            "choose a smaller network with --set."
        )


def _check_place(checkpoint: Path, resume: State | None, overwrite: bool) -> None:
    if checkpoint.suffix != ".safetensors":
        raise ExportError(f"{checkpoint.name} cannot be written: the name has to end in .safetensors.")
    may_replace = overwrite or (resume is not None and _is_same(resume.checkpoint, checkpoint))
    check_writable_file(checkpoint, overwrite=may_replace)
    for path in state_files(checkpoint)[:1]:
        check_writable_file(path, overwrite=may_replace)


def _is_same(a: Path, b: Path) -> bool:
    return a.resolve() == b.resolve()
