"""The set-up script and what README, CI and the pinned versions promise about it."""

import builtins
import contextlib
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent


@pytest.fixture
def dev(monkeypatch, tmp_path):
    """The set-up script with a folder of its own and no power over this machine."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "constraints.txt", *module.COMPILED):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "diar-stamp.txt")
    monkeypatch.setattr(module, "is_reachable", lambda url: False)
    return module


@pytest.fixture
def commands(monkeypatch):
    """Every command that would be run, each with success."""
    called = []

    def run(command, **options):
        called.append(command)
        return subprocess.CompletedProcess(command, 0)

    class Process(contextlib.nullcontext):
        stdout = ("Collecting numpy==2.0\n", "Installing collected packages: numpy, torch\n")
        returncode = 0

        def __init__(self, command, **options):
            called.append(command)
            super().__init__(self)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(subprocess, "Popen", Process)
    return called


def pip_installs(commands):
    return [command for command in commands if "pip" in command and "install" in command]


def test_set_up_is_done_once_and_again_when_the_requirements_change(dev, commands):
    dev.PYTHON.parent.mkdir(parents=True)
    dev.PYTHON.touch()
    dev.set_up()
    assert len(pip_installs(commands)) == 1
    dev.set_up()
    assert len(pip_installs(commands)) == 1
    with (dev.ROOT / "constraints.txt").open("a") as file:
        file.write("another==1.0\n")
    dev.set_up()
    assert len(pip_installs(commands)) == 2


def test_running_needs_no_tools_and_tests_add_them(dev, commands):
    dev.PYTHON.parent.mkdir(parents=True)
    dev.PYTHON.touch()
    dev.set_up(with_tools=False)
    dev.set_up(with_tools=False)
    assert [command[-1] for command in pip_installs(commands)] == ["."]
    dev.set_up()
    assert [command[-1] for command in pip_installs(commands)] == [".", ".[dev]"]
    dev.set_up(with_tools=False)  # what is there already serves as well
    assert len(pip_installs(commands)) == 2


@pytest.mark.parametrize(
    ("system", "has_driver", "is_reachable", "is_small"),
    [
        ("linux", False, True, True),
        ("linux", True, True, False),
        ("linux", False, False, False),
        ("darwin", False, True, False),
        ("win32", False, True, False),
    ],
)
def test_torch_comes_without_cuda_where_nothing_could_use_it(
    dev, monkeypatch, capsys, system, has_driver, is_reachable, is_small
):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(dev, "has_nvidia_driver", lambda: has_driver)
    monkeypatch.setattr(dev, "is_reachable", lambda url: is_reachable)
    assert (dev.cpu_torch_arguments() == ["--extra-index-url", dev.CPU_TORCH_INDEX]) is is_small
    assert ("without CUDA" in capsys.readouterr().out) is is_small


def test_no_page_is_reachable_where_there_is_no_server():
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert not module.is_reachable("http://127.0.0.1:9/")
    assert not module.is_reachable("no address")


def test_how_far_it_is_is_said_where_the_output_goes_to_a_file(dev, commands, capsys):
    dev.SECONDS_BETWEEN_LINES = -1.0
    assert dev.install(["pip"]) == 0
    assert capsys.readouterr().out == "  fetching, package 1 so far: numpy==2.0\n  writing 2 packages\n"


def test_deep_tests_say_which_examples_they_draw(dev, capsys):
    assert dev.deep_arguments(7)[-1] == "--hypothesis-seed=7"
    assert "--seed 7" in capsys.readouterr().out
    seeds = {dev.deep_arguments(None)[-1] for _ in range(9)}
    assert len(seeds) > 1


def test_set_up_needs_only_the_standard_library():
    script = "import runpy, sys; sys.argv = ['dev.py', '--help']; runpy.run_path('dev.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    script = (
        "import sys; sys.path.insert(0, '.'); from diar_gui.gui.app import system_check; system_check.has_display()"
    )
    subprocess.run([sys.executable, "-I", "-S", "-c", script], cwd=ROOT, check=True)


def test_a_failed_installation_is_no_set_up(dev, monkeypatch, capsys):
    dev.PYTHON.parent.mkdir(parents=True)
    dev.PYTHON.touch()

    monkeypatch.setattr(subprocess, "run", lambda command, **options: subprocess.CompletedProcess(command, 0))
    monkeypatch.setattr(dev, "install", lambda command: 1)
    with pytest.raises(SystemExit, match="1"):
        dev.set_up()
    assert "The installation failed" in capsys.readouterr().err
    assert not dev.STAMP.exists()


def test_debian_without_its_venv_package_is_told_which_one(dev, commands, monkeypatch, capsys):
    real_import = builtins.__import__

    def without_ensurepip(name, *arguments, **options):
        if name == "ensurepip":
            raise ImportError(name)
        return real_import(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without_ensurepip)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="1"):
        dev.set_up()
    assert "sudo apt-get install -y --no-install-recommends python3-venv" in capsys.readouterr().err


def test_root_on_debian_gets_the_packages_installed(dev, commands, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    dev.install_libraries(["libegl1", "libgl1"])
    assert commands[-1][:2] == ["apt-get", "install"]
    assert commands[-1][-2:] == ["libegl1", "libgl1"]
    assert "installing libegl1 libgl1 with apt-get" in capsys.readouterr().out


def test_others_get_the_one_line_that_installs_them(dev, commands, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="1"):
        dev.install_libraries(["libegl1"])
    assert commands == []
    assert capsys.readouterr().err.endswith("sudo apt-get install -y --no-install-recommends libegl1\n")


def test_an_old_python_is_named(dev, monkeypatch, capsys):
    monkeypatch.setattr(dev, "OLDEST_PYTHON", (99, 0))
    with pytest.raises(SystemExit, match="1"):
        dev.set_up()
    assert "DIAR needs Python 99.0 or newer" in capsys.readouterr().err


def test_without_a_screen_the_sample_is_done_off_screen(dev, commands, monkeypatch, capsys):
    from diar_gui.gui.app import system_check

    monkeypatch.setattr(system_check, "has_display", lambda: False)
    monkeypatch.setattr(system_check, "missing_packages", lambda *, x11: [])
    assert dev.run() == 0
    assert "--offscreen-demo" in commands[-1]
    output = capsys.readouterr().out
    assert "There is no screen here" in output
    assert str(dev.DEMO_FOLDER) in output


def test_readme_and_ci_use_the_same_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 dev.py run" in readme
    assert "python3 dev.py test" in readme
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == "python3 dev.py test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_every_requirement_is_pinned_to_a_version_that_satisfies_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    pinned = {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}
    wanted = [Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["dev"])]
    for requirement in wanted:
        if requirement.marker is None or requirement.marker.evaluate():
            assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), requirement


def test_the_licence_is_the_one_named():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert re.search(r"Apache License\s+Version 2\.0", (ROOT / "LICENSE").read_text())
