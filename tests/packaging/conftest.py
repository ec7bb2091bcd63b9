"""The build's own modules, which lie beside the package."""

import importlib
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parent.parent.parent / "packaging"


@pytest.fixture
def module_of_the_build(monkeypatch):
    """Return a function that imports a module of the folder packaging by its name."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    return importlib.import_module
