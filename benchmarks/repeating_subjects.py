"""Drawn subjects that repeat, with a little that does not: tables, forms, bricks, windows, chips, keys and more.

Every function takes a random generator and returns the subject `(H, W, 3)` uint8 and its period (x, y) in its pixels.
"""

from collections.abc import Callable

import cv2
import numpy as np

Subject = tuple[np.ndarray, tuple[float, float]]

SIZE = (900, 1300)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def _paper(level: int) -> np.ndarray:
    return np.full((*SIZE, 3), level, np.uint8)


def _write(picture: np.ndarray, text: str, x: float, y: float, size: float, level: int = 25) -> None:
    cv2.putText(picture, text, (int(x), int(y)), _FONT, size, (level,) * 3, 1, cv2.LINE_AA)


def _cells(dx: float, dy: float) -> list[tuple[int, int]]:
    """Return the top left corners of all cells, row by row."""
    return [(round(i * dx), round(j * dy)) for j in range(int(SIZE[0] / dy) + 1) for i in range(int(SIZE[1] / dx) + 1)]


def table(rng: np.random.Generator) -> Subject:
    """Equal numbers, of which some differ."""
    picture = _paper(250)
    dx, dy = int(rng.integers(64, 110)), int(rng.integers(24, 40))
    share = rng.uniform(0.06, 0.2)
    for x, y in _cells(dx, dy):
        cv2.rectangle(picture, (x, y), (x + dx, y + dy), (120, 120, 120), 1)
        text = "0,00" if rng.random() > share else f"{rng.integers(1, 10)},{rng.integers(10, 99)}"
        _write(picture, text, x + 8, y + dy - 7, dy / 52)
    return picture, (dx, dy)


def form(rng: np.random.Generator) -> Subject:
    """Rows of boxes to tick."""
    picture = _paper(248)
    dx, dy = int(rng.integers(70, 100)), int(rng.integers(34, 48))
    share = rng.uniform(0.08, 0.25)
    word = rng.choice(["yes", "no", "often", "day"])
    for x, y in _cells(dx, dy):
        cv2.rectangle(picture, (x + 6, y + 8), (x + 24, y + 26), (30, 30, 30), 1)
        _write(picture, str(word), x + 29, y + 24, 0.5)
        if rng.random() < share:
            cv2.line(picture, (x + 6, y + 8), (x + 24, y + 26), (40, 30, 150), 2, cv2.LINE_AA)
            cv2.line(picture, (x + 24, y + 8), (x + 6, y + 26), (40, 30, 150), 2, cv2.LINE_AA)
    return picture, (dx, dy)


