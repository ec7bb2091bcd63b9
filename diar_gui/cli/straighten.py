"""Of `diar reconstruct`: the clean picture cropped to its subject and straightened."""

from typing import TYPE_CHECKING

from diar_gui.cli.arguments import TrueSize
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.pipeline import Result

_LEAST_PER_INCH, _MOST_PER_INCH = 1.0, 50_000.0

Outline = str | tuple[tuple[float, float], ...]


def straightened(result: "Result", outline: Outline, size: TrueSize | None, progress: Progress) -> "Result":
    """Return the result on the grid of its subject.

    Args:
        result: on the reference's grid, which may be extended.
        outline: "auto" to find the corners in the clean picture, or the corners in reference pixels.
        size: the true one; None to estimate its proportions.
        progress: see `pipeline.update`.

    Raises:
        ImageError: no outline was found, the corners are none, or the size cannot be that of what is there.
    """
    import numpy as np

    from diar_gui import geometry
    from diar_gui.corrections import index_of
    from diar_gui.edits import Edits, Straightening
    from diar_gui.errors import ImageError
    from diar_gui.pipeline import update
    from diar_gui.report import resolution
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
    aspect, size_mm = size or (None, None)
    straightening = Straightening(paths[result.alignment.reference], (first, second, third, fourth), aspect, size_mm)
    made = update(result, result.options, Edits(straightening=straightening), progress)
    per_inch = resolution(made.stack.size, straightening)
    if per_inch is not None and not all(_LEAST_PER_INCH <= n <= _MOST_PER_INCH for n in per_inch):
        raise ImageError(
            "With the --true-size given the picture would have {n:.4g} pixels per inch, which is no photo's; check the "
            "numbers and their unit (mm unless another one follows).",
            n=per_inch[0],
        )
    return made
