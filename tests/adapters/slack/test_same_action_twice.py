"""A case with several requests may offer one action for each of them, and Slack wants every button to have its name."""

from datetime import timedelta

from bot.actions import Action, Viewer
from bot.adapters.slack import blocks, inbound
from bot.adapters.slack.mrkdwn import Json
from bot.card import Words, case_card
from bot.routing import Organisation
from tests.adapters.slack.limits import problems_in_message
from tests.adapters.slack.payloads import payload
from tests.builders import ANNA, EDUCATION_LAW, FATIMA, NOW, STUDENT_PORTAL, USIS_LAW, a_consultation


def _buttons_of_two_questions(organisation: Organisation) -> list[Json]:
    """Both parties that Joris consulted asked him something back: he can inform the one and the other."""
    case = a_consultation(STUDENT_PORTAL, USIS_LAW)
    for request, actor in zip(case.requests, (ANNA, FATIMA), strict=True):
        case, _ = case.ask_back(request.id, "Welk vak?", actor, NOW + timedelta(minutes=1))
    card = case_card(case, Viewer(frozenset({EDUCATION_LAW})), Words("nl", organisation, {}))
    assert not problems_in_message({"text": "a card", "blocks": blocks.card_blocks(card)})
    buttons: list[Json] = blocks.card_blocks(card)[-1]["elements"]
    return [one for one in buttons if one["action_id"].startswith(f"{blocks.ACT}{Action.GIVE_INFORMATION}")]


def test_slack_takes_a_card_with_one_action_for_two_requests(organisation: Organisation) -> None:
    first, second = _buttons_of_two_questions(organisation)
    assert first["action_id"] != second["action_id"]


def test_each_of_them_means_the_action_and_its_own_request(organisation: Organisation) -> None:
    pressed = [
        inbound.press_from_button(payload("block_actions", actions=[button]))
        for button in _buttons_of_two_questions(organisation)
    ]
    assert [(press.action, press.target) for press in pressed] == [
        (Action.GIVE_INFORMATION, "SL-2611-0002/1"),
        (Action.GIVE_INFORMATION, "SL-2611-0002/2"),
    ]
