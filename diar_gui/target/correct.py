"""The photos' colours set right by the target that they show."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from diar_gui.colour import encoded_from_linear, linear_from_encoded
from diar_gui.errors import ImageError
from diar_gui.gamuts import xyz_of
from diar_gui.images import Frame, FrameSet
from diar_gui.progress import Progress
from diar_gui.scratch import Scratch, release
from diar_gui.sentences import Sentence
from diar_gui.target.classic import XYZ
from diar_gui.target.find import SeenTarget, find_target
from diar_gui.target.fit import fit, held_out, lab_of

SPACE = "prophoto"
"""Of the photos whose colours are set right: no matrix takes a camera's colours out of it."""

_STRIP_ROWS = 256
_LEAST = 1e-5


@dataclass(frozen=True, eq=False)
class Target:
    """What was made of the target.

    seen: in which photos, and what they show. passed_over: why others that show it were not used.
    matrix: `(3, 3)` from the photos' linear light, at the mean of their exposures, to XYZ under D50.
    measured: `(24, 3)` CIELAB of each patch by the matrix that is fitted without it. as_shot: by the photos' own
    colours, at the target's exposure. noise: `(24,)`, standard deviation of luminance over its mean.
    """

    seen: tuple[SeenTarget, ...]
    passed_over: tuple[Sentence, ...]
    matrix: np.ndarray
    measured: np.ndarray
    as_shot: np.ndarray
    noise: np.ndarray


def set_right(frames: FrameSet, target: Frame | None, scratch: Scratch, progress: Progress) -> tuple[FrameSet, Target]:
    """Return the photos in `SPACE` with the colours, white and exposure that the target says, and what was found.

    Photos that show the target have their own exposure set by it, the others the mean of those.

    Args:
        frames: the photos, under even light where there is a flat field.
        target: the photo of the target, in the frames' space; None to look for it in all of them.
        scratch: for the photos.
        progress: receives the reports; tells whether the user asked to stop.

    Raises:
        ImageError: the target is not found, or cannot be used.
    """
    seen, passed_over = _look_for(frames.frames if target is None else (target,), progress.part(0.0, 0.4))
    logs = np.log(np.maximum([one.linear for one in seen], _LEAST))
    gains = np.median(logs - logs.mean(axis=0), axis=1)
    gains -= gains.mean(axis=0)
    linear = np.exp(np.median(logs - gains[:, None], axis=0))
    matrix = fit(linear)
    space = frames.frames[0].space
    found = Target(
        tuple(seen),
        tuple(passed_over),
        matrix,
        held_out(linear, matrix),
        _as_shot(linear, space),
        np.median([one.noise for one in seen], axis=0),
    )
    own_gains = {one.name: gain for one, gain in zip(seen, gains, strict=True)}
    made = []
    for i, frame in enumerate(frames.frames):
        progress.update(
            0.4 + 0.6 * i / len(frames.frames),
            "Setting the colours of photo {i} of {n}",
            i=i + 1,
            n=len(frames.frames),
        )
        gain = np.exp(-own_gains.get(frame.name, np.zeros(3)))
        made.append(_corrected(frame, np.linalg.solve(xyz_of(SPACE), matrix * gain), scratch))
    return replace(frames, frames=tuple(made)), found


def _look_for(frames: tuple[Frame, ...], progress: Progress) -> tuple[list[SeenTarget], list[Sentence]]:
    seen: list[SeenTarget] = []
    passed_over: list[Sentence] = []
    for i, frame in enumerate(frames):
        progress.update(i / len(frames), "Looking for the colour target")
        try:
            one = find_target(frame)
        except ImageError as error:
            passed_over.append(error.sentence)
            continue
        if one is not None:
            seen.append(one)
    if seen:
        return seen, passed_over
    if passed_over:
        raise ImageError(passed_over[0])
    if len(frames) == 1:
        raise ImageError(
            "No ColorChecker Classic was found in {name}; it has to lie flat in view, whole, sharp and not too small.",
            name=frames[0].name,
        )
    raise ImageError(
        "No ColorChecker Classic was found in any of {n} photos; it has to lie flat in view, whole, sharp and not too "
        "small. Name a photo of it with --target PHOTO, or leave --target out.",
        n=len(frames),
    )


def _as_shot(linear: np.ndarray, space: str) -> np.ndarray:
    """Return CIELAB of the patches by the photos' own colours, as light as they are to be."""
    xyz = linear @ xyz_of(space).T
    level = np.median(XYZ[:, 1] / np.maximum(xyz[:, 1], _LEAST))
    return lab_of(linear, xyz_of(space) * level)


def _corrected(frame: Frame, matrix: np.ndarray, scratch: Scratch) -> Frame:
    pixels = scratch.empty(frame.pixels.shape, np.uint16)
    for first in range(0, len(pixels), _STRIP_ROWS):
        rows = slice(first, first + _STRIP_ROWS)
        linear = cv2.transform(linear_from_encoded(frame.pixels[rows]), matrix.astype(np.float32))
        pixels[rows] = encoded_from_linear(linear, 16)
    for array in (frame.pixels, pixels):
        release(array)
    pixels.flags.writeable = False
    return replace(frame, pixels=pixels, space=SPACE)
