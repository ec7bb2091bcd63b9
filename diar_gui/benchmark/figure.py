"""A contact sheet: for each sequence the reference, what each method makes of it and the truth, and below what is off.

Under the reference and each method lies a map of the error, under the truth which photo gave most of each pixel to
the last method.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from diar_gui import metrics
from diar_gui.benchmark.case import Outcome
from diar_gui.benchmark.palette import FULL_SCALE_ERROR, NOT_COMPARED, error_colours, photo_colours
from diar_gui.benchmark.results import Case, Run
from diar_gui.benchmark.targets import Target
from diar_gui.images import shrunk

MAX_N_SEQUENCES = 40
"""A sheet of more could hardly be looked at."""

_CELL_PX = 256
_GAP_PX = 8
_LINE_PX = 18
_N_LEGEND_LINES = 4
_MIN_WIDTH_PX = 640  # the legend's
_BAR_PX = 160
_PAPER, _INK, _PALE_INK = 255, (20, 20, 20), (95, 95, 95)


@dataclass(frozen=True, eq=False)
class _Cell:
    """A picture over a map, `(h, w, 3)` uint8 each, and the words above them."""

    title: str
    words: str
    picture: np.ndarray
    map: np.ndarray


class ContactSheet:
    """Takes every run as it is made, keeps small copies, and draws them all in the end.

    A sequence is shown with the largest number of photos, and each method with the first way of matching exposures.
    """

    def __init__(self) -> None:
        self._strips: dict[str, tuple[Case, list[_Cell]]] = {}
        self._left_out: set[str] = set()

    def take(self, run: Run, outcome: Outcome, target: Target) -> None:
        """Take in a run; those of a sequence come with ascending numbers of photos."""
        folder = run.case.folder
        if folder not in self._strips and len(self._strips) == MAX_N_SEQUENCES:
            self._left_out.add(folder)
            return
        case, cells = self._strips.get(folder, (None, []))
        if case != run.case:
            cells = [_reference_cell(target), _truth_cell(target)]
            self._strips[folder] = run.case, cells
        if run.method not in [cell.title for cell in cells]:
            cells.insert(-1, _method_cell(run, outcome, target))
            source = photo_colours(_small(target.inner(outcome.source), cv2.INTER_NEAREST))
            cells[-1] = _Cell("truth", f"below: source of {run.method}", cells[-1].picture, source)

    def picture(self) -> np.ndarray:
        """Return the sheet, `(H, W, 3)` uint8."""
        blocks = [_legend(), *(_strip(case, cells) for case, cells in self._strips.values())]
        if self._left_out:
            blocks.append(_line(f"{len(self._left_out)} more sequences are not shown."))
        width = max(block.shape[1] for block in blocks) + _GAP_PX
        return np.concatenate([_padded(block, block.shape[0] + _GAP_PX, width) for block in blocks])


def _reference_cell(target: Target) -> _Cell:
    compared = target.reference, target.truth, target.mask
    words = _score_words(metrics.psnr(*compared), metrics.tone_fitted_psnr(*compared))
    return _Cell("reference photo", words, _small_picture(target.reference), _error_map(target.reference, target))


def _method_cell(run: Run, outcome: Outcome, target: Target) -> _Cell:
    picture = target.inner(outcome.picture)
    words = _score_words(run.scores.psnr, run.scores.tone_fitted_psnr)
    return _Cell(run.method, words, _small_picture(picture), _error_map(picture, target))


def _truth_cell(target: Target) -> _Cell:
    picture = _small_picture(target.truth)
    return _Cell("truth", "", picture, np.full_like(picture, _PAPER))


def _score_words(psnr: float, tone_fitted_psnr: float) -> str:
    return f"{psnr:.2f} dB, tone-fitted {tone_fitted_psnr:.2f}"


def _small(pixels: np.ndarray, interpolation: int = cv2.INTER_AREA) -> np.ndarray:
    """Return the pixels at the size of a cell."""
    height, width = shrunk(np.empty((*pixels.shape[:2], 1), np.uint8), _CELL_PX).shape[:2]
    return cv2.resize(pixels, (width, height), interpolation=interpolation)


def _small_picture(picture: np.ndarray) -> np.ndarray:
    return (_small(metrics.as_unit(picture)) * 255).round().astype(np.uint8)


def _error_map(picture: np.ndarray, target: Target) -> np.ndarray:
    """Return colours of the mean absolute error over the channels, where it was compared."""
    error = np.abs(metrics.as_unit(picture) - metrics.as_unit(target.truth)).mean(axis=2)
    colours = error_colours(_small(error))
    colours[_small(target.mask.astype(np.float32)) < 0.5] = NOT_COMPARED
    return colours


def _strip(case: Case, cells: list[_Cell]) -> np.ndarray:
    """Return one sequence's part of the sheet."""
    width = _CELL_PX + _GAP_PX
    columns = []
    for cell in cells:
        parts = [_line(cell.title), _line(cell.words, _PALE_INK), cell.picture, _blank(_GAP_PX // 2, width), cell.map]
        columns.append(np.concatenate([_padded(part, part.shape[0], width) for part in parts]))
    body = np.concatenate(columns, axis=1)
    by = "the true homographies" if case.features == "truth" else case.features
    headline = _line(f"{case.set}/{case.name}: {case.n_frames} photos, aligned by {by}", width=body.shape[1])
    return _with_margin(np.concatenate([_blank(_GAP_PX, body.shape[1]), headline, body]))


def _legend() -> np.ndarray:
    """Return what the colours mean."""
    sheet = _blank(_N_LEGEND_LINES * _LINE_PX, _MIN_WIDTH_PX)
    sheet[:_LINE_PX] = _line("PSNR in dB, plain and after a gain and offset per channel.", width=_MIN_WIDTH_PX)
    ramp = error_colours(np.linspace(0, FULL_SCALE_ERROR, _BAR_PX)[None].repeat(_LINE_PX - 4, axis=0))
    x = _write(sheet, "Error, mean of the channels:  0", 0, 1)
    x = _put(sheet, ramp, x, 1)
    x = _write(sheet, f"{FULL_SCALE_ERROR} of white or more;", x, 1)
    x = _put(sheet, np.full((_LINE_PX - 4, 24, 3), NOT_COMPARED, np.uint8), x, 1)
    _write(sheet, "not compared", x, 1)
    x = _write(sheet, "Source, the photo that gave most of a pixel:", 0, 2)
    for i in range(10):
        x = _put(sheet, np.broadcast_to(photo_colours(np.array(i)), (_LINE_PX - 4, 14, 3)), x, 2)
        x = _write(sheet, str(i + 1), x, 2)
    _write(sheet, "Further photos have the same ten colours, darker each time.", 0, 3)
    return _with_margin(sheet)


def _put(sheet: np.ndarray, patch: np.ndarray, x: int, line: int) -> int:
    """Draw a patch of colour into a line at column x; return where the next thing may stand."""
    y = line * _LINE_PX + 2
    sheet[y : y + patch.shape[0], x : x + patch.shape[1]] = patch
    return x + patch.shape[1] + _GAP_PX


def _write(sheet: np.ndarray, text: str, x: int, line: int, ink: tuple[int, int, int] = _INK) -> int:
    """Write into a line at column x; return where the next thing may stand."""
    text = text.encode("utf-8", "replace").decode()  # file names may hold what is no text
    font, scale = cv2.FONT_HERSHEY_SIMPLEX, 0.42
    cv2.putText(sheet, text, (x, (line + 1) * _LINE_PX - 5), font, scale, ink, 1, cv2.LINE_AA)
    return x + cv2.getTextSize(text, font, scale, 1)[0][0] + _GAP_PX


def _line(text: str, ink: tuple[int, int, int] = _INK, width: int = _CELL_PX) -> np.ndarray:
    sheet = _blank(_LINE_PX, width)
    _write(sheet, text, 0, 0, ink)
    return sheet


def _blank(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), _PAPER, np.uint8)


def _padded(block: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return the block in the top left corner of paper of that size."""
    sheet = _blank(height, width)
    sheet[: block.shape[0], : block.shape[1]] = block
    return sheet


def _with_margin(block: np.ndarray) -> np.ndarray:
    return np.concatenate([_blank(block.shape[0], _GAP_PX), block], axis=1)
