"""The catalogues: complete, and saying what the German sentence says."""

import ast
import re
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from lobby.i18n import CATALOGUES, LANGUAGES, STAFF_SPEAKS, catalogue
from lobby.i18n.extract import FOLDERS, HEADER, PLURALS, ROOT, STAFF, forms, merge, sentences, text, untranslated

COUNTS = range(201)
VISITORS_PLACES = ("kiosk/", "display/", "printer/", "lobby/phone/", "lobby/domain/")
LONGEST_SIMPLE_SENTENCE = 14  # words


@pytest.fixture(scope="module")
def found():
    return sentences()


@pytest.fixture(scope="module")
def wanted(found):
    """The sentences that a language must have: all, or those for visitors."""
    for_visitors = sentences(for_visitors=True)
    return lambda code: for_visitors if code not in STAFF_SPEAKS else found


def written(code):
    return (CATALOGUES / f"{code}.po").read_text("utf-8")


def translations(code):
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def places(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def ids(message):
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def counts_of(code, form):
    """The counts up to 200 that take a form."""
    return [n for n in COUNTS if catalogue(code).form(n) == form]


def test_the_sentences_of_python_and_of_templates_are_found(found):
    assert "Name oder Passwort ist falsch." in found
    assert "Probelauf" in found


@pytest.mark.parametrize("code", PLURALS)
def test_every_sentence_is_translated(code, wanted):
    assert untranslated(merge(written(code), wanted(code))) == []


def test_what_visitors_read_is_there_in_all_languages(found, wanted):
    """Of what the kiosk, the slip, the phone and the display say, nothing is left to the staff's part of the catalogues."""
    for message in found:
        if any(place.startswith(VISITORS_PLACES) and not STAFF.match(place) for place, _ in message.locations):
            assert message.id in wanted("ti"), message.id
    assert {*PLURALS, "de"} == set(LANGUAGES)


@pytest.mark.parametrize("code", PLURALS)
def test_a_translation_has_the_same_places_to_fill_as_the_german_sentence(code):
    for message in translations(code):
        for form, translated in enumerate(forms(message) if all(forms(message)) else ()):
            wanted = places(ids(message)[-1])
            if message.pluralizable and len(counts_of(code, form)) == 1:  # "one minute" may do without its number
                assert places(translated) | {"count"} == wanted | {"count"}, (message.id, translated)
            else:
                assert places(translated) == wanted, (message.id, translated)


@pytest.mark.parametrize("code", PLURALS)
def test_every_form_of_a_plural_is_there(code):
    wanted = {catalogue(code).form(n) for n in COUNTS}
    for message in translations(code):
        if message.pluralizable:
            assert set(range(len(forms(message)))) == wanted, message.id


@pytest.mark.parametrize("code", PLURALS)
def test_a_translation_ends_as_the_german_sentence_ends(code):
    """A label stays a label, and a sentence a sentence: no lost colon, no lost question mark."""
    for message in translations(code):
        german = ids(message)[-1]
        for translated in filter(None, forms(message)):
            assert german.endswith(":") == translated.endswith(":"), (german, translated)
            assert code == "de-simple" or german.endswith("?") == translated.endswith(("?", "؟")), (german, translated)
            assert translated == translated.strip(), (german, translated)


@pytest.mark.parametrize("code", PLURALS)
def test_a_catalogue_says_that_nobody_has_reviewed_it(code):
    assert "# not yet reviewed by a native speaker" in written(code).splitlines()[:3]
    assert written(code).startswith(HEADER.format(code=code, plural=PLURALS[code]).rstrip())


@pytest.mark.parametrize("code", PLURALS)
def test_extracting_again_changes_nothing(code, wanted):
    once = text(code, merge(written(code), wanted(code)))
    assert text(code, merge(once, wanted(code))) == once


def test_extracting_loses_no_translation(found):
    """What the code no longer says is kept as obsolete, and comes back with its sentence."""
    before = written("uk") + '\nmsgid "Ein alter Satz"\nmsgstr "Старе речення"\n'
    without = text("uk", merge(before, found))
    assert '#~ msgstr "Старе речення"' in without
    found_again = sentences()
    found_again.add("Ein alter Satz")
    assert merge(without, found_again)["Ein alter Satz"].string == "Старе речення"


def test_a_sentence_that_got_a_plural_counts_as_untranslated(found):
    before = HEADER.format(code="uk", plural=PLURALS["uk"]) + 'msgid "{count} Igel"\nmsgstr "{count} їжак"\n'
    found_now = sentences()
    found_now.add(("{count} Igel", "{count} Igel gar"))
    assert "('{count} Igel', '{count} Igel gar')" in untranslated(merge(before, found_now))


def test_marked_sentences_are_found_inside_ngettext(tmp_path):
    (tmp_path / "lobby").mkdir()
    (tmp_path / "lobby" / "queue.py").write_text(
        'a = words.ngettext(N_("{count} Igel"), N_("{count} Igel gar"), n)\nb = N_("Hallo " "du")\n'
    )
    assert {message.id for message in sentences(tmp_path) if message.id} == {("{count} Igel", "{count} Igel gar"), "Hallo du"}


def test_leichte_sprache_keeps_its_sentences_short():
    for message in translations("de-simple"):
        for sentence in re.split(r"[.!?:](?:\s|$)", " ".join(forms(message))):
            assert len(sentence.split()) <= LONGEST_SIMPLE_SENTENCE, sentence


def test_no_translation_calls_what_is_not_a_place_name():
    """A place is a plain name: an index or an attribute would break, or reach into the program."""
    for code in PLURALS:
        for message in translations(code):
            assert all(name.isidentifier() for each in forms(message) for name in places(each)), message.id


def test_templates_mark_what_they_translate_in_another_language():
    """`texts(code).gettext("…")` is not seen by the extraction: it takes `gettext(N_("…"))`."""
    for path in (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("templates/**/*.html"))):
        assert not re.search(r"""\.n?gettext\(\s*["']""", path.read_text("utf-8")), path


def test_no_sentence_is_put_together_before_it_is_translated():
    """`_(f"…")` or `gettext("…" + name)` would be looked up under a text that no catalogue has."""
    for path in (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute) and node.args:
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                is_built = isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
                assert not (name in ("_", "N_", "gettext", "ngettext") and is_built), f"{path}:{node.lineno}"