def bricks(rng: np.random.Generator) -> Subject:
    """A wall in stretcher bond: bricks of nearly one colour, some of them darker."""
    picture = _paper(190)
    dx, dy = int(rng.integers(70, 110)), int(rng.integers(26, 38))
    for j in range(SIZE[0] // dy + 1):
        for i in range(-1, SIZE[1] // dx + 1):
            x, y = i * dx + (j % 2) * dx // 2, j * dy
            shade = rng.normal(0, 5) - (35 if rng.random() < 0.06 else 0)
            colour = tuple(int(np.clip(c + shade, 0, 255)) for c in (150, 82, 66))
            cv2.rectangle(picture, (x + 2, y + 2), (x + dx - 3, y + dy - 3), colour, -1)
    return picture, (dx, 2 * dy)


def windows(rng: np.random.Generator) -> Subject:
    """A house front: equal windows, here and there a blind or an open wing."""
    picture = _paper(205)
    dx, dy = int(rng.integers(80, 130)), int(rng.integers(90, 140))
    for x, y in _cells(dx, dy):
        x0, y0, x1, y1 = x + dx // 5, y + dy // 6, x + 4 * dx // 5, y + 5 * dy // 6
        cv2.rectangle(picture, (x0, y0), (x1, y1), (60, 70, 85), -1)
        cv2.rectangle(picture, (x0, y0), (x1, y1), (240, 240, 235), 3)
        cv2.line(picture, ((x0 + x1) // 2, y0), ((x0 + x1) // 2, y1), (240, 240, 235), 2)
        if rng.random() < 0.25:
            blind = int(rng.integers(y0 + 10, y1 - 4))
            cv2.rectangle(picture, (x0 + 2, y0 + 2), (x1 - 2, blind), (215, 205, 180), -1)
    return picture, (dx, dy)


def chips(rng: np.random.Generator) -> Subject:
    """Memory cells between conductors, a few of them with a spot."""
    picture = _paper(90)
    dx, dy = int(rng.integers(36, 60)), int(rng.integers(30, 50))
    for x, y in _cells(dx, dy):
        cv2.rectangle(picture, (x + 4, y + 4), (x + dx - 6, y + dy // 2), (150, 165, 120), -1)
        cv2.rectangle(picture, (x + 6, y + dy // 2 + 4), (x + dx // 2, y + dy - 4), (190, 180, 200), -1)
        cv2.line(picture, (x, y + dy - 2), (x + dx, y + dy - 2), (220, 215, 150), 2)
        if rng.random() < 0.04:
            radius = int(rng.integers(3, 7))
            cv2.circle(picture, (x + dx // 2, y + dy // 2), radius, (40, 35, 50), -1, cv2.LINE_AA)
    return picture, (dx, dy)


def keys(rng: np.random.Generator) -> Subject:
    """Keys of one size with a letter each."""
    picture = _paper(70)
    dx = dy = int(rng.integers(70, 110))
    for x, y in _cells(dx, dy):
        cv2.rectangle(picture, (x + 5, y + 5), (x + dx - 5, y + dy - 5), (225, 225, 220), -1)
        cv2.rectangle(picture, (x + 12, y + 9), (x + dx - 12, y + dy - 16), (240, 240, 238), -1)
        _write(picture, chr(65 + int(rng.integers(26))), x + 16, y + 38, 0.8)
    return picture, (dx, dy)


def floor(rng: np.random.Generator) -> Subject:
    """A chequered floor with some stains."""
    picture = _paper(232)
    d = int(rng.integers(40, 70))
    for x, y in _cells(d, d):
        if (x // d + y // d) % 2:
            cv2.rectangle(picture, (x, y), (x + d - 1, y + d - 1), (45, 42, 40), -1)
    for _ in range(int(rng.integers(12, 40))):
        x, y = rng.uniform(0, SIZE[1]), rng.uniform(0, SIZE[0])
        cv2.circle(picture, (int(x), int(y)), int(rng.integers(4, 9)), (140, 110, 90), -1, cv2.LINE_AA)
    return picture, (2 * d, 2 * d)


def calendar(rng: np.random.Generator) -> Subject:
    """A year planner: the days of each month begin on another weekday; some are marked."""
    picture = _paper(252)
    dx, dy = int(rng.integers(40, 52)), int(rng.integers(30, 38))
    n_across, n_down = SIZE[1] // (8 * dx) + 1, SIZE[0] // (7 * dy) + 1
    for month in range(n_across * n_down):
        left, top = month % n_across * 8 * dx, month // n_across * 7 * dy
        first = int(rng.integers(7))
        for day in range(int(rng.choice([30, 31]))):
            x, y = left + (first + day) % 7 * dx, top + ((first + day) // 7 + 1) * dy
            if rng.random() < 0.04:
                cv2.circle(picture, (x + dx // 2, y + dy // 2), 13, (60, 60, 210), 2, cv2.LINE_AA)
            _write(picture, str(day + 1), x + 8, y + dy - 9, 0.5)
    return picture, (8 * dx, 7 * dy)


def ruler(rng: np.random.Generator) -> Subject:
    """A scale with ticks and numbers on wood with a little grain; it goes on in one direction only."""
    picture = _paper(225)
    d = int(rng.integers(60, 100))
    top = int(rng.integers(250, 350))
    cv2.rectangle(picture, (0, top), (SIZE[1], top + 260), (150, 200, 225), -1)
    for k in range(10 * SIZE[1] // d + 1):
        x = round(k * d / 10)
        length = 70 if k % 10 == 0 else 50 if k % 5 == 0 else 32
        cv2.line(picture, (x, top), (x, top + length), (20, 20, 20), 2 if k % 10 == 0 else 1, cv2.LINE_AA)
        if k % 10 == 0:
            _write(picture, str(k // 10 % 10), x - 6, top + 100, 0.7)
    return picture, (d, 30)


def fence(rng: np.random.Generator) -> Subject:
    """Alike slats between two rails, a few of them with a knot."""
    picture = _paper(175)
    d, width = int(rng.integers(60, 100)), int(rng.integers(26, 40))
    for y in (300, 620):
        cv2.rectangle(picture, (0, y), (SIZE[1], y + 40), (60, 85, 110), -1)
    for x in range(0, SIZE[1], d):
        shape = np.array([[x, 830], [x, 190], [x + width // 2, 150], [x + width, 190], [x + width, 830]])
        cv2.fillPoly(picture, [shape], (95, 130, 160), cv2.LINE_AA)
        cv2.polylines(picture, [shape], True, (40, 55, 70), 2, cv2.LINE_AA)
        if rng.random() < 0.4:
            y = int(rng.integers(230, 800))
            cv2.circle(picture, (x + width // 2, y), int(rng.integers(4, 8)), (50, 65, 90), -1, cv2.LINE_AA)
    return picture, (d, 30)


def stairs(rng: np.random.Generator) -> Subject:
    """Steps seen from the front, their edges scuffed here and there, between two walls."""
    picture = _paper(150)
    d = int(rng.integers(50, 90))
    for y in range(0, SIZE[0], d):
        cv2.rectangle(picture, (200, y), (1100, y + d // 3), (205, 210, 212), -1)
        cv2.rectangle(picture, (200, y + d // 3), (1100, y + d), (120, 125, 128), -1)
        cv2.line(picture, (200, y + d // 3), (1100, y + d // 3), (60, 60, 60), 2)
        for x in (260, 1040):
            cv2.circle(picture, (x, y + 2 * d // 3), 6, (70, 70, 90), -1, cv2.LINE_AA)
        for _ in range(int(rng.poisson(1.2))):
            x = int(rng.integers(320, 980))
            cv2.ellipse(picture, (x, y + d // 4), (int(rng.integers(6, 18)), 4), 0, 0, 360, (95, 100, 100), -1)
    return picture, (30, d)


def lined(rng: np.random.Generator) -> Subject:
    """Lined paper with a margin and some words."""
    picture = _paper(248)
    d = int(rng.integers(30, 48))
    for y in range(d, SIZE[0], d):
        cv2.line(picture, (0, y), (SIZE[1], y), (190, 150, 120), 1)
        cv2.circle(picture, (120, y - d // 2), 5, (150, 150, 150), 1, cv2.LINE_AA)
        if rng.random() < 0.35:
            _write(picture, _word(rng), float(rng.integers(180, 1000)), y - 6, 0.8)
    cv2.line(picture, (160, 0), (160, SIZE[0]), (110, 110, 220), 2)
    return picture, (30, d)


def rows(rng: np.random.Generator) -> Subject:
    """A list of alike entries, one below the other, with another number here and there."""
    picture = _paper(250)
    d = int(rng.integers(34, 60))
    words = [_word(rng) for _ in range(4)]
    for k, y in enumerate(range(0, SIZE[0], d)):
        if k % 2:
            cv2.rectangle(picture, (0, y), (SIZE[1], y + d), (242, 238, 234), -1)
        for x, word in zip((90, 380, 640, 980), words, strict=True):
            _write(picture, word, x, y + d - 12, 0.7)
        if rng.random() < 0.35:
            _write(picture, str(rng.integers(100, 999)), 860, y + d - 12, 0.7)
    return picture, (30, 2 * d)


def _word(rng: np.random.Generator) -> str:
    return "".join(chr(97 + int(c)) for c in rng.integers(26, size=int(rng.integers(4, 9))))


ROWS: dict[str, Callable[[np.random.Generator], Subject]] = {f.__name__: f for f in (ruler, fence, stairs, lined, rows)}
"""What repeats in one direction only."""

KINDS: dict[str, Callable[[np.random.Generator], Subject]] = {
    f.__name__: f for f in (table, form, bricks, windows, chips, keys, floor, calendar)
}
