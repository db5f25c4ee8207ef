"""Facts for slips, and slips read by programs that are not ours: npos decodes the bytes, tesseract and ZXing read the picture."""

import base64
import json
import shutil
import subprocess
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image, ImageChops, ImageOps
from programs import program

from lobby.domain.slip import BLOCKS, Block, SlipLayout
from printer.station.paper import Part
from printer.station.slip import SlipFacts

DECODER = Path(__file__).parents[1] / "printer" / "decode.mjs"
STATUS_URL = "https://lobby.example/t/aB3-xYz901qWeRtY12aB3k"

OFFICE = {"de": "Ausländerbehörde des Salzlandkreises", "ar": "دائرة شؤون الأجانب في منطقة زالتسلاند"}
SERVICE = {
    "de": "Aufenthaltserlaubnis: erteilen, verlängern",
    "de-simple": "Erlaubnis zum Bleiben: bekommen, länger machen",
    "uk": "Дозвіл на проживання: отримати, продовжити",
    "ar": "تصريح الإقامة: إصدار، تمديد",
    "ru": "Вид на жительство: получить, продлить",
    "en": "Residence permit: get one, extend it",
    "fa": "اجازهٔ اقامت: گرفتن، تمدید",
    "tr": "Oturum izni: alma, uzatma",
    "ku": "Destûra rûniştinê: girtin, dirêjkirin",
    "ps": "د اوسېدو اجازه: اخیستل، غځول",
    "vi": "Giấy phép cư trú: xin cấp, gia hạn",
    "fr": "Titre de séjour : obtenir, prolonger",
    "pl": "Zezwolenie na pobyt: wydanie, przedłużenie",
    "ro": "Permis de ședere: eliberare, prelungire",
    "ti": "ፍቓድ መንበሪ ምሃብን ምንዋሕን",
    "so": "Sharciga deganaanshaha: qaadasho, kordhin",
}
BRING = {
    "de": ["Reisepass", "Ihr jetziger Aufenthaltstitel oder Ihre Fiktionsbescheinigung", "Die letzten 3 Lohnabrechnungen"],
    "de-simple": ["Ihren Pass", "Den Brief von uns"],
    "uk": ["Закордонний паспорт", "Договір оренди житла", "Довідка про медичне страхування"],
    "ar": [
        "جواز السفر",
        "بطاقة إقامتك الحالية أو شهادة الإقامة المؤقتة (Fiktionsbescheinigung)",
        "عقد العمل وكشوف الراتب لآخر 3 أشهر",
    ],
    "ru": ["Заграничный паспорт", "Договор аренды жилья"],
    "fa": ["گذرنامه", "قرارداد اجارهٔ خانه", "فیش حقوقی ۳ ماه گذشته"],
    "ps": ["پاسپورټ", "د کور د کرایې تړون", "د روغتیا بیمه"],
    "ku": ["Pasaport", "Peymana kirêya xanî", "Sîgorteya tenduristiyê"],
    "vi": ["Hộ chiếu", "Hợp đồng thuê nhà", "Giấy chứng nhận bảo hiểm y tế"],
    "ti": ["ፓስፖርት", "ውዕል ክራይ ገዛ", "መረጋገጺ መድሕን ጥዕና"],
    "so": ["Baasaboor", "Heshiiska kirada guriga"],
}
PLACE = {"de": "Wartebereich", "ar": "صالة الانتظار", "uk": "Зала очікування", "vi": "Khu vực chờ", "ti": "ቦታ ምጽባይ"}
LONG_WORDS = {
    "de": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "ar": "فسيستخدمونهماللمستشفىوالمستوصفاتالحكوميةوالتسجيلات",
    "ti": "ዘይተመዝገበንዘይተጸበናዮንዘይተሓሰበሉንጉዳያት",
}


def facts(language: str = "de", **changes: Any) -> SlipFacts:
    """What a slip of the demo office says."""
    usual: dict[str, Any] = {
        "office_name": OFFICE,
        "number": "A012",
        "service_name": SERVICE,
        "bring": BRING,
        "language": language,
        "drawn_at": datetime(2026, 11, 24, 8, 14, tzinfo=UTC),
        "time_zone": "Europe/Berlin",
        "ahead": 4,
        "wait": (20, 35),
        "status_url": STATUS_URL,
        "is_copy": False,
        "is_demo": False,
    }
    return SlipFacts(**usual | changes)


def laid_out(*blocks: Block, **how: Any) -> SlipLayout:
    """A layout of these blocks."""
    return SlipLayout(blocks or BLOCKS, **how)


def png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def ink(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The box of all that is not white."""
    return ImageChops.invert(image.convert("L")).getbbox()


def words(paper: Iterable[Iterable[Part]]) -> list[str]:
    """All texts of a slip in order, without drawing it."""
    return [text for group in paper for part in group for piece in part for text in _texts(piece)]


def _texts(piece: Any) -> list[str]:
    return [piece.text] if hasattr(piece, "text") else [text.text for text in getattr(piece, "texts", ())]


@dataclass(frozen=True)
class Decoded:
    """What npos makes of a job: its commands in order, width and height of each band, the picture."""

    commands: list[str]
    widths: list[int]
    bands: list[int]
    picture: Image.Image


def decoded(data: bytes) -> Decoded:
    return all_decoded([data])[0]


def all_decoded(jobs: list[bytes]) -> list[Decoded]:
    """Several jobs at once: it is the start of Node.js that takes time."""
    node = shutil.which("node", path=sysconfig.get_path("scripts")) or "node"
    asked = json.dumps([base64.b64encode(job).decode() for job in jobs])
    ran = subprocess.run([node, str(DECODER)], input=asked.encode(), capture_output=True, check=True, timeout=120)
    return [
        Decoded(
            read["commands"],
            [width for width, _ in read["bands"]],
            [height for _, height in read["bands"]],
            Image.frombytes("L", (read["width"], read["height"]), base64.b64decode(read["pixels"])),
        )
        for read in json.loads(ran.stdout)
    ]


def read_aloud(picture: Image.Image, language: str = "deu") -> str:
    """The text of a picture, as tesseract reads it (`deu`, `ara`)."""
    return _read_aloud(picture.size, picture.convert("L").tobytes(), language)


@lru_cache(maxsize=200)  # many tests read the same slip
def _read_aloud(size: tuple[int, int], tones: bytes, language: str) -> str:
    program("tesseract")
    picture = ImageOps.expand(Image.frombytes("L", size, tones), 40, 255)  # it overlooks what stands close to an edge
    file = BytesIO()
    large = picture.convert("L")
    large.resize((large.width * 2, large.height * 2), Image.Resampling.LANCZOS).save(file, "PNG")
    command = ["tesseract", "stdin", "stdout", "-l", language, "--psm", "6", "--dpi", "400"]
    return subprocess.run(command, input=file.getvalue(), capture_output=True, check=True, timeout=120).stdout.decode()


def codes(picture: Image.Image) -> list[str]:
    """What the QR codes in a picture say."""
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]
