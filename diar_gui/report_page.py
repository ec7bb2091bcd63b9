"""The report for people: one page with the picture, before and after, and each photo's part (`--report-html`)."""

import html
import platform
import sys
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version

import cv2
import numpy as np

from diar_gui.edits import Finish
from diar_gui.pages import STYLE, embedded_jpeg
from diar_gui.reconstruction import Reconstruction
from diar_gui.target import TARGET_STYLE, target_part
from diar_gui.warp import WarpedStack

PICTURE_PX = 1600
_THUMBNAIL_PX = 200
_LIBRARIES = ("numpy", "opencv-python-headless", "torch", "kornia", "pillow", "tifffile", "imagecodecs", "rawpy")

_SPACES = {
    "srgb": "sRGB",
    "display-p3": "Display P3",
    "adobe-rgb": "Adobe RGB (1998)",
    "ecirgb-v2": "eciRGB v2",
    "prophoto": "ProPhoto RGB",
}

_OWN_STYLE = """
h2 { margin-top: 2em; } th { font-weight: 600; } img { display: block; }
.compare { position: relative; max-width: 100%; } .compare img, .compare svg { width: 100%; height: auto; }
.compare .before { position: absolute; inset: 0; clip-path: inset(0 calc(100% - var(--at, 50%)) 0 0); }
.compare svg { position: absolute; inset: 0; height: 100%; }
rect { fill: none; stroke: #e8590c; stroke-width: 2px; vector-effect: non-scaling-stroke; }
svg text { fill: #fff; stroke: #c2410c; stroke-width: 3px; paint-order: stroke; font-weight: 700; }
input[type=range] { width: 100%; margin: .6em 0; } figcaption, .note { opacity: .75; } figure { margin: 0; }
.thumbnail img { max-width: 140px; max-height: 100px; } dl { display: grid; grid-template-columns: 14em 1fr; }
dt { opacity: .75; } dd { margin: 0; overflow-wrap: anywhere; }
.bar { background: #2a6fdb; height: .5em; margin-left: auto; }
@media print { input, script { display: none; } .compare .before { position: static; clip-path: none; }
  .compare svg { display: none; } body { background: #fff; color: #000; } }
"""

_SCRIPT = """
const slider = document.querySelector("input[type=range]");
const show = () => document.querySelector(".compare").style.setProperty("--at", slider.value + "%");
slider.addEventListener("input", show); show();
"""


def report_page(
    report: dict,
    reconstruction: Reconstruction,
    stack: WarpedStack,
    photos: Sequence[np.ndarray | None],
    settings: dict[str, str],
) -> str:
    """Return the page as HTML, in English.

    Args:
        report: what report.json holds.
        reconstruction: the picture; what is shown of it is in sRGB.
        stack: of which it was made.
        photos: a picture in sRGB of each entry of the report's `frames`; None where it could not be read.
        settings: name and value of what was asked for beyond what the report says.
    """
    small = stack.scaled(PICTURE_PX)
    height, width = small.size
    before, valid = small.srgb_rows(small.reference, 0, height)
    before[~valid] = np.iinfo(before.dtype).max
    after = reconstruction.picture
    if after.shape[:2] != small.size:
        after = cv2.resize(after, (width, height), interpolation=cv2.INTER_AREA)
    title = f"DIAR: {report['reference']}"
    n_used = sum(entry["status"] != "rejected" for entry in report["frames"])
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}{_OWN_STYLE}{TARGET_STYLE}</style></head>'
        "<body>\n"
        f"<h1>Clean picture of {n_used} of {len(report['frames'])} photos</h1>\n"
        f"<p class=note>DIAR {report['version']}, {time.strftime('%Y-%m-%d %H:%M')}. The view is that of "
        f"{html.escape(report['reference'])}.</p>\n"
        + _compared(embedded_jpeg(before, PICTURE_PX), embedded_jpeg(after, PICTURE_PX), report)
        + _places(report["places"])
        + "<h2>Picture</h2>"
        + _facts(_picture_facts(report))
        + target_part(report["target"])
        + "<h2>Photos</h2>"
        + _photos(report["frames"], photos)
        + "<h2>Settings</h2>"
        + _facts([("Method", report["method"]), ("Aligned by", report["features"]), *settings.items()])
        + "<h2>Made with</h2>"
        + _facts(_versions(report))
        + f"<script>{_SCRIPT}</script></body></html>\n"
    )
    return page.encode("utf-8", "backslashreplace").decode()


def _compared(before: str, after: str, report: dict) -> str:
    height, width = report["size"]
    size = max(height, width) / 40
    marks = ""
    for i, place in enumerate(report["places"] or [], 1):
        x, y, w, h = place["box"]
        marks += f'<rect x="{x}" y="{y}" width="{w}" height="{h}"/>'
        marks += f'<text x="{x + 0.2 * size:.0f}" y="{y + size:.0f}" font-size="{size:.0f}">{i}</text>'
    return (
        f'<figure><div class=compare><img alt="Clean picture" src="data:image/jpeg;base64,{after}">'
        f'<img class=before alt="Reference photo" src="data:image/jpeg;base64,{before}">'
        f'<svg viewBox="0 0 {width} {height}" preserveAspectRatio="none" aria-hidden="true">{marks}</svg></div>'
        '<input type=range min=0 max=100 value=50 aria-label="How much of the reference photo is shown">'
        f"<figcaption>Left of the divider the reference photo {_before(report)}, right of it the clean picture."
        "</figcaption>"
        "</figure>\n"
    )


