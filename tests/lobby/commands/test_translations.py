"""Texts go out to translators and come back: exactly, all or nothing, and no update takes a correction away."""

import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from lobby import i18n
from lobby.commands import offices, translationfile, translations
from lobby.commands.officefile import parse
from lobby.domain.errors import Invalid, TooLarge
from lobby.i18n import LANGUAGES, corrections, texts
from lobby.public.screen import SCREEN as PUBLIC
from lobby.web.app import create_app

WELCOME = "Willkommen"
PEOPLE = ("{count} Person wartet", "{count} Personen warten")
PLACED = "Die Nummer {number} gibt es heute nicht."
DANGEROUS = ("=1+1", "+49 3471", "-", "@SUM(A1)", "=cmd|' /C calc'!A0", "1/2", "0012", "'quoted", 'a <b> & "c"', "„…“ 👍")


@pytest.fixture
def office(day, tmp_path):
    """An office with a folder for its corrections, and with files for its translators."""
    yield Office(day, tmp_path)
    i18n.use_corrections(tmp_path / "nothing there")


class Office:
    def __init__(self, day, folder):
        self.day, self.folder, self.files = day, folder / "texts", folder

    def entries(self, code, slug="bernburg"):
        return translations.entries(self.day.db, self.folder, slug, code)

    def exported(self, *codes, to="texts.xlsx"):
        return translationfile.write(self.files / to, {code: self.entries(code) for code in codes})[0]

    def edited(self, *codes, **changed):
        """The exported spreadsheet with other cells: German text → translation, or (translation, reviewed)."""
        path = self.exported(*codes)
        book = load_workbook(path)
        for row in book[codes[0]].iter_rows(min_row=2):
            new = changed["to"].get(row[3].value)
            if new is not None:
                translation, reviewed = new if isinstance(new, tuple) else (new, row[6].value)
                row[5].value, row[6].value = translation, reviewed
                if isinstance(translation, str) and changed.get("as_text", True):
                    row[5].data_type = "s"
        book.save(path)
        return path

    def take(self, path, slug="bernburg"):
        return translations.take(self.day.db, self.folder, slug, path, "test")

    def refused(self, path):
        """What is said of each bad place of a file, of which nothing was taken over."""
        before = offices.dump(self.day.db, "bernburg")
        with pytest.raises(Invalid) as caught:
            self.take(path)
        assert offices.dump(self.day.db, "bernburg") == before
        assert not self.folder.exists()
        return caught.value.errors

    def said(self, code, german):
        i18n.use_corrections(self.folder)
        return texts(code).gettext(german)

    def service(self, slug):
        file = parse(offices.dump(self.day.db, "bernburg"))
        return next(service for service in file.services if service.slug == slug)


@pytest.mark.parametrize("to", ["texts.xlsx", "folder"])
def test_what_comes_back_unchanged_changes_nothing(office, to):
    translationfile.write(office.files / to, {code: office.entries(code) for code in LANGUAGES})
    for path in [office.files / to] if to == "texts.xlsx" else sorted((office.files / to).iterdir()):
        assert office.take(path) == []
    assert not office.folder.exists()


@pytest.mark.parametrize("to", ["texts.xlsx", "folder"])
def test_every_text_comes_back_as_it_went(office, to):
    for code in ("ar", "fr", "pl", "de-simple"):
        found = translationfile.read(office.exported(code, to=to))
        wanted = [(each.key, form, each.forms[form]) for each in office.entries(code) for form in range(len(each.counts))]
        assert sorted((each.key, each.form, each.text) for each in found) == sorted(wanted)
        assert len(wanted) > 250


def test_a_correction_is_said_before_what_lobby_brings(office):
    office.take(office.edited("uk", to={WELCOME: "Вітаємо"}))
    assert office.said("uk", WELCOME) == "Вітаємо"
    assert office.said("ru", WELCOME) != "Вітаємо"
    assert [each.ids for each in corrections.kept(office.folder, "uk").values()] == [(WELCOME,)]  # and no other


def test_a_server_that_starts_shows_the_corrections(office, day):
    assert office.folder == day.settings.texts_dir
    office.take(office.edited("uk", to={"Öffnungszeiten": "Коли ми працюємо"}))
    client = create_app(day.settings, (PUBLIC,)).test_client()
    assert "Коли ми працюємо" in client.get("/?lang=uk").get_data(as_text=True)
    assert "Коли ми працюємо" not in client.get("/?lang=ru").get_data(as_text=True)


def test_a_correction_can_be_taken_back(office):
    shipped = texts("uk").gettext(WELCOME)
    office.take(office.edited("uk", to={WELCOME: "Вітаємо"}))
    office.take(office.edited("uk", to={WELCOME: shipped}))
    assert office.said("uk", WELCOME) == shipped
    assert corrections.kept(office.folder, "uk") == {}


