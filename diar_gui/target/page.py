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
        f"<p class=note>Not assessed: {html.escape(', '.join(target['not_assessed']))}.</p>\n"
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
