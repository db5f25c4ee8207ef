"""The {places} of a sentence that are filled when it is said."""

from string import Formatter


def places(sentence: str) -> set[str]:
    """Their names. Raises ValueError where braces do not match."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def fit(sentence: str, translated: str, *, may_lack_count: bool = False) -> bool:
    """Whether a translation has the places of the German sentence. `may_lack_count`: "one minute" may do without its number."""
    spared = {"count"} if may_lack_count else set()
    try:
        return places(translated) | spared == places(sentence) | spared
    except ValueError:
        return False
