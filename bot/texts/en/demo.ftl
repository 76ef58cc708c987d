# What `make demo` tells.

demo-the-bot = the bot
demo-the-topdesk = TOPdesk (a double)
demo-starting-clients = Starting Slack and Teams on this machine (fetched the first time) …
demo-no-teams = Teams stays out: { $reason }
demo-stopped = Everything has stopped.

demo-story =

    secondline is running. Ctrl-C stops all of it.

      Slack     { $slack_helpdesk }
      Teams     { $teams }
      TOPdesk   { $topdesk }
      the bot   { $bot }

    First open both pages in wide windows and leave Teams open: the local Teams shows only what
    happens while its page is open.

    A story in six steps

    1. Open Slack as Sanne de Wit (choose her at the bottom left), channel #issc-helpdesk, and type:
         /escalate M2611 0042
       The form is filled from the ticket.
    2. Choose "How the student portal works" as the kind of question and submit. A card appears in
       #fb-studentenportaal and in Teams: functional management student portal now owes the student the answer.
    3. Open Teams: you are Bram Mulder of functional management, channel General. Press Claim.
       The card changes, in Slack too: Bram owes the student the answer.
    4. In Slack, go to #fb-studentenportaal as Anna Visser and try to claim it too, through
       /case open: you read that Bram has it.
    5. In Teams press Feedback given and say how the student was told. The case closes, everywhere.
    6. In Slack type /case M2611 0042: the whole course, who did what and when.
       The ticket in TOPdesk tells the same: { $topdesk }

demo-story-without-teams =

    secondline is running, without Teams. Ctrl-C stops all of it.

      Slack     { $slack_helpdesk }
      TOPdesk   { $topdesk }
      the bot   { $bot }

    A story in six steps

    1. Open Slack as Sanne de Wit (choose her at the bottom left), channel #issc-helpdesk, and type:
         /escalate M2611 0042
       The form is filled from the ticket.
    2. Choose "How the student portal works" as the kind of question and submit. A card appears in
       #fb-studentenportaal: functional management student portal now owes the student the answer.
    3. Go to { $slack_portal } as Bram Mulder and press Claim.
       The card changes for everyone: Bram owes the student the answer.
    4. Try it as Anna Visser too, through /case open: you read that Bram has the case.
    5. As Bram press Feedback given and say how the student was told. The case closes.
    6. Type /case M2611 0042: the whole course, who did what and when.
       The ticket in TOPdesk tells the same: { $topdesk }
