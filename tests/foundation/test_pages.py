"""The page shell: headers, static files, flashes, times on the wall, macros."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from jinja2 import UndefinedError

from app.foundation.flash import Flash, put_flash, take_flashes
from app.foundation.pages import Pages
from app.foundation.refusals import Fault
from app.foundation.sealing import new_key, use_key
from app.foundation.static_files import static_url
from tests.foundation.mini_desk import MiniDesk

PAGES = Pages()


def drawn(template: str, **context: Any) -> str:
    return PAGES.env.from_string(template).render(**context)


def test_pages_stay_out_of_caches_frames_and_other_sites_logs(small: MiniDesk) -> None:
    headers = small.browser().get("/sign-in").headers
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["permissions-policy"]


def test_static_files_are_kept_for_a_year_under_the_hash_of_their_content(small: MiniDesk) -> None:
    browser = small.browser()
    for name in ("relief.css", "shell.js", "mark.svg", "htmx/htmx.min.js"):
        assert "immutable" in browser.get(static_url(name)).headers["cache-control"]
        assert browser.get(f"/static/{name}").headers["cache-control"] == "public, max-age=300"


def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(small: MiniDesk) -> None:
    browser, _ = small.signed_in()
    for path in ("/look", "/sign-in", "/join", "/sign-in/code", "/nothing"):
        text = browser.get(path).text
        assert "<style" not in text and " style=" not in text and " onclick" not in text and "<script>" not in text
        outside = {part.split('"')[0] for part in text.split("https://")[1:]}
        assert outside <= {"www.bbc.co.uk/weather"}, path


def test_the_menu_marks_where_one_is(small: MiniDesk) -> None:
    browser, _ = small.signed_in()
    assert '<a href="/look" aria-current="page">' in browser.get("/look").text
    assert "aria-current" not in browser.get("/").text
    assert "Main" not in small.browser().get("/sign-in").text


@pytest.mark.parametrize(
    ("at", "day", "clock"),
    [
        (datetime(2026, 12, 10, 14, 0, tzinfo=UTC), "Thursday 10 December", "14:00"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Thursday 2 July", "00:30"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sunday 29 March", "02:00"),
    ],
)
def test_times_are_shown_as_the_clock_on_the_wall_says(at: datetime, day: str, clock: str) -> None:
    assert drawn("{{ at|day }}|{{ at|clock }}|{{ at|moment }}", at=at) == f"{day}|{clock}|{day}, {clock}"


def test_a_date_needs_no_zone() -> None:
    assert drawn("{{ on|day }}, {{ on|short_day }}", on=date(2026, 1, 2)) == "Friday 2 January, Fri 2 Jan"


def test_what_a_page_was_not_given_is_an_error_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ nothing }}")
    with pytest.raises(UndefinedError):
        drawn("{{ icon('no such drawing') }}")


def test_what_people_typed_is_never_markup() -> None:
    nasty = '"><script>alert(1)</script>'
    fields = (
        "{{ ui.field('a', v, v, hint=v) }}{{ ui.choices('b', v, [(v, v, v)], v) }}{{ ui.pick('c', v, [(v, v)], v) }}"
    )
    more = "{{ ui.area('d', v, v) }}{{ ui.act(v, v, v, fields={v: v}) }}{{ ui.facts([(v, v)]) }}"
    more += "{{ ui.bars(v, [(v, 1)], v) }}{% call ui.card(v) %}{{ v }}{% endcall %}"
    more += "{% call ui.note('bad', v) %}{{ v }}{% endcall %}"
    rest = (
        "{{ ui.table(v, [v], [[v]]) }}{{ ui.fault_summary([f]) }}{{ ui.pill(v) }}{{ ui.go(v, v) }}{{ ui.empty(v, v) }}"
    )
    page = drawn(fields + more + rest, v=nasty, f=Fault(nasty, column=nasty, remedy=nasty))
    assert "<script" not in page and "alert(1)&lt;" in page


def test_a_field_with_a_fault_says_so_where_it_stands() -> None:
    page = drawn("{{ ui.field('contact', 'Email', faults=f, hint='Yours') }}", f=[Fault("Not so", column="contact")])
    assert 'aria-invalid="true"' in page and 'aria-describedby="h-contact e-contact"' in page and "Not so" in page
    fine = drawn("{{ ui.field('contact', 'Email', faults=f) }}", f=[Fault("Not so", column="other")])
    assert "aria-invalid" not in fine and "Not so" not in fine


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    assert "<svg" in drawn("{{ ui.bars('t', [('a', 0)]) }}") and "<svg" in drawn("{{ ui.bars('t', []) }}")


def test_a_flash_is_sealed_and_anything_else_counts_as_none() -> None:
    from fastapi import Request, Response

    use_key(new_key())
    answer = Response()
    put_flash(answer, ("good", "You are booked — Thursday."))
    cookie = answer.headers["set-cookie"].split(";")[0]
    assert "booked" not in cookie and "HttpOnly" in answer.headers["set-cookie"]

    def taken(raw: str) -> tuple[Flash, ...]:
        return take_flashes(Request({"type": "http", "headers": [(b"cookie", raw.encode())]}))

    assert taken(cookie) == (Flash("good", "You are booked — Thursday."),)
    assert taken("") == taken("note=x") == taken("note=" + "A" * 5000) == taken(cookie[:-8] + "AAAAAAAA") == ()
