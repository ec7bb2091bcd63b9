"""What a user should know of an alignment, in finished sentences."""

from diar_gui.alignment.results import Alignment


def notices(alignment: Alignment) -> list[str]:
    """Return what to say: which photos were mirrored."""
    names = [alignment.frames[i].name for i in alignment.mirrored]
    return [f"{name} shows the subject as in a mirror and was turned back." for name in names]
