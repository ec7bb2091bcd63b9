"""What the choosers say for the engine's names: plain words, and a line of explanation for the tooltip."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from diar_gui.devices import Device
from diar_gui.gui.look.translations import QT_TRANSLATE_NOOP

METHODS = {
    "diar": (
        QT_TRANSLATE_NOOP("Words", "Automatic"),
        QT_TRANSLATE_NOOP("Words", "A trained network decides how far each photo can be trusted at each place."),
    ),
    "median": (
        QT_TRANSLATE_NOOP("Words", "Median"),
        QT_TRANSLATE_NOOP("Words", "Takes the middle of all photos: what only a few of them show goes."),
    ),
    "mean": (
        QT_TRANSLATE_NOOP("Words", "Mean"),
        QT_TRANSLATE_NOOP("Words", "Averages all photos: less noise, but glare and people stay as ghosts."),
    ),
    "trimmed-mean": (
        QT_TRANSLATE_NOOP("Words", "Trimmed mean"),
        QT_TRANSLATE_NOOP("Words", "Averages what is left after the brightest and darkest values are dropped."),
    ),
    "soft-minimum": (
        QT_TRANSLATE_NOOP("Words", "Against glare"),
        QT_TRANSLATE_NOOP("Words", "Trusts the darker photos more: best where lamps or windows are mirrored."),
    ),
    "weiss": (
        QT_TRANSLATE_NOOP("Words", "Against shadows"),
        QT_TRANSLATE_NOOP(
            "Words", "Keeps the edges that most photos agree on: good against shadows and uneven light (Weiss)."
        ),
    ),
    "rpca": (
        QT_TRANSLATE_NOOP("Words", "Common part"),
        QT_TRANSLATE_NOOP("Words", "Separates what all photos share from what only single ones show (low rank, RPCA)."),
    ),
    "swin": (
        QT_TRANSLATE_NOOP("Words", "Research: Swin"),
        QT_TRANSLATE_NOOP("Words", "The network of the DIAR paper."),
    ),
    "deep-sets": (
        QT_TRANSLATE_NOOP("Words", "Research: Deep Sets"),
        QT_TRANSLATE_NOOP("Words", "The network of the Deep Residual Sets paper."),
    ),
}
"""Name in the engine -> (name in the window, explanation); `in_words` translates them."""

METHOD_GROUPS = (
    ("", ("diar",)),
    (QT_TRANSLATE_NOOP("Words", "Against glare and shadows"), ("soft-minimum", "weiss")),
    (QT_TRANSLATE_NOOP("Words", "Against people and what moves"), ("median", "rpca", "trimmed-mean")),
    (QT_TRANSLATE_NOOP("Words", "Against noise"), ("mean",)),
    (QT_TRANSLATE_NOOP("Words", "Research"), ("swin", "deep-sets")),
)
"""Headings of the chooser of methods, and the methods below each; the first needs none."""

FEATURES = {
    "auto": (
        QT_TRANSLATE_NOOP("Words", "Automatic"),
        QT_TRANSLATE_NOOP("Words", "Finds the common points of the photos in the way that works best in general."),
    ),
    "xfeat": (
        QT_TRANSLATE_NOOP("Words", "XFeat"),
        QT_TRANSLATE_NOOP("Words", "Learned points: many, also under difficult light and steep views."),
    ),
    "sift": (
        QT_TRANSLATE_NOOP("Words", "SIFT"),
        QT_TRANSLATE_NOOP("Words", "Classic points: placed very exactly, fewer under difficult light."),
    ),
    "dense": (
        QT_TRANSLATE_NOOP("Words", "Dense"),
        QT_TRANSLATE_NOOP("Words", "Compares the photos everywhere by a network's descriptions; slower."),
    ),
    "none": (
        QT_TRANSLATE_NOOP("Words", "Aligned already"),
        QT_TRANSLATE_NOOP("Words", "For photos from a tripod or a scanner that fit one another as they are."),
    ),
}
"""Name in the engine -> (name in the window, explanation); `in_words` translates them."""

TONES = {
    "auto": (
        QT_TRANSLATE_NOOP("Words", "Even light"),
        QT_TRANSLATE_NOOP("Words", "Exposure and white as under even, white light, as far as they can be told."),
    ),
    "reference": (
        QT_TRANSLATE_NOOP("Words", "As in the reference"),
        QT_TRANSLATE_NOOP("Words", "Exposure and white stay as they are in the reference photo."),
    ),
    "as-shot": (
        QT_TRANSLATE_NOOP("Words", "As shot"),
        QT_TRANSLATE_NOOP("Words", "For lamps that stay the same: the photos' own light, in which nothing is evened."),
    ),
}
"""Name in the engine -> (name in the window, explanation); `in_words` translates them."""

COLOURS = {
    "as-reference": (
        QT_TRANSLATE_NOOP("Words", "As the reference photo"),
        QT_TRANSLATE_NOOP("Words", "The colour space that the reference photo's file is in."),
    ),
    "srgb": ("sRGB", QT_TRANSLATE_NOOP("Words", "For screens and the web.")),
    "display-p3": ("Display P3", QT_TRANSLATE_NOOP("Words", "As phones and newer screens have it; wider than sRGB.")),
    "adobe-rgb": ("Adobe RGB", QT_TRANSLATE_NOOP("Words", "For printing; wider than sRGB in greens and cyans.")),
    "ecirgb-v2": ("eciRGB v2", QT_TRANSLATE_NOOP("Words", "What archives ask for, Metamorfoze among them.")),
    "prophoto": ("ProPhoto RGB", QT_TRANSLATE_NOOP("Words", "Holds every colour of a camera; save it in 16 bits.")),
}
"""Name in the engine -> (name in the window, explanation); `in_words` translates them."""

CANVASES = {
    "reference": (
        QT_TRANSLATE_NOOP("Words", "The reference's view"),
        QT_TRANSLATE_NOOP("Words", "The picture shows what the reference photo shows, and nothing beyond it."),
    ),
    "all": (
        QT_TRANSLATE_NOOP("Words", "All that the photos saw"),
        QT_TRANSLATE_NOOP(
            "Words",
            "The picture holds all that any photo saw, for things larger than one photo; empty where none looked.",
        ),
    ),
}
"""Name in the engine -> (name in the window, explanation); `in_words` translates them."""

DEVICES = {
    "auto": (
        QT_TRANSLATE_NOOP("Words", "Automatic"),
        QT_TRANSLATE_NOOP("Words", "The graphics card where there is one that serves, else the processor."),
    ),
    "cpu": (QT_TRANSLATE_NOOP("Words", "Processor"), QT_TRANSLATE_NOOP("Words", "Works everywhere; slower.")),
    "cuda": (
        QT_TRANSLATE_NOOP("Words", "Graphics card"),
        QT_TRANSLATE_NOOP("Words", "Many times quicker where a network is at work."),
    ),
    "mps": (
        QT_TRANSLATE_NOOP("Words", "Apple graphics"),
        QT_TRANSLATE_NOOP("Words", "Quicker than the processor where a network is at work."),
    ),
}
"""Name in the engine -> (name in the window, explanation); `in_words` translates them."""


def in_words(table: Mapping[str, tuple[str, str]], name: str) -> tuple[str, str]:
    """Return (name in the window, explanation) of an engine's name; one that is not listed stands for itself."""
    text, explanation = table.get(name, (name, ""))
    return _translated(text), _translated(explanation)


def device_choices(devices: Sequence[Device], driver: str | None = None) -> list[tuple[str, str]]:
    """Return (name in the engine, what the chooser says) of `auto` and of each device that was found.

    Args:
        devices: what was found, the one that `auto` takes first.
        driver: version of the graphics driver.
    """
    best = in_words(DEVICES, devices[0].name)[0] if devices else ""
    automatic = in_words(DEVICES, "auto")[0]
    return [("auto", f"{automatic} ({best})" if best else automatic)] + [
        (device.name, _device_text(device, driver)) for device in devices
    ]


def _device_text(device: Device, driver: str | None) -> str:
    kind = in_words(DEVICES, device.name)[0]
    facts = [device.label]
    if device.n_threads is not None:
        facts.append(QCoreApplication.translate("Words", "{n} threads").format(n=device.n_threads))
    if device.memory_bytes is not None:
        facts.append(f"{device.memory_bytes / 10**9:.0f} GB")
    if device.name == "cuda" and driver is not None:
        facts.append(QCoreApplication.translate("Words", "driver {version}").format(version=driver))
    return f"{kind}: {', '.join(facts)}"


def _translated(text: str) -> str:
    return QCoreApplication.translate("Words", text) if text else ""
