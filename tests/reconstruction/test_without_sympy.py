"""The packaged app has no sympy, which torch imports for some sums on its device without memory."""

import subprocess
import sys

_LOAD = """
import sys
sys.modules["sympy"] = None
from diar_gui.names import LEARNED_METHODS
from diar_gui.reconstruction.checkpoints import network_for
from diar_gui.reconstruction.results import ReconstructionOptions
for method in LEARNED_METHODS:
    network_for(ReconstructionOptions(method=method))
"""


def test_bundled_networks_load_without_sympy():
    done = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
