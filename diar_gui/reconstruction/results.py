"""What goes into a reconstruction and what comes out, on one page."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from diar_gui.names import METHODS, TONES
from diar_gui.reconstruction.places import Place

NO_SOURCE = 65535
"""Value of `Reconstruction.source` where no frame sees the pixel."""


@dataclass(frozen=True)
class ReconstructionOptions:
    """How to reconstruct.

    method: one of `METHODS`.
    match_exposure: whether, for methods without a network, a gain per frame and channel brings the frames to a common
        exposure and white balance first. Networks get the exposures that they were trained with.
    bits: 8 or 16 bits per channel of the picture; None for as many as the reference frame has.
    working_size_px: long side at which what concerns the whole picture (gains, low-rank space) is estimated.
    trim_fraction: share of the valid values that `trimmed-mean` drops at either end.
    checkpoint: the file of trained parameters for the learned methods; None for the one that comes with the program.
    n_orders: orders of the frames that `swin` averages over, where its network depends on the order.
    tone: one of `TONES`, for `diar`: `auto` gives the network's view of even white light, `reference` the reference
        photo's own exposure and white balance, place by place, `as-shot` the photos' light brought to the reference's
        exposure by one gain per photo and colour.
    clean_tolerance: a frame counts as clean where its sRGB-encoded values are within this of the picture's, in [0, 1].
    """

    method: str = "diar"
    match_exposure: bool = True
    bits: int | None = None
    working_size_px: int = 512
    trim_fraction: float = 0.25
    checkpoint: Path | None = None
    n_orders: int = 1
    tone: str = "auto"
    clean_tolerance: float = 0.08

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"method must be one of {', '.join(METHODS)}, not {self.method}")
        if self.tone not in TONES:
            raise ValueError(f"tone must be one of {', '.join(TONES)}, not {self.tone}")
        if self.bits not in (None, 8, 16):
            raise ValueError(f"bits must be 8, 16 or None, not {self.bits}")
        if not 0 <= self.trim_fraction < 0.5:
            raise ValueError(f"trim_fraction must lie in [0, 0.5), not {self.trim_fraction}")
        if self.n_orders < 1:
            raise ValueError(f"n_orders must be at least 1, not {self.n_orders}")
        if not 0 <= self.clean_tolerance <= 1:
            raise ValueError(f"clean_tolerance must lie in [0, 1], not {self.clean_tolerance}")


@dataclass(frozen=True, eq=False)
class Reconstruction:
    """One clean picture on the reference grid, and why it looks so.

    picture: `(H, W, 3)` uint8 or uint16 at rest; black where no frame sees the pixel.
    weights: `(T, H, W)` uint8, the share each frame has in the pixel, 255 for all of it; sums to about 255 where seen.
    coverage: `(H, W)` uint8, how many frames saw the pixel clean (agree with the picture), at most 255.
    source: `(H, W)` uint16, index of the frame that gave most of the pixel, `NO_SOURCE` where none sees it.
    mean_weights: `(T,)` float64, each frame's mean share over the seen pixels.
    gains: `(T, 3)` factors in linear light that were applied to the frames.
    method: the name of the method.
    confidence: `(H, W)` uint8, 255 where the method is sure of the picture, less where it expects it to be wrong; None
        for methods that do not know.
    places: where the picture is not clean, the largest first; None for methods that do not know.
    space: of `names.SPACES`, whose primaries the photos have.
    wide: the picture once more, `(H, W, 3)` uint16 at rest in that space; None where it is sRGB, which `picture` is
        always, as screens want it.
    """

    picture: np.ndarray
    weights: np.ndarray
    coverage: np.ndarray
    source: np.ndarray
    mean_weights: np.ndarray
    gains: np.ndarray
    method: str
    confidence: np.ndarray | None = None
    places: tuple[Place, ...] | None = None
    space: str = "srgb"
    wide: np.ndarray | None = None

    @property
    def seen(self) -> np.ndarray | None:
        """`(H, W)` bool, whether any frame sees the pixel; None where that is so everywhere."""
        seen = self.source != NO_SOURCE
        return None if seen.all() else seen
