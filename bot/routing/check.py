"""Tries every possible question against the rules, so that a gap stops the start and not a user."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.routing.organisation import Organisation, Party, Rule, row
from bot.routing.rules import (
    AmbiguousRoute,
    FacultyNeeded,
    NoPartyForReference,
    NoRoute,
    Outcome,
    Question,
    route,
)
from bot.routing.standard_answers import CannotFill, standard_answer

CHECKED_AGAIN_WITHIN = timedelta(days=366)
"""After this an arrangement may well have changed, and the check says so."""


@dataclass(frozen=True)
class Findings:
    """*errors* stop the start; *warnings* are for an administrator to read."""

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def check(organisation: Organisation, *, today: date | None = None) -> Findings:
    """What is wrong with the rules, each finding with its row; with *today* also which rules are due for a look."""
    trial = _Trial(organisation)
    for question in every_question(organisation):
        trial.put(question)
    errors = (*trial.errors(), *_never_used(organisation, trial.used))
    return Findings(errors, (*_party_warnings(organisation), *_due_for_a_look(organisation, today)))


def every_question(organisation: Organisation) -> Iterator[Question]:
    """Every desk with every kind, faculty (also none) and programme (also none)."""
    for desk in organisation.intake_desks:
        for kind in organisation.kinds:
            yield Question(desk.key, kind.key)
            for faculty in organisation.faculties:
                yield Question(desk.key, kind.key, faculty.key)
                for programme in faculty.programmes:
                    yield Question(desk.key, kind.key, faculty.key, programme.key)


class _Trial:
    """Puts questions to the rules and keeps what went wrong, with the questions of each problem together."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.used: set[str] = set()
        self._problems: dict[str, list[str]] = defaultdict(list)

    def put(self, question: Question) -> None:
        try:
            outcome = route(self.organisation, question)
        except FacultyNeeded:
            return  # not a gap: the form asks for the faculty, and every faculty is tried as well
        except NoRoute:
            self._found(f"{self._desk_and_kind(question)}: no rule fits", question)
        except AmbiguousRoute as error:
            self.used.update(rule.key for rule in error.rules)
            several = " and ".join(self._rule(rule) for rule in error.rules)
            self._found(f"{several}: all fit {self._desk_and_kind(question)}", question)
        except NoPartyForReference as error:
            self.used.add(error.rule.key)
            self._found(f'{self._rule(error.rule)}: nobody is named for "{error.reference}"', question)
        else:
            self.used.add(outcome.rule.key)
            for problem in self._outcome_problems(question, outcome):
                self._found(problem, question)

    def errors(self) -> tuple[str, ...]:
        return tuple(
            f"{problem} ({'; '.join(dict.fromkeys(questions))})" for problem, questions in self._problems.items()
        )

    def _outcome_problems(self, question: Question, outcome: Outcome) -> Iterator[str]:
        rule = self._rule(outcome.rule)
        if question.intake in (*outcome.asked, outcome.redirect_to):
            yield f'{rule}: sends a question at "{question.intake}" back to that desk itself'
        if len(outcome.asked) < len(outcome.rule.asked):
            yield f"{rule}: asks the same party twice"
        for key in outcome.asked:
            if self.organisation.party(key).role.is_intake:
                yield f'{rule}: asks "{key}", which is not a second-line party'
        yield from self._unfilled(outcome)

    def _unfilled(self, outcome: Outcome) -> Iterator[str]:
        if outcome.standard_answer is None:
            return
        index = [answer.key for answer in self.organisation.standard_answers].index(outcome.standard_answer)
        answer = row("standard_answers", index, outcome.standard_answer)
        for language in self.organisation.languages:
            try:
                standard_answer(
                    self.organisation,
                    outcome.standard_answer,
                    language,
                    faculty=outcome.question.faculty,
                    programme=outcome.question.programme,
                    intake=outcome.question.intake,
                )
            except CannotFill as error:
                yield f"{answer}: text.{language}: nothing to put in the place of {{{error.placeholder}}}"

    def _found(self, problem: str, question: Question) -> None:
        self._problems[problem].append(_about(question))

    def _rule(self, rule: Rule) -> str:
        return row("rules", self.organisation.rules.index(rule), rule.key)

    def _desk_and_kind(self, question: Question) -> str:
        party = [party.key for party in self.organisation.parties].index(question.intake)
        kind = [kind.key for kind in self.organisation.kinds].index(question.kind)
        return f"{row('parties', party, question.intake)} with {row('kinds', kind, question.kind)}"


def _about(question: Question) -> str:
    named = {"programme": question.programme, "faculty": question.faculty}
    return ", ".join(f"{what} {key}" for what, key in named.items() if key) or "no faculty"


def _never_used(organisation: Organisation, used: set[str]) -> Iterator[str]:
    for index, rule in enumerate(organisation.rules):
        if rule.key not in used:
            yield f"{row('rules', index, rule.key)}: no question ever reaches this rule"


def _party_warnings(organisation: Organisation) -> Iterator[str]:
    for index, party in enumerate(organisation.parties):
        if missing := tuple(_missing_of(party)):
            yield f"{row('parties', index, party.key)}: has {' and '.join(missing)}"


def _missing_of(party: Party) -> Iterator[str]:
    if party.role.is_intake:
        return
    if not party.channels:
        yield "no channel (its requests are seen on the board only)"
    if not party.members and not party.members_from:
        yield "no members (nobody can claim)"


def _due_for_a_look(organisation: Organisation, today: date | None) -> Iterable[str]:
    for index, rule in enumerate(organisation.rules):
        if today is not None and today - rule.checked > CHECKED_AGAIN_WITHIN:
            yield f"{row('rules', index, rule.key)}: last checked on {rule.checked}, more than a year ago"
