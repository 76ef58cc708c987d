# Where a question goes, in the form by which somebody escalates it.

goes-not-yet = Choose the kind of question. This then says who is asked, and who owes the student the answer.
goes-hand-over = This goes to { $parties } (hand-over). From then on they owe the student the answer, and you no longer do.
goes-consultation = { $total ->
    [one] You consult { $parties }. The student gets the answer from { $owner }.
   *[other] You consult others; tick below who. The student gets the answer from { $owner }.
}
goes-redirect = This question belongs at { $party } (redirect). The student gets a standard answer, which you see next; nothing stays open here.
goes-while-open = It is office hours now, until { $until }.
goes-while-closed = It is outside office hours; somebody will see this from { $opens } on.
goes-because = Why: { $kind }, received at { $intake }. This was agreed in ‘{ $source }’ (checked on { $checked }, rule { $rule }).
goes-of-faculty = { $kind }, { $faculty }

submit-escalate-hand-over = Hand over
submit-escalate-consultation = Consult

hint-parties = { $most ->
    [one] Choose one party.
   *[other] Choose { $least } to { $most }.
}
remark-look-first = Please check whether everything is right, and whether anything at the bottom already helps. Then go on.
remark-origin = The link to the message will be on the card of the case.

offer-escalate = You can escalate ticket { $ticket } ({ $subject }) here.
offer-open-form = Escalate the question
offer-show = Show the case
