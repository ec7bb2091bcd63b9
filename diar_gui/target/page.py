"""The target in the report for people: its patches as they are and as they came out, with their differences."""

import html

import numpy as np

from diar_gui.colour import encoded_from_linear
from diar_gui.gamuts import xyz_of
from diar_gui.target.classic import xyz_from_lab

STYLE = """
.chart { display: grid; grid-template-columns: repeat(6, minmax(4em, 7em)); gap: .5em; background: #1c1c1c; color: #ddd;
  padding: .6em; width: fit-content; margin-top: 1em; border-radius: 4px; } .chart > div { font-size: .75em; }
.chart .halves { display: flex; height: 4.5em; } .chart .halves span { flex: 1; print-color-adjust: exact; }
"""


def target_part(target: dict | None) -> str:
    """Return the part of the page on the target as HTML; nothing without one.

    Args:
        target: what `report.target_report` says.
    """
    if target is None:
        return ""
    is_in_picture = target["in_picture"] is not None
    rows = [("As shot, at the best exposure", target["as_shot"]), ("Set by the others (held out)", target["held_out"])]
    if is_in_picture:
        rows.append(("In the finished picture", target["in_picture"]))
    body = "".join(
        f"<tr><td>{name}</td>" + "".join(f"<td class=number>{found[key]:.2f}</td>" for key in ("mean", "p95", "worst"))
        for name, found in rows
    )
    head = "".join(f"<th scope=col class=number>{name}</th>" for name in ("Mean", "95 %", "Worst"))
    kind = "in_picture" if is_in_picture else "held_out"
    patches = "".join(_patch(patch, kind) for patch in target["patches"])
    passed_over = "".join(f"<p class=note>{html.escape(sentence)}</p>" for sentence in target["passed_over"])
    shown = "in the finished picture" if is_in_picture else "as set by the other patches"
    return (
        f"<h2>Colour target</h2><p>{html.escape(target['chart'])}, in {html.escape(', '.join(target['photos']))}. "
        f"White balance error of the greys: {target['white_balance_error']:.2f} in a* and b*.</p>{passed_over}"
        f"<table><thead><tr><th scope=col>CIEDE2000 of the {len(target['patches'])} patches</th>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
        f"<figure><div class=chart>{patches}</div><figcaption>Left what each patch is, right what it is {shown}, and "
        "the difference.</figcaption></figure>"
        f"{_tones(target)}<p class=note>Not assessed: {html.escape(', '.join(target['not_assessed']))}.</p>\n"
    )


def _tones(target: dict) -> str:
    """Return what the greys say, and which tolerances the colours keep."""
    tone, noise, kept = target["tone_response"], target["noise"], target["colour_tolerances"]
    is_in_picture = target["in_picture"] is not None
    key = "in_picture" if is_in_picture else "held_out"
    head = "".join(f"<th scope=col class=number>{html.escape(grey['name'])}</th>" for grey in tone["greys"])
    rows = "".join(
        f"<tr><td>{name}</td>" + "".join(f"<td class=number>{grey[each]:.1f}</td>" for grey in tone["greys"]) + "</tr>"
        for name, each in (("L* as it is", "L"), ("L* as it came out", key))
    )
    said = f"Noise of the greys, at most: {noise['as_shot']:.2f} in L* as shot"
    said += f", {noise['in_picture']:.2f} in the finished picture" if is_in_picture else ""
    level = kept["level"]
    keeps = f"keep the tolerances of {level}" if level else "keep the tolerances of no level"
    return (
        f"<table><thead><tr><th scope=col>Tone response</th>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>Lightness of the greys is off by {tone['worst']:.2f} at most. {said}.</p>"
        f"<p class=note>By the {html.escape(kept['guideline'])}, the colours (mean {kept['mean']:.2f}, worst "
        f"{kept['worst']:.2f}, CIEDE2000 with SL = 1) {keeps}. The guideline asks for a ColorChecker SG or a UTT with "
        "reference values of its own, so this is no assessment by it.</p>"
    )


def _patch(patch: dict, kind: str) -> str:
    halves = "".join(f'<span style="background:{_css(patch[key])}"></span>' for key in ("lab", f"{kind}_lab"))
    return f"<div><div class=halves>{halves}</div>{html.escape(patch['name'])}: {patch[kind]:.1f}</div>"


def shown_rgb(lab: list[float]) -> tuple[int, int, int]:
    """Return red, green and blue of sRGB, 0 to 255, by which a screen shows a CIELAB colour as nearly as it can."""
    linear = np.linalg.solve(xyz_of("srgb"), xyz_from_lab(np.array(lab)))
    red, green, blue = (int(value) for value in encoded_from_linear(linear.astype(np.float32)[None], 8)[0])
    return red, green, blue


def _css(lab: list[float]) -> str:
    return "rgb({},{},{})".format(*shown_rgb(lab))
