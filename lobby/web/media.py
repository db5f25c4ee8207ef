"""Pictures and videos of an office: `DATA_DIR/media/<office>/<name>`. A file is what it is, not what it is called."""

import io
import re
import secrets
from pathlib import Path

from PIL import Image, ImageOps

from lobby.domain.errors import N_, Invalid, NotFound
from lobby.web.runtime import here

LARGEST_PICTURE, LARGEST_VIDEO = 20_000_000, 100_000_000
MOST_PIXELS, MOST_PIXELS_JPEG = 24_000_000, 60_000_000  # a JPEG is read at a fraction of its size
SHOWN_PX = (1920, 1080)
MOST_FILES = 40
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
TYPES = {"jpg": "image/jpeg", "mp4": "video/mp4", "webm": "video/webm"}
NAME = re.compile(r"[0-9a-f]{16}\.(jpg|mp4|webm)")
BAD_FILE = N_("Diese Datei lässt sich nicht zeigen. Bitte nehmen Sie ein Bild (PNG, JPEG) oder ein Video (MP4, WebM).")
TOO_MANY = N_("Es gibt schon sehr viele Dateien. Bitte löschen Sie zuerst eine.")


def listed(office: str) -> list[str]:
    """The names of an office's files, in the order in which they came."""
    folder = _folder(office)
    known = [path for path in folder.iterdir() if NAME.fullmatch(path.name)] if folder.is_dir() else []
    return [path.name for path in sorted(known, key=lambda path: (path.stat().st_mtime_ns, path.name))]


def path(office: str, name: str) -> Path:
    """The file of this name. Raises NotFound for every name that we did not make ourselves."""
    if not NAME.fullmatch(name) or not (found := _folder(office) / name).is_file():
        raise NotFound()
    return found


def kind(name: str) -> str:
    """The media type."""
    return TYPES[name.rpartition(".")[2]]


def keep(office: str, data: bytes) -> str:
    """Keep a picture, drawn anew, or a video as it is; the name it gets. Raises Invalid."""
    folder = _folder(office)
    folder.mkdir(parents=True, exist_ok=True)
    if len(listed(office)) >= MOST_FILES:
        raise Invalid({"file": TOO_MANY})
    suffix = _video(data)
    if suffix is None:
        data, suffix = here().work.compute(_redrawn, data), "jpg"
    name = f"{secrets.token_hex(8)}.{suffix}"
    unready = folder / f"{name}.part"
    unready.write_bytes(data)
    unready.replace(folder / name)
    return name


def delete(office: str, name: str) -> None:
    path(office, name).unlink(missing_ok=True)


def _folder(office: str) -> Path:
    return here().settings.data_dir / "media" / office


def _video(data: bytes) -> str | None:
    """What kind of video the file itself says that it is."""
    if data[4:8] == b"ftyp":
        return "mp4"
    return "webm" if data[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in data[:64] else None


def _redrawn(data: bytes) -> bytes:
    """Any usual picture as a JPEG that fits the screen, without anything that came along with it. Raises Invalid."""
    if len(data) > LARGEST_PICTURE:
        raise Invalid({"file": BAD_FILE})
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > (MOST_PIXELS_JPEG if picture.format == "JPEG" else MOST_PIXELS):
                raise Invalid({"file": BAD_FILE})
            picture.draft("RGB", SHOWN_PX)
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail(SHOWN_PX)
            clear = upright.convert("RGBA")
    except Invalid:
        raise
    except Exception as error:  # decoders raise whatever a broken file makes them stumble over
        raise Invalid({"file": BAD_FILE}) from error
    white = Image.new("RGBA", clear.size, "white")
    white.alpha_composite(clear)
    file = io.BytesIO()
    white.convert("RGB").save(file, "JPEG", quality=85)
    return file.getvalue()
