"""What goes into the packaged app: every import is either inside or left out on purpose, and every licence is known."""

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from diar_gui import licences

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def contents(module_of_the_build):
    return module_of_the_build("contents")


@pytest.fixture
def bundle_files(module_of_the_build):
    return module_of_the_build("bundle_files")


def normalised(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def imported_modules():
    """Return every module that the package imports anywhere, by `import` or by a name given to importlib."""
    found = set()
    for path in (ROOT / "diar_gui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return {name.split(".")[0] for name in found} - set(sys.stdlib_module_names) - {"diar_gui"}


def test_every_import_is_inside_or_left_out_on_purpose(contents):
    providers = metadata.packages_distributions()
    left_out = set(contents.LEFT_OUT_MODULES) | set(contents.FORBIDDEN_MODULES)
    for module in sorted(imported_modules() - left_out):
        names = {normalised(name) for name in providers.get(module, [])}
        assert names & set(contents.REQUIRED), f"packaging/contents.py says nothing about {module}"


def test_every_dependency_is_inside_or_left_out_on_purpose(contents, module_of_the_build):
    build = module_of_the_build("build")
    lines = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    for line in lines:
        name = normalised(build.name_of(line))
        assert name in contents.REQUIRED or name in contents.LEFT_OUT_MODULES, f"{name} is neither"


def test_every_part_has_a_licence(contents):
    for name in contents.REQUIRED:
        entry = licences.entry_of(name)
        assert entry.text.strip(), f"{name} has no licence text"
        assert entry.licence


def test_nothing_under_the_gpl_alone_is_inside(contents):
    assert not {"pillow-heif", "pyqt5", "pyqt6"} & set(contents.REQUIRED)
    assert {"pillow_heif", "PyQt5", "PyQt6", "readline"} <= set(contents.FORBIDDEN_MODULES)


def test_every_reason_is_given(contents):
    for table in (contents.LEFT_OUT_MODULES, contents.LEFT_OUT_FILES, contents.FORBIDDEN_MODULES):
        assert all(reason.strip() for reason in table.values())


def test_files_are_left_out_by_their_place(bundle_files):
    assert not bundle_files.is_wanted("torch/bin/test_api")
    assert bundle_files.is_wanted("torch/bin/torch_shm_manager")
    assert not bundle_files.is_wanted("PySide6\\plugins\\tls\\qopensslbackend.dll")
    assert bundle_files.is_wanted("PySide6/Qt/plugins/platforms/libqxcb.so")
    assert bundle_files.is_wanted("resources/checkpoints/diar.safetensors")


def test_resources_are_never_left_out(bundle_files):
    for path in (ROOT / "resources").rglob("*"):
        assert bundle_files.is_wanted(path.relative_to(ROOT).as_posix())


def test_links_to_what_is_left_out_go_too(bundle_files):
    table = [
        ("PySide6/Qt/lib/libQt6Qml.so.6", "/source", "BINARY"),
        ("libQt6Qml.so.6", "PySide6/Qt/lib/libQt6Qml.so.6", "SYMLINK"),
        ("PySide6/Qt/lib/libQt6Core.so.6", "/source", "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
    ]
    assert [entry[0] for entry in bundle_files.wanted(table)] == ["PySide6/Qt/lib/libQt6Core.so.6", "libQt6Core.so.6"]
