"""`diar reconstruct`: from a folder of photos to a clean picture."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diar_gui.cli.arguments import (
    access_copy,
    gigabytes,
    number_of_frames,
    outline,
    path,
    size_px,
    true_size,
    xmp_value,
)
from diar_gui.cli.display import Display
from diar_gui.cli.finish import add_finish_arguments, with_wanted_finish
from diar_gui.cli.straighten import straightened
from diar_gui.names import AUTO, CANVASES, COLOURS, DEVICES, FEATURES, METHODS, STRIPS, TIFF_COMPRESSIONS, TONES
from diar_gui.progress import Progress

if TYPE_CHECKING:
    from diar_gui.pipeline import RunOptions, Stage
    from diar_gui.reconstruction import Place

HELP = "align the photos and make one clean picture of them"
DESCRIPTION = (
    "Align the photos and make one clean picture of them. Nothing is ever overwritten without --overwrite; "
    "an output file is either whole or absent."
)

_MOST_PLACES = 5  # that are told one by one; the report has all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the sub-command its arguments."""
    add = parser.add_argument
    add("inputs", nargs="+", type=path, metavar="INPUT", help="photos, folders of photos, videos")
    add("-o", "--output", required=True, type=path, metavar="FILE", help="the clean picture: .png, .tif or .jpg")
    add_run_arguments(parser)
    add("--alignment", type=path, metavar="REPORT", help="align nothing: the same views as in this --report, by name")
    add("--report", type=path, metavar="FILE", help="write what became of each photo as JSON")
    add("--report-html", type=path, metavar="FILE", help="write the report as one page for people, with pictures")
    add("--save-warped", type=path, metavar="DIR", help="write each photo as seen from the reference")
    add("--save-weights", type=path, metavar="DIR", help="write where each photo was used, coverage and source")
    add("--save-attention", type=path, metavar="DIR", help="of --method swin: write where each of its heads looks")
    add(
        "--straighten",
        type=outline,
        metavar="auto|X1,Y1,...,X4,Y4",
        help="crop to the subject and straighten it; its corners in the reference photo, clockwise from the top left",
    )
    add(
        "--true-size",
        type=true_size,
        metavar="WxH",
        help="of the straightened subject, in mm unless a unit follows: gives the picture its resolution; 3:2 gives "
        "its proportions alone (default: estimated)",
    )
    add_finish_arguments(parser)
    add(
        "--set-xmp",
        type=xmp_value,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="property of the picture, as dc:identifier, dc:rights or xmpRights:UsageTerms; may be given several times",
    )
    add("--tiff-compression", choices=TIFF_COMPRESSIONS, help="of a picture that is a TIFF (default: deflate)")
    add(
        "--also",
        type=access_copy,
        action="append",
        default=[],
        metavar="FILE[:PX][:COLOUR]",
        help="write a copy as well, as access.jpg:3000px:srgb (long side, colours); may be given several times",
    )
    add("--scale-bar", type=path, metavar="FILE", help="write a scale bar as well, where --true-size has a unit")
    add("--save-layers", type=path, metavar="FILE", help="write picture, photos and weights as pages of one TIFF")
    add("--every-kth", type=number_of_frames, metavar="K", help="of a video, take the sharpest of each K frames")
    add("--overwrite", action="store_true", help="replace output files that exist")
    add("--quiet", action="store_true", help="show no progress, only warnings and errors")
    add("--json", action="store_true", help="print the report to standard output")


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the arguments that say how a picture is made, for `run_options` to read."""
    add = parser.add_argument
    add("--method", choices=METHODS, help="how the picture is made (default: diar)")
    add("--features", choices=FEATURES, help="what photos are aligned by; none if they are already (default: auto)")
    add("--reference", default="auto", metavar="NAME", help="photo that gives the view, or auto (default)")
    add("--canvas", choices=CANVASES, help="show the reference's view (default), or all that any photo saw")
    add("--device", default="auto", choices=DEVICES, help="what networks run on (default: auto)")
    add("--working-size", type=size_px, metavar="PX", help="long side at which features are found")
    add("--model", type=path, metavar="CHECKPOINT", help="trained parameters for a learned method (default: bundled)")
    add(
        "--tone",
        choices=TONES,
        help="of --method diar: even white light (auto), the reference's look, or nothing evened",
    )
    add("--max-memory", type=gigabytes, metavar="GB", help="main memory to stay under (default: half, at most 3)")
    add(
        "--flat-field",
        type=path,
        metavar="PHOTO|FOLDER",
        help="of a white board in the same light, which is evened by it",
    )
    add(
        "--target",
        type=path,
        metavar="auto|PHOTO",
        help="set colours, white and exposure by the ColorChecker Classic in a photo, or in any of them (auto)",
    )
    add("--bits", type=int, choices=(8, 16), help="bits per channel of the picture (default: as the photos)")
    add("--backbone", metavar="NAME", help="timm network that --features dense takes its descriptors from")
    add("--allow-download", action="store_true", help="let --features dense fetch that network's parameters")
    add("--colour", choices=COLOURS, help="colour space of what is written (default: as-reference)")
    add(
        "--strip",
        nargs="?",
        const=STRIPS[0],
        choices=STRIPS,
        help="write neither the reference photo's notes (EXIF, XMP, IPTC) nor a colour profile; gps: all but the place",
    )


def with_plain_strip(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with `--strip` and what may follow it as one, so that no photo is taken for its value."""
    made: list[str] = []
    for argument in arguments:
        if made and made[-1] == "--strip" and argument in STRIPS:
            made[-1] = f"--strip={argument}"
        else:
            made.append(argument)
    return ["--strip=all" if argument == "--strip" else argument for argument in made]


