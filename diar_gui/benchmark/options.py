"""What a benchmark is asked for."""

from dataclasses import dataclass, replace
from pathlib import Path

from diar_gui.alignment import AlignmentOptions
from diar_gui.names import DEVICES, FEATURES, METHODS
from diar_gui.reconstruction import ReconstructionOptions
from diar_gui.sequences import PhotoSequence

TRUTH = "truth"
"""In place of one of `names.FEATURES`: the true homographies are used and nothing is aligned."""


@dataclass(frozen=True)
class BenchmarkOptions:
    """How to judge.

    methods: each once, of `names.METHODS`; or `NAME=FILE`, a learned method with the parameters of that checkpoint.
    n_frames: how many photos of each sequence, at least 2; where a sequence has fewer, all it has. None for all.
    features: one of `names.FEATURES` aligns the photos of every sequence, `TRUTH` none. None takes the true
        homographies where photos are known to be aligned, and the default of `AlignmentOptions` elsewhere.
    match_exposure: each method runs once with each of these; None leaves it to `ReconstructionOptions`.
    border_px: outermost pixels that are not compared.
    device: one of `names.DEVICES`.
    with_lpips: whether LPIPS is measured, too; needs its package.
    with_memory: whether each run has a process of its own, whose peak memory is measured. That repeats the alignment
        for every method, and starting a process takes seconds, which do not count as the run's.
    """

    methods: tuple[str, ...] = METHODS
    n_frames: tuple[int, ...] | None = None
    features: str | None = None
    match_exposure: tuple[bool | None, ...] = (None,)
    border_px: int = 0
    device: str = "auto"
    with_lpips: bool = False
    with_memory: bool = False

    def __post_init__(self) -> None:
        if not self.methods or len(set(self.methods)) < len(self.methods):
            raise ValueError(f"methods must be at least one, each once, not {self.methods}")
        for method in self.methods:
            _options(method, None)  # raises where there is no such method
        if self.n_frames is not None and (not self.n_frames or min(self.n_frames) < 2):
            raise ValueError(f"n_frames must be None or hold numbers from 2, not {self.n_frames}")
        if self.features not in (None, TRUTH, *FEATURES):
            raise ValueError(f"features must be None, {TRUTH} or one of {', '.join(FEATURES)}, not {self.features}")
        if not self.match_exposure:
            raise ValueError("match_exposure must hold at least one value")
        if self.border_px < 0:
            raise ValueError(f"border_px must not be negative, not {self.border_px}")
        if self.device not in DEVICES:
            raise ValueError(f"device must be one of {', '.join(DEVICES)}, not {self.device}")

    def features_for(self, sequence: PhotoSequence) -> str:
        """Return what the photos of the sequence are aligned by."""
        if self.features is not None:
            return self.features
        return TRUTH if sequence.is_aligned else AlignmentOptions().features

    def reconstructions(self) -> list[tuple[str, ReconstructionOptions]]:
        """Return (method as asked for, how to reconstruct): every method with every way of matching exposures."""
        return [(method, _options(method, matched)) for method in self.methods for matched in self.match_exposure]

    def counts_for(self, sequence: PhotoSequence) -> list[tuple[int | None, int]]:
        """Return (asked, there are) numbers of photos, ascending, none twice; asked is None for all."""
        n_photos = len(sequence.photos)
        if self.n_frames is None:
            return [(None, n_photos)]
        asked_for = {min(asked, n_photos): asked for asked in sorted(self.n_frames, reverse=True)}
        return sorted(((asked, there_are) for there_are, asked in asked_for.items()), key=lambda pair: pair[1])


def _options(method: str, match_exposure: bool | None) -> ReconstructionOptions:
    name, _, checkpoint = method.partition("=")
    options = ReconstructionOptions(method=name, checkpoint=Path(checkpoint) if checkpoint else None)
    return options if match_exposure is None else replace(options, match_exposure=match_exposure)
