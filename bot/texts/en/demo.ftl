# What `make demo` tells.

demo-the-bot = the bot
demo-the-topdesk = TOPdesk (a double)
demo-the-slack = the local Slack
demo-the-teams = Microsoft's local Teams
demo-starting-clients = Starting Slack and Teams on this machine (fetched the first time) …
demo-no-teams = Teams stays out: { $reason }
demo-stopped = Everything has stopped.
demo-already-running = A demonstration runs in this folder already. { $addresses }
demo-port-taken = Port { $wanted } is taken: { $what } listens on { $port }.
demo-ended =
    { $name } ended with { $code }:
    { $words }
demo-no-answer =
    { $name } did not answer within { $seconds } s:
    { $words }
demo-bot-ended = The bot ended ({ $code }) and is started again. What it said: { $log }
demo-bot-back = The bot is back.
demo-bot-ended-too-often = The bot ended too often; see what it said in .demo/logs.
demo-installing = Fetching { $what } from the npm registry (once per checkout) …
demo-installed = Fetched in { $seconds } s: { $what }.
demo-no-node = There is no Node here: install the extra "demo" (pip install '.[demo]').
demo-no-npm = Cannot be installed: { $what }. There is no npm here.
demo-no-program = Incompletely installed: { $what }. { $program } is missing.
demo-not-for-machine = Does not exist for { $machine }: { $what }.
demo-install-late = Fetching took longer than { $seconds } s: { $what }.
demo-install-failed = Cannot be installed: { $what }. { $reason }

demo-story =

    secondline is running. Ctrl-C stops all of it.

      Slack     { $slack_helpdesk }
      Teams     { $teams }
      TOPdesk   { $topdesk }
      the bot   { $bot }

    First open both pages in wide windows and leave Teams open: the local Teams shows only what
    happens while its page is open.

    A story in six steps

    1. Open Slack as Sanne de Wit (choose her at the top right, Act as), channel #issc-helpdesk, and type:
         /escalate M2611 0042
       The form is filled from the ticket.
    2. Choose "How the student portal works, planning and enrolment" as the kind of question and press
       Continue. The form now says where the question goes and why: press Hand over. A card appears in
       #fb-studentenportaal and in Teams: functional management now owes the student the answer.
    3. In Slack, as Anna Visser in channel #fb-studentenportaal, type: /case M2611 0042. Only Anna sees that.
       In Teams you are Bram Mulder, her colleague. Press Claim in the channel General.
       The card changes, in Slack too: Bram owes the student the answer.
    4. Anna is too late: press Claim in the answer to her /case. You read that Bram already has it.
    5. In Teams press Feedback given and say how the student was told. The case closes, everywhere.
    6. In Slack type /case M2611 0042: the whole course, who did what and when.
       The ticket in TOPdesk tells the same: { $topdesk }
       Reply there as the student: the case opens again. Or work there as an operator: the case follows.

demo-story-without-teams =

    secondline is running, without Teams. Ctrl-C stops all of it.

      Slack     { $slack_helpdesk }
      TOPdesk   { $topdesk }
      the bot   { $bot }

    A story in six steps

    1. Open Slack as Sanne de Wit (choose her at the top right, Act as), channel #issc-helpdesk, and type:
         /escalate M2611 0042
       The form is filled from the ticket.
    2. Choose "How the student portal works, planning and enrolment" as the kind of question and press
       Continue. The form now says where the question goes and why: press Hand over. A card appears in
       #fb-studentenportaal: functional management now owes the student the answer.
    3. Go to { $slack_portal } as Anna Visser and type /case M2611 0042. Only Anna sees that.
       Then, as her colleague Bram Mulder, press Claim on the card itself.
       The card changes for everyone: Bram owes the student the answer.
    4. Anna is too late: as Anna, press Claim in the answer to her /case. You read that Bram already has it.
    5. As Bram press Feedback given and say how the student was told. The case closes.
    6. Type /case M2611 0042: the whole course, who did what and when.
       The ticket in TOPdesk tells the same: { $topdesk }
       Reply there as the student: the case opens again. Or work there as an operator: the case follows.
