"""Photos of subjects that repeat, where a placement can be sure and a row off.

    python benchmarks/repeating.py [--n 60] [--seed 0] [--kinds table,form] [--per-frame]
    python benchmarks/repeating.py --kinds ruler,fence,stairs,lined,rows

Each sequence: a drawn subject (see repeating_subjects.py), two to six photos of a part of it from up to 25 degrees
aside, moved by half a period to three, each in its own light. Counted are, of all frames but the reference: aligned
but off by more than half a period or 5 px (false), left out, aligned within 1 px (mean over the overlap).
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from repeating_subjects import KINDS, ROWS

from diar_gui import geometry
from diar_gui.alignment import AlignmentOptions, align
from diar_gui.benchmark.alignment_errors import alignment_errors
from diar_gui.benchmark.results import FrameErrors
from diar_gui.images import Frame

PHOTO_SIZE = (640, 880)
FOCAL_LENGTHS = 1.2  # in units of the long side
MAX_TILT_DEG = 25.0
FALSE_PX = 5.0


def view(rng: np.random.Generator, centre: np.ndarray, n_subject_px: float, max_tilt_deg: float) -> np.ndarray:
    """Return `H_photo_from_subject` of a camera that looks at a point of the subject from somewhat aside.

    Args:
        rng: where the pose comes from.
        centre: `(2,)` of the subject, in the middle of the photo.
        n_subject_px: width of the part of the subject that the photo shows.
        max_tilt_deg: largest angle to the subject's normal.
    """
    height, width = PHOTO_SIZE
    focal = FOCAL_LENGTHS * width
    tilt, towards, roll = np.radians(rng.uniform(0, max_tilt_deg)), rng.uniform(0, 2 * np.pi), rng.normal(0, 0.04)
    axis = tilt * np.array([np.cos(towards), np.sin(towards), 0])
    R = cv2.Rodrigues(np.array([0, 0, roll]))[0] @ cv2.Rodrigues(axis)[0]
    distance = focal * n_subject_px / width
    plane = np.column_stack([R[:, 0], R[:, 1], [0, 0, distance]])
    to_centre = np.array([[1, 0, -centre[0]], [0, 1, -centre[1]], [0, 0, 1.0]])
    K = np.array([[focal, 0, (width - 1) / 2], [0, focal, (height - 1) / 2], [0, 0, 1.0]])
    return K @ plane @ to_centre


def photograph(subject: np.ndarray, H: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the photo `(H, W, 3)` uint8: shading, a lamp's glare in every other one, exposure, blur, noise."""
    height, width = PHOTO_SIZE
    linear = (subject.astype(np.float32) / 255) ** 2.2
    photo = cv2.warpPerspective(linear, H, (width, height), flags=cv2.INTER_AREA, borderValue=(0.1, 0.09, 0.08))
    y, x = np.mgrid[:height, :width].astype(np.float32) / width
    slope = rng.uniform(-0.5, 0.5, 2)
    light = np.clip(1 + slope[0] * (x - 0.5) + slope[1] * (y - 0.4), 0.3, 2)
    photo *= light[..., None] * np.float32(2 ** rng.uniform(-0.6, 0.3))
    if rng.random() < 0.5:
        centre, radius = rng.uniform([0.1, 0.1], [0.9, 0.65]), rng.uniform(0.04, 0.1)
        distance = (x - centre[0]) ** 2 + (y - centre[1]) ** 2
        photo += np.float32(1.2) * np.exp(-distance / (2 * radius**2))[..., None]
    photo = cv2.GaussianBlur(photo, (0, 0), rng.uniform(0.4, 0.9))
    photo += rng.normal(0, 0.006, photo.shape) * np.sqrt(np.clip(photo, 0.02, 1))
    encoded = np.round(255 * np.clip(photo, 0, 1) ** (1 / 2.2)).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", encoded, [cv2.IMWRITE_JPEG_QUALITY, 90])
    decoded = cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
    assert decoded is not None
    return decoded


def draw_sequence(kind: str, seed: int) -> tuple[list[Frame], list[np.ndarray]]:
    """Return the photos of one subject, and `H_photo_from_subject` of each."""
    drawings = KINDS | ROWS
    rng = np.random.default_rng([seed, list(drawings).index(kind)])
    subject, period = drawings[kind](rng)
    height, width = subject.shape[:2]
    middle = np.array([width / 2, height / 2]) + rng.uniform(-40, 40, 2)
    frames, homographies = [], []
    for i in range(int(rng.integers(2, 7))):
        # Calendars have long periods; no photo moves so far that little of the first is left.
        shift = np.clip(rng.uniform(0.5, 3) * np.array(period), None, 200) if i else np.zeros(2)
        towards = rng.choice([-1, 1], 2) * rng.choice([[1, 0], [0, 1], [1, 1]])
        H = view(rng, middle + shift * towards, rng.uniform(680, 800), MAX_TILT_DEG)
        pixels = photograph(subject, H, rng)
        pixels.flags.writeable = False
        frames.append(Frame(f"{i}.jpg", Path(f"{i}.jpg"), pixels))
        homographies.append(H)
    return frames, homographies


def sequence_errors(kind: str, seed: int, features: str) -> tuple[FrameErrors, ...]:
    """Return the errors of every frame but the reference of one drawn sequence."""
    frames, homographies = draw_sequence(kind, seed)
    alignment = align(frames, AlignmentOptions(features=features))
    to_reference = homographies[alignment.reference]
    true = [
        geometry.normalised(to_reference @ np.linalg.inv(H), frame.size)
        for H, frame in zip(homographies, frames, strict=True)
    ]
    return alignment_errors(frames, alignment, true)


def row_of(name: str, n_sequences: int, errors: list[FrameErrors]) -> str:
    n = len(errors)
    aligned = [e for e in errors if e.status == "aligned"]
    n_false = sum(e.overlap_error_px > FALSE_PX for e in aligned)
    n_exact = sum(e.overlap_error_px < 1 for e in aligned)
    n_out = n - len(aligned)
    cells = [name, n_sequences, n, n_false, f"{n_out} ({100 * n_out / n:.0f} %)", f"{100 * n_exact / n:.0f} %"]
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=60, help="how many sequences, the kinds in turn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--features", default="auto")
    parser.add_argument("--per-frame", action="store_true")
    arguments = parser.parse_args()
    kinds = arguments.kinds.split(",")
    found: dict[str, list[tuple[FrameErrors, ...]]] = {kind: [] for kind in kinds}
    for k in range(arguments.n):
        kind = kinds[k % len(kinds)]
        errors = sequence_errors(kind, 1000 * arguments.seed + k, arguments.features)
        found[kind].append(errors)
        if arguments.per_frame:
            for e in errors:
                print(
                    f"    {kind} {1000 * arguments.seed + k}/{e.name}: {e.status}, error {e.overlap_error_px:.2f}, "
                    f"expected {e.expected_px}, {e.n_inliers} inliers",
                    flush=True,
                )
    print("| subject | sequences | frames | falsely aligned | left out | within 1 px |")
    print("|---|---|---|---|---|---|")
    for kind, sequences in found.items():
        if sequences:
            print(row_of(kind, len(sequences), [e for errors in sequences for e in errors]))
    print(row_of("all", arguments.n, [e for sequences in found.values() for errors in sequences for e in errors]))


if __name__ == "__main__":
    main()
