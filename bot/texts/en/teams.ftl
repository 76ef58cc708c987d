# Only what is said differently in Teams.

teams-welcome = Hello! With me you see which student still waits for an answer, and who owes it.
teams-timeline = Timeline
teams-search-nothing = No cases found. Search by case number, ticket number, party, faculty or words of the question.
teams-search-empty = Your party has no open cases now. Search by case number, ticket number, party, faculty or words of the question.
teams-search-unavailable = Searching does not work right now. Please try again in a minute.
teams-back = Back
teams-refresh = Refresh
teams-show = Show case
teams-back-to-list = Back to the list
teams-shortened = { $text } … (shortened)
teams-choose = Choose one
teams-no-choice = None or unknown
teams-no-options = There is nothing to choose from.
teams-field-missing = { $field }: please fill this in.
teams-left = Stopped. Nothing has been done.
teams-unavailable = That does not work right now, and it is not certain whether anything was saved. In a minute, look at the card or use ‘case’, and if nothing has changed, try again.
teams-unknown-person = I cannot see who you are: Teams does not give an e-mail address of this organisation for you. Please ask your administrator.
teams-not-ours = This button no longer works. Ask for the case again with ‘case’ and its number.
teams-form-refused = This form is too old, or it was changed on its way. Nothing has been done: please start again.
teams-escalate-title = Escalate
teams-settings-in-chat = Your settings are yours alone: please ask for them in a conversation with me, not in a channel.
teams-show-outcome = Show where this goes
