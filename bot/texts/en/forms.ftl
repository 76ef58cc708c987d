# Forms. Titles and buttons have 24 characters at the most: no more fits above a window.

form-cancel = Cancel

form-escalate = Escalate a question
form-escalate-redirect = Redirect the student
form-give-information = Give information
form-refuse-feedback = Do not take over
form-answer = Answer
form-give-feedback = Feedback given
form-ask-back = Ask for information
form-consult = Consult
form-assign = Assign to a colleague
form-pass-on = Pass on to a party
form-decline = Decline
form-hand-over = Hand over
form-offer-feedback = Offer the feedback
form-withdraw-request = Withdraw the request
form-redirect = Redirect the student
form-add-note = Add a note
form-open-problem = Report a problem
form-link-problem = Link to a problem
form-answer-problem = Answer the problem
form-withdraw = Withdraw the case
form-reopen = Reopen the case

submit-escalate = Continue
submit-escalate-redirect = Redirect
submit-give-information = Give information
submit-refuse-feedback = Do not take over
submit-answer = Give the answer
submit-give-feedback = Close the case
submit-ask-back = Ask
submit-consult = Consult
submit-assign = Assign
submit-pass-on = Pass on
submit-decline = Decline
submit-hand-over = Hand over
submit-offer-feedback = Offer
submit-withdraw-request = Withdraw
submit-redirect-choose = Continue
submit-redirect = Redirect
submit-add-note = Add
submit-open-problem = Report
submit-link-problem = Link
submit-answer-problem = Give the answer
submit-withdraw = Withdraw the case
submit-reopen = Reopen

## What a form tells

remark-ticket = Ticket { $ticket }: { $subject }
remark-ticket-closed = This ticket is already closed in TOPdesk. You can escalate the question all the same.
ticket-not-connected = TOPdesk is not connected. Please fill in what the ticket is about; the number is not checked.
ticket-not-read = TOPdesk does not answer at the moment. Please fill in what the ticket is about; you can escalate as usual.
remark-manual = This manual may help: { $title }
remark-similar = Looks like { $number } · { $subject }: { $answer }
similar-no-answer = no answer yet
remark-redirect = This question belongs at { $party }. Send the student there with the standard answer below.
remark-redirect-ticket = The answer goes to the student through the ticket, and the ticket is closed. Nothing stays open here.
remark-redirect-copy = Copy the answer and send it to the student yourself; it is not sent for you. Nothing stays open here.
remark-asked-back = { $party } needs more information:
remark-question = { $asker } asks:
remark-no-similar-cases = There are no other open cases like this one now. You can still link them later.

hint-ask-back = Your question goes to { $asker }. The request stays yours.
hint-answer = { $owner } passes your answer on to the student.
hint-answer-given = What did you tell the student? Colleagues will find it when the question comes up again. No student data, please.
hint-problem-answer = This answer is added to every open case of this problem. Each student hears it from whoever owes them the answer.
hint-note = For colleagues only; the student does not see this.
hint-question = What does the student want to know, and what have you looked at? No name, e-mail address or student number; the ticket holds those.
hint-ticket = For example M2611 0042. Leave empty if there is no ticket.
hint-subject = What the question is about, in one line.
hint-kind = This seems to be about ‘{ $kind }’, because of: { $words }.
hint-faculty = The student’s faculty or programme. Sometimes it decides who is asked.

remark-same-cause = Open cases that look like this one: { $numbers }. If they have one cause, choose ‘{ $action }’ on the card: one answer then serves them all.

form-unknown = This form is of an older version. Open it again from the card; nothing was done.
language-nl = Dutch
language-en = English

form-send-answer = Send to the student
form-settle-difference = Say which is right
submit-send-answer = Send
form-without-ticket = Go on without a ticket
submit-without-ticket = Go on without it
form-correct-ticket = Correct ticket number
submit-correct-ticket = Correct
hint-correct-ticket = The number of the ticket this question is about, such as M2611 0042. It is checked in TOPdesk.
submit-settle-difference = Save
remark-student-sees = The student of ticket { $ticket } sees your message, exactly as you write it below.
hint-message = Read it once more. No student data: the message is kept with the case as well.
