"""The pinned npm package of the local Slack."""
