# Only what is said differently in Teams.

teams-welcome = Hello! I help the second line keep track of who gives the student the answer.
teams-timeline = Timeline
teams-back = Back
teams-back-to-list = Back to the list
teams-shortened = { $text } … (shortened)
teams-choose = Choose one
teams-no-choice = None or unknown
teams-no-options = There is nothing to choose from.
teams-field-missing = { $field }: please fill this in.
teams-left = Stopped. Nothing has been done.
teams-unavailable = That does not work right now. Please try again in a minute.
teams-unknown-person = I cannot see who you are: Teams does not give an e-mail address of this organisation for you. Please ask your administrator.
teams-not-ours = This button no longer works. Ask for the case again with “case” and its number.
teams-escalate-title = Escalate
