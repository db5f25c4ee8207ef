"""The letters of the screen's keyboard. A search does not care for signs above letters, so all Latin languages share one."""

LATIN = "abcdefghijklmnopqrstuvwxyz"
OTHERS = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "fa": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "ps": "ابپتټثجځچڅحخدډذرړزژږسشښصضطظعغفقکګلمنڼوهی",
    "ti": "ሀለሐመረሰሸቀቐበቨተቸነኘአከኸወዐዘዠየደጀገጠጨጰጸፈፐ",
}


def letters(language: str, latin: bool = False) -> str:
    """One key each, in the alphabet's order; `latin`: those of German words."""
    return LATIN if latin else OTHERS.get(language, LATIN)
