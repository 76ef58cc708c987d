"""The form in which people choose their language and what they are told, and say until when they are away."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from bot.conversation.core import Core, Speaker
from bot.conversation.replies import Reply, Said
from bot.forms import Field, Form, Option, Sort, Values
from bot.preferences import NoticeKind, Preferences
from bot.texts import LANGUAGES, day, say, supported

FORM = "settings"
LANGUAGE, NOTICES, BACK = "own-language", "notices", "back"
AS_THE_PLATFORM = "platform"


async def settings_form(core: Core, speaker: Speaker) -> Form:
    """What this person chose, to change it."""
    return _form(core, speaker.language, speaker.actor.person, await _chosen(core, speaker))


async def submit(core: Core, speaker: Speaker, state: Mapping[str, str], values: Values) -> Reply:
    """Keep what was filled in. The form is of one person, wherever it stands."""
    if state.get("person") != speaker.actor.person:
        return Said(say(speaker.language, "settings-of-another"), is_refusal=True)
    form = _form(core, speaker.language, speaker.actor.person, await _chosen(core, speaker))
    filled = form.filled_in(values)
    back = str(filled[BACK]).strip()
    try:
        absent_until = _morning_of(date.fromisoformat(back), core) if back else None
    except (ValueError, OverflowError):
        return replace(form, errors={BACK: say(speaker.language, "settings-no-date")})
    language = supported(str(filled[LANGUAGE]))
    muted = frozenset(NoticeKind) - {NoticeKind(kind) for kind in filled[NOTICES]}
    preferences = Preferences(language, muted, absent_until)
    away = preferences.is_absent(core.clock())
    await core.store.choose(speaker.actor.person, preferences if away else replace(preferences, absent_until=None))
    return Said(_done(core, language or speaker.language, absent_until if away else None))


def _done(core: Core, language: str, absent_until: datetime | None) -> str:
    if absent_until is None:
        return say(language, "done-settings")
    return say(language, "done-settings-away", back=day(language, absent_until, core.organisation().time_zone))


async def _chosen(core: Core, speaker: Speaker) -> Preferences:
    found = await core.store.queries.preferences([speaker.actor.person])
    return found.get(speaker.actor.person, Preferences())


def _form(core: Core, language: str, person: str, chosen: Preferences) -> Form:
    languages = [Option(code, say(language, f"language-{code}")) for code in LANGUAGES]
    kinds = [Option(kind, say(language, f"told-of-{kind}")) for kind in NoticeKind]
    zone = core.organisation().time_zone
    away = chosen.absent_until is not None and chosen.is_absent(core.clock())
    back = chosen.absent_until.astimezone(zone).date().isoformat() if chosen.absent_until and away else ""
    return Form(
        name=FORM,
        language=language,
        title=say(language, "form-settings"),
        submit=say(language, "submit-settings"),
        cancel=say(language, "form-cancel"),
        fields=(
            Field(
                LANGUAGE,
                Sort.CHOICE,
                say(language, "field-own-language"),
                chosen.language or AS_THE_PLATFORM,
                (Option(AS_THE_PLATFORM, say(language, "language-as-platform")), *languages),
            ),
            Field(
                NOTICES,
                Sort.CHOICES,
                say(language, "field-notices"),
                tuple(kind for kind in NoticeKind if kind not in chosen.muted),
                tuple(kinds),
                required=False,
                hint=say(language, "hint-notices"),
            ),
            Field(
                BACK,
                Sort.DATE,
                say(language, "field-back"),
                back,
                required=False,
                hint=say(language, "hint-back"),
            ),
        ),
        state={"person": person},
    )


def _morning_of(when: date, core: Core) -> datetime:
    """The moment that day begins where the organisation is."""
    return datetime.combine(when, time(), core.organisation().time_zone)
