"""What the user chose once and for all, kept between two starts; nothing read from disk is believed unchecked."""

from collections.abc import Callable
from dataclasses import Field, dataclass, fields
from pathlib import Path

from PySide6.QtCore import QSettings

from diar_gui.names import CANVASES, COLOURS, DEVICES, FEATURES, METHODS, TONES

ORGANISATION, APPLICATION = "diar", "diar-gui"
THEMES = ("system", "light", "dark")
LANGUAGES = ("system", "en", "de")
NEVER_KEPT = ("colour", "flat_field", "target")
"""Settings that are of the open photos alone."""

OF_PHOTOS = ("method", "features", "tone", "canvas", "working_size_px", *NEVER_KEPT)
"""Settings that may be others for the open photos than those that are kept."""

WORKING_SIZE_RANGE_PX = (256, 4096)
MEMORY_RANGE_GB = (1.0, 1024.0)


@dataclass(frozen=True)
class Settings:
    """The user's choices; the defaults need no visit.

    method, features, device, tone, canvas: names the engine knows, see `names`; the first of each is the default.
    working_size_px: long side at which photos are compared for the alignment; None for the engine's own.
    colour: one of `names.COLOURS`, in which the picture is saved. flat_field, target: see `pipeline.RunOptions`.
    theme: one of `THEMES`. language: one of `LANGUAGES`. notify: whether a finished run tells so while nobody looks.
    max_memory_gb: main memory for the whole program, in 10^9 bytes; None for half of what is free.
    """

    method: str = METHODS[0]
    features: str = FEATURES[0]
    device: str = DEVICES[0]
    working_size_px: int | None = None
    tone: str = TONES[0]
    canvas: str = CANVASES[0]
    theme: str = THEMES[0]
    language: str = LANGUAGES[0]
    notify: bool = True
    max_memory_gb: float | None = None
    colour: str = COLOURS[0]
    flat_field: Path | None = None
    target: Path | str | None = None

    @property
    def max_memory_bytes(self) -> int | None:
        """The memory in bytes, as `pipeline.RunOptions` takes it."""
        return None if self.max_memory_gb is None else round(self.max_memory_gb * 10**9)


def app_store() -> QSettings:
    """Return the app's own place for settings and the state of its window."""
    return QSettings(ORGANISATION, APPLICATION)


def load_settings(store: QSettings) -> Settings:
    """Return the stored choices; what is missing, damaged or unknown there is the default."""
    known = {}
    for field in _kept_fields():
        stored = store.value(_key(field.name))
        value = _READERS[field.name](str(stored)) if stored is not None else None
        if value is not None:
            known[field.name] = value
    return Settings(**known)


def save_settings(store: QSettings, settings: Settings) -> None:
    """Store the choices; a default is left out, so that a later version's better default takes its place."""
    for field in _kept_fields():
        value = getattr(settings, field.name)
        if value == field.default:
            store.remove(_key(field.name))
        else:
            store.setValue(_key(field.name), str(value).lower() if isinstance(value, bool) else str(value))


def _kept_fields() -> list[Field]:
    return [field for field in fields(Settings) if field.name not in NEVER_KEPT]


def _key(name: str) -> str:
    return f"settings/{name}"


def _one_of(names: tuple[str, ...]) -> Callable[[str], str | None]:
    return lambda text: text if text in names else None


def _number(kind: Callable[[str], float], bounds: tuple[float, float]) -> Callable[[str], float | None]:
    def read(text: str) -> float | None:
        try:
            number = kind(text)
        except ValueError:
            return None
        return number if bounds[0] <= number <= bounds[1] else None

    return read


# None stands for: not understood.
_READERS: dict[str, Callable[[str], object]] = {
    "method": _one_of(METHODS),
    "features": _one_of(FEATURES),
    "device": _one_of(DEVICES),
    "working_size_px": _number(int, WORKING_SIZE_RANGE_PX),
    "tone": _one_of(TONES),
    "canvas": _one_of(CANVASES),
    "theme": _one_of(THEMES),
    "language": _one_of(LANGUAGES),
    "notify": {"true": True, "false": False}.get,
    "max_memory_gb": _number(float, MEMORY_RANGE_GB),
}
