# What can be typed.

help =
    This shows who owes the student the answer, and lets you hand questions on without any of them getting lost.

    /escalate M2611 0042 – hand a question over, consult others or redirect the student; without a number if there is no ticket
    /case – what is with you and your party, what is overdue first
    /case SL-2611-0042 – one case with its whole timeline; a ticket number will do too
    /case open – all open cases; with a party or faculty after it only those
    /case closed – closed cases, newest first; with a party or faculty after it only those
    /case overdue – cases for which the agreed time has passed
    /case find results – open and closed cases with this word
    /case PR-2611-0003 – a problem, and which students still have to hear the answer
    /case settings – your language, which messages you get, and until when you are absent

    The buttons on a card show what you can do with a case now. Student data belongs in the ticket, not here.
help-unknown = I do not understand ‘{ $words }’. Type ‘/case help’ to see what you can ask, or ‘/case find’ and a word to find a case.
