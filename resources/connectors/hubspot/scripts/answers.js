// Runs before each message script of this connector: how records and errors are put into words.

const DEAL_STAGES = {
  appointmentscheduled: "Appointment Scheduled",
  qualifiedtobuy: "Qualified To Buy",
  presentationscheduled: "Presentation Scheduled",
  decisionmakerboughtin: "Decision Maker Bought-In",
  contractsent: "Contract Sent",
  closedwon: "Closed Won",
  closedlost: "Closed Lost",
};
const DEAL = "0-3";
const CONTACT = "0-1";

function stageTitle(id) {
  return DEAL_STAGES[id] || id || "";
}

function day(moment) {
  return moment ? String(moment).slice(0, 10) : "";
}

// A record that came without its properties is still one: what was done is done, and is said.
function whole(record) {
  if (!record || typeof record !== "object" || Array.isArray(record)) return record;
  if (Array.isArray(record.results)) record.results = record.results.map(whole).filter(Boolean);
  const there = record.properties && typeof record.properties === "object";
  if (!there) record.properties = {};
  return record;
}

for (const answered of Object.values(context)) {
  if (answered && answered.response) whole(answered.response.body);
}

// Only what has a value is shown.
function fields(pairs) {
  return pairs.filter((pair) => pair[1]).map((pair) => ({ title: pair[0], value: String(pair[1]) }));
}

function dealFields(id, properties) {
  return fields([
    ["Stage", stageTitle(properties.dealstage)],
    ["Amount", properties.amount],
    ["Close date", day(properties.closedate)],
    ["Created", day(properties.createdate)],
    ["Deal ID", id],
  ]);
}

function contactName(properties) {
  const name = [properties.firstname, properties.lastname].filter(Boolean).join(" ");
  return name || properties.email || "This contact";
}

function contactFields(id, properties) {
  return fields([
    ["Email", properties.email],
    ["Phone", properties.phone],
    ["Created", day(properties.createdate)],
    ["Contact ID", id],
  ]);
}

// The link needs the account; without it the answer simply has no button.
function viewButton(title, type, id) {
  const account = context.getAccountService && context.getAccountService.response;
  const body = account && account.statusCode === 200 ? account.body : null;
  if (!body || !body.uiDomain || !id) return [];
  const url = "https://" + body.uiDomain + "/contacts/" + body.portalId + "/record/" + type + "/" + id;
  return [{ type: "web_url", title: title, url: url }];
}

function card(text, shown, buttons) {
  const payload = { template_type: "button", text: text, fields: shown, buttons: buttons };
  print(JSON.stringify({ type: "template", payload: payload }));
}

function list(text, elements) {
  const payload = { template_type: "list", text: text, elements: elements };
  print(JSON.stringify({ type: "template", payload: payload }));
}

function dealList(response, none) {
  const results = response.body.results || [];
  if (!results.length) return print(none);
  list(
    counted(results.length, response.body.total, "deal"),
    results.map((deal) => ({
      title: deal.properties.dealname || "Deal " + deal.id,
      subtitle: [stageTitle(deal.properties.dealstage), deal.id].filter(Boolean).join(" · "),
      buttons: viewButton("View Deal", DEAL, deal.id),
    }))
  );
}

function contactList(response, none) {
  const results = response.body.results || [];
  if (!results.length) return print(none);
  list(
    counted(results.length, response.body.total, "contact"),
    results.map((contact) => ({
      title: contactName(contact.properties),
      subtitle: [contact.properties.email, contact.id].filter(Boolean).join(" · "),
      buttons: viewButton("View Contact", CONTACT, contact.id),
    }))
  );
}

function counted(shown, total, word) {
  const all = total === undefined ? shown : total;
  const words = all === 1 ? word : word + "s";
  const before = (context.paging && context.paging.shown) || 0;
  if (before) return "Numbers " + (before + 1) + " to " + (before + shown) + " of " + all + " " + words + ":";
  return shown < all
    ? "The newest " + shown + " of " + all + " " + words + ":"
    : all + " " + words + ", newest first:";
}

// What the service itself says is wrong, each with the field it is about.
function fieldProblems(body) {
  const errors = Array.isArray(body.errors) ? body.errors : [];
  const texts = errors.filter((entry) => entry && entry.message).map((entry) => {
    const names = (entry.context && entry.context.propertyName) || [];
    const unsaid = [].concat(names).filter((name) => !entry.message.includes(name));
    return (unsaid.length ? unsaid.join(", ") + ": " : "") + entry.message;
  });
  return texts.length ? texts.join(" ") : body.message || "";
}

// Says what an answer that is no success means. True when it said something.
function failed(response, action) {
  const status = response.statusCode;
  const body = response.body && typeof response.body === "object" ? response.body : {};
  const trace = body.correlationId ? " (correlation ID " + body.correlationId + ")" : "";
  if (status >= 200 && status < 300) return false;
  if (status === 400) {
    print("HubSpot did not accept this: " + fieldProblems(body) + trace + " Check the value and ask me again.");
  } else if (status === 401) {
    print("Something went wrong: HubSpot no longer accepts the authorization." + trace + " An admin has to authorize HubSpot again in App Settings > Integrations > Actions.");
  } else if (status === 403) {
    const scopes = ((body.errors || [])[0] || {}).context || {};
    // Any one of them is enough.
    const needed = (scopes.requiredGranularScopes || scopes.requiredScopes || []).join(" or ");
    print("I may not " + action + ": the authorization lacks a scope" + (needed ? " (" + needed + ")" : "") + "." + trace + " An admin has to authorize HubSpot again with it.");
  } else if (status === 404) {
    print("404 – No Record Found");
  } else if (status === 409) {
    const said = body.message ? " HubSpot says: " + body.message.replace(/\.$/, "") + "." : "";
    const text = "It exists already." + said + trace + " Look at that record, or ask me again with another value.";
    const existing = /Contact already exists\. Existing ID: (\d+)/.exec(body.message || "");
    if (existing) {
      const words = "Get contact " + existing[1];
      card(text, [], [{ type: "postback", title: words, payload: words }]);
    } else {
      print(text);
    }
  } else if (status === 429) {
    print("HubSpot takes no more requests right now." + trace + " Wait a moment, then ask me again.");
  } else {
    print("Something went wrong at HubSpot (" + status + ")." + trace + " Try again in a few minutes.");
  }
  return true;
}
