"""What a network can run on."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch

from diar_gui import devices
from diar_gui.progress import Progress


@pytest.fixture
def machine(monkeypatch):
    """Pretend that the machine has some devices, or none."""

    def pretend(*there):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in there)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in there)
        monkeypatch.setattr(devices, "_works", lambda name: True)

    return pretend


@pytest.mark.parametrize(
    ("there", "asked", "expected"),
    [
        (("cuda",), "auto", "cuda"),
        (("mps",), "auto", "mps"),
        ((), "auto", "cpu"),
        (("cuda", "mps"), "cpu", "cpu"),
        (("cuda", "mps"), "mps", "mps"),
    ],
)
def test_the_device_asked_for_is_taken_where_it_is_there(machine, there, asked, expected):
    machine(*there)
    assert devices.resolve_device(asked, Progress(on_notice=pytest.fail)) == expected


@pytest.mark.parametrize("asked", ["cuda", "mps"])
def test_a_missing_device_is_replaced_with_a_notice(machine, asked):
    machine()
    told = []
    assert devices.resolve_device(asked, Progress(on_notice=told.append)) == "cpu"
    assert told == [f"No {asked.upper()} device was found on this machine; the processor is used instead."]


def test_an_unknown_device_is_a_mistake():
    with pytest.raises(ValueError, match="device must be one of"):
        devices.resolve_device("toaster", Progress())


def test_the_processor_is_always_found_with_its_threads(machine):
    machine()
    (processor,) = devices.find_devices()
    assert (processor.name, processor.memory_bytes) == ("cpu", None)
    assert processor.label
    assert 1 <= processor.n_threads <= os.cpu_count()


def test_a_graphics_card_comes_first_with_its_name_and_memory(machine, monkeypatch):
    machine("cuda")
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)
    card = SimpleNamespace(name="Some card", total_memory=8 * 10**9)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: card)
    found = devices.find_devices()
    assert found[0] == devices.Device("cuda", "Some card", memory_bytes=8 * 10**9)
    assert [device.name for device in found] == ["cuda", "cpu"]
    assert found[0].name == devices.resolve_device("auto", Progress())


def test_torch_waits_until_devices_are_looked_for():
    script = (
        "import sys\n"
        "from diar_gui import devices\n"
        "from diar_gui.progress import Progress\n"
        "devices.resolve_device('cpu', Progress())\n"
        "assert devices.torch_version()\n"
        "assert 'torch' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
