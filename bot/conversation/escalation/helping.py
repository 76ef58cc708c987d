"""What may make an escalation unnecessary, or its form easier: manuals, answers others got, what words suggest."""

from bot.conversation.core import Core
from bot.conversation.escalation.question import State
from bot.conversation.similar import similar_cases
from bot.forms import Field, Sort
from bot.routing import Organisation, manuals_for, suggest_kind
from bot.texts import listed, say


async def help_fields(core: Core, language: str, state: State) -> list[Field]:
    """Manuals that fit, and what others were answered."""
    text = _text(state)
    if not text.strip():
        return []
    organisation = core.organisation()
    found = []
    for manual in manuals_for(organisation, kind=None, text=text):
        title, address = organisation.words(manual.title, language), organisation.words(manual.address, language)
        found.append(Field("help", Sort.REMARK, value=say(language, "remark-manual", title=title), link=address))
    kind, faculty = state.get("kind") or None, state.get("faculty") or None
    for row in await similar_cases(core, text, kind=kind, faculty=faculty):
        answer = (row.answer or say(language, "similar-no-answer"))[:200]
        alike = say(language, "remark-similar", number=row.number, subject=row.subject, answer=answer)
        found.append(Field("help", Sort.REMARK, value=alike))
    return found


def suggested_kind(organisation: Organisation, language: str, state: State) -> str:
    """Which kind of question the words point at, and which words those are; empty where they do not."""
    suggested = suggest_kind(organisation, _text(state))
    if suggested is None:
        return ""
    title = organisation.words(organisation.kind(suggested.kind).title, language)
    return say(language, "hint-kind", kind=title, words=listed(language, _as_written(suggested.keywords)))


def _text(state: State) -> str:
    return f"{state.get('subject', '')} {state.get('question', '')}"


def _as_written(keywords: tuple[str, ...]) -> tuple[str, ...]:
    """Keywords as people write them: without the sign for any ending, and none that starts another."""
    words = dict.fromkeys(keyword.rstrip("*") for keyword in keywords)
    return tuple(word for word in words if not any(other != word and other.startswith(word) for other in words))
