"""Entry of the packaged `diar-gui`."""

import sys

from diar_gui.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
