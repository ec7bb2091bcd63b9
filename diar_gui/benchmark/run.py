"""The front of this room: `benchmark`."""

from collections.abc import Callable, Sequence

from diar_gui import metrics
from diar_gui.benchmark.case import Outcome, Prepared, Setting, make_picture, prepare
from diar_gui.benchmark.options import BenchmarkOptions
from diar_gui.benchmark.own_process import make_in_own_process
from diar_gui.benchmark.results import AlignedCase, Benchmark, Case, Run, Scores
from diar_gui.benchmark.targets import Target, read_target, set_name
from diar_gui.devices import resolve_device
from diar_gui.errors import Cancelled
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions
from diar_gui.sequences import PhotoSequence

OnPicture = Callable[[Run, Outcome, Target], None]
"""Receives every run with its picture, which is not kept."""


def benchmark(
    sequences: Sequence[PhotoSequence], options: BenchmarkOptions, progress: Progress, on_picture: OnPicture
) -> Benchmark:
    """Return how near every method comes to the truth of every sequence, with every number of photos asked for.

    Photos are read and aligned once for all methods, unless each run has a process of its own.

    Args:
        sequences: from `targets.find_targets`.
        options: what to measure.
        progress: receives the reports; tells whether the user asked to stop.
        on_picture: called in this thread after each run.

    Raises:
        DiarError: a photo cannot be read, or a package that is needed is not installed.
        Cancelled: the user asked to stop.
    """
    metrics.check_installed()
    device = resolve_device(options.device, progress)
    work = _Work(options, device, metrics.Lpips(device) if options.with_lpips else None, on_picture)
    cases = [(sequence, *counts) for sequence in sequences for counts in options.counts_for(sequence)]
    for i, (sequence, n_asked, n_frames) in enumerate(cases):
        part = progress.part(i / len(cases), (i + 1) / len(cases))
        part.update(0.0, f"Judging case {i + 1} of {len(cases)}")
        work.do(sequence, n_asked, n_frames, part)
    progress.update(1.0)
    return Benchmark(tuple(work.runs), tuple(work.alignments), device)


class _Work:
    """What all cases share, and what they have given so far."""

    def __init__(
        self, options: BenchmarkOptions, device: str, lpips: metrics.Lpips | None, on_picture: OnPicture
    ) -> None:
        self._options = options
        self._device = device
        self._lpips = lpips
        self._on_picture = on_picture
        self.runs: list[Run] = []
        self.alignments: list[AlignedCase] = []

    def do(self, sequence: PhotoSequence, n_asked: int | None, n_frames: int, progress: Progress) -> None:
        """Run every method on one case."""
        options = self._options
        target = read_target(sequence, options)
        setting = Setting(sequence, n_frames, options.features_for(sequence), self._device)
        case = Case(str(sequence.folder), set_name(sequence), sequence.name, n_asked, n_frames, setting.features)
        prepared = None if options.with_memory else prepare(setting, _without_words(progress.part(0.0, 0.2)))
        rest = progress.part(0.0 if prepared is None else 0.2, 1.0)
        todo = options.reconstructions()
        for i, (method, reconstruction) in enumerate(todo):
            part = rest.part(i / len(todo), (i + 1) / len(todo))
            part.update(0.0)
            outcome = _made(setting, prepared, reconstruction, part)
            if i == 0:
                self._note_alignment(case, outcome, progress)
            self._keep(case, method, reconstruction, outcome, target)

    def _note_alignment(self, case: Case, outcome: Outcome, progress: Progress) -> None:
        if outcome.errors is not None:
            self.alignments.append(AlignedCase(case, outcome.errors, outcome.seconds["align"]))
        if outcome.n_used < 2:
            progress.notice(
                f"None of the {case.n_frames - 1} other photos of {case.folder} could be aligned with its reference; "
                "the reference itself is judged in place of a picture."
            )

    def _keep(self, case: Case, method: str, options: ReconstructionOptions, outcome: Outcome, target: Target) -> None:
        run = Run(
            case=case,
            method=method,
            match_exposure=options.match_exposure,
            n_used=outcome.n_used,
            scores=_score(outcome, target, self._lpips),
            seconds=outcome.seconds,
            peak_memory_bytes=outcome.peak_memory_bytes,
        )
        self.runs.append(run)
        self._on_picture(run, outcome, target)


def _made(setting: Setting, prepared: Prepared | None, options: ReconstructionOptions, progress: Progress) -> Outcome:
    if prepared is None:
        return make_in_own_process(setting, options, progress)
    return make_picture(prepared, options, _without_words(progress), setting.device)


def _score(outcome: Outcome, target: Target, lpips: metrics.Lpips | None) -> Scores:
    compared = target.inner(outcome.picture), target.truth, target.mask
    return Scores(
        rmse=metrics.rmse(*compared),
        psnr=metrics.psnr(*compared),
        tone_fitted_psnr=metrics.tone_fitted_psnr(*compared),
        ssim=metrics.ssim(*compared),
        lpips=None if lpips is None else lpips(*compared),
    )


def _without_words(progress: Progress) -> Progress:
    """Return a progress that says nothing of the stages: a benchmark goes through them hundreds of times."""

    def is_cancelled() -> bool:
        try:
            progress.check_cancelled()
        except Cancelled:
            return True
        return False

    return Progress(lambda fraction, _: progress.update(fraction), is_cancelled, on_notice=progress.notice)
