# Messages to the one person whose turn it is, or no longer is, and the note in the ticket.

notice =
    { $case } · { $subject }
    { $text }
notice-show = View the case

notice-assigned = { $actor } assigned the request to you.
notice-assigned-from = { $actor } moved the request from { $before } to you.
notice-handed-back = The request is back with you: the party you passed it on to declined it.
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

ticket-note =
    { $line }
    Case { $case }: { $url }
