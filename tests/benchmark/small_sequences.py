"""What the sequences of the benchmark's tests show, and how the tables that are printed are read."""

import cv2
import numpy as np

SIZE = (40, 56)
OFFSET = 51  # of 255 levels: RMSE 0.2


def make_truth(seed: int) -> np.ndarray:
    """Return `SIZE` smooth noise, uint8, at least `OFFSET` below white."""
    noise = np.random.default_rng(seed).uniform(0, 1, (*SIZE, 3))
    smooth = cv2.GaussianBlur(noise, (0, 0), 3)
    return (30 + 150 * (smooth - smooth.min()) / np.ptp(smooth)).astype(np.uint8)


def table_rows(markdown: str) -> list[dict[str, str]]:
    """Return the rows of Markdown tables as texts by heading."""
    rows, headings = [], []
    for line in markdown.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line else []
        if not cells:
            headings = []
        elif not headings:
            headings = cells
        elif set(cells) != {"---"}:
            rows.append(dict(zip(headings, cells, strict=True)))
    return rows
