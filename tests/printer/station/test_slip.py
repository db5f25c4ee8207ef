"""What stands on the paper."""

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest
from papers import STATUS_URL, codes, facts, read_aloud
from PIL import Image, ImageChops

from lobby.i18n import LANGUAGES, texts
from printer.station.slip import picture

WIDTHS = (576, 512, 384)
SPOKEN_HERE = ["de", "de-simple", "uk", "ar", "ru", "en", "fa", "tr"]


def flat(text: str) -> str:
    return " ".join(text.split())


def ink_rows(image: Image.Image) -> list[int]:
    """How many rows each letter-high block of ink has, from top to bottom."""
    dark = [image.crop((0, y, image.width, y + 1)).getextrema()[0] == 0 for y in range(image.height)]
    blocks, run = [], 0
    for is_dark in [*dark, False]:
        run, blocks = (run + 1, blocks) if is_dark else (0, [*blocks, run] if run else blocks)
    return blocks


def test_a_german_slip_reads_as_it_should() -> None:
    read = flat(read_aloud(picture(facts("de"))))
    for sentence in (
        "Ausländerbehörde des Salzlandkreises",
        "Aufenthaltserlaubnis: erteilen, verlängern",
        "Personen vor Ihnen: 4",
        "Wartezeit: etwa 20 bis 35 Minuten",
        "Bitte halten Sie bereit:",
        "Reisepass",
        "Die letzten 3 Lohnabrechnungen",
        "Ihre Nummer und Ihr Raum werden im Wartebereich angezeigt und angesagt.",
        "24.11.2026",
        "09:14",
    ):
        assert sentence in read


def test_the_number_is_by_far_the_largest_on_the_paper() -> None:
    blocks = sorted(ink_rows(picture(facts("de", status_url=None))))
    assert blocks[-1] > 130 > 3 * blocks[-2]


@pytest.mark.parametrize("number", ["A001", "W999", "M000"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_widest_number_keeps_to_the_paper(number: str, width: int) -> None:
    slip = picture(facts(number=number), width)
    left, _, right, _ = ImageChops.invert(slip.convert("L")).getbbox()
    assert left >= 8
    assert right <= width - 8


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", [*SPOKEN_HERE, "ti", "vi"])
def test_every_slip_is_black_and_white_as_wide_as_the_paper_and_not_too_long(language: str, width: int) -> None:
    slip = picture(facts(language, is_copy=True, is_demo=True), width)
    assert (slip.mode, slip.width) == ("1", width)
    assert slip.height < 1900


def test_arabic_is_joined_runs_from_the_right_and_keeps_its_numbers() -> None:
    """Letters that stand alone or in reverse order are no words: a program that reads Arabic would not find them."""
    read = flat(read_aloud(picture(facts("ar")), "ara"))
    for words in ("تصريح الإقامة", "جواز السفر", "عدد الأشخاص قبلك: 4", "من 20 إلى 35 دقيقة"):
        assert words in read


def test_a_foreign_slip_says_the_same_in_german_for_the_staff() -> None:
    read = flat(read_aloud(picture(facts("ar"))))
    for words in ("Aufenthaltserlaubnis: erteilen, verlängern", "Personen vor Ihnen: 4", "Wartezeit: etwa 20 bis 35 Minuten"):
        assert words in read


def test_what_to_bring_is_in_the_visitors_language_alone() -> None:
    read = flat(read_aloud(picture(facts("en", bring={"en": ["Passport", "Photo"], "de": ["Reisepass"]}))))
    assert "Passport" in read
    assert "Reisepass" not in read


def test_german_and_plain_german_need_no_translation() -> None:
    for language in ("de", "de-simple"):
        assert flat(read_aloud(picture(facts(language)))).count("erteilen, verlängern") == 1


def test_an_unknown_wait_is_said_in_words() -> None:
    assert "Wartezeit: noch nicht bekannt" in flat(read_aloud(picture(facts(wait=None))))


def test_a_wait_without_a_range_is_said_as_one_number() -> None:
    read = flat(read_aloud(picture(facts(wait=(5, 5)))))
    assert "Wartezeit: etwa 5 Minuten" in read


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["de", "ar", "uk"])
def test_a_phone_reads_the_code(language: str, width: int) -> None:
    assert codes(picture(facts(language), width)) == [STATUS_URL]


def test_the_longest_address_is_still_read() -> None:
    address = "https://warten.auslaenderbehoerde.salzlandkreis.example/bernburg/t/" + "a1B2" * 12
    for width in WIDTHS:
        slip = picture(facts(status_url=address), width)
        assert (codes(slip), slip.width) == ([address], width)


def test_without_an_address_there_is_no_code_and_nothing_speaks_of_one() -> None:
    slip = picture(facts(status_url=None))
    assert codes(slip) == []
    assert "Handy" not in read_aloud(slip)


def test_a_copy_and_a_trial_say_so_at_the_top() -> None:
    def top(**marks: bool) -> str:
        bar = picture(facts(**marks)).convert("L").crop((20, 20, 556, 60))
        is_black = bar.histogram()[0] > bar.width * bar.height / 2
        return read_aloud(ImageChops.invert(bar)).strip() if is_black else "no bar"

    assert top(is_copy=True) == "Kopie"
    assert top(is_demo=True) == "Probe"
    assert top() == "no bar"


def test_the_time_is_the_offices_also_in_summer() -> None:
    july = facts().drawn_at.replace(month=7)
    read = read_aloud(picture(facts(drawn_at=july)))
    assert "24.07.2026" in read
    assert "10:14" in read


def test_an_office_that_wrote_german_only_prints_nothing_twice() -> None:
    german = {"office_name": {"de": "Bürgeramt"}, "service_name": {"de": "Meldebescheinigung"}, "bring": {}}
    read = read_aloud(picture(facts("ar", **german)))
    assert (read.count("Bürgeramt"), read.count("Meldebescheinigung")) == (1, 1)


@pytest.mark.parametrize("width", WIDTHS)
def test_words_longer_than_the_paper_are_broken_not_cut_off(width: int) -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    slip = picture(facts(service_name={"de": word}), width)
    assert word in read_aloud(slip).replace("\n", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_house_prints_even_without_texts_of_its_own(language: str) -> None:
    assert picture(facts(language)).height > 800


def test_no_sentence_of_the_slip_has_a_character_that_no_typeface_draws() -> None:
    from printer.station.fonts import is_drawable

    for language in SPOKEN_HERE:
        for catalogue in texts(language)._catalogues:
            assert [text for text in catalogue.one.values() if not is_drawable(text)] == []


def test_a_warm_slip_takes_less_than_50_ms() -> None:
    picture(facts("ar"))
    taken = []
    for _ in range(15):
        start = time.thread_time()
        picture(facts("ar"))
        taken.append(time.thread_time() - start)
    assert median(taken) < 0.05


def test_slips_drawn_by_several_threads_look_as_those_drawn_by_one() -> None:
    wanted = [facts(language, number=f"A{n:03d}") for n in range(6) for language in ("ar", "uk", "de", "fa", "tr")]
    alone = [picture(each).tobytes() for each in wanted]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda each: picture(each).tobytes(), wanted)) == alone
