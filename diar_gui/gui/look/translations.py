"""The language of the window: which one, and the files that bring it."""

from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from diar_gui.paths import resource_path
from diar_gui.sentences import Sentence, Value, filled

SOURCE_LANGUAGE = "en"
TRANSLATED = ("de",)
"""Languages for which `resources/translations/diar_<language>.qm` is shipped."""

ENGINE_CONTEXT = "Engine"
"""Of the engine's sentences among the translations; `packaging/update_translations.py` puts them there."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name by which texts are collected
    """Return the text as it is, marked as one to be translated where it is shown."""
    return text


def in_window_language(text: str) -> str:
    """Return a sentence of the engine in the language of the window; any other text, and one unknown there, as it is.

    It is asked where a sentence is shown, so that whatever goes to the log or to a file stays English.
    """
    if not isinstance(text, Sentence):
        return text
    return filled(QCoreApplication.translate(ENGINE_CONTEXT, text.template), text.values, _spelt)


def _spelt(value: Value, n_decimals: int | None) -> str:
    if isinstance(value, Sentence):
        return in_window_language(value)
    if n_decimals is not None and isinstance(value, int | float):
        return QLocale().toString(float(value), "f", n_decimals)
    return str(value)


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
