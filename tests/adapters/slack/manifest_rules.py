"""The parts of Slack's JSON Schema for app manifests (github.com/slackapi/manifest-schema, version 2) that we use."""

from typing import Any

Json = dict[str, Any]


def _text(longest: int, shortest: int = 1, pattern: str | None = None) -> Json:
    rule: Json = {"type": "string", "minLength": shortest, "maxLength": longest}
    return rule if pattern is None else {**rule, "pattern": pattern}


def _facts(properties: Json, required: tuple[str, ...] = ()) -> Json:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _list(items: Json, most: int, least: int = 1, *, unique: bool = False) -> Json:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, "uniqueItems": unique}


YES_OR_NO: Json = {"type": "boolean"}
NUMBER: Json = {"type": "integer"}
ADDRESS = _text(3_000, pattern=r"^https?:\/\/")

SCHEMA = _facts(
    {
        "_metadata": _facts({"major_version": NUMBER, "minor_version": NUMBER}),
        "display_information": _facts(
            {
                "name": _text(35),
                "description": _text(140),
                "background_color": _text(7, 4, r"^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
                "long_description": _text(4_000, 175),
            },
            ("name",),
        ),
        "features": _facts(
            {
                "app_home": _facts(
                    {
                        "home_tab_enabled": YES_OR_NO,
                        "messages_tab_enabled": YES_OR_NO,
                        "messages_tab_read_only_enabled": YES_OR_NO,
                    }
                ),
                "bot_user": _facts({"display_name": _text(80), "always_online": YES_OR_NO}, ("display_name",)),
                "unfurl_domains": _list(_text(255), 5, unique=True),
                "shortcuts": _list(
                    _facts(
                        {
                            "name": _text(24),
                            "type": {"enum": ["message", "global"]},
                            "callback_id": _text(255),
                            "description": _text(150),
                        },
                        ("name", "type", "callback_id", "description"),
                    ),
                    10,
                ),
                "slash_commands": _list(
                    _facts(
                        {
                            "command": _text(32, 2, r"^\/"),
                            "url": ADDRESS,
                            "description": _text(2_000),
                            "usage_hint": _text(1_000),
                            "should_escape": YES_OR_NO,
                        },
                        ("command", "description"),
                    ),
                    50,
                ),
            }
        ),
        "oauth_config": _facts({"scopes": _facts({"bot": _list(_text(50), 255, 0, unique=True)})}),
        "settings": _facts(
            {
                "event_subscriptions": _facts(
                    {"request_url": ADDRESS, "bot_events": _list(_text(50), 100, 0, unique=True)}
                ),
                "interactivity": _facts({"is_enabled": YES_OR_NO, "request_url": ADDRESS}, ("is_enabled",)),
                "org_deploy_enabled": YES_OR_NO,
                "socket_mode_enabled": YES_OR_NO,
                "token_rotation_enabled": YES_OR_NO,
            }
        ),
    },
    ("display_information",),
)
