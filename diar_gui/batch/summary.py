"""What people look at after a batch: summary.html (one file, no network), summary.csv, a list of checksums."""

import csv
import html
import io
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote

from diar_gui import __version__
from diar_gui.batch.manifest import Entry
from diar_gui.images import natural_key
from diar_gui.pages import STYLE
from diar_gui.whole_files import write_bytes

Thumbnails = Callable[[str], tuple[str, str]]

_STYLE = (
    STYLE
    + """
th button { all: unset; cursor: pointer; font-weight: 600; }
th button:focus-visible { outline: 2px solid #2a6fdb; }
th[aria-sort=ascending] button::after { content: " \\2191"; }
th[aria-sort=descending] button::after { content: " \\2193"; }
img { max-width: 240px; max-height: 160px; display: block; }
"""
)

_SCRIPT = """
for (const button of document.querySelectorAll("th button")) button.addEventListener("click", () => {
  const head = button.parentElement, index = [...head.parentElement.children].indexOf(head);
  const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
  const body = document.querySelector("tbody"), key = row => row.children[index].dataset.key;
  const rows = [...body.rows].sort((a, b) => sign * key(a).localeCompare(key(b), undefined, { numeric: true }));
  body.append(...rows);
});
"""

_STATES = {"done": "done", "failed": "failed", "begun": "not finished"}


def write_summary(folder: Path, suffix: str, entries: Iterable[Entry], thumbnails: Thumbnails) -> None:
    """Write summary.html and summary.csv, in place of those of before.

    Args:
        folder: of the outputs.
        suffix: before the files' ending.
        entries: the last line of each set.
        thumbnails: gives JPEGs, as base64, of a set's reference photo and picture; "" where there is none.

    Raises:
        ExportError: the disk is full, or the folder may not be written.
    """
    rows = sorted(entries, key=lambda entry: natural_key(entry.name))
    page = _page(rows, thumbnails)
    write_bytes(folder / f"summary{suffix}.html", page.encode(), overwrite=True)
    write_bytes(folder / f"summary{suffix}.csv", _table(rows).encode(), overwrite=True)


def write_checksums(folder: Path, suffix: str, entries: Iterable[Entry]) -> None:
    """Write the SHA-256 of all pictures and reports as `sha256sum --check` reads it (and BagIt, RFC 8493, lists it)."""
    files = {path: digest for entry in entries if entry.state == "done" for path, digest in entry.outputs.items()}
    lines = [f"{digest}  {Path(path).as_posix()}\n" for path, digest in sorted(files.items())]
    write_bytes(folder / f"manifest-sha256{suffix}.txt", "".join(lines).encode(), overwrite=True)


def _table(rows: list[Entry]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["set", "state", "sentence", "photos", "used", "not clean %", "seconds", "picture"])
    for row in rows:
        facts = [row.n_photos, row.n_used, f"{row.unclean * 100:.1f}", f"{row.seconds:.1f}", _picture(row)]
        writer.writerow([_plain(row.name), _STATES[row.state], _plain(row.sentence), *facts])
    return text.getvalue()


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _picture(row: Entry) -> str:
    return next((path for path in row.outputs if not path.endswith(".json")), "")


def _page(rows: list[Entry], thumbnails: Thumbnails) -> str:
    n_done, n_failed = (sum(row.state == state for row in rows) for state in ("done", "failed"))
    heads = ("Set", "State", "Before", "After", "Photos used", "Not clean", "Seconds", "What to know")
    sortable = {"Set", "State", "Photos used", "Not clean", "Seconds", "What to know"}
    head = "".join(f'<th scope="col">{f"<button>{name}</button>" if name in sortable else name}</th>' for name in heads)
    failed = f", <span class=failed>{n_failed} failed</span>" if n_failed else ""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>DIAR: {n_done} pictures</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>\n'
        f"<h1>{n_done} of {len(rows)} sets done{failed}</h1>\n"
        f"<p>DIAR {__version__}, {time.strftime('%Y-%m-%d %H:%M')}. A click on a heading sorts.</p>\n"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n"
        + "".join(_row(row, *thumbnails(row.name)) for row in rows)
        + f"</tbody></table>\n<script>{_SCRIPT}</script></body></html>\n"
    )


def _row(row: Entry, before: str, after: str) -> str:
    name, sentence = html.escape(row.name), html.escape(row.sentence)
    picture = _picture(row)
    link = f'<a href="{quote(Path(picture).as_posix())}">{name}</a>' if picture else name
    state = _STATES[row.state]
    cells = [
        f'<td data-key="{name}">{link}</td>',
        f'<td data-key="{state}" class="{row.state}">{state}</td>',
        _small(before, f"{name}, reference photo"),
        _small(after, f"{name}, clean picture"),
        f'<td data-key="{row.n_used}" class="number">{row.n_used} of {row.n_photos}</td>',
        f'<td data-key="{row.unclean:.4f}" class="number">{row.unclean:.0%}</td>',
        f'<td data-key="{row.seconds:.1f}" class="number">{row.seconds:.1f}</td>',
        f'<td data-key="{sentence}">{sentence}</td>',
    ]
    return f"<tr>{''.join(cells)}</tr>\n"


def _small(jpeg: str, label: str) -> str:
    image = f'<img alt="{label}" src="data:image/jpeg;base64,{jpeg}">' if jpeg else ""
    return f"<td>{image}</td>"
