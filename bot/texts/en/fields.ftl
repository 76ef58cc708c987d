# What a form asks for. The same names stand in the message that something is missing.

field-intake = Desk where the question came in
field-ticket = Ticket number
field-reference = Reference
field-subject = Subject
field-kind = Kind of question
field-faculty = Faculty or programme
field-question = Question
field-asked = Who is asked
field-parties = Who do you consult?
field-party = Party
field-person = Colleague
field-reason = Reason
field-information = Information
field-answer = Answer
field-manuals = Manuals to send along
field-manuals-sent = Manuals you sent along
field-how = How was the student told?
field-text = Note
field-standard_answer = Standard answer
field-title = What is going on?
field-cases = Open cases with the same cause
field-problem = Problem

## How the student got the answer: to choose from, and within a sentence

told-by-ticket = Through the ticket
told-by-email = By e-mail
told-by-phone = By phone
how-ticket = through the ticket
how-email = by e-mail
how-phone = by phone

## What was left out of a text

masked = Left out: { $sorts }. Only the ticket holds student data.
masked-email = e-mail addresses
masked-phone = phone numbers
masked-student-number = student numbers
masked-name = names

field-language = The student’s language

field-message = Message to the student
field-closes = Case
field-right = What is right?
field-without-ticket = How does it go on?
closes-case = This answers the student: close the case
right-unknown-ticket = Go on without a ticket
right-duplicate-ticket = Go on without a ticket
right-deleted-ticket = Go on without a ticket
right-archived-ticket = The ticket: the student has the answer, close the case
right-archived-case = The case: take the ticket out of the archive
right-closed-ticket = The ticket: the student has the answer, close the case
right-closed-case = The case: open the ticket again
right-moved-ticket = The ticket: the question goes to { $party }
right-moved-case = The case: the ticket goes back to { $owner }
right-held-ticket = The ticket: { $person } gets the request
right-held-case = The case: take the ticket out of the name of { $person }
