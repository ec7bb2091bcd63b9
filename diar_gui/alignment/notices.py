"""What a user should know of an alignment, in finished sentences."""

from diar_gui.alignment.results import Alignment


def notices(alignment: Alignment) -> list[str]:
    """Return what to say: which photos were mirrored, and of which it cannot be told how exactly they lie."""
    mirrored = [
        f"{alignment.frames[i].name} shows the subject as in a mirror and was turned back." for i in alignment.mirrored
    ]
    untold = [
        f"{frame.name} shares too little structure with the other photos to tell how exactly it lies on them."
        for frame in alignment.frames
        if frame.is_untold
    ]
    return mirrored + untold
