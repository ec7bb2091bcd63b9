"""`python -m diar_gui.cli` is the command `diar`."""

import sys

from diar_gui.cli import main

if __name__ == "__main__":
    sys.exit(main())
