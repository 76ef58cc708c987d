# What occurs in Slack only. Titles and buttons of modals have at most 24 characters.

slack-title = secondline
slack-close = Close
slack-back = Back
slack-go-on = Continue
slack-choose = Choose…
slack-choose-first = First choose what you want to do.
slack-what-to-do = What do you want to do?
slack-timeline = Timeline
slack-to-card = To the card in the channel
slack-nothing-to-choose = { $field }: there is nothing to choose from now.

slack-looking-up = Looking up ticket { $ticket } in TOPdesk…
slack-reading-message = Reading the message…
slack-working = One moment, this is being carried out…

slack-escalate-here = Press the button to open the form that escalates the question.
slack-open-form = Open the form

## What went wrong

slack-try-again = That did not work now, and it is not certain whether anything was saved. In a minute, look at the card or use ‘/case’, and if nothing has changed, try again.
slack-too-late = Slack gave us too little time to open the window. Please try once more.
slack-went-wrong = Something went wrong on our side; nothing was changed. Please try once more. If it keeps happening, ask an administrator to look in the log.
slack-old-button = This button belongs to an older version and no longer works. Type ‘/case’ and the case number to see what you can do now.

## Who cannot do anything here

slack-not-admitted-guest = As a guest in this workspace you cannot do anything here. If you work at a desk or party that takes part, ask the administrator of Slack for a full account.
slack-not-admitted-stranger = You belong to another organisation, so you cannot do anything here. Use an account of this workspace.
slack-not-admitted-bot = Other bots cannot do anything here.
slack-not-admitted-deactivated = This account is switched off and cannot do anything here. Ask the administrator of Slack to switch it on again.
slack-not-admitted-no-email = Your account in Slack has no e-mail address, so there is no telling which party you belong to. Add it to your profile, or ask the administrator of Slack to do so.
