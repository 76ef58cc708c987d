# What can be typed.

# In Slack a command begins with a slash; in Teams people type just the words.
slash = { $origin ->
    [slack] /
   *[other] { "" }
}

help =
    This shows who owes the student the answer, and lets you hand questions on without any of them getting lost.

    { $slash }escalate M2611 0042 – hand a question over, consult others or redirect the student; without a number if there is no ticket
    { $slash }case – what is with you and your party, what is overdue first
    { $slash }case SL-2611-0042 – one case with its whole timeline; a ticket number will do too
    { $slash }case open – all open cases; with a party or faculty after it only those
    { $slash }case closed – closed cases, newest first; with a party or faculty after it only those
    { $slash }case overdue – cases for which the agreed time has passed
    { $slash }case find results – open and closed cases with this word
    { $slash }case PR-2611-0003 – a problem, and which students still have to hear the answer
    { $slash }case settings – your language, which messages you get, and until when you are absent

    The buttons on a card show what you can do with a case now. { $origin ->
        [slack] What you write in the thread under a card becomes a note on the case.
       *[other] A reply under a card that mentions me becomes a note on the case.
    } Student data belongs in the ticket, not here.
help-unknown = I do not understand ‘{ $words }’. Type ‘{ $slash }case help’ to see what you can ask, or ‘{ $slash }case find’ and a word to find a case.
