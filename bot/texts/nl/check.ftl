# Wat ‘secondline check’ zegt over Slack en TOPdesk.

check-is-error = FOUT: { $finding }
check-is-warning = let op: { $finding }
check-failed = { $total ->
    [one] Er is 1 ding dat niet werkt; hierboven staat wat je kunt doen.
   *[other] Er zijn { $total } dingen die niet werken; hierboven staat wat je kunt doen.
}

check-slack-away = Slack antwoordt niet ({ $reason }). Kijk of deze machine slack.com kan bereiken, en probeer het opnieuw.
check-slack-token = Slack aanvaardt { $setting } niet ({ $reason }). Kopieer de sleutel opnieuw: api.slack.com/apps, kies de app, en dan ‘OAuth & Permissions’ (xoxb-) of ‘Basic Information’, ‘App-Level Tokens’ (xapp-).
check-slack-connected = Slack: verbonden als { $bot } in { $team }.
check-slack-socket = Slack: de verbinding voor Socket Mode werkt.
check-slack-scopes-right = Slack: de bot heeft precies de rechten die nodig zijn.
check-slack-scopes-untold = Slack zegt niet welke rechten de bot heeft.
check-slack-scopes-missing = Slack: de bot mist deze rechten: { $scopes }. Ga naar api.slack.com/apps, kies de app, klik op ‘OAuth & Permissions’, voeg ze toe onder ‘Bot Token Scopes’ en klik op ‘Reinstall to Workspace’.
check-slack-scopes-superfluous = Slack: de bot heeft rechten die niet nodig zijn: { $scopes }. Haal ze weg onder ‘OAuth & Permissions’, ‘Bot Token Scopes’, en klik op ‘Reinstall to Workspace’.
check-slack-channel-right = Slack: kanaal { $channel } van { $party } is in orde.
check-slack-channel-unknown = Slack: kanaal { $channel } van { $party } bestaat niet, of is besloten en de bot staat er niet in. Klopt de ID (onder ‘Info’ in de kanaaldetails), typ dan in dat kanaal: /invite @secondline
check-slack-channel-refused = Slack: kanaal { $channel } van { $party } is niet te bekijken ({ $reason }).
check-slack-channel-archived = Slack: kanaal { $channel } van { $party } is gearchiveerd. Haal het terug in de kanaaldetails onder ‘Instellingen’, of zet in het organisatiebestand een ander kanaal.
check-slack-channel-shared = Slack: kanaal { $channel } van { $party } wordt gedeeld met een andere organisatie, die de kaarten dan ook leest. Stop met delen in de kanaaldetails, of zet in het organisatiebestand een ander kanaal.
check-slack-channel-not-in = Slack: de bot staat niet in kanaal { $channel } van { $party }. Typ daar: /invite @secondline
check-slack-members-right = Slack: de leden van { $party } komen uit kanaal { $channel }.
check-slack-members-unknown = Slack: de leden van { $party } komen uit kanaal { $channel }, maar dat is niet te bekijken ({ $reason }). Kijk of de ID klopt, en nodig de bot uit als het besloten is: /invite @secondline
check-slack-members-archived = Slack: de leden van { $party } komen uit kanaal { $channel }, maar dat is gearchiveerd. Zet in het organisatiebestand een ander kanaal.
check-slack-members-not-followed = Slack: de bot staat niet in kanaal { $channel }, waar de leden van { $party } uit komen. Wie erbij komt of weggaat telt pas na enkele uren mee. Typ daar: /invite @secondline
check-slack-group-right = Slack: de leden van { $party } komen uit gebruikersgroep { $group }.
check-slack-group-unknown = Slack: gebruikersgroep { $group } van { $party } bestaat niet. Kopieer de ID opnieuw: kies de groep onder ‘Personen’, en dan in het menu ‘Groeps-ID kopiëren’.
check-slack-group-off = Slack: gebruikersgroep { $group } van { $party } is uitgeschakeld. Schakel haar weer in, of zet in het organisatiebestand een andere groep.

check-topdesk-away = TOPdesk antwoordt niet ({ $reason }). Kijk of TOPDESK_URL klopt en of deze machine dat adres kan bereiken.
check-topdesk-refused = TOPdesk laat de bot niet toe ({ $reason }). Kijk of TOPDESK_LOGIN en TOPDESK_APPLICATION_PASSWORD kloppen, en of de rechtengroep van die behandelaar de API mag gebruiken.
check-topdesk-connected = TOPdesk: verbonden (versie { $version }).
check-topdesk-groups-right = TOPdesk: alle behandelaarsgroepen van het organisatiebestand bestaan ({ $total }).
check-topdesk-group-unknown = TOPdesk: behandelaarsgroep { $group } van { $party } bestaat niet, of is gearchiveerd. Zet bij operator_group de ID of de naam van een groep die er wel is.
check-topdesk-name-unknown = TOPdesk kent ‘{ $name }’ niet, dat in het organisatiebestand staat bij { $setting }. Kies een van: { $names }.
