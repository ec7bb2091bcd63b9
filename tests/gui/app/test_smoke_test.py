"""The test that an installed app runs on itself finds what is wrong."""

import shutil
import sys

import pytest

from diar_gui.gui.app import smoke_test
from diar_gui.gui.app.smoke_test import Findings
from diar_gui.images import read_image
from diar_gui.paths import resource_path


@pytest.fixture
def findings():
    return Findings()


@pytest.fixture
def photos(make_photos):
    return sorted(make_photos(3).iterdir())


def test_all_resources_and_licences_are_here(findings):
    smoke_test._check_resources(findings)
    assert not findings.failures


def test_a_missing_checkpoint_is_a_failure(findings, tmp_path, monkeypatch):
    missing = resource_path("checkpoints").parent
    shutil.copytree(missing, tmp_path / "resources", ignore=shutil.ignore_patterns("swin*"))
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    smoke_test._check_resources(findings)
    assert len(findings.failures) == 1
    assert "swin" in findings.failures[0]


def test_a_run_leaves_its_picture(findings, photos, tmp_path):
    smoke_test._run(findings, tmp_path, photos, ("none", "median"))
    assert not findings.failures
    path = tmp_path / findings.pictures["median by none"]
    assert read_image(path).shape == read_image(photos[0]).shape
    assert findings.seconds["median by none"] > 0


def test_what_the_app_says_it_cannot_do_is_no_failure_but_told(findings, photos, tmp_path):
    smoke_test._run(findings, tmp_path, photos[:1], ("none", "median"))
    assert not findings.failures
    assert findings.refused["median by none"].endswith(".")


def test_what_nobody_foresaw_is_a_failure(findings, photos, tmp_path, monkeypatch):
    def fail(*_):
        raise KeyError("odd thing")

    monkeypatch.setattr("diar_gui.pipeline.run", fail)
    smoke_test._run(findings, tmp_path, photos, ("none", "median"))
    assert "odd thing" in findings.failures[0]


def test_a_picture_that_cannot_be_written_is_a_failure(findings, photos, tmp_path):
    (tmp_path / "file").touch()
    smoke_test._run(findings, tmp_path / "file", photos, ("none", "median"))
    assert len(findings.failures) == 1
