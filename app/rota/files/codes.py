"""Which code table the cells of a sheet are read with: chosen, carried by the file, or asked for."""

from collections.abc import Iterable, Mapping

from app.rota.domain.code_table import CodeMeaning, CodeTable, code_table_of
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import EACH_CODE, Question, code_table_question
from app.rota.files.code_reader import CodeReader, Meanings, meanings_of, tell_word
from app.rota.files.findings import Findings, ReadOrder
from app.rota.files.unclear_hours import unclear_in

__all__ = ["CodeReader", "Meanings", "meanings_of", "reader_of", "table_for", "tell_word"]

IN_THE_FILE = "in the file"


def table_for(order: ReadOrder, own: CodeTable | None, findings: Findings) -> CodeTable | None:
    """The table to read with: the file's own, or the one that was answered. None while it is being asked."""
    chosen = order.answers.get("code_table", "")
    if own is not None and chosen in ("", IN_THE_FILE):
        evidence = "The workbook has a sheet that says what its codes mean."
        findings.decide(Decision("code_table", "Code table", IN_THE_FILE, IN_THE_FILE, evidence, Confidence.CERTAIN))
        return own
    if chosen in order.code_tables:
        table, faults = code_table_of(order.code_tables[chosen])
        for fault in faults:
            findings.take(fault)
        findings.answered("code_table", "Code table", chosen, chosen)
        return table
    if chosen == EACH_CODE:
        findings.answered("code_table", "Code table", EACH_CODE, "none: each code is asked about")
        return {}
    findings.ask(code_table_question(order.code_tables))
    return None


def reader_of(
    order: ReadOrder, own: CodeTable | None, texts: Iterable[str], findings: Findings, legend: Mapping[str, str]
) -> "CodeReader | None":
    """The reader of a grid's cells. A code table is asked for only if some cell needs one; None while it is."""
    texts = list(texts)
    unclear = unclear_in(texts)
    without = CodeReader(own or {}, order.answers, findings, legend, unclear)
    needed = [text for text in texts if not without.explains(text)]
    if (
        legend
        and own is None
        and any(code in legend for code in needed)
        and not _legend_settled(order, legend, findings)
    ):
        return None
    if order.answers.get("legend") == "use":
        without = CodeReader(dict(own or {}) | legend_table(legend), order.answers, findings, legend, unclear)
        needed = [text for text in needed if not without.explains(text)]
    by_legend = order.answers.get("legend") == "use" and "code_table" not in order.answers
    if own is None and (not needed or by_legend):
        return without
    table = table_for(order, own, findings)
    if table is None:
        return None
    if order.answers.get("legend") == "use":
        table = dict(table) | legend_table(legend)
    return CodeReader(table, order.answers, findings, legend, unclear)


def _legend_settled(order: ReadOrder, legend: Mapping[str, str], findings: Findings) -> bool:
    told = "; ".join(f"{code} = {text}" for code, text in list(legend.items())[:12])
    choices = (("use", "use it"), ("ignore", "do not use it"))
    answer = order.answers.get("legend", "")
    if answer in dict(choices):
        findings.answered("legend", "Legend in the sheet", answer, dict(choices)[answer])
        return True
    findings.ask(Question("legend", f"The sheet has a legend of its codes ({told}). Is it to be used?", choices))
    return False


def legend_table(legend: Mapping[str, str]) -> dict[str, CodeMeaning]:
    """The codes of a legend that say all that a code table must: their one stretch, or a day off."""
    found: dict[str, CodeMeaning] = {}
    for code, text in legend.items():
        meanings = meanings_of(text, {})
        if isinstance(meanings, tuple) and len(meanings) == 1:
            found[code] = meanings[0]
    return found
