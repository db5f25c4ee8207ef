"""Notices over HTTP."""

from lobby.commands import staff


def test_a_lead_puts_a_notice_up_and_takes_it_down_and_nobody_else_does(day):
    def call(role, method, path, **how):
        headers = {"Authorization": f"Bearer {tokens[role]}", "Accept-Language": "de"}
        return day.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **how)

    tokens = {}
    for role in ("lead", "caseworker"):
        staff.add(day.db, f"some-{role}", [role], ["bernburg"], "a password")
        tokens[role] = staff.token(day.db, f"some-{role}")
    told = {"texts": {"de": "Heute nur bis 16 Uhr", "uk": "Сьогодні лише до 16 години"}, "minutes": 30}
    assert call("caseworker", "POST", "/notices", json=told).status_code == 403
    made = call("lead", "POST", "/notices", json=told)
    assert made.status_code == 201
    assert made.json == {"id": made.json["id"], "texts": told["texts"], "until": "2026-11-24T09:00:00.000Z"}
    assert call("lead", "GET", "/notices").json == {"notices": [made.json]}
    board = day.runtime.board("display", day.office_id, "hall", "uk")
    assert board["notice"] == told["texts"]["uk"]
    for wrong in (told | {"minutes": 0}, told | {"texts": {"en": "no German"}}, {"texts": {"de": "x" * 500}, "minutes": 5}):
        assert call("lead", "POST", "/notices", json=wrong).status_code == 422
    assert call("lead", "DELETE", f"/notices/{made.json['id']}").status_code == 204
    assert call("lead", "DELETE", "/notices/999").status_code == 404
    assert call("lead", "GET", "/notices").json == {"notices": []}
