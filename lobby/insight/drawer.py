"""The program that draws, beside the server: `python -m lobby.insight.drawer`, what to draw as JSON in, the pictures out.

In: `{"pictures": {name: what it shows}}` or `{"month": the page}`. Out: JSON `{name: text}`, or a PDF.
"""

import json
import sys
from typing import Any


def main() -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    from lobby.insight import charts

    charts.begin()
    if "month" in asked:
        from lobby.insight import monthpage

        sys.stdout.buffer.write(monthpage.page(asked["month"]))
    else:
        found = {name: charts.drawn(name, told).decode() for name, told in asked["pictures"].items()}
        json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
