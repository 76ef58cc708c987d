# Wat `make demo` vertelt.

demo-the-bot = de bot
demo-the-topdesk = TOPdesk (nagebouwd)
demo-the-slack = de lokale Slack
demo-the-teams = de lokale Teams van Microsoft
demo-starting-clients = Slack en Teams op deze machine starten (de eerste keer worden ze opgehaald) …
demo-no-teams = Teams doet niet mee: { $reason }
demo-stopped = Alles is gestopt.
demo-already-running = In deze map draait al een demonstratie. { $addresses }
demo-port-taken = Poort { $wanted } is bezet: { $what } luistert op { $port }.
demo-ended =
    { $name } is gestopt met { $code }:
    { $words }
demo-no-answer =
    { $name } gaf binnen { $seconds } s geen antwoord:
    { $words }
demo-bot-ended = De bot is gestopt ({ $code }) en wordt opnieuw gestart. Wat hij zei: { $log }
demo-bot-back = De bot is terug.
demo-bot-ended-too-often = De bot stopte te vaak; kijk in .demo/logs wat hij zei.
demo-installing = Ophalen: { $what }, uit het npm-register (eens per werkmap) …
demo-installed = Opgehaald in { $seconds } s: { $what }.
demo-no-node = Node ontbreekt: installeer de extra "demo" (pip install '.[demo]').
demo-no-npm = Niet te installeren: { $what }. Hier is geen npm.
demo-no-program = Onvolledig geïnstalleerd: { $what }. { $program } ontbreekt.
demo-not-for-machine = Voor { $machine } bestaat niet: { $what }.
demo-install-late = Ophalen duurde langer dan { $seconds } s: { $what }.
demo-install-failed = Niet te installeren: { $what }. { $reason }

demo-story =

    secondline draait. Ctrl-C stopt alles.

      Slack     { $slack_helpdesk }
      Teams     { $teams }
      TOPdesk   { $topdesk }
      de bot    { $bot }

    Open eerst beide pagina's in een breed venster en laat Teams open staan: de lokale Teams laat
    alleen zien wat er gebeurt terwijl zijn pagina open is.

    Een verhaal in zes stappen

    1. Open Slack als Sanne de Wit (kies haar rechtsboven bij Act as), kanaal #issc-helpdesk, en typ:
         /escalate M2611 0042
       Het formulier is gevuld vanuit het ticket.
    2. Kies bij soort vraag "Werking van het studentenportaal, plannen en inschrijven" en druk op Verder.
       Het formulier zegt nu naar wie de vraag gaat en waarom: druk op Doorzetten. Er komt een kaart in
       #fb-studentenportaal en in Teams: functioneel beheer is de student nu het antwoord schuldig.
    3. Typ in Slack als Anna Visser, kanaal #fb-studentenportaal: /case M2611 0042. Alleen Anna ziet dat.
       In Teams ben je Bram Mulder, haar collega. Druk in het kanaal General op Oppakken.
       De kaart verandert, ook in Slack: Bram is de student het antwoord schuldig.
    4. Anna is te laat: druk in het antwoord op haar /case op Oppakken. Je leest dat Bram het al heeft.
    5. Druk in Teams op Teruggekoppeld en vul in hoe de student het hoorde. De zaak sluit, overal.
    6. Typ in Slack /case M2611 0042: het hele verloop, wie wat deed en wanneer.
       Het ticket in TOPdesk vertelt hetzelfde: { $topdesk }
       Reageer daar als student: de zaak gaat weer open. Of werk er als behandelaar: de zaak volgt.

demo-story-without-teams =

    secondline draait, zonder Teams. Ctrl-C stopt alles.

      Slack     { $slack_helpdesk }
      TOPdesk   { $topdesk }
      de bot    { $bot }

    Een verhaal in zes stappen

    1. Open Slack als Sanne de Wit (kies haar rechtsboven bij Act as), kanaal #issc-helpdesk, en typ:
         /escalate M2611 0042
       Het formulier is gevuld vanuit het ticket.
    2. Kies bij soort vraag "Werking van het studentenportaal, plannen en inschrijven" en druk op Verder.
       Het formulier zegt nu naar wie de vraag gaat en waarom: druk op Doorzetten. Er komt een kaart in
       #fb-studentenportaal: functioneel beheer is de student nu het antwoord schuldig.
    3. Ga naar { $slack_portal } als Anna Visser en typ /case M2611 0042. Alleen Anna ziet dat.
       Druk dan als haar collega Bram Mulder op Oppakken op de kaart zelf.
       De kaart verandert voor iedereen: Bram is de student het antwoord schuldig.
    4. Anna is te laat: druk als Anna in het antwoord op haar /case op Oppakken. Je leest dat Bram het al heeft.
    5. Druk als Bram op Teruggekoppeld en vul in hoe de student het hoorde. De zaak sluit.
    6. Typ /case M2611 0042: het hele verloop, wie wat deed en wanneer.
       Het ticket in TOPdesk vertelt hetzelfde: { $topdesk }
       Reageer daar als student: de zaak gaat weer open. Of werk er als behandelaar: de zaak volgt.
