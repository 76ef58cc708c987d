# What somebody sees who has just done something: what is so now.

done-escalate-hand-over = { $number } is handed over to { $parties }. They now owe the student the answer; there is nothing left for you to do.
done-escalate-consultation = { $number }: you are consulting { $parties }. Feedback to the student: { $owner }.
done-redirected-ticket = { $number } is recorded. The answer goes to the student through the ticket, and the ticket is closed.
done-redirected-copy =
    { $number } is recorded. Please send this answer to the student yourself:

    { $text }

done-claim = You claimed { $number }. Feedback to the student: { $owner }.
done-release = The request in { $number } is released. A colleague of the party can claim it.
done-take-feedback = From now on you give the student of { $number } the answer.
done-accept-feedback = You took over the feedback of { $number }: you now owe the student the answer.
done-withdraw-offer = The offer is withdrawn. Feedback of { $number }: { $owner }.
done-unlink-problem = { $number } is unlinked from the problem.
done-assign = The request in { $number } is assigned to your colleague. Feedback to the student: { $owner }.
done-pass-on = The request in { $number } is passed on. Feedback to the student: { $owner }.
done-decline = The request in { $number } is declined and goes back. Feedback to the student: { $owner }.
done-ask-back = Your question is in { $number }. You will hear as soon as the information is there.
done-give-information = The information is in { $number }. Whoever asked for it can go on.
done-answer = Your answer is in { $number }. { $owner } passes it on to the student.
done-withdraw-request = The request in { $number } is withdrawn. Feedback to the student: { $owner }.
done-consult = You are consulting others in { $number }. Feedback to the student stays with { $owner }.
done-hand-over = { $number } is handed over. Feedback to the student: { $owner }.
done-offer-feedback = The feedback of { $number } is offered. Until the other party takes it over, it stays with { $owner }.
done-refuse-feedback = You do not take over the feedback. It stays with { $owner }.
done-give-feedback = { $number } is closed: the student has the answer.
done-redirect = { $number } is closed: the student is redirected. Nothing stays open here.
done-withdraw = { $number } is withdrawn and closed.
done-reopen = { $number } is open again. Feedback to the student: { $owner }.
done-add-note = Your note is in { $number }.
done-open-problem = { $number } now belongs to a new problem. One answer will serve every case that is linked to it.
done-link-problem = { $number } is linked to the problem.
done-answer-problem = The answer is in every open case of { $number }. The students hear it from whoever owes them the answer.
done-similar = Open cases that look like it: { $numbers }.

done-confirm-feedback = { $number } is closed: the student has the answer.
done-dismiss-feedback = { $number } stays open. Feedback to the student: { $owner }.
done-settle-difference = Noted in { $number }. Feedback to the student: { $owner }.
done-correct-ticket = { $number } now belongs to ticket { $ticket }.
done-correct-ticket-about = { $number } now belongs to ticket { $ticket }, which is about: { $about }
done-correct-ticket-unchecked = { $number } now belongs to ticket { $ticket }. TOPdesk does not answer at the moment: the number is checked later, and until then the card says so.
done-send-answer = The message goes to the student through the ticket. { $number } and the ticket stay open. Feedback to the student: { $owner }.
done-send-answer-closing = The message goes to the student through the ticket. As soon as it is there, { $number } closes. The ticket stays open: close it yourself in TOPdesk.