def _before(report: dict) -> str:
    changes = {"flat_field": "under even light", "target": "in the target's colours"}
    return " and ".join(text for key, text in changes.items() if report[key] is not None) or "as shot"


def _places(places: list[dict] | None) -> str:
    if places is None:
        return "<h2>Places that are not clean</h2><p>This method does not know them.</p>\n"
    if not places:
        return "<h2>Places that are not clean</h2><p>None was found.</p>\n"
    rows = []
    for i, place in enumerate(places, 1):
        x, y, width, height = place["box"]
        share = _number(f"{place['share']:.1%}")
        rows.append([_number(str(i)), f"<td>{width} x {height} pixels from x {x}, y {y} on</td>", share])
    return "<h2>Places that are not clean</h2>" + _table(("", "Where", "Share of the picture"), rows)


def _geometry_facts(found: dict) -> list[tuple[str, str]]:
    """Return what speaks for the true size that was given, and against it."""
    facts = [("Photos lie on one another to", f"{found['largest_error_mm']:.3f} mm, as far as it can be told")]
    if found["difference"] is not None:
        off = f"{found['aspect_by_corners']:.4f} by the slant of the corners, {found['true_aspect']:.4f} as given"
        facts.insert(0, ("Width to height", f"{off}: {found['difference']:+.2%}"))
    return facts


def _picture_facts(report: dict) -> list[tuple[str, str]]:
    height, width = report["size"]
    facts = [("Size", f"{width} x {height} pixels")]
    if report["pixels_per_inch"] is not None:
        (x, y), (width_mm, height_mm) = report["pixels_per_inch"], report["size_mm"]
        facts.append(("True size, as given", f"{width_mm:g} x {height_mm:g} mm"))
        facts.append(("Resolution", f"{x:.2f} x {y:.2f} pixels per inch"))
        facts += _geometry_facts(report["geometry"])
    if report["flat_field"] is not None:
        field = report["flat_field"]
        least = f"the darkest place had {field['least_light']:.0%} of the light"
        facts.append(("Light evened by", f"{', '.join(field['photos'])}; {least}"))
    if "colour" in report:
        colour = report["colour"]
        facts.append(("Colours of the photos", _SPACES[colour["photos"]]))
        facts.append(
            (
                "Colours of the picture",
                f"{_SPACES[colour['written']]}; {colour['out_of_gamut']:.2%} of the picture is beyond it",
            )
        )
    return facts


def _photos(entries: list[dict], photos: Sequence[np.ndarray | None]) -> str:
    rows = []
    for entry, pixels in zip(entries, photos, strict=True):
        name = html.escape(entry["name"])
        jpeg = "" if pixels is None else embedded_jpeg(pixels, _THUMBNAIL_PX)
        image = f'<img alt="{name}" src="data:image/jpeg;base64,{jpeg}">' if jpeg else ""
        weight, off = entry["mean_weight"], entry["error_px"]
        status = {"rejected": "<span class=failed>left out</span>"}.get(entry["status"], entry["status"])
        rows.append(
            [
                f"<td class=thumbnail>{image}</td>",
                f"<td>{name}</td>",
                f"<td>{status}{', mirrored' if entry['mirrored'] else ''}</td>",
                f'<td class=number>{weight:.1%}<div class=bar style="width:{100 * weight:.0f}%"></div></td>',
                _number(f"{entry['overlap_fraction']:.0%}"),
                _number("" if off is None else f"{off:.2f} px"),
                f"<td>{html.escape(str(entry['reason'] or entry['error_note']))}</td>",
            ]
        )
    heads = ("", "Photo", "State", "Part in the picture", "Saw of the view", "Off by about", "What to know")
    return _table(heads, rows)


def _versions(report: dict) -> list[tuple[str, str]]:
    found = [("DIAR", report["version"])]
    found.append(("Python", f"{sys.version.split()[0]} on {platform.system()} {platform.machine()}"))
    found.append(("Networks ran on", report["device"]))
    for name in _LIBRARIES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:  # other names of the same, and what is left out of the packaged app
            continue
    return found


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{html.escape(k)}</dt><dd>{html.escape(str(v))}</dd>" for k, v in facts) + "</dl>\n"


def _table(heads: Sequence[str], rows: list[list[str]]) -> str:
    first = rows[0] if rows else [""] * len(heads)
    sides = [" class=number" if cell.startswith("<td class=number>") else "" for cell in first]
    head = "".join(f'<th scope="col"{side}>{name}</th>' for name, side in zip(heads, sides, strict=True))
    body = "".join(f"<tr>{''.join(cells)}</tr>\n" for cells in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>\n"


def _number(text: str) -> str:
    return f"<td class=number>{text}</td>"


def finish_in_words(finish: Finish) -> str:
    """Return what a finish does."""
    words = [f"exposure {finish.exposure_ev:+g} EV"] if finish.exposure_ev else []
    words += [] if finish.white is None else ["white point set"]
    words += [f"warmth {finish.warmth_mired:+g} mired"] if finish.warmth_mired else []
    return ", ".join([*words, *(["evenly white"] if finish.is_even else [])])
