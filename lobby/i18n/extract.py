"""Collects every German sentence of the code and brings the catalogues up to date: `python -m lobby.i18n.extract`.

Nothing that is translated gets lost: what the code no longer says is kept as obsolete, until `--drop-obsolete`. Running it
again changes nothing: entries are sorted, and there are no dates, names or line numbers in the files.
"""

import ast
import re
import sys
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from lobby.i18n import CATALOGUES, STAFF_SPEAKS

ROOT = CATALOGUES.parents[2]
FOLDERS = ("lobby", "kiosk", "display", "printer")
KEYWORDS = {"N_": None, "_": None, "gettext": None, "ngettext": (1, 2)}
WIDTH = 120

# By hand: Babel's Arabic header swaps forms 4 and 5, its Turkish and Persian ones have no form for "one".
TWO_FORMS = "nplurals=2; plural=(n != 1);"
EAST_SLAVIC = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
ARABIC = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
PLURALS = {
    "de-simple": TWO_FORMS,
    "uk": EAST_SLAVIC,
    "ar": ARABIC,
    "ru": EAST_SLAVIC,
    "en": TWO_FORMS,
    "fa": TWO_FORMS,
    "tr": TWO_FORMS,
    "ku": TWO_FORMS,
    "ps": TWO_FORMS,
    "vi": "nplurals=1; plural=0;",
    "fr": "nplurals=2; plural=(n > 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ro": "nplurals=3; plural=(n==1 ? 0 : n==0 || (n%100>0 && n%100<20) ? 1 : 2);",
    "ti": TWO_FORMS,
    "so": TWO_FORMS,
}
STAFF = re.compile(
    r"lobby/(desk|frontdesk|admin|insight|rehearsal|setup)/"
    r"|lobby/public/templates/public/_demo"
    r"|lobby/web/(slipform|media|oidc|rights|templates/(pairing|again|_idle))"
    r"|lobby/web/api/(audit|reports)\."
    r"|lobby/boards/(why|desk|devices|frontdesk|lead)\."
    r"|lobby/domain/passwords\."
    r"|lobby/store/held\."
    r"|lobby/commands/(appointmentfile|devices|displays|export|notices|officefile|oidc|pairing|people|printers|secondstep|selfcheck)\."
    r"|lobby/domain/whatif/"
    r"|lobby/commands/(inuse|reasons|setup|simulations|staff|tokens|webhooks|whatif|whatiffile)\."
    r"|kiosk/templates/kiosk/(check|pin)\."
)
PO_HEADER = """\
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
HEADER = f"# Lobby's texts. The id is the German sentence.\n# not yet reviewed by a native speaker\n{PO_HEADER}"


def main(arguments: list[str]) -> None:
    for code in PLURALS:
        path = CATALOGUES / f"{code}.po"
        before = path.read_text("utf-8") if path.exists() else HEADER.format(code=code, plural=PLURALS[code])
        merged = merge(before, sentences(for_visitors=code not in STAFF_SPEAKS))
        path.write_text(text(code, merged, drop_obsolete="--drop-obsolete" in arguments), "utf-8")
        print(f"{code}: {len(merged)} texts, {len(untranslated(merged))} of them not translated")


def sentences(root: Path = ROOT, *, for_visitors: bool = False) -> Catalog:
    """The sentences of the code, all or those for visitors: of Python by their markers, of templates by `_` and `ngettext`."""
    catalog = Catalog()
    for folder in (root / name for name in FOLDERS if (root / name).is_dir()):
        methods = [("**.py", "lobby.i18n.extract:python_sentences"), ("**/templates/**", "jinja2.ext:babel_extract")]
        options = {"**/templates/**": {"silent": "false", "trimmed": "true"}}
        for name, _, message, comments, _ in extract_from_dir(str(folder), methods, options, keywords=KEYWORDS):
            place = f"{folder.name}/{name}"
            if not (for_visitors and STAFF.match(place)):
                catalog.add(message, locations=[(place, 0)], auto_comments=comments)
    return catalog


def python_sentences(
    file: IO[bytes], keywords: Collection[str], _comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """A Babel extraction method. Unlike Babel's own it sees `ngettext(N_("…"), N_("…"), n)` as one sentence in two forms."""
    inner: set[ast.AST] = set()
    for node in ast.walk(ast.parse(file.read())):  # from the outside in
        name = _called(node)
        if isinstance(node, ast.Call) and name in keywords and node not in inner:
            if name == "ngettext":
                inner.update(node.args)
            texts = tuple(_literal(argument) for argument in node.args)
            if texts and texts[0] is not None:
                yield node.lineno, name, texts, []


def merge(before: str, found: Catalog) -> Catalog:
    """A catalogue as it was, brought up to date with the sentences found. Never guesses a translation."""
    catalog = read_po(BytesIO(before.encode()))
    for message in catalog.obsolete.values():  # may be said again
        catalog[message.id] = message
    catalog.obsolete.clear()
    catalog.update(found, no_fuzzy_matching=True, keep_user_comments=True)
    for message in catalog:  # a sentence that got a plural has no translation yet
        wanted = catalog.num_plurals if message.pluralizable else None
        if message.id and wanted and (len(forms(message)) != wanted):
            message.string, message.flags = ("",) * wanted, set()
    return catalog


def text(code: str, catalog: Catalog, drop_obsolete: bool = False) -> str:
    """The catalogue as its file. The header is ours: Babel's would carry dates and its own plural rules."""
    file = BytesIO()
    write_po(file, catalog, width=WIDTH, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=drop_obsolete)
    return HEADER.format(code=code, plural=PLURALS[code]) + file.getvalue().decode().strip() + "\n"


def untranslated(catalog: Catalog) -> list[str]:
    """The ids that have no translation, or a form too few."""
    return [str(message.id) for message in catalog if message.id and (message.fuzzy or not all(forms(message)))]


def forms(message: Message) -> tuple[str, ...]:
    """A translation's forms; a plain sentence has one."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _called(node: ast.AST) -> str:
    """The last name of what is called: "gettext" of `view.words.gettext(…)`."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _literal(node: ast.AST) -> str | None:
    if _called(node) == "N_" and isinstance(node, ast.Call) and node.args:
        return _literal(node.args[0])
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


if __name__ == "__main__":
    main(sys.argv[1:])
