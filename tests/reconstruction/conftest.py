"""Small stacks with known truth."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from diar_gui.images import Frame
from diar_gui.progress import Progress
from diar_gui.reconstruction import Reconstruction, ReconstructionOptions, reconstruct
from diar_gui.scratch import Scratch
from diar_gui.warp import WarpedStack


class Stacks:
    """Makes stacks of pictures and reconstructs them."""

    def make(
        self,
        pictures: Sequence[np.ndarray],
        offsets: Sequence[tuple[int, int]] | None = None,
        size: tuple[int, int] | None = None,
        reference: int = 0,
    ) -> WarpedStack:
        """Return the stack of pictures whose first pixels lie at `offsets` (x, y) of a grid of `size`."""
        frames = []
        for i, picture in enumerate(pictures):
            pixels = picture.copy()
            pixels.flags.writeable = False
            frames.append(Frame(f"{i}.png", Path(f"{i}.png"), pixels))
        offsets = offsets or [(0, 0)] * len(frames)
        homographies = tuple(np.array([[1.0, 0, x], [0, 1, y], [0, 0, 1]]) for x, y in offsets)
        return WarpedStack(tuple(frames), homographies, size or frames[0].size, reference, np.ones((len(frames), 3)))

    def reconstruct(
        self, stack: WarpedStack, method: str, *, max_bytes: int = 10**8, match_exposure: bool = False, **options
    ) -> Reconstruction:
        """Return the reconstruction in memory."""
        chosen = ReconstructionOptions(method=method, match_exposure=match_exposure, **options)
        return reconstruct(stack, chosen, Progress(), Scratch(10**9), max_bytes)


@pytest.fixture
def stacks() -> Stacks:
    return Stacks()


@pytest.fixture
def subject() -> np.ndarray:
    """A colourful picture with edges and noise, `(60, 80, 3)` uint8, neither black nor white anywhere."""
    rng = np.random.default_rng(7)
    coarse = cv2.resize(rng.uniform(60, 200, (6, 8, 3)), (80, 60), interpolation=cv2.INTER_CUBIC)
    coarse[20:40, 30:50] *= 0.6
    return np.clip(np.rint(coarse + rng.normal(0, 2, coarse.shape)), 35, 235).astype(np.uint8)
