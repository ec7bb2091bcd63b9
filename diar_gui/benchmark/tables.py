"""A benchmark as Markdown tables: what is compared with the truth in each, and the mean over a set of sequences."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from diar_gui.benchmark.results import AlignedCase, Case, FrameErrors, Run

THRESHOLDS_PX = (1, 3, 5)
FALSE_PX = 5
"""A frame that is called aligned and is off by more over its overlap with the reference is called so falsely."""

_Row = TypeVar("_Row", Run, AlignedCase)


class _Column(NamedTuple):
    heading: str
    form: str
    value: Callable[[Run], float | None]


_COLUMNS = (
    _Column("RMSE", ".4f", lambda run: run.scores.rmse),
    _Column("PSNR", ".2f", lambda run: run.scores.psnr),
    _Column("tone-fitted PSNR", ".2f", lambda run: run.scores.tone_fitted_psnr),
    _Column("SSIM", ".3f", lambda run: run.scores.ssim),
    _Column("LPIPS", ".3f", lambda run: run.scores.lpips),
    _Column("s", ".2f", lambda run: run.seconds["reconstruct"]),  # the alignment has a table of its own
    _Column("peak GB", ".2f", lambda run: None if run.peak_memory_bytes is None else run.peak_memory_bytes / 1e9),
)


def mean_table(runs: Sequence[Run]) -> str:
    """Return a row for each set of sequences, number of photos, method and way of matching exposures: the means.

    Where sequences of a set have fewer photos than were asked for, the row says how many there were.
    """
    groups = _grouped(runs, lambda run: (*_key(run.case), run.method, str(run.match_exposure)))
    ordered = _by_case(groups)
    return _table(_score_headings(runs), [_score_cells(_set_name(group), group, runs) for group in ordered])


def sequence_table(runs: Sequence[Run]) -> str:
    """Return a row for each run."""
    rows = [_score_cells(f"{run.case.set}/{run.case.name}", [run], runs) for run in runs]
    return _table(_score_headings(runs), rows)


def alignment_table(alignments: Sequence[AlignedCase]) -> str:
    """Return a row for each set of sequences and number of photos, of all frames but the references.

    The corner error is the mean over a frame's four corners, the overlap error that over the part of it that lies in
    the reference; both are infinite where a frame was rejected, and so count as beyond any threshold.
    """
    within = " / ".join(map(str, THRESHOLDS_PX))
    headings = ["set", "aligned by", "N", "frames", "aligned", "rejected", f"aligned, off by > {FALSE_PX} px"]
    headings += ["median corner error px", f"within {within} px"]
    headings += ["median overlap error px", f"within {within} px", "s per photo"]
    groups = _by_case(_grouped(alignments, lambda aligned: _key(aligned.case)))
    return _table(headings, [_alignment_cells(group) for group in groups])


def n_false(frames: Iterable[FrameErrors]) -> int:
    """Return how many frames are called aligned and are not."""
    return sum(f.status == "aligned" and f.overlap_error_px > FALSE_PX for f in frames)


def _alignment_cells(group: Sequence[AlignedCase]) -> list[str]:
    frames = [frame for aligned in group for frame in aligned.frames]
    n_aligned = sum(frame.status == "aligned" for frame in frames)
    cells = [_set_name(group), group[0].case.features, _counts(group)]
    cells += [str(len(frames)), str(n_aligned), str(len(frames) - n_aligned), str(n_false(frames))]
    for errors in ([f.corner_error_px for f in frames], [f.overlap_error_px for f in frames]):
        shares = [f"{100 * np.mean(np.array(errors) <= threshold):.0f}" for threshold in THRESHOLDS_PX]
        cells += [f"{np.median(errors):.3f}", " / ".join(shares) + " %"]
    seconds = sum(aligned.seconds for aligned in group) / sum(aligned.case.n_frames for aligned in group)
    return [*cells, f"{seconds:.2f}"]


def _shown(runs: Sequence[Run]) -> list[_Column]:
    """Return the columns of what was measured."""
    return [column for column in _COLUMNS if all(column.value(run) is not None for run in runs)]


def _score_headings(runs: Sequence[Run]) -> list[str]:
    return ["set", "aligned by", "N", "method", "exposures matched", *(column.heading for column in _shown(runs))]


def _score_cells(name: str, group: Sequence[Run], runs: Sequence[Run]) -> list[str]:
    """Return the cells of a row: what all runs of the group share, and the means of what was measured."""
    first = group[0]
    matched = "default" if first.match_exposure is None else "yes" if first.match_exposure else "no"
    means = [f"{_mean(column, group):{column.form}}" for column in _shown(runs)]
    return [name, first.case.features, _counts(group), first.method, matched, *means]


def _mean(column: _Column, group: Sequence[Run]) -> float:
    return float(np.mean([value for run in group if (value := column.value(run)) is not None]))


def _key(case: Case) -> tuple:
    return case.set, case.features, case.n_asked


def _grouped(rows: Sequence[_Row], key: Callable[[_Row], tuple]) -> list[list[_Row]]:
    groups: dict[tuple, list[_Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())


def _by_case(groups: list[list[_Row]]) -> list[list[_Row]]:
    """Return the groups by set, in the order in which the sets were given, then by the number of photos."""
    sets = list(dict.fromkeys(group[0].case.set for group in groups))
    return sorted(groups, key=lambda group: (sets.index(group[0].case.set), group[0].case.n_asked or 0))


def _set_name(group: Sequence[_Row]) -> str:
    return f"{group[0].case.set} (mean of {len(group)})" if len(group) > 1 else group[0].case.set


def _counts(group: Sequence[_Row]) -> str:
    """Return how many photos there were: one number, or from the least to the most."""
    least, most = min(row.case.n_frames for row in group), max(row.case.n_frames for row in group)
    return str(least) if least == most else f"{least}-{most}"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join("| " + " | ".join(_cell(text) for text in line) + " |\n" for line in lines)


def _cell(text: str) -> str:
    """Return the text without what would end a cell or a row: a folder's name may hold anything."""
    return " ".join(text.replace("|", "\\|").split())
