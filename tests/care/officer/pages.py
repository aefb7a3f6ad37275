"""Reads a page the way a person does: what is seen at a glance, where one can go, what can be sent."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

HEADINGS = {"h1", "h2", "h3", "h4", "summary", "legend", "caption"}
_INLINE = {"a", "span", "strong", "time", "svg", "path", "circle", "button", "i"}
_VOID = {"input", "meta", "link", "br", "hr", "img", "path", "circle", "rect"}


@dataclass
class Form:
    """A form: where it goes, and what its fields hold as it is shown (what is not checked is not sent)."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """What a page shows. `visible` leaves out what stands in a closed `details`."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    visible: str = ""
    hidden: str = ""
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    path: str = ""

    @property
    def offers(self) -> dict[str, dict[str, str]]:
        """On the page of times: by what its heading says ("Tuesday 3 March 10:00"), the fields of each offer's form."""
        whens = [heading for heading in self.headings if heading[-3:-2] == ":"]
        return dict(zip(whens, (form.fields for form in self.forms if form.action == "/choose"), strict=True))

    def form(self, action: str) -> Form:
        """The first form that goes to `action`."""
        found = [form for form in self.forms if form.action == action]
        assert found, f"no form goes to {action} on {self.path}: {[form.action for form in self.forms]}"
        return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.open: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        match tag:
            case "a" | "link" | "script":
                self.page.links.append(given.get("href") or given.get("src") or "")
            case "form":
                self.page.forms.append(Form(given.get("action") or ""))
            case "input":
                self._field(given)
            case "h1" | "h2" | "h3" | "h4" | "summary" | "legend" | "caption":
                self.page.headings.append("")
            case "option" if "selected" in given:
                self._put(self._select(), given.get("value") or "")
        if tag not in _VOID:
            self.open.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        while tag in (name for name, _ in self.open) and self.open and self.open.pop()[0] != tag:
            pass
        if tag not in _INLINE:
            self.page.visible += " "

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if "title" in tags:
            self.page.title += data
        elif not {"script", "style"} & set(tags):
            if HEADINGS & set(tags):
                self.page.headings[-1] += data
            if self._is_closed():
                self.page.hidden += data
            else:
                self.page.visible += data

    def _is_closed(self) -> bool:
        """Whether this stands inside a closed `details`, and is not its summary."""
        tags = [tag for tag, _ in self.open]
        closed = [i for i, (tag, given) in enumerate(self.open) if tag == "details" and "open" not in given]
        return any("summary" not in tags[i:] for i in closed)

    def _field(self, given: dict[str, str | None]) -> None:
        if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
            self._put(given.get("name") or "", given.get("value") or "")

    def _select(self) -> str:
        return next((given.get("name") or "" for tag, given in reversed(self.open) if tag == "select"), "")

    def _put(self, name: str, value: str) -> None:
        if name and self.page.forms and any(tag == "form" for tag, _ in self.open):
            self.page.forms[-1].fields[name] = value


def read_page(html: str) -> Page:
    """The page behind its HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.page.visible = " ".join(reader.page.visible.split())
    reader.page.hidden = " ".join(reader.page.hidden.split())
    reader.page.headings = [" ".join(text.split()) for text in reader.page.headings]
    return reader.page
