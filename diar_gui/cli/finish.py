"""Of `diar reconstruct`: the finish that the picture is given."""

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from diar_gui.cli.arguments import place_px, within
from diar_gui.names import EXPOSURE_RANGE_EV, WARMTH_RANGE_MIRED
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.edits import Finish
    from diar_gui.pipeline import Result


def add_finish_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the arguments of the finish."""
    add = parser.add_argument
    low, high = EXPOSURE_RANGE_EV
    add(
        "--exposure",
        type=within(low, high, "an exposure"),
        metavar="EV",
        help=f"make the picture brighter or darker: from {low:g} to {high:g}, each step twice the light",
    )
    add(
        "--white-point",
        type=place_px,
        metavar="X,Y",
        help="a place of white paper in the reference photo: it becomes neutral and, without --exposure, white",
    )
    low, high = WARMTH_RANGE_MIRED
    add(
        "--warmth",
        type=within(low, high, "a warmth"),
        metavar="MIRED",
        help=f"make the picture warmer or, below 0, colder: from {low:g} to {high:g}",
    )
    add("--even-white", action="store_true", help="of a board or a page: make what is blank evenly white, keep the ink")


def with_wanted_finish(result: "Result", options: argparse.Namespace, progress: Progress) -> "Result":
    """Return the result with the finish that was asked for; itself where none was.

    Raises:
        ImageError: the white point is none.
    """
    from diar_gui.edits import NO_FINISH

    finish = NO_FINISH
    if options.white_point is not None:
        finish = _with_white_point(result, options.white_point)
    if options.exposure is not None:
        finish = replace(finish, exposure_ev=options.exposure)
    finish = replace(finish, warmth_mired=options.warmth or 0.0, is_even=options.even_white)
    if finish == NO_FINISH:
        return result
    from diar_gui.pipeline import update

    return update(result, result.options, replace(result.edits, finish=finish), progress)


def _with_white_point(result: "Result", place: tuple[float, float]) -> "Finish":
    import numpy as np

    from diar_gui import geometry
    from diar_gui.edits import NO_FINISH
    from diar_gui.errors import ImageError
    from diar_gui.finish import white_at, with_white

    stack = result.stack
    ((x, y),) = geometry.transfer(stack.H_ref_from_frame[stack.reference], np.array([place]))
    white = white_at(result.plain.picture, x, y) if np.isfinite([x, y]).all() else None
    if white is None:
        raise ImageError(
            "The place given to --white-point ({x:g}, {y:g}) is outside of the picture, or too dark or too colourful "
            "to be white; give one on white paper, in pixels of the reference photo.",
            x=place[0],
            y=place[1],
        )
    return with_white(NO_FINISH, white)
