"""What Windows shows of the programs under Properties > Details. Imports PyInstaller, and only on Windows."""


def version_resource(version: str):
    """Return the version information of both programs."""
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo,
        StringFileInfo,
        StringStruct,
        StringTable,
        VarFileInfo,
        VarStruct,
        VSVersionInfo,
    )

    numbers = tuple(int(part) for part in version.split(".")[:3])
    values = {
        "CompanyName": "The DIAR project",
        "FileDescription": "DIAR",
        "FileVersion": version,
        "LegalCopyright": "Apache License 2.0",
        "ProductName": "DIAR",
        "ProductVersion": version,
    }
    english = [StringStruct(name, value) for name, value in values.items()]
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=(*numbers, 0), prodvers=(*numbers, 0)),
        kids=[
            StringFileInfo([StringTable("040904B0", english)]),
            VarFileInfo([VarStruct("Translation", [0x0409, 0x04B0])]),
        ],
    )
