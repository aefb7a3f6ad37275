"""The list of what was sent: page by page, and several thrown away at once."""

import re

from app.rota.domain.upload import UploadState
from app.rota.reads.overview import SHOWN
from app.rota.store.uploads import upload
from tests.rota.builders import line, long_csv
from tests.rota.hr import HrDesk, published, sent


def test_what_was_sent_earlier_is_on_further_pages(hr: HrDesk) -> None:
    with hr.store.write() as db:
        ids = [sent(db, long_csv(line())).id for _ in range(SHOWN + 3)]
    browser, shown, path = hr.browser(), [], "/"
    for _ in range(2):
        page = browser.get(path).text
        shown += re.findall(r'href="/uploads/([0-9a-f]{32})"', page)
        path = next(iter(re.findall(r'href="(/\?before=[0-9a-f]{32})"', page)), "")
    assert shown == sorted(ids, reverse=True)
    assert path == "", "there is no third page"
    assert browser.get("/?before=nonsense").status_code == 404


def test_several_uploads_are_thrown_away_at_once(hr: HrDesk) -> None:
    with hr.store.write() as db:
        ids = [sent(db, long_csv(line())).id for _ in range(3)]
    page = hr.browser().post("/uploads/discard", data={"upload": ids[:2]})
    assert "2 uploads were thrown away." in page.text
    with hr.store.read() as db:
        states = [upload(db, one).state for one in ids]
    assert states == [UploadState.DISCARDED, UploadState.DISCARDED, UploadState.READY]
    assert "Nothing was chosen." in hr.browser().post("/uploads/discard").text
    assert hr.browser().get("/uploads/discard").url.path == "/"


def test_of_several_uploads_none_is_thrown_away_where_one_is_published(hr: HrDesk) -> None:
    with hr.store.write() as db:
        published(db, long_csv(line("00124")))
        waiting = sent(db, long_csv(line())).id
    browser = hr.browser()
    listed = re.findall(r'name="upload" value="([0-9a-f]{32})"', browser.get("/").text)
    assert listed == [waiting], "what is published cannot be ticked"
    ids = re.findall(r'href="/uploads/([0-9a-f]{32})"', browser.get("/").text)
    assert "Nothing was thrown away." in browser.post("/uploads/discard", data={"upload": ids}).text
    with hr.store.read() as db:
        assert upload(db, waiting).state is UploadState.READY
