"""What macOS has to know about DIAR.app: its name and its Info.plist."""

APP_NAME = "DIAR.app"
IDENTIFIER = "io.github.diar_gui.diar".replace("_", "-")  # no underscores are allowed there
PROJECT_TYPE = f"{IDENTIFIER}.project"

INFO = {
    "CFBundleName": "DIAR",
    "CFBundleDisplayName": "DIAR",
    "NSHumanReadableCopyright": "Apache License 2.0",
    "NSHighResolutionCapable": True,
    "LSMinimumSystemVersion": "12.0",
    "LSApplicationCategoryType": "public.app-category.photography",
    # Files and folders that are dropped on the icon or opened with DIAR come as QFileOpenEvent, not as arguments.
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": "DIAR project",
            "CFBundleTypeRole": "Editor",
            "LSHandlerRank": "Owner",
            "LSItemContentTypes": [PROJECT_TYPE],
        },
        {
            "CFBundleTypeName": "Photo",
            "CFBundleTypeRole": "Viewer",
            "LSHandlerRank": "Alternate",
            "LSItemContentTypes": ["public.image", "public.camera-raw-image"],
        },
        {
            "CFBundleTypeName": "Folder of photos",
            "CFBundleTypeRole": "Viewer",
            "LSHandlerRank": "Alternate",
            "LSItemContentTypes": ["public.folder"],
        },
    ],
    "UTExportedTypeDeclarations": [
        {
            "UTTypeIdentifier": PROJECT_TYPE,
            "UTTypeDescription": "DIAR project",
            "UTTypeConformsTo": ["public.json"],
            "UTTypeTagSpecification": {"public.filename-extension": ["diar"]},
        }
    ],
}
