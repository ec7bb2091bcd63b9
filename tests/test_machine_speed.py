"""How fast the machine is: measured once, remembered, and never a reason to fail."""

import json

import pytest

from diar_gui import machine_speed
from diar_gui.paths import user_data_dir


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data"))


def set_seconds(monkeypatch, *seconds):
    taken = iter(seconds)
    monkeypatch.setattr(machine_speed, "measured_seconds", lambda: next(taken))


def test_it_is_measured_once(monkeypatch):
    set_seconds(monkeypatch, machine_speed._REFERENCE_S / 2.0001234)
    first = machine_speed.machine_speed()
    assert first == pytest.approx(2, abs=1e-3)
    assert machine_speed.machine_speed() == first


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"machine": 1, "speed": 3}', "\xff"])
def test_what_is_damaged_or_of_another_machine_is_measured_anew(monkeypatch, text):
    user_data_dir().mkdir(parents=True)
    (user_data_dir() / "machine-speed.json").write_text(text)
    set_seconds(monkeypatch, machine_speed._REFERENCE_S * 2)
    assert machine_speed.machine_speed() == pytest.approx(0.5)
    assert json.loads((user_data_dir() / "machine-speed.json").read_text())["speed"] == pytest.approx(0.5)


def test_a_home_that_cannot_be_written_to_is_no_reason_to_fail(monkeypatch):
    user_data_dir().parent.mkdir(parents=True)
    user_data_dir().write_text("a file where the folder would be")
    set_seconds(monkeypatch, machine_speed._REFERENCE_S, machine_speed._REFERENCE_S / 3)
    assert machine_speed.machine_speed() == pytest.approx(1)
    assert machine_speed.machine_speed() == pytest.approx(3)


def test_nothing_is_beyond_belief(monkeypatch):
    set_seconds(monkeypatch, 0.0)
    assert machine_speed.machine_speed() == machine_speed._FASTEST


def test_the_measurement_takes_time():
    assert machine_speed.measured_seconds() > 0
