"""The house's rules about what may import what, read from the source."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import diar_gui

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "diar_gui"
MODULES = sorted(PACKAGE.rglob("*.py"))

ROWS = {
    1: {"errors", "names", "paths", "progress", "sentences"},
    2: {"access_copies", "bends", "brush", "budget", "colour", "compiled", "devices", "edits", "gamuts", "geometry"}
    | {"image_codecs", "images", "licences", "machine_speed", "memory", "metrics", "resampling", "scratch"}
    | {"scale_bar", "whole_files"},
    3: {"copies", "extent", "flat_field", "pages", "pdf", "sequences", "straightening", "target", "videos", "warp"},
    4: {"alignment", "reading", "reconstruction", "synthetic"},
    5: {"batch", "benchmark", "corrections", "estimate", "finish", "outputs", "pipeline", "project", "report"}
    | {"report_page", "same_views", "training"},
    6: {"__main__", "cli", "gui"},
}
WITHIN_A_ROW = {
    ("errors", "sentences"),
    ("progress", "errors"),
    ("progress", "sentences"),
    ("access_copies", "colour"),
    ("access_copies", "images"),
    ("gamuts", "colour"),
    ("budget", "memory"),
    ("image_codecs", "colour"),
    ("image_codecs", "gamuts"),
    ("image_codecs", "scratch"),
    ("images", "gamuts"),
    ("images", "image_codecs"),
    ("images", "scratch"),
    ("images", "whole_files"),
    ("machine_speed", "whole_files"),
    ("scale_bar", "images"),
    ("resampling", "compiled"),
    ("resampling", "geometry"),
    ("batch", "estimate"),
    ("batch", "outputs"),
    ("batch", "pipeline"),
    ("benchmark", "pipeline"),
    ("benchmark", "corrections"),
    ("benchmark", "report"),
    ("estimate", "pipeline"),
    ("outputs", "pipeline"),
    ("outputs", "report"),
    ("outputs", "report_page"),
    ("pipeline", "corrections"),
    ("pipeline", "finish"),
    ("pipeline", "report"),
    ("__main__", "gui"),
}
INSIDE_FUNCTIONS_ONLY = {("cli", "benchmark"), ("cli", "synthetic"), ("cli", "training")}
ROW_OF = {room: row for row, rooms in ROWS.items() for room in rooms}
WINDOW_ROWS = {
    1: {"look"},
    2: {"shown"},
    3: {"pictures", "session"},
    4: {"actions"},
    5: {"dialogs", "looking", "panes", "placement", "queue", "saving", "straighten"} | {"videos", "colour_size"},
    6: {"projects"},
    7: {"window"},
    8: {"app"},
}
WINDOW_ROW_OF = {room: row for row, rooms in WINDOW_ROWS.items() for room in rooms}
WINDOW_LIBRARIES = {"PySide6", "shiboken6", "pyqtgraph"}
SLOW_LIBRARIES = {"torch", "torchvision", "kornia", "timm"}
LIGHT_ROOMS = {"errors", "names", "paths", "progress", "sentences"}
CIRCLES_TO_BE_CUT = {
    ("diar_gui.reconstruction.networks", f"diar_gui.reconstruction.{name}")
    for name in ("deep_sets", "light", "swin", "trust_network")
}
MAX_LINES, MAX_FUNCTION_LINES = 450, 60
NOT_CODE = {"_style_sheet"}  # one long text


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[str, bool]]:
    """Return every imported module with whether importing this file imports it at once."""
    found = []

    def visit(node: ast.AST, at_once: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend((alias.name, at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where a thing lives"
            # `from diar_gui import geometry` imports a module; `from diar_gui import __version__` does not.
            if node.module == "diar_gui":
                found.extend((f"diar_gui.{alias.name}", at_once) for alias in node.names if alias.name != "__version__")
            else:
                found.append((node.module, at_once))
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        is_for_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in ast.iter_child_nodes(node):
            visit(child, at_once and not is_function and not is_for_types)

    visit(ast.parse(path.read_text(encoding="utf-8")), True)
    return found


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def modules_imported(path: Path) -> set[str]:
    """Return what may be a module among what a file imports: `from a.b import c` names a.b or a.b.c."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = names & {module_of(each) for each in MODULES}
            found |= modules if modules == names else {*modules, str(node.module)}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_downwards(path):
    room = room_of(path)
    if room == "__init__":
        assert [module for module, _ in imports(path)] == ["os"], "whoever imports the package waits for it"
        return
    assert room in ROW_OF, f"{name_of(path)} has no row: give it one here and in CONTRIBUTING.md"
    for module, at_once in imports(path):
        if not module.startswith("diar_gui."):
            continue
        other = module.split(".")[1]
        allowed = (
            other == room
            or ROW_OF[other] < ROW_OF[room]
            or (room, other) in WITHIN_A_ROW
            or ((room, other) in INSIDE_FUNCTIONS_ONLY and not at_once)
        )
        assert allowed, f"{name_of(path)} must not import {module}"
        if (room, other) in INSIDE_FUNCTIONS_ONLY:
            assert not at_once, f"{name_of(path)} imports {module} before it is needed"


