"""Of `diar reconstruct`: the clean picture cropped to its subject and straightened."""

from typing import TYPE_CHECKING

from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.pipeline import Result

Outline = str | tuple[tuple[float, float], ...]


def straightened(result: "Result", outline: Outline, aspect: float | None, progress: Progress) -> "Result":
    """Return the result on the grid of its subject.

    Args:
        result: on the reference's grid, which may be extended.
        outline: "auto" to find the corners in the clean picture, or the corners in reference pixels.
        aspect: true width over height; None to estimate it.
        progress: see `pipeline.update`.

    Raises:
        ImageError: no outline was found, or the corners are none.
    """
    import numpy as np

    from diar_gui import geometry
    from diar_gui.corrections import index_of
    from diar_gui.edits import Edits, Straightening
    from diar_gui.errors import ImageError
    from diar_gui.pipeline import update
    from diar_gui.straightening import find_corners, is_convex

    if outline == "auto":
        stack = result.stack
        H_picture_from_ref = stack.H_ref_from_frame[stack.reference]
        found = find_corners(result.reconstruction.picture)
        if found is None:
            raise ImageError(
                "No outline of the subject stands out in the clean picture; give its corners with "
                "--straighten x1,y1,...,x4,y4."
            )
        corners = geometry.transfer(np.linalg.inv(H_picture_from_ref), found)
    else:
        corners = np.array(outline, float)
        if not is_convex(corners):
            raise ImageError(
                "The corners given to --straighten cross or make a dent; give them clockwise from the top left one."
            )
    paths = list(index_of(result.frames.frames))
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    straightening = Straightening(paths[result.alignment.reference], (first, second, third, fourth), aspect)
    return update(result, result.options, Edits(straightening=straightening), progress)
