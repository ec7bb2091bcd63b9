"""DIAR as a library: one clean picture of a folder of photos.

python docs/example.py photos/ clean.png
"""

import sys
from pathlib import Path

from diar_gui.errors import DiarError
from diar_gui.images import write_image
from diar_gui.pipeline import Result, RunOptions, run
from diar_gui.progress import Progress
from diar_gui.reconstruction import ReconstructionOptions


def clean_picture(folder: Path, output: Path, method: str = "diar") -> Result:
    """Make one clean picture of the photos in a folder, write it, and return all that explains it."""
    options = RunOptions(reconstruction=ReconstructionOptions(method=method))
    progress = Progress(lambda fraction, text: print(f"{fraction:4.0%} {text}"), on_notice=print)
    result = run([folder], options, progress)
    write_image(output, result.reconstruction.picture, overwrite=True)
    return result


def main() -> int:
    """Return 0, or 1 where the photos or the machine did not allow it."""
    try:
        result = clean_picture(Path(sys.argv[1]), Path(sys.argv[2]))
    except DiarError as error:  # its text is one finished sentence
        print(error, file=sys.stderr)
        return 1
    for frame in result.alignment.frames:
        print(f"{frame.name}: {frame.status} {frame.reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
