// Reads cards as JSON, and writes what Microsoft's parser for clients of version 1.5 does not understand in them.
const { AdaptiveCard, HostConfig, SerializationContext, Version } = require(process.argv[2]);

const complaints = [];
for (const json of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
  const context = new SerializationContext(new Version(1, 5));
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig({ actions: { maxActions: 40 } }); // Teams puts those in mode "secondary" behind dots
  card.parse(json, context);
  for (let index = 0; index < context.eventCount; index++) complaints.push(context.getEventAt(index).message);
  for (const event of card.validateProperties().validationEvents) complaints.push(event.message);
  complaints.push(...missing(json, card.toJSON(), "card"));
}
process.stdout.write(JSON.stringify(complaints));

// What a card says and the parser did not keep was not understood; what means the same as nothing may be left out.
function missing(given, kept, path) {
  if (given === null || typeof given !== "object") return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const where = `${path}.${name}`;
    if (["data", "msteams", "$schema"].includes(name)) return [];
    if (kept === undefined || kept === null || !(name in kept)) {
      const unset = value === false || value === "" || (Array.isArray(value) && !value.length) || isDefault(name, value);
      return unset ? [] : [`not understood: ${where}`];
    }
    return missing(value, kept[name], where);
  });
}

function isDefault(name, value) {
  const defaults = { isVisible: true, spacing: "Default", size: "Default", style: ["default", "compact"], mode: "primary" };
  return [].concat(defaults[name] ?? []).includes(value);
}
