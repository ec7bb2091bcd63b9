"""The user's choices on disk."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings

from diar_gui.alignment import AlignmentOptions
from diar_gui.gui.session.settings import LANGUAGES, THEMES, Settings, app_store, load_settings, save_settings
from diar_gui.names import DEVICES, FEATURES, METHODS, TONES
from diar_gui.pipeline import RunOptions
from diar_gui.reconstruction import ReconstructionOptions

ANY_SETTINGS = st.builds(
    Settings,
    method=st.sampled_from(METHODS),
    features=st.sampled_from(FEATURES),
    device=st.sampled_from(DEVICES),
    working_size_px=st.none() | st.integers(256, 4096),
    tone=st.sampled_from(TONES),
    theme=st.sampled_from(THEMES),
    language=st.sampled_from(LANGUAGES),
    notify=st.booleans(),
    max_memory_gb=st.none() | st.floats(1, 1024),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return QSettings(str(tmp_path_factory.mktemp("settings") / "app.ini"), QSettings.Format.IniFormat)


@given(first=ANY_SETTINGS, second=ANY_SETTINGS)
def test_what_was_saved_last_is_loaded(store, first, second):
    for settings in (first, second):
        save_settings(store, settings)
    assert load_settings(store) == second


def test_what_is_of_the_open_photos_alone_is_not_kept(store, tmp_path):
    save_settings(store, Settings(method="median", colour="prophoto", flat_field=tmp_path, target="auto"))
    assert load_settings(store) == Settings(method="median")


def test_choices_outlive_the_program(tmp_path):
    path = str(tmp_path / "app.ini")
    chosen = Settings(method="median", notify=False, max_memory_gb=4.0, working_size_px=2048)
    writer = QSettings(path, QSettings.Format.IniFormat)
    save_settings(writer, chosen)
    writer.sync()
    assert load_settings(QSettings(path, QSettings.Format.IniFormat)) == chosen


@given(values=st.dictionaries(st.sampled_from([f.name for f in fields(Settings)]), st.text(max_size=12)))
def test_nonsense_on_disk_becomes_the_default(store, values):
    store.clear()
    for name, text in values.items():
        store.setValue(f"settings/{name}", f"?{text}")
    assert load_settings(store) == Settings()


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("working_size_px", "12"),
        ("working_size_px", "2048.5"),
        ("working_size_px", "99999999999999999999"),
        ("max_memory_gb", "nan"),
        ("max_memory_gb", "-3"),
        ("max_memory_gb", "inf"),
        ("method", ""),
        ("method", "Median"),
        ("notify", "perhaps"),
        ("theme", ["light", "dark"]),
        ("language", b"\xff"),
    ],
)
def test_one_damaged_choice_leaves_the_others(settings, name, stored):
    save_settings(settings, Settings(features="sift"))
    settings.setValue(f"settings/{name}", stored)
    assert load_settings(settings) == Settings(features="sift")


def test_the_defaults_are_the_engines():
    ours, run = Settings(), RunOptions()
    assert (ours.method, ours.tone) == (ReconstructionOptions().method, ReconstructionOptions().tone)
    assert ours.features == AlignmentOptions().features
    assert (ours.device, ours.max_memory_bytes) == (run.device, run.max_memory_bytes)


def test_defaults_are_not_written_down(settings):
    save_settings(settings, Settings(method="median"))
    save_settings(settings, Settings())
    assert settings.allKeys() == []


def test_memory_is_told_in_bytes():
    assert replace(Settings(), max_memory_gb=1.5).max_memory_bytes == 1_500_000_000


def test_the_app_has_its_own_place():
    store = app_store()
    assert (store.organizationName(), store.applicationName()) == ("diar", "diar-gui")
