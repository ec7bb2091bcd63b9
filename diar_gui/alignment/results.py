"""What goes into an alignment and what comes out, on one page."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from diar_gui.bends import Bend
from diar_gui.names import FEATURES
from diar_gui.sentences import Sentence

Status = Literal["reference", "aligned", "rejected"]


@dataclass(frozen=True)
class AlignmentOptions:
    """How to align.

    features: one of `FEATURES`.
    reference: name of the reference frame; None chooses the frame that sees the others best.
    working_size_px: long side at which features are found; larger photos are shrunk for it.
    refinement_size_px: long side of the reference at which homographies are refined on the pixels.
    inlier_threshold_px: largest reprojection error of an inlier, in pixels at the working size.
    max_error_px: a frame whose expected error is larger, in pixels at the working size, is left out.
    backbone: timm name of the network whose descriptor maps `dense` matches.
    allow_download: whether `dense` may fetch a backbone's ImageNet parameters from a hub.
    beyond_reference: whether frames that show nothing of the reference are placed by way of others; if not, they are
        left out.
    """

    features: str = "auto"
    reference: str | None = None
    working_size_px: int = 1024
    refinement_size_px: int = 1600
    inlier_threshold_px: float = 2.0
    max_error_px: float = 2.0
    backbone: str = "efficientnet_lite0"
    allow_download: bool = False
    beyond_reference: bool = False

    def __post_init__(self) -> None:
        if self.features not in FEATURES:
            raise ValueError(f"features must be one of {', '.join(FEATURES)}, not {self.features}")


@dataclass(frozen=True, eq=False)
class Matches:
    """Putative correspondences of a frame with the reference, in full-size pixels of each.

    frame_points, reference_points: `(N, 2)` float64. is_inlier: `(N,)` bool, under the final homography.
    """

    frame_points: np.ndarray
    reference_points: np.ndarray
    is_inlier: np.ndarray


NO_MATCHES = Matches(np.empty((0, 2)), np.empty((0, 2)), np.empty(0, bool))


@dataclass(frozen=True, eq=False)
class AlignedFrame:
    """What became of one frame.

    reason: empty, or a finished sentence for the user that says why it was rejected.
    n_matches, n_inliers: of the matches that decided about it, over all its partners.
    error_px: expected distance of what is shown from where it lies (root mean square over the overlap), full-size
        reference pixels, both of the homography and of what none can fit. None if rejected or if it cannot be told.
    overlap_fraction: share of the reference's area that the frame sees.
    H_ref_from_frame: normalised homography between full-size pixels; None if rejected.
    matches: the correspondences with the reference, for showing.
    bend: by how much it shows things elsewhere than the homography says; None where that fits.
    """

    name: str
    status: Status
    reason: str
    n_matches: int
    n_inliers: int
    error_px: float | None
    overlap_fraction: float
    H_ref_from_frame: np.ndarray | None
    matches: Matches = field(default=NO_MATCHES)
    bend: Bend | None = None

    @property
    def is_untold(self) -> bool:
        """Whether the frame takes part and nothing tells how exactly it lies."""
        return self.status == "aligned" and self.error_px is None

    @property
    def is_mirrored(self) -> bool:
        """Whether the frame shows the subject as in a mirror beside the reference."""
        return self.H_ref_from_frame is not None and bool(np.linalg.det(self.H_ref_from_frame) < 0)


@dataclass(frozen=True, eq=False)
class Alignment:
    """The homography of every frame, in the order of the frames given.

    reference: index of the reference frame. size: (height, width) of the reference grid.
    """

    reference: int
    size: tuple[int, int]
    frames: tuple[AlignedFrame, ...]

    @property
    def mirrored(self) -> tuple[int, ...]:
        """Indices of the frames that show the subject as in a mirror beside the reference."""
        return tuple(i for i, f in enumerate(self.frames) if f.is_mirrored)

    @property
    def used(self) -> tuple[int, ...]:
        """Indices of the frames that are not rejected, the reference among them."""
        return tuple(i for i, f in enumerate(self.frames) if f.status != "rejected")

    @property
    def notices(self) -> list[Sentence]:
        """What a user should know, in finished sentences: who was mirrored, and of whom the place cannot be checked."""
        mirrored = [
            Sentence("{name} shows the subject as in a mirror and was turned back.", name=self.frames[i].name)
            for i in self.mirrored
        ]
        untold = [
            Sentence(
                "{name} shares too little structure with the other photos to tell how exactly it lies on them.",
                name=frame.name,
            )
            for frame in self.frames
            if frame.is_untold
        ]
        return mirrored + untold
