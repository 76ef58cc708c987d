"""What ``secondline check`` sees of TOPdesk: the login, and whether what the organisation file names is there."""

from collections.abc import AsyncIterator

from bot.adapters.topdesk.client import TopdeskClient
from bot.checking import Finding, error, right
from bot.errors import NoAccess, Rejected, Unavailable
from bot.routing import Organisation

STATUSES, CLOSURE_CODES = "statuses", "closure_codes"
"""Lists under ``/incidents``."""


async def check_topdesk(client: TopdeskClient, organisation: Organisation, language: str) -> list[Finding]:
    """Everything there is to say about it. What TOPdesk does not answer is a finding too."""
    try:
        return [found async for found in _findings(client, organisation, language)]
    except (NoAccess, Rejected) as failure:
        return [error("topdesk-refused", reason=failure.reason)]
    except Unavailable as failure:
        return [error("topdesk-away", reason=failure.reason)]


async def _findings(client: TopdeskClient, organisation: Organisation, language: str) -> AsyncIterator[Finding]:
    yield right("topdesk-connected", version=await client.version())
    groups = await client.operator_groups()
    known = {one for group in groups for one in (group.id, group.name)}
    named = [party for party in organisation.parties if party.operator_group]
    for party in named:
        if party.operator_group not in known:
            called = organisation.words(party.name, language)
            yield error("topdesk-group-unknown", party=called, group=str(party.operator_group))
    if all(party.operator_group in known for party in named):
        yield right("topdesk-groups-right", total=str(len(named)))
    names = organisation.topdesk
    for key, list_name, name in (
        ("completed_status", STATUSES, names.completed_status),
        ("closure_code", CLOSURE_CODES, names.closure_code),
    ):
        if name is not None and name not in (there := await client.names_in_list(list_name)):
            yield error("topdesk-name-unknown", setting=key, name=name, names=", ".join(there))
