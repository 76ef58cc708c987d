# What cannot be: what is the matter, who can do it, and what to do next.

and-others = { $total ->
    [one] 1 other colleague
   *[other] { $total } other colleagues
}

## Where a request stands

refused-already-claimed = { $claimant } has already claimed this request. If you want to do it, have a word with them and use ‘{ action-assign }’.
refused-already-done = { $what } Nothing has changed.
already-claim = You had already claimed this request.
already-release = Nobody has claimed this request now; it is with the party already.
already-assign = This colleague already has the request.
already-take-feedback = You already owe the student the answer.
already-accept-feedback = You owe the student the answer already: the feedback is with you.
already-give-feedback = The student already has the answer; the case is closed.
already-redirect = The student has already been redirected; the case is closed.
already-withdraw = The case had already been withdrawn.
already-link-problem = The case already belongs to this problem.
already-unlink-problem = The case does not belong to a problem.
already-answer-problem = The problem already has this answer.

refused-not-possible = This is not possible now: the request to { $party } is { $state }. The buttons on the card show what you can do.
state-open = not claimed yet
state-claimed = claimed
state-asked-back = waiting for more information
state-answered = answered already
state-declined = declined
state-passed-on = passed on
state-withdrawn = no longer needed
state-completed = completed

refused-already-asked = { $party } is already being asked in this case. Wait for the answer, or withdraw that request first.
refused-own-party = The request cannot go to { $party }: they ask the question themselves, or already owe the student the answer. Choose another party.
refused-still-handed-over = The question is with { $party } now. They can pass the request on to another party, or decline it; then it comes back to you.

## Who may do what

refused-not-claimant = Only { $claimant } can do this, having claimed the request. A colleague can take it over with ‘{ action-assign }’.
refused-not-claimant-nobody = Nobody has claimed this request yet. Claim it first with ‘{ action-claim }’.
refused-not-in-party = { $total ->
    [0] Only somebody of { $party } can do this. Nobody is listed there now; an administrator can add people: { $administrators }.
   *[other] Only somebody of { $party } can do this: { $members }.
}
refused-not-feedback-owner = Only { $party } can do this. { $person } owes the student the answer there.
refused-not-feedback-owner-nobody = { $total ->
    [0] Only { $party } can do this, who owe the student the answer. Nobody is listed there now; an administrator can add people: { $administrators }.
   *[other] Only { $party } can do this, who owe the student the answer: { $members }.
}
refused-not-opener = Only { $opener } can withdraw this case, having opened it.
refused-not-allowed = { $total ->
    [0] Only an administrator can do this: { $administrators }.
   *[other] Only somebody of { $parties } can do this, or an administrator: { $administrators }.
}
refused-not-member = { $person } does not belong to { $party }. Choose somebody of that party. If this colleague does belong there, an administrator can change it in the organisation file: { $administrators }.
refused-no-intake-desk = You are not listed at a desk where questions come in, so you cannot escalate a question. If you work at the helpdesk or an education administration, ask an administrator to add you: { $administrators }.

## The case

refused-case-closed = { $case } is closed. If something is still needed, reopen it first with ‘{ action-reopen }’.
refused-case-still-open = { $case } is still open; you can simply go on with it.
refused-unknown-case = There is no case { $case }, and no case for a ticket with that number. Check the number, or search by a word from the question.
refused-unknown-problem = There is no problem { $problem }, or it has no open cases left. Check the number.
refused-not-linked = { $case } does not belong to a problem. Link it first with ‘{ action-link-problem }’.
refused-transfer-pending = { $party } has already been asked to take over the feedback. Wait for their reply, or take that back first with ‘{ action-withdraw-offer }’.
refused-no-transfer-pending = Nobody is being asked to take over the feedback of { $case } any more. The card shows who has it now.
refused-text-missing = Please fill in ‘{ $field }’; without it this cannot go on.

## The ticket

refused-ticket-has-open-case = Ticket { $ticket } already has an open case: { $case }. Please go on there.
refused-ticket-not-found = Ticket { $ticket } is not in TOPdesk. Check the number, or leave it empty if there is no ticket.
refused-ticket-not-open = Ticket { $ticket } was archived or merged with another ticket; nothing can be written to it any more. Take it out of the archive in TOPdesk, use the number of the other ticket, or make a new ticket.

refused-no-such-ticket = Ticket { $ticket } is not in TOPdesk. Check the number.
refused-ticket-of-other-case = Ticket { $ticket } already belongs to the open case { $case }. If it is the same question, withdraw this case and go on there.
refused-ticket-stays = The ticket number of { $case } cannot be corrected. That is possible only as long as TOPdesk has not found the ticket, or when the ticket was deleted, archived or merged. If the question belongs to another ticket, withdraw the case and escalate again.

## Where a question goes

refused-not-askable = { $party } cannot be asked about this question. Choose another party. If this one should be possible, an administrator can change the rules in the organisation file: { $administrators }.
refused-redirect-instead = This question belongs at { $party }. Redirect the student there instead of escalating the question.
refused-not-at-wrong-desk = This question does belong at { $party }; there is no need to redirect the student. Escalate the question if you want help with it.
refused-faculty-needed = Choose the student’s faculty or programme: where this question goes depends on it.
refused-no-route = The organisation file has no rule for this question. Kind of question: { $kind }. Faculty: { $faculty }. Desk: { $intake }. An administrator can add the rule: { $administrators }.
refused-ambiguous-route = The organisation file has several rules for this question, and it is not clear which one holds: { $rules }. An administrator can solve that: { $administrators }.
refused-no-party-for-reference = The organisation file does not say who gets this question for { $faculty } ({ $reference }). An administrator can fill that in: { $administrators }.
refused-cannot-fill = The standard answer ‘{ $standard_answer }’ is not complete: { $placeholder } is missing. Choose a faculty if you had not done so yet. Otherwise an administrator can add it in the organisation file: { $administrators }.

refused-no-party = You belong to none of the parties, so you cannot see cases here. If you should, ask an administrator to add you: { $administrators }.

already-dismiss-feedback = What the student was told in the ticket has been judged already.
refused-told-since = The student has meanwhile been told something else in the ticket than your card showed. Read below what it says now and choose again; nothing has changed.
already-correct-ticket = That is the ticket number already.
already-settle-difference = Ticket and case no longer disagree on this.
refused-no-ticket-to-write = { $case } has no ticket in TOPdesk through which the student could be told. Tell the student yourself, and then choose ‘{ action-give-feedback }’.
refused-student-data-in-text = First take the data of the student out of the message: { $sorts }. The message is kept with the case as well.
