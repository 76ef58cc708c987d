"""A person's Home as an Adaptive Card: what they owe, claimed and may be waited for. Pure: data in, JSON out."""

from bot.actions import Action
from bot.adapters.teams import Json
from bot.adapters.teams.elements import adaptive_card, heading, paragraphs, text_block
from bot.adapters.teams.inbound import Standing, Verb
from bot.home import Choice, Home, HomeLine, Section


def home_card(home: Home) -> Json:
    """All of it; the message it stands in is kept up to date in a chat with one person."""
    body = [
        heading(home.title),
        *paragraphs(home.summary, spacing="Small"),
        *(element for remark in home.remarks for element in paragraphs(remark, isSubtle=True)),
        *_choices(home),
        *(element for section in home.sections for element in _section(section, home)),
        *(
            [text_block(home.position, isSubtle=True, size="Small", horizontalAlignment="Right")]
            if home.position
            else []
        ),
        *([text_block(home.hint, isSubtle=True, size="Small", separator=True)] if home.hint else []),
    ]
    settings = [_look(home.settings, Standing(words=home.words))] if home.settings else []
    pages = [_look(page, Standing(words=page.words)) for page in home.pages]
    return adaptive_card(body, [*pages, *settings], summary=f"{home.title}. {home.summary}")


def _choices(home: Home) -> list[Json]:
    """What else can be shown; a mark says which of them is shown now."""
    if not home.filters:
        return []
    actions = [
        _look(Choice(f"✓ {choice.label}" if choice.is_chosen else choice.label, choice.words), Standing())
        for choice in home.filters
    ]
    return [{"type": "ActionSet", "actions": actions}]


def _section(section: Section, home: Home) -> list[Json]:
    title = text_block(section.heading, weight="Bolder", spacing="Large", separator=True)
    return [title, *(_line(line, home) for line in section.lines)]


def _line(line: HomeLine, home: Home) -> Json:
    words = [
        text_block(line.title, weight="Bolder"),
        text_block(line.status, spacing="None", **({"color": "Attention"} if line.is_overdue else {})),
        *([text_block(line.details, spacing="None", size="Small", isSubtle=True)] if line.details else []),
    ]
    standing = Standing(words=home.words)
    show = _look(Choice(home.show, line.case), standing)
    if line.claim:  # beside two buttons a narrow chat leaves no room for words
        return {"type": "Container", "separator": True, "items": [*words, _actions(_claim(line, home, standing), show)]}
    beside = {"type": "Column", "width": "auto", "verticalContentAlignment": "Center", "items": [_actions(show)]}
    columns = [{"type": "Column", "width": "stretch", "items": words}, beside]
    return {"type": "ColumnSet", "separator": True, "columns": columns}


def _claim(line: HomeLine, home: Home, standing: Standing) -> Json:
    data = {"action": Action.CLAIM, "target": line.claim, "standing": standing.as_json()}
    return {"type": "Action.Execute", "title": home.claim, "verb": Verb.ACT, "style": "positive", "data": data}


def _actions(*actions: Json) -> Json:
    return {"type": "ActionSet", "spacing": "Small", "actions": list(actions)}


def _look(choice: Choice, standing: Standing) -> Json:
    data = {"words": choice.words, "standing": standing.as_json()}
    return {"type": "Action.Execute", "title": choice.label, "verb": Verb.LOOK, "data": data}
