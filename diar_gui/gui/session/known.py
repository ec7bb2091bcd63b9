"""The alignment of photos that is known from an earlier result, where some of them are left away."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from diar_gui.gui.session.settings import Settings

if TYPE_CHECKING:
    from diar_gui.alignment import Alignment
    from diar_gui.gui.session.state import Known
    from diar_gui.images import FrameSet
    from diar_gui.pipeline import Result


def known_from(result: "Result") -> "Callable[[Settings], Known | None]":
    """Return what gives, under the settings of a run, the alignment of all or some of a result's photos, see `Known`.

    Under settings that ask for another kind of alignment nothing is known.
    """
    from diar_gui.gui.session.engine_worker import run_options  # late: with it comes the engine

    found = _Found(result)

    def known(settings: Settings) -> "Known | None":
        options, before = run_options(settings), result.options
        is_same = (options.alignment.features, options.alignment.working_size_px, options.canvas) == (
            before.alignment.features,
            before.alignment.working_size_px,
            before.canvas,
        )
        return found if is_same else None

    return known


class _Found:
    def __init__(self, result: "Result") -> None:
        self._alignment = result.found
        self._index = {frame.path: i for i, frame in enumerate(result.frames.frames)}

    def __call__(self, frames: "FrameSet") -> "Alignment | None":
        """Return the alignment of these frames; None where one is new, or the reference or all others are gone."""
        places = [self._index.get(frame.path, -1) for frame in frames.frames]
        if -1 in places or self._alignment.reference not in places:
            return None
        aligned = tuple(self._alignment.frames[i] for i in places)
        if sum(frame.status != "rejected" for frame in aligned) < 2:
            return None
        return replace(self._alignment, reference=places.index(self._alignment.reference), frames=aligned)
