"""Where the photos that make the picture up disagree, so that it is probably wrong.

Photos of a flat thing agree once they are brought to one light. Where those that count do not, something of what hides
the subject is still in the sum; another photo helps there, or somebody who says which one to trust.
"""

import cv2
import numpy as np

from diar_gui.progress import Progress
from diar_gui.reconstruction.tone import look_at
from diar_gui.reconstruction.trust import Trust
from diar_gui.warp import WarpedStack

_LOOK_PX = 192  # long side
_SMOOTH_PX = 2.0
_LEAST_LIGHT = 1e-4  # added before the root


def doubt_of(trust: Trust, small: WarpedStack, progress: Progress) -> np.ndarray:
    """Return `(h, w)` float32: how much the photos differ from the picture, by their weights; 0 where none sees it.

    Differences are of the root of linear light, after the corrections, smoothed.

    Args:
        trust: of the photos.
        small: the stack at the working size.
        progress: tells whether the user asked to stop.
    """
    look = look_at(small, trust, _LOOK_PX, progress)
    root, own = (np.sqrt(np.maximum(light, 0) + _LEAST_LIGHT) for light in (look.picture, look.corrected))
    apart = np.where(look.valid, np.abs(own - root).mean(axis=3), 0)
    doubt = (look.weights * apart).sum(axis=0).astype(np.float32)
    return cv2.GaussianBlur(doubt, (0, 0), _SMOOTH_PX)
