# Messages to the one person whose turn it is, or no longer is, and the note in the ticket.

notice =
    { $case } · { $subject }
    { $text }
notice-show = View the case

notice-assigned = { $actor } assigned the request to you.
notice-assigned-from = { $actor } moved the request from { $before } to you.
notice-handed-back =
    { $by } declined the request: { $reason }
    It is back with you.
notice-handed-back-to-party =
    { $by } declined the request: { $reason }
    It is back with { $party }; nobody has claimed it yet.
notice-declined =
    { $actor } ({ $party }) declined the request: { $reason }
    It is back with you: ask another party, or answer the student yourself.
notice-asked-back =
    { $actor } ({ $party }) needs more information from you: { $question }
    Please give it with ‘{ action-give-information }’; until then the request waits.
notice-information-given = { $actor } gave the information that was asked for: { $information }
notice-answered =
    { $actor } ({ $party }) answered: { $answer }
    Please tell the student, and then choose ‘{ action-give-feedback }’.
notice-problem-answered =
    Problem { $problem } has its answer: { $answer }
    Please tell the student, and then choose ‘{ action-give-feedback }’.
notice-case-reopened =
    { $actor } reopened the case: { $reason }
    You owe the student the answer again.
notice-feedback-refused =
    { $actor } ({ $party }) does not take over the feedback: { $reason }
    You still owe the student the answer.
notice-feedback-moved = { $person } ({ $party }) now owes the student the answer; you no longer do.
notice-feedback-moved-to-party = { $party } now owes the student the answer; you no longer do.

notice-feedback-offered =
    { $actor } asks { $to } to take over the feedback: { $reason }
    Please choose ‘{ action-accept-feedback }’ or ‘{ action-refuse-feedback }’ on the card.
notice-feedback-due = The student should have the answer by { $due }. That is soon.
notice-overview = { $cases ->
    [one] A case of yours changed { $total ->
        [one] once
       *[other] { $total } times
    }. This is the latest:
   *[other] { $cases } cases changed. This is the latest of each:
}
notice-overview-more = { $total ->
    [one] And 1 more case; you find it under ‘{ home-title }’.
   *[other] And { $total } more cases; you find them under ‘{ home-title }’.
}

ticket-note =
    { $line }
    Case { $case }: { $url }

ticket-note-without-link =
    { $line }
    Case { $case }

notice-student-wrote = The student wrote in the ticket: { $text }
notice-student-told-in-ticket =
    { $actor } wrote to the student in the ticket: { $text }
    Was that the answer? On the card choose ‘{ action-confirm-feedback }’ or ‘{ action-dismiss-feedback }’.
notice-case-reopened-by-student =
    The student replied in the ticket: { $reason }
    The case is open again, and you owe the student the answer.
notice-ticket-checked-about =
    TOPdesk answers again. Ticket { $ticket } is about: { $about }
    If that is not this question, withdraw the case and escalate with the right number. Otherwise there is nothing to do.
notice-ticket-differs-unknown =
    TOPdesk has no ticket { $note }. The question was escalated all the same.
    On the card choose ‘{ action-correct-ticket }’ or ‘{ action-without-ticket }’.
notice-ticket-differs-duplicate =
    The ticket already belongs to the open case { $note }.
    If it is the same question, withdraw this case. Otherwise choose ‘{ action-correct-ticket }’ or ‘{ action-without-ticket }’ on the card.
notice-ticket-differs-deleted =
    The ticket was deleted from TOPdesk while the case is open.
    On the card choose ‘{ action-correct-ticket }’ or ‘{ action-without-ticket }’.
notice-ticket-differs-archived =
    In TOPdesk the ticket was archived, or merged with another ticket, while the case is open.
    If the question goes on in another ticket, choose ‘{ action-correct-ticket }’ on the card. Otherwise choose ‘{ action-settle-difference }’.
notice-ticket-differs-closed =
    The ticket was closed in TOPdesk while the case is open.
    On the card press ‘{ action-settle-difference }’.
notice-ticket-differs-moved =
    In TOPdesk the ticket is with { $party }; the case says something else.
    On the card press ‘{ action-settle-difference }’.
notice-ticket-differs-held =
    In TOPdesk the ticket is in the name of { $person }; the case says something else.
    On the card press ‘{ action-settle-difference }’.
