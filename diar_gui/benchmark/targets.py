"""The sequences that can be judged, and the truth that each is judged by."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from diar_gui.benchmark.options import TRUTH, BenchmarkOptions
from diar_gui.errors import DiarError, ImageError
from diar_gui.images import read_image
from diar_gui.metrics import LPIPS_MIN_SIDE_PX, MIN_SIDE_PX
from diar_gui.progress import Progress
from diar_gui.sequences import PhotoSequence, find_sequences, read_sequence


@dataclass(frozen=True, eq=False)
class Target:
    """What a picture of a sequence is compared with, all of them without the border.

    reference, truth: `(H, W, 3)` at rest. mask: `(H, W)` bool, where the truth holds.
    """

    reference: np.ndarray
    truth: np.ndarray
    mask: np.ndarray
    border_px: int

    def inner(self, picture: np.ndarray) -> np.ndarray:
        """Return a whole picture or map `(H, W, ...)` without the border."""
        height, width = picture.shape[:2]
        return picture[self.border_px : height - self.border_px, self.border_px : width - self.border_px]


def find_targets(inputs: Sequence[Path], options: BenchmarkOptions, progress: Progress) -> list[PhotoSequence]:
    """Return the sequences that can be judged; those without truth are passed over, with a notice each.

    The truth of each is read already here: a fault is found before the long run, not in its midst.

    Raises:
        DiarError: no sequence is left.
        ImageError: an input is no sequence or a broken one, or its truth cannot be used.
    """
    found = []
    folders = find_sequences(inputs)
    for i, folder in enumerate(folders):
        progress.update(i / len(folders), f"Reading sequence {i + 1} of {len(folders)}")
        sequence = read_sequence(folder)
        if sequence.truth is None:
            progress.notice(f"Passed over {folder}: it has no truth.png to be judged by.")
        elif len(sequence.photos) < 2:
            progress.notice(f"Passed over {folder}: it has one photo, and at least two are needed.")
        else:
            if options.features_for(sequence) == TRUTH:
                sequence.homographies([])  # raises where there are none
            read_target(sequence, options)
            found.append(sequence)
    if not found:
        raise DiarError("There is nothing to judge: none of the sequences has a truth.png and at least two photos.")
    return found


def read_target(sequence: PhotoSequence, options: BenchmarkOptions) -> Target:
    """Return the truth of a sequence that has one.

    Raises:
        ImageError: a picture cannot be read, is not of the reference's size or too small, or the mask is empty.
    """
    assert sequence.truth is not None
    path = next(path for path in sequence.photos if path.name == sequence.reference)
    reference = read_image(path)
    truth = _of_size_of(reference, sequence.truth, path)
    if sequence.truth_mask is None:
        mask = np.ones(truth.shape[:2], bool)
    else:
        values = _of_size_of(reference, sequence.truth_mask, path)
        mask = values[..., 0] > np.iinfo(values.dtype).max // 2
    whole = Target(reference, truth, mask, options.border_px)
    target = Target(whole.inner(reference), whole.inner(truth), whole.inner(mask), options.border_px)
    least = LPIPS_MIN_SIDE_PX if options.with_lpips else MIN_SIDE_PX
    if min(target.mask.shape) < least:
        height, width = truth.shape[:2]
        raise ImageError(
            f"{sequence.truth} has {width} x {height} pixels, too few to be judged by: "
            f"without the border at least {least} each way are needed."
        )
    if not target.mask.any():
        raise ImageError(f"{sequence.truth_mask} says that the truth holds nowhere; mend it, or take it away.")
    return target


def set_name(sequence: PhotoSequence) -> str:
    """Return the name of the folder that holds the sequence: what is judged together."""
    return sequence.folder.resolve().parent.name


def _of_size_of(reference: np.ndarray, path: Path, reference_path: Path) -> np.ndarray:
    picture = read_image(path)
    (height, width), (ref_height, ref_width) = picture.shape[:2], reference.shape[:2]
    if (height, width) != (ref_height, ref_width):
        raise ImageError(
            f"{path} has {width} x {height} pixels and the reference photo {reference_path.name} "
            f"{ref_width} x {ref_height}; they have to be of one size."
        )
    return picture
