"""What people install: its metadata agrees with the program, and the packages hold what they should."""

import plistlib
import shutil
import subprocess
import sys
import tarfile
import tomllib
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import pytest

import diar_gui
from diar_gui.project.file import SUFFIX

ROOT = Path(__file__).parent.parent.parent
LINUX = ROOT / "packaging" / "linux"
METAINFO = LINUX / "io.github.diar_gui.diar.metainfo.xml"
PROJECT_TYPE = "application/x-diar-project"


@pytest.fixture
def build(module_of_the_build):
    return module_of_the_build("build")


@pytest.fixture
def linux_packages(module_of_the_build):
    return module_of_the_build("linux_packages")


@pytest.fixture
def folder(tmp_path):
    """A folder such as PyInstaller makes, with one real program in it."""
    made = tmp_path / "diar"
    (made / "_internal" / "resources").mkdir(parents=True)
    shutil.copy(sys.executable, made / "diar-gui")
    shutil.copy(sys.executable, made / "diar")
    (made / "_internal" / "resources" / "thing.txt").write_text("x")
    return made


def desktop_entry():
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(LINUX / "diar-gui.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_version_stands_in_one_place(build):
    assert build.version() == diar_gui.__version__
    assert "version" in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dynamic"]
    for path in (ROOT / "packaging").rglob("*"):
        if path.suffix in (".py", ".spec", ".xml", ".iss", ".plist", ".desktop") or path.name == "control":
            assert f'"{diar_gui.__version__}"' not in path.read_text(encoding="utf-8"), path


def test_the_changelog_speaks_of_this_version():
    assert f"\n## {diar_gui.__version__}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_build_takes_torch_for_the_processor_unless_asked(build, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    for_the_processor, for_cuda = build.requirements(is_cuda=False), build.requirements(is_cuda=True)
    assert [line for line in for_the_processor if line.startswith("torch")] == [
        f"torch=={build.constraints()['torch']}+cpu"
    ]
    assert not any("+cpu" in line for line in for_cuda)
    for lines in (for_the_processor, for_cuda):
        assert not any(line.startswith("timm") for line in lines)
        assert any(line.startswith("pyinstaller") for line in lines)


def test_the_desktop_hands_over_all_that_was_chosen():
    entry = desktop_entry()
    assert entry["Exec"] == "diar-gui %F"
    kinds = entry["MimeType"].rstrip(";").split(";")
    assert {PROJECT_TYPE, "inode/directory", "image/jpeg", "image/png", "image/tiff"} <= set(kinds)
    assert len(kinds) == len(set(kinds))


def test_projects_are_known_by_their_ending_on_every_system(module_of_the_build):
    kind = ET.parse(LINUX / "diar-project.xml").getroot()[0]
    assert kind.attrib["type"] == PROJECT_TYPE
    assert [child.attrib["pattern"] for child in kind if child.tag.endswith("glob")] == [f"*{SUFFIX}"]
    plist = module_of_the_build("macos_bundle").INFO
    assert plistlib.loads(plistlib.dumps(plist)) == plist
    tags = [kind["UTTypeTagSpecification"] for kind in plist["UTExportedTypeDeclarations"]]
    assert tags == [{"public.filename-extension": [SUFFIX.removeprefix(".")]}]
    assert rf"Software\Classes\{SUFFIX}" in (ROOT / "packaging" / "windows" / "diar.iss").read_text(encoding="utf-8")


def test_the_stores_file_names_this_version(linux_packages, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    root = ET.fromstring(linux_packages.metainfo_text(diar_gui.__version__))
    release = root.find("releases/release")
    assert release.attrib == {"version": diar_gui.__version__, "date": "1970-01-02"}
    assert f"{root.findtext('id')}.metainfo.xml" == METAINFO.name
    assert root.findtext("launchable") == "diar-gui.desktop"


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed")
def test_the_desktop_file_is_valid():
    done = subprocess.run(["desktop-file-validate", LINUX / "diar-gui.desktop"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert not done.stdout


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="appstream is not installed")
def test_the_stores_file_is_valid(linux_packages, tmp_path):
    path = tmp_path / METAINFO.name
    path.write_text(linux_packages.metainfo_text(diar_gui.__version__), encoding="utf-8")
    done = subprocess.run(["appstreamcli", "validate", "--no-net", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb makes .deb packages on Debian only")
def test_the_debian_package_holds_programs_and_what_a_desktop_needs(linux_packages, folder, tmp_path):
    package = linux_packages.make_deb(folder, "1.2.3", tmp_path / "out.deb")
    listing = subprocess.run(["dpkg-deb", "--contents", package], capture_output=True, text=True, check=True).stdout
    assert all(" root/root " in line for line in listing.splitlines())
    for place in (
        "./usr/bin/diar-gui -> ../lib/diar/diar-gui",
        "./usr/bin/diar -> ../lib/diar/diar",
        "./usr/lib/diar/_internal/resources/thing.txt",
        "./usr/share/applications/diar-gui.desktop",
        "./usr/share/mime/packages/diar-gui.xml",
        f"./usr/share/metainfo/{METAINFO.name}",
        "./usr/share/icons/hicolor/48x48/apps/diar-gui.png",
        "./usr/share/icons/hicolor/scalable/apps/diar-gui.svg",
        "./usr/share/doc/diar-gui/copyright",
    ):
        assert place in listing
    fields = subprocess.run(["dpkg-deb", "--field", package], capture_output=True, text=True, check=True).stdout
    assert "Version: 1.2.3\n" in fields
    assert "Depends: libc6 (>= 2." in fields
    assert "@" not in fields.replace("diar@localhost", "")


def test_the_archive_unpacks_into_one_folder(linux_packages, folder, tmp_path):
    path = linux_packages.make_archive(folder, tmp_path / "diar-gui-1.2.3-linux-x86_64.tar.gz")
    with tarfile.open(path) as archive:
        members = archive.getmembers()
    assert {member.name.split("/")[0] for member in members} == {"diar-gui-1.2.3-linux-x86_64"}
    assert {(member.uid, member.gid) for member in members} == {(0, 0)}
    names = {member.name.partition("/")[2] for member in members}
    assert {"diar-gui", "diar", "_internal/resources/thing.txt", "share/applications/diar-gui.desktop"} <= names
