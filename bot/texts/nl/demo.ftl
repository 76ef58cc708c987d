# Wat `make demo` vertelt.

demo-the-bot = de bot
demo-the-topdesk = TOPdesk (nagebouwd)
demo-starting-clients = Slack en Teams op deze machine starten (de eerste keer worden ze opgehaald) …
demo-no-teams = Teams doet niet mee: { $reason }
demo-stopped = Alles is gestopt.

demo-story =

    secondline draait. Ctrl-C stopt alles.

      Slack     { $slack_helpdesk }
      Teams     { $teams }
      TOPdesk   { $topdesk }
      de bot    { $bot }

    Open eerst beide pagina's in een breed venster en laat Teams open staan: de lokale Teams laat
    alleen zien wat er gebeurt terwijl zijn pagina open is.

    Een verhaal in zes stappen

    1. Open Slack als Sanne de Wit (kies haar linksonder), kanaal #issc-helpdesk, en typ:
         /escalate M2611 0042
       Het formulier is gevuld vanuit het ticket.
    2. Kies bij soort vraag "Werking van het studentenportaal" en verstuur. Er komt een kaart in
       #fb-studentenportaal en in Teams: FB studentenportaal is de student nu het antwoord schuldig.
    3. Open Teams: je bent Bram Mulder van FB studentenportaal, kanaal General. Druk op Oppakken.
       De kaart verandert, ook in Slack: Bram is de student het antwoord schuldig.
    4. Ga in Slack naar #fb-studentenportaal als Anna Visser en probeer de zaak ook op te pakken via
       /case open: je leest dat Bram hem heeft.
    5. Druk in Teams op Teruggekoppeld en vul in hoe de student het hoorde. De zaak sluit, overal.
    6. Typ in Slack /case M2611 0042: het hele verloop, wie wat deed en wanneer.
       Het ticket in TOPdesk vertelt hetzelfde: { $topdesk }

demo-story-without-teams =

    secondline draait, zonder Teams. Ctrl-C stopt alles.

      Slack     { $slack_helpdesk }
      TOPdesk   { $topdesk }
      de bot    { $bot }

    Een verhaal in zes stappen

    1. Open Slack als Sanne de Wit (kies haar linksonder), kanaal #issc-helpdesk, en typ:
         /escalate M2611 0042
       Het formulier is gevuld vanuit het ticket.
    2. Kies bij soort vraag "Werking van het studentenportaal" en verstuur. Er komt een kaart in
       #fb-studentenportaal: FB studentenportaal is de student nu het antwoord schuldig.
    3. Ga naar { $slack_portal } als Bram Mulder en druk op Oppakken.
       De kaart verandert voor iedereen: Bram is de student het antwoord schuldig.
    4. Probeer het als Anna Visser ook via /case open: je leest dat Bram de zaak heeft.
    5. Druk als Bram op Teruggekoppeld en vul in hoe de student het hoorde. De zaak sluit.
    6. Typ /case M2611 0042: het hele verloop, wie wat deed en wanneer.
       Het ticket in TOPdesk vertelt hetzelfde: { $topdesk }
