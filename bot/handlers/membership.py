"""Who belongs to which party today, by the organisation file in use."""

from bot.case import IsMember
from bot.refusals import NotAskable
from bot.routing import Organisation, Role


def is_member_today(organisation: Organisation) -> IsMember:
    """Whether a person belongs to a party now; a party that has left the file has no members."""

    def is_member(person: str, party: str) -> bool:
        return organisation.knows_party(party) and person in organisation.party(party).members

    return is_member


def must_be_second_line(party: str, organisation: Organisation) -> None:
    """Raises ``NotAskable`` for anything but a second-line party of the organisation file."""
    if not organisation.knows_party(party) or organisation.party(party).role is not Role.SECOND_LINE:
        raise NotAskable(party)
