# What ‘secondline check’ says about Slack and TOPdesk.

check-is-error = ERROR: { $finding }
check-is-warning = warning: { $finding }
check-failed = { $total ->
    [one] One thing does not work; what to do stands above.
   *[other] { $total } things do not work; what to do stands above.
}

check-slack-away = Slack does not answer ({ $reason }). See whether this machine can reach slack.com, and try again.
check-slack-token = Slack does not accept { $setting } ({ $reason }). Copy the token again: api.slack.com/apps, choose the app, then ‘OAuth & Permissions’ (xoxb-) or ‘Basic Information’, ‘App-Level Tokens’ (xapp-).
check-slack-connected = Slack: connected as { $bot } in { $team }.
check-slack-socket = Slack: the connection for Socket Mode works.
check-slack-scopes-right = Slack: the bot has exactly the permissions it needs.
check-slack-scopes-untold = Slack does not tell which permissions the bot has.
check-slack-scopes-missing = Slack: the bot lacks these permissions: { $scopes }. Go to api.slack.com/apps, choose the app, click ‘OAuth & Permissions’, add them under ‘Bot Token Scopes’ and click ‘Reinstall to Workspace’.
check-slack-scopes-superfluous = Slack: the bot has permissions it does not need: { $scopes }. Remove them under ‘OAuth & Permissions’, ‘Bot Token Scopes’, and click ‘Reinstall to Workspace’.
check-slack-channel-right = Slack: channel { $channel } of { $party } is in order.
check-slack-channel-unknown = Slack: channel { $channel } of { $party } does not exist, or is private and the bot is not in it. If its ID is right (under ‘About’ in the channel’s details), type in that channel: /invite @secondline
check-slack-channel-refused = Slack: channel { $channel } of { $party } cannot be looked at ({ $reason }).
check-slack-channel-archived = Slack: channel { $channel } of { $party } is archived. Bring it back in the channel’s details under ‘Settings’, or put another channel in the organisation file.
check-slack-channel-shared = Slack: channel { $channel } of { $party } is shared with another organisation, which then reads the cards too. Stop sharing in the channel’s details, or put another channel in the organisation file.
check-slack-channel-not-in = Slack: the bot is not in channel { $channel } of { $party }. Type there: /invite @secondline
check-slack-members-right = Slack: the members of { $party } are those of channel { $channel }.
check-slack-members-unknown = Slack: the members of { $party } are those of channel { $channel }, but that cannot be looked at ({ $reason }). See whether its ID is right, and invite the bot if it is private: /invite @secondline
check-slack-members-archived = Slack: the members of { $party } are those of channel { $channel }, but that is archived. Put another channel in the organisation file.
check-slack-members-not-followed = Slack: the bot is not in channel { $channel }, whose members are those of { $party }. Who comes or goes counts only after some hours. Type there: /invite @secondline
check-slack-group-right = Slack: the members of { $party } are those of user group { $group }.
check-slack-group-unknown = Slack: user group { $group } of { $party } does not exist. Copy its ID again: choose the group under ‘People’, then ‘Copy group ID’ in its menu.
check-slack-group-off = Slack: user group { $group } of { $party } is switched off. Switch it on again, or put another group in the organisation file.

check-topdesk-away = TOPdesk does not answer ({ $reason }). See whether TOPDESK_URL is right and this machine can reach that address.
check-topdesk-refused = TOPdesk does not let the bot in ({ $reason }). See whether TOPDESK_LOGIN and TOPDESK_APPLICATION_PASSWORD are right, and whether the permission group of that operator may use the API.
check-topdesk-connected = TOPdesk: connected (version { $version }).
check-topdesk-groups-right = TOPdesk: all operator groups of the organisation file exist ({ $total }).
check-topdesk-group-unknown = TOPdesk: operator group { $group } of { $party } does not exist, or is archived. Give operator_group the ID or the name of a group that is there.
check-topdesk-name-unknown = TOPdesk does not know ‘{ $name }’, which the organisation file has for { $setting }. Choose one of: { $names }.
