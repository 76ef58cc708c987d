# Lists of cases.

list-open = { $total ->
    [0] Open cases
    [one] Open cases: 1
   *[other] Open cases: { $total }
}
list-open-empty = There are no open cases. You find closed ones with ‘{ $slash }case find’ and a word from the question.
list-overdue = { $total ->
    [0] Cases that are overdue
    [one] 1 case is overdue: the agreed time has passed
   *[other] { $total } cases are overdue: the agreed time has passed
}
list-overdue-empty = Nothing is overdue: every open case is within the agreed time.
list-closed = { $total ->
    [0] Closed cases
    [one] Closed cases: 1
   *[other] Closed cases: { $total }
}
list-closed-empty = No closed cases found. With ‘{ $slash }case find’ and a word you search in all cases.
list-find = { $total ->
    [0] Search in cases
    [one] 1 case found
   *[other] { $total } cases found
}
list-find-more = More than { $total } cases found: the newest are here, another word makes them fewer
list-named = { $title } (‘{ $words }’)
list-find-empty = Nothing found. Try one word from the subject, a faculty or the ticket number.
list-problem = { $total ->
    [one] Problem { $number }: { $title }. Answer: { $answer }. 1 student still has to hear it.
   *[other] Problem { $number }: { $title }. Answer: { $answer }. { $total } students still have to hear it.
}
list-problem-empty = Every student with this problem has the answer.
problem-no-answer = not found yet
list-show = View
list-position = Page { $page } of { $pages }
list-previous = Previous
list-next = Next

row-open = Feedback: { $owner }, for { $waited }.
row-overdue = The agreed time has passed.
row-asked-back = More information is needed.
row-closed = { $outcome }, { $at }

outcome-feedback-given = Feedback given
outcome-redirected = Redirected
outcome-withdrawn = Withdrawn
