"""Makes a .deb and a .tar.gz of the folder that PyInstaller made; standard library and dpkg-deb only."""

import os
import re
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FILES = HERE / "linux"
ICONS = ROOT / "resources" / "icons"

DEPENDS = ("libgl1", "libegl1", "fontconfig-config")
"""Debian packages that the bundle needs besides glibc: drivers' libraries cannot be bundled, and fonts need their
settings (which bring a font). Found out in a fresh root, see README.md."""

RECOMMENDS = ("xdg-desktop-portal", "shared-mime-info")

_TREE = {
    "diar-gui.desktop": "usr/share/applications/diar-gui.desktop",
    "diar-project.xml": "usr/share/mime/packages/diar-gui.xml",
}
_METAINFO = "io.github.diar_gui.diar.metainfo.xml"


def make_deb(folder: Path, version: str, path: Path) -> Path:
    """Write a Debian package of the folder; return its path."""
    tree = path.parent / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    app = tree / "usr" / "lib" / "diar"
    shutil.copytree(folder, app, symlinks=True, copy_function=os.link)
    put_desktop_files(tree, version)
    (tree / "usr" / "bin").mkdir(parents=True)
    for name in ("diar-gui", "diar"):
        (tree / "usr" / "bin" / name).symlink_to(f"../lib/diar/{name}")
    documents = tree / "usr" / "share" / "doc" / "diar-gui"
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(copyright_text(), encoding="utf-8")
    shutil.copy(ROOT / "CHANGELOG.md", documents / "CHANGELOG.md")
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(control_text(app, version), encoding="utf-8")
    # zstd unpacks quickly and is what Debian 12, Ubuntu 22.04 and newer know.
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", str(tree), str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)
    return path


def make_archive(folder: Path, path: Path) -> Path:
    """Write a .tar.gz of the folder, to be unpacked anywhere, with the desktop's files beside it; return its path."""
    version = re.sub(r"^diar-gui-|(-cuda)?-linux.*$", "", path.name)
    extras = path.parent / "archive"
    shutil.rmtree(extras, ignore_errors=True)
    put_desktop_files(extras, version)
    name = path.name.removesuffix(".tar.gz")
    with tarfile.open(path, "w:gz", compresslevel=6) as archive:
        archive.add(folder, name, filter=owned_by_root)
        archive.add(extras / "usr" / "share", f"{name}/share", filter=owned_by_root)
    shutil.rmtree(extras)
    return path


def owned_by_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Return the member without the builder's name in it."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


def put_desktop_files(tree: Path, version: str) -> None:
    """Write what tells a desktop about the app into a tree of the system's shape: menu, file type, store, icons."""
    for source, place in _TREE.items():
        target = tree / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(FILES / source, target)
    metainfo = tree / "usr" / "share" / "metainfo" / _METAINFO
    metainfo.parent.mkdir(parents=True)
    metainfo.write_text(metainfo_text(version), encoding="utf-8")
    for png in ICONS.glob("app-*.png"):
        size = png.stem.removeprefix("app-")
        put_icon(png, tree / "usr" / "share" / "icons" / "hicolor" / f"{size}x{size}" / "apps" / "diar-gui.png")
    put_icon(ICONS / "app.svg", tree / "usr" / "share" / "icons" / "hicolor" / "scalable" / "apps" / "diar-gui.svg")


def put_icon(source: Path, target: Path) -> None:
    """Copy an icon to its place, whose folders need not exist yet."""
    target.parent.mkdir(parents=True)
    shutil.copy(source, target)


def metainfo_text(version: str) -> str:
    """Return the AppStream file of this version, dated by SOURCE_DATE_EPOCH or today."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    date = time.strftime("%Y-%m-%d", time.gmtime(seconds))
    text = (FILES / _METAINFO).read_text(encoding="utf-8")
    return text.replace("@VERSION@", version).replace("@DATE@", date)


def control_text(app: Path, version: str) -> str:
    """Return the package's control file."""
    values = {
        "@VERSION@": version,
        "@SIZE_KB@": str(installed_kb(app)),
        "@DEPENDS@": ", ".join([f"libc6 (>= {oldest_glibc(app)})", *DEPENDS]),
        "@RECOMMENDS@": ", ".join(RECOMMENDS),
    }
    text = (FILES / "control").read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(key, value)
    return text


def installed_kb(app: Path) -> int:
    """Return how much disk the files take, in units of 1024 bytes."""
    return sum(path.lstat().st_size for path in app.rglob("*")) // 1024


def oldest_glibc(app: Path) -> str:
    """Return the least version of glibc that knows all functions which the bundle's programs and libraries call."""
    newest = (2, 0)
    for path in app.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            if file.read(4) != b"\x7fELF":
                continue
            found = re.findall(rb"GLIBC_(\d+)\.(\d+)", file.read())
        newest = max([newest, *((int(a), int(b)) for a, b in found)])
    return ".".join(map(str, newest))


def copyright_text() -> str:
    """Return the package's copyright file."""
    return (
        "DIAR is under the Apache License 2.0 (/usr/share/common-licenses/Apache-2.0).\n\n"
        "The licences of everything that it is bundled with are in\n"
        "/usr/lib/diar/_internal/resources/licences/bundled, and in the window under Help > About > Licences.\n"
    )
