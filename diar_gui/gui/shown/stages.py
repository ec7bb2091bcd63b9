"""What a run has finished so far, as one frozen value. Knows no Qt."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diar_gui.alignment import Alignment
    from diar_gui.images import FrameSet
    from diar_gui.reconstruction import Reconstruction
    from diar_gui.warp import WarpedStack


@dataclass(frozen=True, eq=False)
class Stages:
    """What the current run has finished so far.

    preview: a reconstruction at the working size that came after `reconstruction`, until the next one at full size.
    made_of: the stack that `preview` or `reconstruction` was made of; None for `stack`.
    """

    frames: "FrameSet | None" = None
    alignment: "Alignment | None" = None
    stack: "WarpedStack | None" = None
    reconstruction: "Reconstruction | None" = None
    preview: "Reconstruction | None" = None
    made_of: "WarpedStack | None" = None

    @property
    def shown(self) -> "Reconstruction | None":
        """The newest reconstruction, of either size."""
        return self.preview or self.reconstruction

    @property
    def shown_stack(self) -> "WarpedStack | None":
        """The stack whose frames and grid belong to `shown`; without one, the newest."""
        return (self.made_of if self.shown is not None else None) or self.stack

    def with_stage(self, stage: object) -> "Stages":
        """Return these and one more stage; stages may come again, after a correction."""
        from diar_gui.alignment import Alignment
        from diar_gui.images import FrameSet
        from diar_gui.pipeline import Preview
        from diar_gui.reconstruction import Reconstruction
        from diar_gui.warp import WarpedStack

        if isinstance(stage, Preview):
            return replace(self, preview=stage.reconstruction, made_of=self.stack)
        if isinstance(stage, Reconstruction):
            return replace(self, reconstruction=stage, preview=None, made_of=self.stack)
        for name, kind in {"frames": FrameSet, "alignment": Alignment, "stack": WarpedStack}.items():
            if isinstance(stage, kind):
                return replace(self, **{name: stage})
        raise ValueError(f"{type(stage).__name__} is no stage of a run")