def test_german_sentences_can_be_corrected_too(office):
    office.take(office.edited("de", to={WELCOME: "Guten Tag"}))
    assert office.said("de", WELCOME) == "Guten Tag"


def test_an_office_text_goes_to_the_database(office):
    german = office.service("residence").name["de"]
    office.take(office.edited("fr", to={german: "Permis de séjour", "Mietvertrag": "Contrat de location"}))
    assert office.service("residence").name["fr"] == "Permis de séjour"
    assert "Contrat de location" in office.service("residence").bring["fr"]
    assert office.service("residence").name["de"] == german
    assert not any(each.forms for each in corrections.kept(office.folder, "fr").values())


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_stays_a_text(office, text):
    office.take(office.edited("fr", to={"Mietvertrag": text, WELCOME: text}))
    path = office.exported("fr")
    cell = next(row[5] for row in load_workbook(path)["fr"].iter_rows(min_row=2) if row[3].value == WELCOME)
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))
    assert office.take(path) == []
    assert office.said("fr", WELCOME) == text


def test_a_text_that_became_a_formula_is_refused(office):
    errors = office.refused(office.edited("fr", to={WELCOME: "=1+1"}, as_text=False))
    assert ["formula" in each for each in errors.values()] == [True]


@pytest.mark.parametrize("to", ["texts.xlsx", "folder"])
def test_reviewed_texts_are_told_from_others(office, to):
    office.take(office.edited("uk", to={WELCOME: ("Вітаємо", "yes"), "Mietvertrag": ("Договір оренди", "x")}))
    reviewed = {each.ids[0]: each.forms for each in office.entries("uk") if each.is_reviewed}
    assert reviewed == {WELCOME: ("Вітаємо",), "Mietvertrag": ("Договір оренди",)}
    assert translations.tally(office.day.db, office.folder, "bernburg", "uk").unreviewed == len(office.entries("uk")) - len(
        [each for each in office.entries("uk") if each.is_reviewed]
    )
    assert office.take(office.exported("uk", to=to)) == []
    office.take(office.edited("uk", to={WELCOME: ("Вітаємо", None)}))
    assert WELCOME not in {each.ids[0] for each in office.entries("uk") if each.is_reviewed}
    assert office.said("uk", WELCOME) == "Вітаємо"


def test_a_text_that_changed_since_is_no_longer_reviewed(office):
    office.take(office.edited("uk", to={"Mietvertrag": ("Договір оренди", "yes")}))
    text = offices.dump(office.day.db, "bernburg").replace("Договір оренди", "Контракт")
    offices.load(office.day.db, text, "test")
    assert not any(each.is_reviewed for each in office.entries("uk"))


def test_all_forms_of_a_plural_come_and_go(office):
    path = office.exported("pl")
    book = load_workbook(path)
    rows = [row for row in book["pl"].iter_rows(min_row=2) if row[3].value in PEOPLE]
    assert [row[2].value for row in rows] == ["1", "2, 3, 4, 22 …", "0, 5, 6, 7 …"]
    for row, text in zip(rows, ("jedna osoba", "{count} osoby!", "{count} osób!"), strict=True):
        row[5].value = text
    book.save(path)
    office.take(path)
    i18n.use_corrections(office.folder)
    assert [texts("pl").ngettext(*PEOPLE, n) for n in (1, 3, 7)] == ["jedna osoba", "3 osoby!", "7 osób!"]


@pytest.mark.parametrize(
    ("german", "translation", "why"),
    [
        (PLACED, "Le numéro n’existe pas.", "same places"),
        (PLACED, "Le {numero} n’existe pas.", "same places"),
        (PLACED, "Le {number n’existe pas.", "same places"),
        (PLACED, "Le {number.__class__} n’existe pas.", "same places"),
        (WELCOME, "Bienvenue {name}", "same places"),
        (WELCOME, "Bien\nvenue", "cannot be printed"),
        (WELCOME, "Bien\u200bvenue", "cannot be printed"),
        (WELCOME, "x" * 2001, "longer than 2000"),
        ("Mietvertrag", "x" * 201, "longer than 200"),
        (WELCOME, ("Bienvenue", "perhaps"), "reviewed is"),
        (PEOPLE[0], "", "forms are needed"),
        (PEOPLE[1], "des gens", "same places"),
    ],
)
def test_one_bad_row_is_named_and_nothing_is_taken_over(office, german, translation, why):
    path = office.edited("fr", to={"Geschlossen": "Fermé.", german: translation})
    number = next(row[0].row for row in load_workbook(path)["fr"].iter_rows(min_row=2) if row[3].value == german)
    errors = office.refused(path)
    assert any(why in flaw for flaw in errors.values()), errors
    assert any(place in (f"sheet fr, row {number}", f"sheet fr, row {number - 1}") for place in errors)