def check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where arguments contradict one another."""
    if options.bits == 16 and options.output.suffix.lower() in (".jpg", ".jpeg"):
        parser.error("a JPEG file holds 8 bits per channel; write 16 bits as .png or .tif")
    if options.set_xmp and options.strip == "all":
        parser.error(
            "--set-xmp says nothing beside --strip, which leaves all notes out; --strip gps leaves out the place"
        )
    if options.tiff_compression is not None and options.output.suffix.lower() not in (".tif", ".tiff"):
        parser.error(f"--tiff-compression says nothing of {options.output.name}, which is no .tif")
    check_colour(options, parser)
    if options.save_attention is not None and options.method != "swin":
        parser.error("--save-attention says nothing without --method swin, which alone has attention maps")
    if options.true_size is not None and options.straighten is None:
        parser.error("--true-size says nothing without --straighten")
    if options.scale_bar is not None and (options.true_size is None or options.true_size.size_mm is None):
        parser.error("--scale-bar says nothing without a --true-size in a unit of length, as 210x297mm")
    aligning = {
        "--features": options.features,
        "--reference": None if options.reference == "auto" else options.reference,
        "--working-size": options.working_size,
        "--backbone": options.backbone,
    }
    if options.alignment is not None and (given := _given(aligning)):
        parser.error(f"{next(iter(given))} says nothing beside --alignment, which aligns nothing")


def check_colour(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where no profile would say which colours those are, or two things would set the light."""
    if options.strip == "all" and options.colour not in (None, *COLOURS[:2]):
        parser.error(f"--strip leaves the colour profile out, without which {options.colour} is taken for sRGB")
    if options.target is not None and options.tone not in (None, "as-shot"):
        parser.error(f"--target sets the light by the target; --tone {options.tone} would set it otherwise")


def run(options: argparse.Namespace, display: Display, progress: Progress) -> None:
    """Do it, and say where the picture is."""
    from diar_gui.videos import is_video, with_photos_of_videos

    if not any(is_video(item) for item in options.inputs):
        _reconstruct(options.inputs, options, display, progress)
        return
    with tempfile.TemporaryDirectory(prefix="diar-") as folder:
        inputs = with_photos_of_videos(options.inputs, Path(folder), options.every_kth, progress.part(0.0, 0.1))
        _reconstruct(inputs, options, display, progress.part(0.1, 1.0))


