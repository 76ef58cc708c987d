# What people write in the thread under a card.

thread-noted = { $total ->
    [0] Your message is a note on { $case } now. The student does not see it.
   *[other] Your message is a note on { $case } now, and can also be read at { $parties }. The student does not see it.
}
thread-not-noted = Your message above did not become a note on { $case }. { $why }
thread-not-noted-stranger = Your message above did not become a note on the case. { $why }
thread-student-data = { $masked } They are still in your message above: take them out there, or delete the message.
thread-note-stays = Your message is gone from this thread, but the note on { $case } stays: the timeline of a case is never rewritten. If the note is wrong, write here what it should say.
thread-only-files = Files do not go along to the case. Write in words what colleagues need to know, or put the file in the ticket.
thread-lost = Because of a failure your message above did not become a note on the case. Send it again later, or add the note from the card.
someone = somebody
