"""Entry of the packaged `diar`."""

import multiprocessing
import sys

from diar_gui.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
