"""The language of the window: which one, and the files that bring it."""

from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from diar_gui.paths import resource_path

SOURCE_LANGUAGE = "en"
TRANSLATED = ("de",)
"""Languages for which `resources/translations/diar_<language>.qm` is shipped."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name by which texts are collected
    """Return the text as it is, marked as one to be translated where it is shown."""
    return text


def chosen_language(choice: str, system_languages: Sequence[str] | None = None) -> str:
    """Return the language of the window, for example "de".

    Args:
        choice: a language, or "system".
        system_languages: what the system's user reads, best first, as "de-AT"; asked of Qt if None.
    """
    known = (SOURCE_LANGUAGE, *TRANSLATED)
    if choice in known:
        return choice
    wishes = QLocale.system().uiLanguages() if system_languages is None else system_languages
    languages = (wish.replace("_", "-").split("-")[0].lower() for wish in wishes)
    return next((language for language in languages if language in known), SOURCE_LANGUAGE)


def install_translations(app: QCoreApplication, choice: str) -> str:
    """Let the app's and Qt's own texts appear in the chosen language; return that language.

    Widgets take their texts when they are made, so this comes before the first of them.

    Args:
        app: that keeps the translators alive.
        choice: a language, or "system".
    """
    language = chosen_language(choice)
    if choice != "system":
        QLocale.setDefault(QLocale(language))
    if language == SOURCE_LANGUAGE:
        return language
    for name, folder in _files(language):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
    return language


def _files(language: str) -> list[tuple[str, str]]:
    """Return name and folder of each file of translations; a missing one leaves its texts in English."""
    files = [(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))]
    with suppress(FileNotFoundError):
        files.append((f"diar_{language}", str(resource_path("translations"))))
    return files
