"""The target once more, as the finished picture shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from diar_gui.gamuts import xyz_of
from diar_gui.target.correct import Target
from diar_gui.target.find import measure
from diar_gui.target.fit import lab_of


@dataclass(frozen=True, eq=False)
class InPicture:
    """lab: `(24, 3)` CIELAB of the patches. noise: `(24,)`, standard deviation of luminance over its mean."""

    lab: np.ndarray
    noise: np.ndarray


def measured_in(
    target: Target, picture: np.ndarray, space: str, names: Sequence[str], H_picture_from_frame: Sequence[np.ndarray]
) -> InPicture | None:
    """Return what the picture shows of the patches; None where it does not show all of them.

    Args:
        target: as found in the photos.
        picture: `(H, W, 3)` at rest.
        space: whose primaries it has.
        names: of the photos that it was made of.
        H_picture_from_frame: of these.
    """
    seen = {one.name: one for one in target.seen}
    for name, H in zip(names, H_picture_from_frame, strict=True):
        if name in seen:
            found = measure(picture, H @ seen[name].H_photo_from_chart)
            return None if found is None else InPicture(lab_of(found[0], xyz_of(space)), found[1])
    return None
