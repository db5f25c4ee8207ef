"""The letters of the screen's keyboard. A search does not care for signs above letters, so all Latin languages share one."""

LATIN = "abcdefghijklmnopqrstuvwxyz"
OTHERS = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "fa": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "ps": "ابپتټثجځچڅحخدډذرړزژږسشښصضطظعغفقکګلمنڼوهی",
    "ti": "ሀለሐመረሰሸቀቐበተቸነኘአከኸወዐዘዠየደጀገጠጨጰጸፈፐ",
}


def letters(language: str) -> str:
    """One key each, in the alphabet's order."""
    return OTHERS.get(language, LATIN)
