"""The office's devices: which are here, and since when the others are not."""

from lobby.boards.view import JSON, View, day_and_time, head, iso


def board(view: View) -> JSON:
    """Kiosks, displays and printers. `seen_at`, and `seen` in words: when each of those that are gone was last heard of."""
    return head(view) | {
        "devices": [
            {
                "id": each.id,
                "kind": each.kind.value,
                "name": each.name,
                "printer": each.printer,
                "is_here": each.is_here,
                "seen_at": None if each.is_here else iso(each.seen_at),
                "seen": None if each.is_here or each.seen_at is None else day_and_time(view, each.seen_at),
                "page": each.page,
                "version": each.version,
                "is_locked_out": each.is_locked_out,
            }
            for each in view.devices
        ]
    }
