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
