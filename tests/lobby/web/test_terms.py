"""German terms in sentences of other scripts."""

import pytest

from lobby.i18n import LANGUAGES
from lobby.web.terms import german_apart


def term(text):
    return f'<bdi lang="de" dir="ltr">{text}</bdi>'


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("ar", "الإقامة (Niederlassung, Daueraufenthalt-EU)", f"الإقامة ({term('Niederlassung, Daueraufenthalt-EU')})"),
        ("uk", "Допомога (SG 30.2)", f"Допомога ({term('SG 30.2')})"),
        ("ru", "Duldung или Fiktionsbescheinigung", f"{term('Duldung')} или {term('Fiktionsbescheinigung')}"),
        ("fa", "تغییر نشانی", "تغییر نشانی"),
        ("ar", "<b> & «", f"&lt;{term('b')}&gt; &amp; «"),
        ("en", "Residence <permit> (Aufenthaltserlaubnis)", "Residence &lt;permit&gt; (Aufenthaltserlaubnis)"),
    ],
)
def test_a_german_term_keeps_its_direction_and_its_language(language, text, shown):
    assert german_apart(text, LANGUAGES[language]) == shown
