"""Facts for slips, and slips read by programs that are not ours: npos decodes the bytes, tesseract and ZXing read the picture."""

import base64
import json
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image

from printer.station.slip import SlipFacts

DECODER = Path(__file__).parents[1] / "printer" / "decode.mjs"
STATUS_URL = "https://lobby.example/t/aB3-xYz901qWeRtY12aB3k"

OFFICE = {"de": "Ausländerbehörde des Salzlandkreises", "ar": "دائرة شؤون الأجانب في منطقة زالتسلاند"}
SERVICE = {
    "de": "Aufenthaltserlaubnis: erteilen, verlängern",
    "uk": "Дозвіл на проживання: отримати, продовжити",
    "ar": "تصريح الإقامة (Aufenthaltserlaubnis): إصدار، تمديد",
    "fa": "اجازهٔ اقامت: گرفتن، تمدید",
    "tr": "Oturum izni: alma, uzatma",
    "en": "Residence permit: get one, extend it",
    "ti": "ፍቓድ መንበሪ",
}
BRING = {
    "de": ["Reisepass", "Ihr jetziger Aufenthaltstitel oder Ihre Fiktionsbescheinigung", "Die letzten 3 Lohnabrechnungen"],
    "ar": [
        "جواز السفر",
        "بطاقة إقامتك الحالية أو شهادة الإقامة المؤقتة (Fiktionsbescheinigung)",
        "عقد العمل وكشوف الراتب لآخر 3 أشهر",
    ],
    "uk": ["Закордонний паспорт", "Договір оренди житла"],
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


@dataclass(frozen=True)
class Decoded:
    """What npos makes of a job: its commands in order, the height of each band, the picture."""

    commands: list[str]
    bands: list[int]
    picture: Image.Image


def decoded(data: bytes) -> Decoded:
    node = shutil.which("node", path=sysconfig.get_path("scripts")) or "node"
    ran = subprocess.run([node, str(DECODER)], input=data, capture_output=True, check=True, timeout=60)
    read = json.loads(ran.stdout)
    picture = Image.frombytes("L", (read["width"], read["height"]), base64.b64decode(read["pixels"]))
    return Decoded(read["commands"], read["bands"], picture)


def read_aloud(picture: Image.Image, language: str = "deu") -> str:
    """The text of a picture, as tesseract reads it (`deu`, `ara`)."""
    file = BytesIO()
    large = picture.convert("L")
    large.resize((large.width * 2, large.height * 2), Image.Resampling.LANCZOS).save(file, "PNG")
    command = ["tesseract", "stdin", "stdout", "-l", language, "--psm", "6", "--dpi", "400"]
    return subprocess.run(command, input=file.getvalue(), capture_output=True, check=True, timeout=120).stdout.decode()


def codes(picture: Image.Image) -> list[str]:
    """What the QR codes in a picture say."""
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]
