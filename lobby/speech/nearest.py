"""Languages without a voice, and what their speakers most likely understand: offered, never chosen for them."""

from collections.abc import Iterable

NEAREST: dict[str, tuple[str, ...]] = {
    # Farsi/Dari is Afghanistan's other official language and its common tongue (constitution of 2004, article 16)
    "ps": ("fa", "en"),
    # English is the language of instruction from the sixth class on in Eritrea, and in Ethiopia's secondary schools
    "ti": ("en", "ar"),
    # English and Arabic are taught in Somali schools; Arabic is Somalia's second language (constitution of 2012, article 5)
    "so": ("en", "ar"),
}
OTHERWISE = ("en", "de")


def nearest(language: str, offered: Iterable[str], spoken: frozenset[str]) -> str | None:
    """The nearest language that is offered and has a voice; None where there is none."""
    known = [code for code in offered if code in spoken and code != language]
    return next((code for code in (*NEAREST.get(language, ()), *OTHERWISE, *known) if code in known), None)
