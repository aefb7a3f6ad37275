"""What one table is read with: the answers given for it, and where its questions and decisions go."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings, ReadOrder


@dataclass(frozen=True, slots=True)
class Told:
    """Answers, findings and the maker of duties. `sheet` is set where several sheets are read, each with its month."""

    order: ReadOrder
    maker: DutyMaker
    sheet: str = ""

    @property
    def answers(self) -> Mapping[str, str]:
        """All answers so far."""
        return self.order.answers

    @property
    def findings(self) -> Findings:
        """Where questions, decisions, faults and notes go."""
        return self.maker.findings

    def own(self, code: str) -> str:
        """The code of a question about this sheet alone."""
        return f"{code}.{self.sheet}" if self.sheet else code

    def answer(self, code: str) -> str:
        """The answer to a question; empty without one."""
        return self.answers.get(code, "").strip()

    def asked(self, text: str) -> str:
        """The words of a question about this sheet alone."""
        return f"{self.sheet[:1].upper()}{self.sheet[1:]}: {text}" if self.sheet else text

    def note(self, text: str) -> None:
        """Note something of this sheet, by its name where there are several."""
        self.findings.notes.append(f"{self.sheet}: {text}" if self.sheet else text)

    def choice(self, question: Question, named: str) -> str:
        """The answer if it is one of the choices, noted as a decision; otherwise the question is asked."""
        words = dict(question.choices)
        answer = self.answer(question.code)
        if answer not in words:
            self.findings.ask(question)
            return ""
        evidence = "It was answered."
        choices = question.choices
        self.findings.decide(
            Decision(question.code, named, answer, words[answer], evidence, Confidence.ANSWERED, choices)
        )
        return answer
