"""Which rule decides a question, and which parties that names. The arrangement is a table; this only looks it up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.case import Move
from bot.errors import RefusedMove
from bot.routing.organisation import (
    ANY,
    EDUCATION_ADMINISTRATION,
    FACULTY_REFERENCE,
    Organisation,
    Rule,
)


@dataclass(frozen=True)
class Question:
    """What routing may know of a question: *intake* is a party's key, the rest are keys of the file too."""

    intake: str
    kind: str
    faculty: str | None = None
    programme: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What a rule means for one question: its references have become keys of parties.

    *question* has the faculty filled in where that followed from the programme or the desk. Of *asked*,
    *at_least* to *at_most* parties are chosen; *preselected* are those a form shows as chosen.
    """

    rule: Rule
    move: Move
    question: Question
    asked: tuple[str, ...] = ()
    preselected: tuple[str, ...] = ()
    at_least: int = 0
    at_most: int = 0
    redirect_to: str | None = None
    standard_answer: str | None = None

    def allows(self, chosen: Iterable[str]) -> bool:
        """Whether these parties, and no others, may be asked."""
        parties = set(chosen)
        return parties <= set(self.asked) and self.at_least <= len(parties) <= self.at_most


@dataclass(eq=False)
class NoRoute(RefusedMove):
    """No rule fits, or the question names what the file does not have."""

    question: Question


@dataclass(eq=False)
class AmbiguousRoute(RefusedMove):
    """Several rules fit, and the file does not say which goes first."""

    question: Question
    rules: tuple[Rule, ...]


@dataclass(eq=False)
class FacultyNeeded(RefusedMove):
    """Where this question goes depends on the faculty, and that is not known."""

    question: Question


@dataclass(eq=False)
class NoPartyForReference(RefusedMove):
    """The faculty's row does not say who fills a reference the rule uses. ``check`` finds this before a user does."""

    question: Question
    rule: Rule
    reference: str


class Criterion(StrEnum):
    """What a rule looks at."""

    INTAKE = "intake"
    KIND = "kind"
    FACULTY = "faculty"


@dataclass(frozen=True)
class Miss:
    """A rule does not fit: it wants one of *wanted* (and none of *unwanted*), the question has *given*."""

    criterion: Criterion
    wanted: tuple[str, ...]
    given: str | None
    unwanted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """One rule against one question; it fits where nothing misses."""

    rule: Rule
    misses: tuple[Miss, ...]

    @property
    def fits(self) -> bool:
        return not self.misses


def route(organisation: Organisation, question: Question) -> Outcome:
    """The only rule that fits, with its parties.

    Raises NoRoute, AmbiguousRoute, FacultyNeeded, or NoPartyForReference.
    """
    question = completed(organisation, question)
    candidates = [rule for rule in organisation.rules if not any(_misses_at_the_desk(organisation, rule, question))]
    if question.faculty is None and any(rule.decides_by_faculty for rule in candidates):
        raise FacultyNeeded(question)
    match [rule for rule in candidates if not any(_misses_of_faculty(rule, question))]:
        case [rule]:
            return _outcome(organisation, rule, question)
        case []:
            raise NoRoute(question)
        case several:
            raise AmbiguousRoute(question, tuple(several))


def needs_faculty(organisation: Organisation, *, intake: str, kind: str) -> bool:
    """Whether a form must ask for the faculty before this desk can send on this kind of question."""
    try:
        route(organisation, Question(intake, kind))
    except FacultyNeeded:
        return True
    except RefusedMove:
        return False
    return False


def explain(organisation: Organisation, question: Question) -> tuple[Explanation, ...]:
    """Every rule, in the order of the file, with what keeps it from fitting. Raises NoRoute for unknown names."""
    question = completed(organisation, question)
    return tuple(
        Explanation(rule, (*_misses_at_the_desk(organisation, rule, question), *_misses_of_faculty(rule, question)))
        for rule in organisation.rules
    )


def completed(organisation: Organisation, question: Question) -> Question:
    """The question with the faculty that follows from its programme or from the desk it came in at.

    Raises NoRoute where it names what the file does not have, or a programme of another faculty.
    """
    if not _is_known(organisation, question):
        raise NoRoute(question)
    if question.programme is not None:
        faculty = organisation.faculty_of_programme(question.programme).key
        if question.faculty not in (None, faculty):
            raise NoRoute(question)
        return replace(question, faculty=faculty)
    if question.faculty is None:
        served = organisation.faculties_of(question.intake)
        return replace(question, faculty=served[0].key) if len(served) == 1 else question
    return question


def _is_known(organisation: Organisation, question: Question) -> bool:
    return (
        organisation.knows_party(question.intake)
        and organisation.knows_kind(question.kind)
        and (question.faculty is None or organisation.knows_faculty(question.faculty))
        and (question.programme is None or organisation.knows_programme(question.programme))
    )


def _misses_at_the_desk(organisation: Organisation, rule: Rule, question: Question) -> Iterator[Miss]:
    names = {question.intake, str(organisation.party(question.intake).role)}
    if rule.intake not in names or question.intake in rule.except_intake:
        yield Miss(Criterion.INTAKE, (rule.intake,), question.intake, rule.except_intake)
    if ANY not in rule.kinds and question.kind not in rule.kinds:
        yield Miss(Criterion.KIND, rule.kinds, question.kind)


def _misses_of_faculty(rule: Rule, question: Question) -> Iterator[Miss]:
    if (ANY not in rule.faculties and question.faculty not in rule.faculties) or (
        question.faculty in rule.except_faculties
    ):
        yield Miss(Criterion.FACULTY, rule.faculties, question.faculty, rule.except_faculties)


def _outcome(organisation: Organisation, rule: Rule, question: Question) -> Outcome:
    def resolved(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_party_key(organisation, rule, question, name) for name in names))

    return Outcome(
        rule,
        rule.move,
        question,
        asked=resolved(rule.asked),
        preselected=resolved(rule.preselected),
        at_least=rule.at_least if rule.asked else 0,
        at_most=rule.at_most if rule.asked else 0,
        redirect_to=None if rule.redirect_to is None else resolved((rule.redirect_to,))[0],
        standard_answer=rule.standard_answer,
    )


def _party_key(organisation: Organisation, rule: Rule, question: Question, name: str) -> str:
    """*name* itself, or for a reference the party that the programme's or else the faculty's row names."""
    if not name.startswith(FACULTY_REFERENCE):
        return name
    if question.faculty is None:
        raise FacultyNeeded(question)
    key = party_for(organisation, name.removeprefix(FACULTY_REFERENCE), question.faculty, question.programme)
    if key is None:
        raise NoPartyForReference(question, rule, name)
    return key


def party_for(organisation: Organisation, reference: str, faculty: str | None, programme: str | None) -> str | None:
    """Who fills a reference such as ``usis`` here; a programme's own education administration goes first."""
    if programme is not None and reference == EDUCATION_ADMINISTRATION:
        own = organisation.programme(programme).education_administration
        if own is not None:
            return own
    return None if faculty is None else organisation.faculty(faculty).parties.get(reference)


def redirect_target(organisation: Organisation, rule: Rule, faculty: str | None, programme: str | None) -> str | None:
    """The party to which *rule* sends the student of a question about this faculty or programme."""
    name = rule.redirect_to
    if name is None or not name.startswith(FACULTY_REFERENCE):
        return name
    return party_for(organisation, name.removeprefix(FACULTY_REFERENCE), faculty, programme)
