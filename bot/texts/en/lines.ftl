# The timeline: one line for each event.

line-dated = { $at } ({ $origin }): { $line }

origin-slack = Slack
origin-teams = Teams
origin-topdesk = TOPdesk
origin-board = website
origin-command-line = command line

line-case-opened = { $actor } opened the case at { $intake }.
line-request-made = { $actor } consults { $party }. Who owes the student the answer does not change.
line-request-handed-over = { $actor } handed the question over to { $party }, who now owes the student the answer.
line-claimed = { $actor } claimed the request for { $party }.
line-released = { $actor } released the request to { $party }.
line-released-for = { $actor } released the request of { $person } to { $party }.
line-assigned = { $actor } assigned the request to { $person } ({ $party }).
line-assigned-from = { $actor } moved the request from { $before } to { $person } ({ $party }).
line-taken-over = { $actor } took the request over from { $before } ({ $party }).
line-passed-on = { $actor } passed the request on from { $party } to { $to }: { $reason }
line-declined = { $actor } declined the request to { $party }; it goes back to { $back_to }. Reason: { $reason }
line-handed-back = The request is back with { $person } ({ $party }).
line-handed-back-to-party = The request is back with { $party }.
line-asked-back = { $actor } ({ $party }) asks { $of } for more information: { $question }
line-information-given = { $actor } gave { $party } the information: { $information }
line-answered = { $actor } ({ $party }) answered: { $answer }
line-request-withdrawn = { $actor } withdrew the request to { $party }: { $reason }
line-request-lapsed = The request to { $party } has lapsed.
line-request-completed = The request to { $party } is completed.
line-request-resumed = The request is back with { $person } ({ $party }).
line-request-resumed-to-party = The request is back with { $party }; nobody has claimed it yet.
line-feedback-moved = { $person } ({ $party }) now owes the student the answer.
line-feedback-moved-to-party = { $party } now owes the student the answer.
line-feedback-offered = { $actor } asks { $to } to take over the feedback: { $reason }
line-feedback-accepted = { $actor } ({ $party }) took over the feedback.
line-feedback-refused = { $actor } ({ $party }) does not take over the feedback: { $reason }
line-feedback-offer-withdrawn = { $to } no longer has to take over the feedback.
line-feedback-given = { $actor } gave the student the answer { $how }. The case is closed.
line-feedback-given-with-answer = { $actor } gave the student the answer { $how }. The case is closed. The answer: { $answer }
line-case-redirected = { $actor } redirected the student to { $to } with a standard answer. The case is closed.
line-case-withdrawn = { $actor } withdrew the case: { $reason }
line-case-reopened = { $actor } reopened the case: { $reason }
line-note-added = Note from { $actor }: { $text }
line-problem-linked = { $actor } linked the case to problem { $problem }.
line-problem-unlinked = { $actor } unlinked the case from problem { $problem }.
line-problem-answered = Problem { $problem } has its answer; the student still has to hear it: { $answer }
