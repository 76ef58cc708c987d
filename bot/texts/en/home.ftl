# Home: what one person has to do, and what they can choose for themselves.

home-title = Your cases
home-title-stranger = Welcome to secondline
home-stranger =
    Here the desks and parties of { $organisation } see who owes a student the answer.
    You are in none of the parties of the organisation file, so you see no cases. Do you work for a desk or party that takes part? Then ask { $administrators } to add you.
home-counts = Open: { $parts }.
home-count-owed = { $total ->
    [one] 1 answer that you owe a student
   *[other] { $total } answers that you owe a student
}
home-count-asked = { $total ->
    [one] 1 question to you for more information
   *[other] { $total } questions to you for more information
}
home-count-claimed = { $total ->
    [one] 1 request that you claimed
   *[other] { $total } requests that you claimed
}
home-count-waiting = { $total ->
    [one] 1 case that waits for your party
   *[other] { $total } cases that wait for your party
}
home-count-elsewhere = { $total ->
    [one] 1 case that is overdue elsewhere
   *[other] { $total } cases that are overdue elsewhere
}
home-count-overdue = { $total ->
    [one] One of yours is overdue.
   *[other] { $total } of yours are overdue.
}
home-empty = Nothing is with you, and nothing waits for your party. You escalate a question with ‘{ $slash }escalate’ and the ticket number; all open cases are in ‘{ $slash }case open’.
home-empty-administrator = Nothing is overdue anywhere. All open cases are in ‘{ $slash }case open’.
home-nothing-here = Nothing fits this now. Choose ‘{ home-filter-all }’ to see all your cases.

## The headings

home-owed = You owe the student the answer ({ $total })
home-asked = Information is needed from you ({ $total })
home-claimed = You claimed it ({ $total })
home-waiting = Waits for somebody of your party ({ $total })
home-elsewhere = Overdue with others ({ $total })

## One line: who must do what, and since when

home-line-owed = Give the student the answer; they have waited for you for { $waited }.
home-line-owed-answered = The answer is there: give it to the student, who has waited for you for { $waited }.
home-line-owed-consulting = Wait for { $parties }; the student has waited for your answer for { $waited }.
home-line-owed-asked-back = Wait for information from { $of }; the student has waited for your answer for { $waited }.
home-line-asked = { $asker } asks you: { $question }
home-line-claimed = Find this out for { $of }; you have had it for { $waited }.
home-line-claimed-asked-back = Wait for information from { $of }; you have had it for { $waited }.
home-line-waiting = { $party } has to claim this; it has been there for { $waited }.
home-line-held = { $who } has had this for { $waited }.
home-line-offered = { $offerer } has been asking { $party } for { $waited } to take over the feedback.
home-line-others = { $owner } has owed the student the answer for { $waited }.
home-due = By { $due } at the latest.
home-overdue = Overdue: this was due by { $due }.

## Buttons and remarks

home-filter-all = All
home-filter-overdue = Overdue
home-filter-waiting = Waits for party
home-settings = Settings
home-hint = Type ‘{ $slash }case help’ for everything you can ask.
home-absent = You are marked as absent until { $back }. Until then you get no messages; what is urgent goes to the others of your party.
home-parked = { $total ->
    [one] 1 message could not be delivered:
   *[other] { $total } messages could not be delivered:
}
    { $places }
    Once the cause is gone, try again with: secondline deliveries retry
home-parked-place = { $place }: { $reason }

## Who is not there

owner-away = { $person } (absent until { $back }; { $party })
person-away = { $person } (absent until { $back })

## Settings

form-settings = Settings
submit-settings = Save
done-settings = Your settings are saved.
done-settings-away = Your settings are saved. Until { $back } you are marked as absent: you get no messages, and what is urgent goes to the others of your party. Once you are back you get one overview.
settings-of-another = These are the settings of a colleague; nothing was changed. Ask for your own with ‘case settings’, in a conversation with me alone.
settings-no-date = This is not a date. Choose a day, or leave this empty.
settings-here = Press the button to choose in which language I talk to you and which messages you get.
field-own-language = Language
language-as-platform = As in Slack or Teams
field-notices = Messages you want to get
hint-notices = Outside office hours messages wait until the desks open. What you switch off can still be seen on the card and among your cases.
told-of-assigned = A request is assigned to me
told-of-answered = There is an answer for my student
told-of-feedback-due = The agreed time for an answer is almost over
told-of-handed-back = A request or case comes back to me
told-of-asked-back = Information is needed from me
told-of-information-given = The information I asked for is there
told-of-feedback-offered = Feedback is offered or taken over
field-back = Absent: from which day on will you be back?
hint-back = Leave this empty, or choose today, if you are there.
