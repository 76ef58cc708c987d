# What administrators read when something cannot be delivered.

trouble = secondline cannot deliver anything to { $place }. { $advice } It began with case { $case }.
trouble-place = { $channel } ({ $platform })
trouble-invite = The bot is not in this channel. Invite it, and check the channel in the organisation file. Then: secondline deliveries retry
trouble-archived = The channel is archived. Bring it back, or put another channel in the organisation file. Then: secondline deliveries retry
trouble-deleted = The channel or the team was deleted. Restore it (possible for 30 days; what waits then arrives by itself), or name another channel in the organisation file. Then: secondline deliveries retry
trouble-token = The bot is not let in: its token has expired or was revoked. Give it a new one and restart it; what waits then arrives by itself.
trouble-permission = The bot lacks a permission. Install the app again with the permissions of the manifest; what waits then arrives by itself.
trouble-other = The message is: { $reason }. Once the cause is gone, try again with: secondline deliveries retry

members-trouble = The members of { $parties } are kept in { $kind ->
    [user-group] a user group
   *[channel] a channel
} of Slack ({ $id }), but that list cannot be read now. { $advice } Until then those who were on it last count.
members-trouble-unknown = See whether the user group still exists and is in use, and whether its ID in the organisation file is right.
