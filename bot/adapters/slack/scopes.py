"""The permissions the bot asks for. The manifests name the same, and ``docs/slack.md`` the reason for each."""

SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "links:read",
        "usergroups:read",
        "users:read",
        "users:read.email",
    }
)
