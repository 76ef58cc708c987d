# The card of a case. Facts come as variables; the text itself has no markup.

card-title = { $number } · { $subject }
card-more = More
owner = { $person } ({ $party })
no-faculty = not known

## Who must do what now

status-nobody-yet = { $party } owes the student the answer. Nobody has claimed this yet.
status-owed = { $owner } owes the student the answer.
status-consulting = { $owner } owes the student the answer and is consulting { $parties }.
status-asked-back = { $party } has to give more information. { $owner } owes the student the answer.
status-feedback-given = Closed: { $owner } gave the student the answer.
status-redirected = Closed: the student was redirected to the other desk.
status-withdrawn = Closed: the case was withdrawn.

## Facts

fact-ticket = Ticket
fact-reference = Reference
fact-kind = Kind of question
fact-faculty = Faculty
fact-asked-by = Brought in by
fact-feedback = Feedback by
fact-since = Feedback since
fact-ticket-state = Please note
fact-origin = Comes from
origin-message = a message
fact-problem = Problem
ticket-not-checked = The ticket number has not been checked in TOPdesk.

## Longer pieces: the question, and what the parties do with it

section-question = Question
section-request-open = Asked of { $party }, not claimed yet
section-request-claimed = { $party }: claimed by { $person }
section-request-asked-back = { $person } ({ $party }) asks { $asker } for more information
section-request-answered = Answer from { $person } ({ $party })
section-request-declined = { $party } declined the request
section-request-passed-on = { $party } passed the request on
section-request-withdrawn = The request to { $party } has lapsed
section-request-completed = Completed by { $party }
section-offer = { $person } asks { $party } to take over the feedback

## Buttons, 30 characters at the most

action-claim = Claim
action-give-information = Give information
action-accept-feedback = Take over the feedback
action-refuse-feedback = Do not take over
action-answer = Answer
action-give-feedback = Feedback given
action-ask-back = Ask for more information
action-take-feedback = I will tell the student
action-consult = Consult
action-release = Release
action-assign = Assign to a colleague
action-pass-on = Pass on to another party
action-decline = Decline
action-hand-over = Hand over
action-offer-feedback = Offer the feedback
action-withdraw-offer = Withdraw the offer
action-withdraw-request = Withdraw the request
action-redirect = Redirect the student
action-add-note = Add a note
action-open-problem = Report a problem
action-link-problem = Link to a problem
action-unlink-problem = Unlink from the problem
action-answer-problem = Answer the problem
action-withdraw = Withdraw the case
action-reopen = Reopen
action-show-timeline = View the timeline
action-show-problem = View the problem

action-for-party = { $action }: { $party }
section-problem-answer = Answer to problem { $problem }

## What the ticket says and the case does not

section-difference = Ticket and case do not agree
section-no-ticket = Something is wrong with the ticket
section-told-in-ticket = { $person } wrote to the student in the ticket. Is that the answer?
difference-unknown = TOPdesk has no ticket { $number }. The case is open with { $owner }.
difference-duplicate = Ticket { $number } already belongs to the open case { $note }. This case is open with { $owner } as well.
difference-deleted = Ticket { $number } was deleted from TOPdesk. According to the case the student still waits for { $owner }.
difference-archived = In TOPdesk the ticket was archived, or merged with another ticket. According to the case the student still waits for { $owner }.
difference-archived-because = In TOPdesk the ticket was archived, or merged with another ticket (reason: { $note }). According to the case the student still waits for { $owner }.
difference-closed = The ticket was closed in TOPdesk. According to the case the student still waits for { $owner }.
difference-moved = In TOPdesk the ticket is with { $party }. According to the case { $owner } owes the student the answer.
difference-held = In TOPdesk the ticket is in the name of { $person }. According to the case { $claimant } claimed the request.

action-without-ticket = Go on without a ticket
action-correct-ticket = Correct ticket number
action-confirm-feedback = Yes, the student has it
action-dismiss-feedback = No, not answered yet
action-settle-difference = Say which is right
action-send-answer = Send to the student