def _reconstruct(inputs: list[Path], options: argparse.Namespace, display: Display, progress: Progress) -> None:
    from diar_gui.estimate import check_room, estimate_run
    from diar_gui.images import find_images
    from diar_gui.outputs import Outputs, report_text
    from diar_gui.pipeline import run as run_pipeline
    from diar_gui.same_views import read_same_views

    photos = find_images(inputs, progress)
    views = None if options.alignment is None else read_same_views(options.alignment)
    outputs = Outputs(
        options.output,
        report=options.report,
        page=options.report_html,
        copies=tuple(options.also),
        xmp=tuple(dict(options.set_xmp).items()),
        warped=options.save_warped,
        weights=options.save_weights,
        attention=options.save_attention,
        scale_bar=options.scale_bar,
        layers=options.save_layers,
        overwrite=options.overwrite,
        strip=options.strip,
        **_given({"colour": options.colour, "tiff_compression": options.tiff_compression}),
    )
    outputs.check(photos)
    how = run_options(options)
    needs = estimate_run(photos, how)
    check_room(needs)
    if not options.quiet:
        display.say(needs.sentence)
    share = 0.92 if options.straighten is None else 0.7
    result = run_pipeline(
        photos,
        how,
        progress.part(0.0, share),
        lambda stage: _tell(stage, display),
        known=None if views is None else lambda frames: views.alignment_of(frames, progress.notice),
    )
    if options.straighten is not None:
        result = straightened(result, options.straighten, options.true_size, progress.part(share, 0.92))
    result = with_wanted_finish(result, options, progress.part(0.92, 0.94))
    report = outputs.write(result, photos, progress.part(0.94, 1.0))
    display.clear()
    if options.json:
        sys.stdout.write(report_text(report))
    elif not options.quiet:
        n_used, n_photos = len(result.alignment.used), len(photos)
        print(f"Wrote {outputs.picture}, made from {n_used} of {n_photos} photos.")
        _tell_places(result.reconstruction.places or ())


def _tell_places(places: "Sequence[Place]") -> None:
    """Say what is not clean, the largest place first."""
    from diar_gui.reconstruction.places import sentence

    if places:
        print(sentence(places))
    for place in places[:_MOST_PLACES]:
        x, y, width, height = place.box
        print(f"  {place.share:.1%}: {width} x {height} pixels from x {x}, y {y} on")
    if len(places) > _MOST_PLACES:
        print(f"  and {len(places) - _MOST_PLACES} smaller ones")


def run_options(options: argparse.Namespace) -> "RunOptions":
    """Return what `add_run_arguments` took, and --alignment."""
    from diar_gui.alignment import AlignmentOptions
    from diar_gui.pipeline import RunOptions
    from diar_gui.reconstruction import ReconstructionOptions

    # Defaults live in the dataclasses: what was not given is not passed on.
    alignment = {
        "features": options.features if options.alignment is None else "none",
        "reference": None if options.reference == "auto" else options.reference,
        "working_size_px": options.working_size,
        "backbone": options.backbone,
        "allow_download": options.allow_download or None,
    }
    reconstruction = {
        "method": options.method,
        "bits": options.bits,
        "checkpoint": options.model,
        "tone": options.tone,
    }
    return RunOptions(
        alignment=AlignmentOptions(**_given(alignment)),
        reconstruction=ReconstructionOptions(**_given(reconstruction)),
        device=options.device,
        max_memory_bytes=None if options.max_memory is None else int(options.max_memory * 1e9),
        **_given({"canvas": options.canvas, "flat_field": options.flat_field, "target": _target(options.target)}),
    )


def _target(asked: Path | None) -> Path | str | None:
    return AUTO if asked == Path(AUTO) else asked


def _given(values: dict) -> dict:
    return {name: value for name, value in values.items() if value is not None}


def _tell(stage: "Stage", display: Display) -> None:
    """Say which photos are left out as soon as it is known."""
    from diar_gui.alignment import Alignment
    from diar_gui.images import FrameSet

    if isinstance(stage, FrameSet):
        for photo in stage.unreadable:
            display.say(f"Left out {photo.name}: {photo.reason}")
    elif isinstance(stage, Alignment):
        for frame in stage.frames:
            if frame.status == "rejected":
                display.say(f"Left out {frame.name}: {frame.reason}")