@pytest.mark.parametrize("path", [p for p in MODULES if room_of(p) == "gui"], ids=name_of)
def test_imports_run_downwards_in_the_window(path):
    room = path.relative_to(PACKAGE / "gui").parts[0].removesuffix(".py")
    if room == "__init__":
        assert imports(path) == []
        return
    assert room in WINDOW_ROW_OF, f"{name_of(path)} has no row: give it one here and in CONTRIBUTING.md"
    for module, _ in imports(path):
        parts = module.split(".")
        if parts[:2] != ["diar_gui", "gui"]:
            continue
        assert len(parts) > 2, f"{name_of(path)} imports {module}: name the room"
        assert parts[2] == room or WINDOW_ROW_OF[parts[2]] < WINDOW_ROW_OF[room], f"{name_of(path)} imports {module}"


def test_no_modules_import_each_other_in_a_circle():
    """Imports inside functions count as well."""
    path_of = {module_of(path): path for path in MODULES}
    done: set[str] = set()

    def visit(module: str, way: list[str]) -> None:
        assert module not in way, " -> ".join([*way[way.index(module) :], module])
        if module not in done:
            for other in sorted(modules_imported(path_of[module]) & set(path_of)):
                if (module, other) not in CIRCLES_TO_BE_CUT:
                    visit(other, [*way, module])
            done.add(module)

    for module in path_of:
        visit(module, [])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_in_their_rooms(path):
    room = room_of(path)
    for module, at_once in imports(path):
        library = module.split(".")[0]
        if room != "gui":
            assert library not in WINDOW_LIBRARIES, f"{name_of(path)} imports {library}"
        if ROW_OF.get(room) == 1:
            assert library in {*sys.stdlib_module_names, "diar_gui"}, f"{name_of(path)} imports {library}"
        if at_once and room in ("gui", "pipeline", "cli", "__main__"):
            assert library not in SLOW_LIBRARIES, f"{name_of(path)} imports {library} before it is needed"


@pytest.mark.parametrize("path", [p for p in MODULES if room_of(p) in ("cli", "__main__")], ids=name_of)
def test_the_ways_in_are_light(path):
    for module, at_once in imports(path):
        parts = module.split(".")
        if at_once:
            is_in_the_same_room = parts[:2] == ["diar_gui", "cli"]
            is_light = parts[0] in sys.stdlib_module_names or parts[-1] in {*LIGHT_ROOMS, "gui", "system_check"}
            is_light = is_light or is_in_the_same_room or module == "diar_gui.gui.app"  # of that, system_check
            assert is_light, f"{name_of(path)} imports {module} before it is needed"


def test_help_imports_only_the_standard_library():
    script = (
        "import sys\n"
        "from diar_gui.cli import main\n"
        "assert main(['reconstruct', '--help']) == 0\n"
        "foreign = {name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)\n"
        "assert not foreign & {'numpy', 'cv2', 'PIL', 'scipy', 'torch', 'psutil'}, foreign\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)


def test_torch_waits_until_something_needs_it():
    script = f"import sys, diar_gui.outputs; assert not {SLOW_LIBRARIES} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_have_telling_names_and_a_bearable_length(path):
    assert not {"utils", "helpers", "core", "manager", "common", "misc"} & set(path.with_suffix("").parts[-2:])
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in NOT_CODE:
            first = node.body[1 if ast.get_docstring(node) and len(node.body) > 1 else 0].lineno
            assert node.end_lineno - first < MAX_FUNCTION_LINES, f"{name_of(path)}: {node.name} is long"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_ways_in_print(path):
    if room_of(path) in ("cli", "__main__") or name_of(path) == "gui/app/demo.py":
        return
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]


PAGES = [ROOT / name for name in ("CONTRIBUTING.md", "docs/how-it-works.md", "docs/extending.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_the_pages_name_are_there(page):
    """A name may leave out the room that its line or heading names, and hold a placeholder."""
    names = set(re.findall(r"`([\w/.]+\.py)`", page.read_text(encoding="utf-8")))
    files = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/**/*.py")} | {"dev.py"}
    assert len(names) > 3
    assert [name for name in names if not any(f"/{path}".endswith(f"/{name}") for path in files)] == []


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "docs" / "formats.md"], ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if "://" not in target and not (page.parent / target).exists()] == []


def test_the_citation_names_the_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {diar_gui.__version__}\n" in citation
