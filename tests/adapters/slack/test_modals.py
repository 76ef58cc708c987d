"""Forms as modals, and what was filled in back as values."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack.modals import (
    Kept,
    case_view,
    errors_at_fields,
    form_view,
    kept_from_metadata,
    listed_view,
    menu_view,
    metadata_from_kept,
    said_view,
    values_from_view,
    waiting_view,
    with_warning,
)
from bot.conversation.replies import Said, ShownCase
from bot.forms import LONGEST_LINE, LONGEST_TEXT, Field, Option, Sort
from tests.adapters.slack.cards import (
    LONG,
    a_card,
    a_choice,
    a_form,
    the_longest_card,
    the_longest_case,
    the_longest_form,
    the_longest_list,
)
from tests.adapters.slack.limits import problems_in_view

Json = dict[str, Any]
KEPT = Kept("C01HELPDESK", "key", "nl")


def element_of(view: Json, name: str) -> Json:
    found: Json = next(block["element"] for block in view["blocks"] if block.get("block_id") == name)
    return found


def with_state(view: Json, **values: Json) -> Json:
    return {**view, "state": {"values": {name: {"value": given} for name, given in values.items()}}}


# -- drawing -------------------------------------------------------------------------------------------------


def test_a_form_is_a_modal_that_comes_back_by_its_name() -> None:
    view = form_view(a_form(Field("reason", Sort.TEXT, "Reden", "Eerst dit")), KEPT)
    assert view["callback_id"] == "form:decline"
    assert element_of(view, "reason")["initial_value"] == "Eerst dit"
    assert element_of(view, "reason")["multiline"] is True
    assert problems_in_view(view) == []


def test_few_options_are_seen_at_once() -> None:
    assert element_of(form_view(a_form(a_choice("kind", 4)), KEPT), "kind")["type"] == "radio_buttons"


def test_many_options_are_a_menu() -> None:
    assert element_of(form_view(a_form(a_choice("kind", 5)), KEPT), "kind")["type"] == "static_select"


def test_what_may_be_left_open_is_a_menu_because_a_radio_button_cannot_be_taken_back() -> None:
    view = form_view(a_form(a_choice("kind", 2, required=False)), KEPT)
    assert element_of(view, "kind")["type"] == "static_select"
    assert view["blocks"][0]["optional"] is True


def test_what_was_chosen_before_is_chosen_already() -> None:
    view = form_view(a_form(a_choice("kind", 3, value="o1")), KEPT)
    assert element_of(view, "kind")["initial_option"]["value"] == "o1"


def test_nothing_to_choose_from_is_said() -> None:
    view = form_view(a_form(a_choice("kind", 0)), KEPT)
    assert "valt nu niets te kiezen" in view["blocks"][0]["text"]["text"]
    assert problems_in_view(view) == []


def test_what_is_told_in_a_form_is_escaped_and_can_be_followed() -> None:
    view = form_view(a_form(Field("r", Sort.REMARK, value="<!here> https://example.org/a")), KEPT)
    assert view["blocks"][0]["text"]["text"] == "&lt;!here&gt; <https://example.org/a>"


def test_no_line_stands_above_what_has_to_be_seen_first() -> None:
    first, later = (Field(name, Sort.REMARK, value=name, stands_out=True) for name in ("first", "later"))
    kinds = [block["type"] for block in form_view(a_form(first, later), KEPT)["blocks"]]
    assert kinds == ["section", "divider", "section"]


def test_the_second_step_goes_back_where_the_first_is_cancelled() -> None:
    assert form_view(a_form(), KEPT)["close"]["text"] == "Annuleren"
    assert form_view(a_form(), KEPT, is_next_step=True)["close"]["text"] == "Terug"


def test_an_error_about_the_whole_form_stands_above_it() -> None:
    form = a_form(Field("reason", Sort.TEXT, "Reden"), errors={"": "Bram <b> was eerder."})
    assert errors_at_fields(form) is None
    assert form_view(form, KEPT)["blocks"][0]["text"]["text"] == "⚠️ Bram &lt;b&gt; was eerder."


def test_an_error_at_a_field_is_shown_at_that_field() -> None:
    form = a_form(Field("reason", Sort.TEXT, "Reden"), errors={"reason": "Vul in."})
    assert errors_at_fields(form) == {"reason": "Vul in."}


def test_an_error_at_a_field_that_is_no_input_stands_above_the_form() -> None:
    assert errors_at_fields(a_form(a_choice("kind", 0), errors={"kind": "Kies."})) is None
    assert errors_at_fields(a_form(Field("r", Sort.REMARK, value="x"), errors={"r": "Kies."})) is None


def test_a_form_without_errors_has_none_to_show() -> None:
    assert errors_at_fields(a_form(Field("reason", Sort.TEXT, "Reden"))) is None


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_longest_views_stay_inside_slacks_limits(language: str) -> None:
    form = replace(the_longest_form(), language=language)
    case = the_longest_case(language)
    for view in (
        form_view(form, KEPT),
        form_view(form, KEPT, is_next_step=True),
        case_view(case, KEPT),
        menu_view(case, KEPT),
        listed_view(the_longest_list(), language),
        said_view(Said(LONG, is_refusal=True), language),
        waiting_view(language, LONG, LONG),
        with_warning({**form_view(form, KEPT), "id": "V1"}, LONG),
    ):
        assert problems_in_view(view) == []


# -- what goes along -----------------------------------------------------------------------------------------

WRITTEN = st.text(st.characters(exclude_categories=["Cs"]), max_size=LONGEST_TEXT)
STATES = st.fixed_dictionaries(
    {
        "ticket": st.text(max_size=60),
        "ticket_id": st.uuids().map(str),
        "ticket_url": st.text(max_size=150),
        "subject": st.text(max_size=LONGEST_LINE),
        "question": WRITTEN,
        "language": st.sampled_from(["nl", "en"]),
        "intake": st.sampled_from(["issc-helpdesk", "oa-law"]),
        "kind": st.just("content"),
        "faculty": st.just("governance-and-global-affairs"),
        "programme": st.just("international-studies"),
    }
)


@settings(deadline=None)
@given(STATES)
def test_what_the_next_step_needs_arrives_whole_whatever_stands_in_it(state: dict[str, str]) -> None:
    kept = replace(KEPT, state=state)
    metadata = metadata_from_kept(kept)
    assert len(metadata) <= 3_000
    assert kept_from_metadata(metadata) == kept


@pytest.mark.parametrize("sign", ['"', "\n", "\\", "é", "😀", "\x01"])
def test_the_longest_question_fits_whatever_it_is_made_of(sign: str) -> None:
    kept = replace(
        KEPT, state={"question": sign * LONGEST_TEXT, "subject": sign * LONGEST_LINE, "ticket": "M2611 0042"}
    )
    metadata = metadata_from_kept(kept)
    assert len(metadata) <= 3_000
    assert kept_from_metadata(metadata).state == kept.state


def test_a_state_that_fits_in_no_way_is_not_cut_in_silence() -> None:
    with pytest.raises(ValueError, match="too long"):
        metadata_from_kept(replace(KEPT, state={"question": "x" * 3_001}))


def test_a_view_of_another_version_keeps_nothing() -> None:
    assert kept_from_metadata("") == Kept()


# -- reading back --------------------------------------------------------------------------------------------


def a_view() -> Json:
    return form_view(
        a_form(
            Field("text", Sort.TEXT, "Tekst", "getoond"),
            a_choice("choice", 3, value="o1"),
            Field("boxes", Sort.CHOICES, "Vakjes", ("a",), (Option("a", "A"), Option("b", "B"))),
        ),
        KEPT,
    )


def test_a_field_that_slack_does_not_send_was_left_as_it_was_shown() -> None:
    assert values_from_view(with_state(a_view())) == {"text": "getoond", "choice": "o1", "boxes": ("a",)}


def test_what_was_filled_in_is_read() -> None:
    view = with_state(
        a_view(),
        text={"type": "plain_text_input", "value": "nieuw"},
        choice={"type": "radio_buttons", "selected_option": {"value": "o2"}},
        boxes={"type": "checkboxes", "selected_options": [{"value": "b"}, {"value": "a"}]},
    )
    assert values_from_view(view) == {"text": "nieuw", "choice": "o2", "boxes": ("b", "a")}


NOTHING: Json = {
    "text": {"type": "plain_text_input", "value": None},
    "choice": {"type": "radio_buttons", "selected_option": None},
    "boxes": {"type": "checkboxes", "selected_options": []},
}


def test_what_was_emptied_is_empty() -> None:
    assert values_from_view(with_state(a_view(), **NOTHING)) == {"text": "", "choice": "", "boxes": ()}


def test_an_option_with_a_long_value_comes_back_whole() -> None:
    manual = "Inloggen: https://example.org/" + "x" * 200
    field = Field("manuals", Sort.CHOICES, "Handleidingen", (manual,), (Option(manual, "Inloggen"), Option("b", "B")))
    view = form_view(a_form(field), KEPT)
    assert problems_in_view(view) == []
    assert values_from_view(with_state(view)) == {"manuals": (manual,)}


def test_a_warning_leaves_everything_that_was_filled_in() -> None:
    filled_in = with_state(
        a_view(),
        text={"type": "plain_text_input", "value": "nieuw"},
        choice={"type": "radio_buttons", "selected_option": element_of(a_view(), "choice")["options"][2]},
    )
    shown = with_warning(with_warning(filled_in, "Eerst dit.") | {"state": filled_in["state"]}, "Nu dit.")
    assert values_from_view(shown) == {"text": "nieuw", "choice": "o2", "boxes": ("a",)}
    warnings = [block for block in shown["blocks"] if block.get("block_id") == "warning"]
    assert [block["text"]["text"] for block in warnings] == ["⚠️ Nu dit."]
    assert problems_in_view(shown) == []


# -- a case to look at ---------------------------------------------------------------------------------------


def test_a_case_offers_what_can_be_done_but_not_to_look_at_itself() -> None:
    view = case_view(ShownCase(the_longest_card(), ("een",)), KEPT)
    offered = [option["value"].split(" ")[0] for option in element_of(view, "do")["options"]]
    assert "claim" in offered
    assert "show-timeline" not in offered
    assert kept_from_metadata(view["private_metadata"]).state == {"case": "SL-2611-0001"}


def test_a_case_with_nothing_to_do_is_only_there_to_read() -> None:
    view = case_view(ShownCase(replace(a_card(), buttons=())), KEPT)
    assert "submit" not in view
    assert problems_in_view(view) == []


def test_a_list_in_a_modal_has_no_buttons() -> None:
    view = listed_view(the_longest_list(), "nl")
    assert not [block for block in view["blocks"] if block["type"] == "actions" or "accessory" in block]