def test_a_german_text_that_changed_since_is_named(office):
    path = office.exported("fr")
    text = offices.dump(office.day.db, "bernburg").replace('"Mietvertrag"', '"Mietvertrag im Original"')
    offices.load(office.day.db, text, "test")
    assert all("export anew" in flaw for flaw in office.refused(path).values())


def test_half_a_list_is_refused(office):
    file = offices.dump(office.day.db, "bernburg")
    told = parse(file)
    lines = next(service for service in told.services if service.slug == "settlement").bring["de"]
    start = file.index("fr = [", file.index("[services.bring]", file.index('slug = "settlement"')))
    offices.load(office.day.db, file[:start] + file[file.index("\n", file.index("]", start)) + 1 :], "test")
    assert "fr" not in office.service("settlement").bring
    assert any("all lines" in flaw for flaw in office.refused(office.edited("fr", to={lines[-1]: "Certificat"})).values())


@pytest.mark.parametrize("name", ["x.xlsx", "x.po", "fr.po"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"\x00\xff" * 400, b"just a text"])
def test_a_file_that_is_something_else_is_refused_in_a_sentence(office, name, content):
    (office.files / name).write_bytes(content)
    assert office.refused(office.files / name)


def test_a_file_too_large_is_not_opened(office):
    with (office.files / "x.xlsx").open("wb") as file:
        file.truncate(translationfile.LARGEST_FILE + 1)
    with pytest.raises(TooLarge):
        office.take(office.files / "x.xlsx")


def test_a_file_that_unpacks_to_too_much_is_not_unpacked(office):
    with zipfile.ZipFile(office.files / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (translationfile.LARGEST_UNPACKED + 1))
    with pytest.raises(TooLarge):
        office.take(office.files / "x.xlsx")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["id", "German"]], "no column translation"),
        ([["id", "German", "translation"], ["text-000000000000", "Hallo", "Salut"]], "unknown id"),
        ([["id", "German", "translation"], [None, None, "Salut"]], "unknown id"),
        ([["id", "German", "translation"]], "nothing in it"),
        ([], "no column id"),
    ],
)
def test_a_spreadsheet_of_another_form_is_refused(office, rows, why):
    book = Workbook()
    book.active.title = "fr"
    for row in rows:
        book.active.append(row)
    book.save(office.files / "x.xlsx")
    assert any(why in flaw for flaw in office.refused(office.files / "x.xlsx").values())


def test_a_sheet_of_no_language_is_refused(office):
    path = office.exported("fr")
    book = load_workbook(path)
    book["fr"].title = "Französisch"
    book.save(path)
    assert any("no language" in flaw for flaw in office.refused(path).values())


def test_a_text_that_is_there_twice_is_refused(office):
    path = office.exported("fr")
    book = load_workbook(path)
    book["fr"].append([cell.value for cell in book["fr"][2]])
    book.save(path)
    assert any("already there" in flaw for flaw in office.refused(path).values())


def test_a_doubtful_po_entry_changes_nothing(office):
    path = office.exported("fr", to="folder")
    text = path.read_text("utf-8").replace('\nmsgid "Willkommen"', '\n#, fuzzy\nmsgid "Willkommen"')
    path.write_text(text.replace(texts("fr").gettext(WELCOME), "Salut"), "utf-8")
    assert office.take(path) == []


def test_a_correction_of_a_sentence_that_is_gone_waits_and_breaks_nothing(office):
    corrections.keep(office.folder, "fr", [corrections.Correction(("Ein alter Satz",), ("Une vieille phrase",))])
    office.take(office.edited("fr", to={WELCOME: "Salut"}))
    assert (("Ein alter Satz",), "") in corrections.kept(office.folder, "fr")
    assert office.said("fr", WELCOME) == "Salut"


def test_a_correction_that_somebody_broke_by_hand_is_not_said(office):
    corrections.keep(office.folder, "fr", [corrections.Correction((PLACED,), ("Le {nombre} n’existe pas.",))])
    i18n.use_corrections(office.folder)
    assert "A001" in texts("fr").gettext(PLACED, number="A001")
    assert "nombre" not in texts("fr").gettext(PLACED, number="A001")


def test_corrections_that_cannot_be_read_are_named(office):
    office.folder.mkdir()
    (office.folder / "fr.po").write_bytes(b"\xff no catalogue")
    with pytest.raises(i18n.BadCorrections, match="fr"):
        i18n.use_corrections(office.folder)


def test_without_an_office_there_are_lobbys_sentences(office):
    found = office.entries("fr", slug=None)
    assert found
    assert not any(each.part for each in found)
