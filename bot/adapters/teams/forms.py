"""A form as an Adaptive Card: in the place of the card it was asked from, or in a dialog of a message extension.

Source: adaptivecards.io/explorer (Input.Text, Input.ChoiceSet, associatedInputs), version 1.5.
"""

from urllib.parse import quote

from bot.adapters.teams import Json
from bot.adapters.teams.elements import adaptive_card, heading, linked_block, paragraphs, text_block
from bot.adapters.teams.inbound import MANY, NOTHING, ONE, Standing, Verb
from bot.adapters.teams.sealing import Stamp
from bot.forms import Field, Form, Sort
from bot.texts import say

MOST_IN_FULL = 3
"""Up to this many choices all are shown; more go into a list that opens."""


def form_card(form: Form, standing: Standing, stamp: Stamp) -> Json:
    """The form in a chat or channel. Leaving it brings the card back that *standing* names."""
    data = _data(form, stamp)
    send = {
        "type": "Action.Execute",
        "title": form.submit,
        "verb": Verb.FORM,
        "style": "positive",
        "data": {**data, "standing": standing.as_json()},
    }
    leave = {
        "type": "Action.Execute",
        "title": form.cancel,
        "verb": Verb.CANCEL,
        "associatedInputs": "none",
        "data": {"standing": standing.as_json()},
    }
    about = [text_block(standing.case, isSubtle=True, spacing="None")] if standing.case else []
    shows = [_show("Action.Execute", form, {**data, "standing": standing.as_json()})] if form.is_live else []
    return adaptive_card([heading(form.title), *about, *_body(form)], [send, *shows, leave], summary=form.title)


def dialog_card(form: Form, stamp: Stamp) -> Json:
    """The form in a dialog: that has a title and a way out itself, and takes Action.Submit only."""
    data = _data(form, stamp)
    send = {"type": "Action.Submit", "title": form.submit, "style": "positive", "data": {"verb": Verb.FORM, **data}}
    shows = [_show("Action.Submit", form, {"verb": Verb.REDRAW, **data})] if form.is_live else []
    return adaptive_card(_body(form), [send, *shows], summary=form.title)


def _show(sort: str, form: Form, data: Json) -> Json:
    """A quiet button: an input cannot tell of itself everywhere, so the form shows what follows when it is asked."""
    verb = {"verb": Verb.REDRAW} if sort == "Action.Execute" else {}
    return {"type": sort, "title": say(form.language, "teams-show-outcome"), **verb, "data": data}


def _data(form: Form, stamp: Stamp) -> Json:
    fields = [_id(field) for field in form.fields if field.sort is not Sort.REMARK]
    return {
        "name": form.name,
        "state": dict(form.state),
        "nonce": stamp.nonce,
        "seal": stamp.seal,
        "fields": fields,
    }


def _body(form: Form) -> list[Json]:
    whole = _error(form.errors[""]) if "" in form.errors else []
    return [*whole, *(element for field in form.fields for element in _elements(form, field))]


def _elements(form: Form, field: Field) -> list[Json]:
    if field.sort is Sort.REMARK:
        told = str(field.value)
        if field.link:
            return [linked_block(told, field.link)]
        return [_standing_out(told)] if field.stands_out else paragraphs(told, isSubtle=True)
    error = _error(form.errors[field.name]) if field.name in form.errors else []
    hint = [text_block(field.hint, isSubtle=True, size="Small", spacing="Small")] if field.hint else []
    return [_input(form, field), *error, *hint]


def _error(text: str) -> list[Json]:
    error = text_block(text, weight="Bolder")
    return [{"type": "Container", "style": "attention", "spacing": "Small", "items": [error]}]


def _standing_out(text: str) -> Json:
    """What has to be seen: apart from what stands around it, its first line in bold."""
    first, *rest = text.splitlines()
    lines = [text_block(first, weight="Bolder"), *(text_block(line, spacing="Small") for line in rest)]
    return {"type": "Container", "style": "emphasis", "items": lines}


def _input(form: Form, field: Field) -> Json:
    match field.sort:
        case Sort.LINE | Sort.TEXT:
            return {
                **_asked(form, field),
                "type": "Input.Text",
                "isMultiline": field.sort is Sort.TEXT,
                "maxLength": field.longest,
                "value": str(field.value),
            }
        case Sort.DATE:
            return {**_asked(form, field), "type": "Input.Date", "value": str(field.value)}
        case _ if not field.options:
            return {
                "type": "Container",
                "items": [
                    text_block(field.label, weight="Bolder"),
                    text_block(say(form.language, "teams-no-options"), isSubtle=True),
                ],
            }
        case Sort.CHOICES:
            return {**_asked(form, field), **_choices(field), "value": ",".join(_coded(value) for value in field.value)}
        case _:
            return {**_asked(form, field), **_choice(form, field), "value": str(field.value) or _nothing(field)}


def _asked(form: Form, field: Field) -> Json:
    # A client lets no button be pressed while something required is empty, also not the one that only shows.
    if form.is_live:
        return {"id": _id(field), "label": f"{field.label} *" if field.required else field.label, "isRequired": False}
    asked: Json = {"id": _id(field), "label": field.label, "isRequired": field.required}
    if field.required:
        asked["errorMessage"] = say(form.language, "teams-field-missing", field=field.label)
    return asked


def _id(field: Field) -> str:
    return f"{MANY if field.sort is Sort.CHOICES else ONE}{field.name}"


def _choices(field: Field) -> Json:
    choices = [{"title": option.label, "value": _coded(option.value)} for option in field.options]
    return {"type": "Input.ChoiceSet", "isMultiSelect": True, "style": "expanded", "wrap": True, "choices": choices}


def _choice(form: Form, field: Field) -> Json:
    choices = [{"title": option.label, "value": option.value} for option in field.options]
    if not field.required:
        choices.insert(0, {"title": say(form.language, "teams-no-choice"), "value": NOTHING})
    style = "expanded" if len(choices) <= MOST_IN_FULL else "compact"
    placeholder = say(form.language, "teams-choose")
    return {
        "type": "Input.ChoiceSet",
        "style": style,
        "wrap": True,
        "placeholder": placeholder,
        "choices": choices,
    }


def _nothing(field: Field) -> str:
    return "" if field.required else NOTHING


def _coded(value: str) -> str:
    """Several values come back in one text with commas between them, so none may be inside one."""
    return quote(value, safe="")
