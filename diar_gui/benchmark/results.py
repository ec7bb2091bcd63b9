"""What comes out of a benchmark, on one page."""

from collections.abc import Mapping
from dataclasses import dataclass

from diar_gui.alignment.results import Status


@dataclass(frozen=True)
class Scores:
    """How near a picture comes to the truth, see `diar_gui.metrics`; lpips is None where it was not asked for."""

    rmse: float
    psnr: float
    tone_fitted_psnr: float
    ssim: float
    lpips: float | None = None


@dataclass(frozen=True)
class FrameErrors:
    """How near the homography found for a frame comes to the true one; infinite where none was found.

    corner_error_px: mean distance of the frame's four corners, transferred by both to the reference grid.
    overlap_error_px: the same over points spread over the part of the frame that lies in the reference.
    expected_px: the error that the alignment itself expects, None if rejected.
    """

    name: str
    status: Status
    corner_error_px: float
    overlap_error_px: float
    expected_px: float | None
    n_inliers: int


@dataclass(frozen=True)
class Case:
    """A sequence with so many of its photos, aligned in one way.

    folder: as it was given. set: the name of the folder that holds the sequence. name: the sequence's.
    n_asked: the number of photos asked for, None for all. n_frames: as many as there were.
    features: one of `names.FEATURES`, or `TRUTH`.
    """

    folder: str
    set: str
    name: str
    n_asked: int | None
    n_frames: int
    features: str


@dataclass(frozen=True)
class Run:
    """One method on one case.

    method: as it was asked for. match_exposure: as `ReconstructionOptions` had it.
    n_used: photos that were not rejected, the reference among them.
    seconds: by stage, "read", "align" (without which nothing was aligned) and "reconstruct".
    peak_memory_bytes: of a process that did nothing else; None where that was not asked for.
    """

    case: Case
    method: str
    match_exposure: bool | None
    n_used: int
    scores: Scores
    seconds: Mapping[str, float]
    peak_memory_bytes: int | None = None


@dataclass(frozen=True)
class AlignedCase:
    """How one case was aligned: every frame but the reference."""

    case: Case
    frames: tuple[FrameErrors, ...]
    seconds: float


@dataclass(frozen=True)
class Benchmark:
    """All that was measured; `device` is what networks ran on."""

    runs: tuple[Run, ...]
    alignments: tuple[AlignedCase, ...]
    device: str
