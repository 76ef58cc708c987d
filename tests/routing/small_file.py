"""A small organisation file to change one thing in: two faculties, a helpdesk, one administration, two second lines."""

from bot.routing import BadOrganisation, parse

SMALL = """
name = "Universiteit"
languages = ["nl", "en"]
time_zone = "Europe/Amsterdam"
administrators = ["Marijke.Vos@example.org"]

[office_hours]
monday = "09:00-17:00"

[links]
helpdesk_form = "https://helpdesk.example.org"

[[kinds]]
key = "portal"
title = "Portaal"
description = "Portaal"
keywords = { nl = ["portaal"], en = ["portal"] }

[[kinds]]
key = "content"
title = "Inhoud"
description = "Inhoud"
keywords = { nl = ["vak*"], en = ["course*"] }

[[parties]]
key = "helpdesk"
name = "Helpdesk"
role = "first-line"

[[parties]]
key = "oa"
name = "Onderwijsadministratie"
role = "education-administration"
contact = { email = "oa@example.org" }

[[parties]]
key = "fb-portal"
name = "Functioneel beheer"
role = "second-line"
members = ["Anna.Visser@example.org"]
channels = [{ platform = "slack", id = "C1" }]

[[parties]]
key = "fb-usis"
name = "uSis"
role = "second-line"
members = ["fatima.el.idrissi@example.org"]
channels = [{ platform = "slack", id = "C2" }]

[[faculties]]
key = "law"
title = { nl = "Rechten", en = "Law" }
parties = { education-administration = "oa", usis = "fb-usis" }

[[faculties]]
key = "science"
title = { nl = "Natuurwetenschappen", en = "Science" }
parties = { education-administration = "oa", usis = "fb-usis" }

[[rules]]
key = "portal"
intake = "first-line"
kinds = "portal"
move = "hand-over"
asked = "fb-portal"
source = "agreed"
checked = 2026-11-02

[[rules]]
key = "content-at-helpdesk"
intake = "first-line"
kinds = "content"
move = "redirect"
redirect_to = "faculty:education-administration"
standard_answer = "ask-there"
source = "agreed"
checked = 2026-11-02

[[rules]]
key = "at-administration"
intake = "education-administration"
kinds = "any"
move = "consultation"
asked = ["fb-portal", "faculty:usis"]
source = "agreed"
checked = 2026-11-02

[[standard_answers]]
key = "ask-there"
title = "Vraag het daar"
text = "Mail {education_administration.email}."
"""


def changed(*changes: tuple[str, str], add: str = "") -> str:
    """The small file with texts replaced (each must stand in it) and rows added at the end."""
    text = SMALL
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text + add


def problems(*changes: tuple[str, str], add: str = "") -> tuple[str, ...]:
    """What is wrong with the small file after these changes; nothing when it can be read."""
    try:
        parse(changed(*changes, add=add))
    except BadOrganisation as error:
        return error.problems
    return ()
