// The annotator's page. It holds no decision that is not also on its way to the log:
// each becomes an event, is kept in this browser until the log has it, and only then
// is called saved. Text of an article reaches the page as text alone, never as markup.

const KEPT = "stancebook:";
const PATIENCE = 4000; // ms for an answer before a save counts as failed
const RETRY = 1500;
const IDLE = 30000; // ms without a key or a pointer: nobody is reading
const SPAN_KEYS = { q: "source", w: "cue", e: "content" };
const PARTS = Object.values(SPAN_KEYS);
const KEYS = [
  ["↓ or j, ↑ or k", "next, previous question"],
  ["n, N", "next, previous open question"],
  ["1 to 9", "choose that label"],
  ["x", "take the label away"],
  ["s", "skip for now"],
  ["c", "comment"],
  ["u or Ctrl+Z", "undo"],
  ["U or Ctrl+Y", "redo"],
  ["[ and ]", "previous, next article"],
  ["g", "what the labels mean"],
  ["t", "mark words of this paragraph by keyboard"],
  ["← and →", "there: another word; with Shift: more words; with Alt: more characters"],
  ["q, w, e", "marked words are a source, a cue, a content"],
  ["1 to 5, words marked", "marked words are a claim of that kind"],
  ["a or Enter, words marked or not", "begin the next attribution"],
  ["Escape", "leave what is open"],
  ["?", "this list"],
];

const unitKey = (one) =>
  JSON.stringify([
    one.layer, one.paragraph, one.target ?? null, one.holder ?? null,
    one.occasion ?? 0, one.item ?? null,
  ]);
const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
const codePoints = (text) => Array.from(text).length;

function make(tag, facts = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (name === "text") node.textContent = value;
    else if (name === "on") for (const [e, f] of Object.entries(value)) node.addEventListener(e, f);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// ---- What has been decided: a replay of events, as in events.py -----------------

class Record {
  constructor() {
    this.events = new Map();
    this.undone = new Set();
    this.byUnit = new Map();
    this.spans = new Map(); // by paragraph, the units of what is marked in it
    this.past = [];
    this.future = [];
  }

  // Returns the keys of the units that an event touches.
  add(event) {
    if (this.events.has(event.event)) return [];
    this.events.set(event.event, event);
    if (event.action === "undo" || event.action === "redo") return this.turn(event);
    const key = unitKey(event);
    if (!this.byUnit.has(key)) {
      this.byUnit.set(key, []);
      if (event.item) this.spans.set(event.paragraph, [...(this.spans.get(event.paragraph) ?? []), key]);
    }
    this.byUnit.get(key).push(event);
    this.past.push(event.event);
    this.future = [];
    return [key];
  }

  turn(event) {
    const isUndo = event.action === "undo";
    const [from, to] = isUndo ? [this.past, this.future] : [this.future, this.past];
    const place = from.lastIndexOf(event.of);
    if (place >= 0) from.splice(place, 1);
    to.push(event.of);
    if (isUndo) this.undone.add(event.of);
    else this.undone.delete(event.of);
    const turned = this.events.get(event.of);
    return turned ? [unitKey(turned)] : [];
  }

  drop(id) {
    const event = this.events.get(id);
    if (!event) return;
    this.events.delete(id);
    const kept = [...this.events.values()];
    Object.assign(this, new Record());
    kept.forEach((each) => this.add(each));
  }

  last(key, actions) {
    const own = this.byUnit.get(key) ?? [];
    for (let n = own.length - 1; n >= 0; n -= 1) {
      const event = own[n];
      if (!this.undone.has(event.event) && actions.includes(event.action)) return event;
    }
    return null;
  }

  decision(key) {
    const event = this.last(key, ["set", "clear", "skip"]);
    return event && event.action !== "clear" ? event : null;
  }

  note(key) {
    const event = this.last(key, ["comment"]);
    return event && event.note.trim() ? event.note : "";
  }
}

// ---- Nothing is called saved before the log has it -------------------------------

class Outbox {
  // `isOurs` tells events of this page's work from those that wait for another sample.
  constructor(post, log, isOurs, changed) {
    this.post = post;
    this.place = `${KEPT}${log}`;
    this.changed = changed;
    const kept = this.read();
    this.others = kept.filter((event) => !isOurs(event));
    this.waiting = new Map(kept.filter(isOurs).map((event) => [event.event, event]));
    this.failure = null;
    this.request = 0;
    this.view = newId();
    this.timer = null;
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.place) ?? "[]");
    } catch {
      return [];
    }
  }

  keep() {
    try {
      const all = [...this.others, ...this.waiting.values()];
      if (all.length) localStorage.setItem(this.place, JSON.stringify(all));
      else localStorage.removeItem(this.place);
    } catch { /* a page without storage of its own still keeps them in memory */ }
  }

  put(event) {
    this.waiting.set(event.event, event);
    this.keep();
    this.send();
  }

  send() {
    clearTimeout(this.timer);
    if (!this.waiting.size) return;
    this.request += 1;
    const message = { kind: "save", request: `${this.view}-${this.request}`, events: [...this.waiting.values()] };
    const fail = (reason, mend = "") => this.fail({ reason, mend });
    this.timer = setTimeout(() => fail("there is no answer from Python", "If the kernel has stopped, run the cell again."), PATIENCE);
    try {
      this.post(message).catch((error) => fail(String(error.message ?? error)));
    } catch (error) {
      fail(String(error.message ?? error));
    }
  }

  fail(failure) {
    clearTimeout(this.timer);
    this.failure = failure;
    this.timer = setTimeout(() => this.send(), RETRY);
    this.changed();
  }

  settle(names) {
    names.forEach((name) => this.waiting.delete(name));
    this.keep();
    if (this.waiting.size) return this.changed();
    clearTimeout(this.timer);
    this.failure = null;
    return this.changed();
  }
}

// ---- The page ----------------------------------------------------------------------

class Page {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.page = model.get("page");
    this.record = new Record();
    this.page.events.forEach((event) => this.record.add(event));
    this.layers = new Map(this.page.layers.map((layer) => [layer.name, layer]));
    this.targets = new Map(this.page.targets.map((one) => [one.target, one.text]));
    const asked = new Set(this.page.sheets.flatMap((sheet) => sheet.asked));
    const isOurs = (event) => !event.paragraph || asked.has(event.paragraph);
    this.outbox = new Outbox((message) => this.post(message), this.page.log, isOurs, () => this.showStatus());
    this.page.sheets.forEach((sheet) => { sheet.keys = sheet.units.map((unit) => this.keyOf(unit)); });
    this.sheet = null;
    this.units = [];
    this.at = 0;
    this.nodes = new Map();
    this.marked = null;
    this.joined = null;
    this.startReading();
    this.heard = (message) => this.hear(message);
    model.on("msg:custom", this.heard);
    this.build();
    this.begin();
  }

  // A notebook may draw a page anew long after its model was made, so what has been
  // decided since is asked for first.
  begin() {
    this.expect({ kind: "events", request: `${this.outbox.view}-events` });
  }

  hearEvents(message) {
    message.events.forEach((event) => this.record.add(event));
    this.outbox.waiting.forEach((event) => this.record.add(event));
    this.outbox.send();
    if (!this.sheet) this.open(this.firstOpenSheet());
  }

  expect(message) {
    const silent = () => this.tell("Python does not answer. Run the cell again.");
    clearTimeout(this.opening);
    this.opening = setTimeout(silent, PATIENCE);
    this.post(message).catch(silent);
  }

  close() {
    this.model.off("msg:custom", this.heard);
    clearTimeout(this.outbox.timer);
    clearTimeout(this.opening);
    document.removeEventListener("selectionchange", this.selected);
  }

  async post(message) {
    await this.model.send(message);
  }

  // -- frame

  build() {
    const { root, page } = this;
    root.classList.add("stancebook-annotator");
    root.setAttribute("data-lm-suppress-shortcuts", "true"); // keys here are not Jupyter's
    root.setAttribute("tabindex", "0");
    root.setAttribute("role", "application");
    root.setAttribute("aria-label", `Labels of ${page.annotator}. Press question mark for the keys.`);
    this.progress = make("div", { class: "bar", role: "progressbar", "aria-valuemin": 0, "aria-label": "decided" }, make("i"));
    this.count = make("span", { class: "count" });
    this.status = make("span", { class: "status", role: "status", "aria-live": "polite" });
    this.picker = make("select", { "aria-label": "article", on: { change: () => this.open(Number(this.picker.value)) } });
    page.sheets.forEach((sheet, n) => this.picker.append(make("option", { value: n, text: sheet.article, title: sheet.title })));
    const button = (text, label, act) => make("button", { type: "button", text, title: label, "aria-label": label, on: { click: act } });
    const head = make("header", {},
      button("‹", "previous article", () => this.step(-1)), this.picker, button("›", "next article", () => this.step(1)),
      this.progress, this.count,
      button("↶", "undo", () => this.undo()), button("↷", "redo", () => this.redo()),
      button("next open", "next open question", () => this.nextOpen(1)),
      button("guide", "what the labels mean", () => this.toggle("guide")), button("?", "keys", () => this.toggle("keys")),
      this.status);
    this.alarm = make("div", { class: "alarm", role: "alert", hidden: true });
    this.notice = make("div", { class: "notice", role: "status", hidden: true });
    if (page.notice) this.tell(`Mended on opening: ${page.notice}`);
    this.keys = this.buildKeys();
    this.guide = make("aside", { class: "panel", hidden: true, "aria-label": "what the labels mean", tabindex: "-1" });
    this.body = make("div", { class: "body" });
    root.append(make("div", { class: "top" }, head, this.alarm), this.notice, this.keys, this.guide, this.body);
    root.addEventListener("keydown", (event) => this.press(event));
    for (const name of ["keydown", "pointerdown", "pointermove", "wheel"]) root.addEventListener(name, () => this.notePresence(), { passive: true });
    this.selected = () => this.readSelection();
    document.addEventListener("selectionchange", this.selected);
  }

  buildKeys() {
    const rows = KEYS.map(([key, what]) => make("tr", {}, make("th", { scope: "row", text: key }), make("td", { text: what })));
    return make("aside", { class: "panel", hidden: true, "aria-label": "keys", tabindex: "-1" }, make("table", {}, ...rows));
  }

  toggle(name) {
    const panel = this[name];
    const show = panel.hidden;
    this.keys.hidden = this.guide.hidden = true;
    if (!show) return this.focus();
    if (name === "guide") this.fillGuide();
    panel.hidden = false;
    panel.focus();
    return null;
  }

  fillGuide() {
    const unit = this.units[this.at];
    const name = this.marked && this.layers.has("attribution") ? "attribution" : unit?.layer ?? this.page.layers[0].name;
    const layer = this.layers.get(name);
    const entry = (one) => [
      make("dt", { text: one.name }),
      make("dd", {}, make("p", { text: one.definition }),
        ...one.tests.map((test) => make("p", { text: test })),
        ...one.examples.map((text) => make("blockquote", { text, dir: "auto" }))),
    ];
    const list = (title, items) => (items.length ? [make("h4", { text: title }), make("ul", {}, ...items.map((text) => make("li", { text })))] : []);
    this.guide.replaceChildren(
      make("h3", { text: `${layer.name} (codebook ${this.page.version})` }), make("p", { text: layer.question }),
      make("dl", {}, ...[...layer.spans, ...layer.labels].flatMap(entry)),
      ...list("When torn", layer.when_torn), ...list("Settled cases", layer.settled));
  }

  tell(text) {
    this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  // -- sheets

  firstOpenSheet() {
    const place = this.page.sheets.findIndex((sheet) => this.countOpen(sheet) > 0);
    return place < 0 ? 0 : place;
  }

  keyOf([layer, paragraph, target, holder, occasion]) {
    return unitKey({ layer, paragraph, target, holder, occasion });
  }

  countOpen(sheet) {
    return sheet.keys.filter((key) => this.record.decision(key)?.action !== "set").length;
  }

  step(by) {
    this.open(Math.min(this.page.sheets.length - 1, Math.max(0, Number(this.picker.value) + by)));
  }

  open(number) {
    if (this.isBlocked()) return;
    this.picker.value = String(number);
    this.wanted = number;
    this.tell(this.page.notice && !this.sheet ? `Mended on opening: ${this.page.notice}` : "");
    this.expect({ kind: "open", request: `open-${number}`, sheet: number });
  }

  hear(message) {
    if (message.kind === "sheet" && message.sheet === this.wanted) this.showSheet(message);
    else if (message.kind === "events") this.hearEvents(message);
    else if (message.kind === "saved") this.hearSaved(message);
    else if (message.kind === "failed") this.outbox.fail(message);
    else if (message.kind === "refused") this.hearRefused(message);
  }

  hearSaved(message) {
    const fresh = message.events.filter((event) => !this.record.events.has(event.event));
    fresh.forEach((event) => this.record.add(event).forEach((key) => this.refresh(key)));
    this.outbox.settle(message.ids); // those that are no news were saved before
  }

  hearRefused(message) {
    try {
      const place = `${this.outbox.place}:refused`;
      const before = JSON.parse(localStorage.getItem(place) ?? "[]");
      const kept = (message.events ?? []).map((name) => this.outbox.waiting.get(name));
      if (kept.length) localStorage.setItem(place, JSON.stringify([...before, ...kept]));
    } catch { /* it is said on the page in any case */ }
    for (const name of message.events ?? []) {
      const event = this.record.events.get(name);
      this.record.drop(name);
      if (event?.paragraph) this.refresh(unitKey(event));
    }
    this.tell(`Not taken: ${message.reason}.`);
    this.outbox.settle(message.events ?? []);
    if (this.outbox.waiting.size) this.outbox.send();
  }

  showSheet(sheet) {
    clearTimeout(this.opening);
    this.sheet = sheet;
    this.units = [];
    this.nodes = new Map();
    this.marked = this.joined = null;
    this.body.replaceChildren(...sheet.paragraphs.map((row) => this.buildParagraph(row)));
    this.at = Math.max(0, this.units.findIndex((unit) => this.isOpen(unit)));
    this.showStatus();
    this.focus();
  }

  buildParagraph(row) {
    const text = make("p", { class: "text", id: `${this.outbox.view}-${row.position}`, dir: "auto", lang: "", "data-paragraph": row.paragraph });
    const number = make("span", { class: "number", text: row.position });
    const questions = make("div", { class: "questions" });
    const own = make("section", { class: row.asked ? "paragraph" : "paragraph context", "aria-label": `paragraph ${row.position}` }, number, text, questions);
    const place = { row, text, own, marks: make("div", { class: "marks" }), tools: make("div", { class: "tools", hidden: true }) };
    this.nodes.set(row.paragraph, place);
    if (row.asked) {
      row.units.forEach((asked) => questions.append(this.buildUnit({ ...asked, paragraph: row.paragraph, occasion: this.sheet.occasion }, text.id)));
      if (this.marksSpans()) questions.append(place.tools, place.marks);
    }
    this.drawText(place);
    this.drawMarks(place);
    return own;
  }

  marksSpans() {
    return this.layers.has("attribution") || this.layers.has("claims");
  }

  buildUnit(unit, described) {
    const key = unitKey(unit);
    const layer = this.layers.get(unit.layer);
    const asks = unit.target ? this.targets.get(unit.target) ?? unit.target : unit.layer;
    const labels = layer.labels.map((one) => one.name);
    const number = this.units.length;
    const name = make("span", { class: "asks", text: asks, dir: "auto" });
    const holder = unit.holder ? make("span", { class: "holder", text: unit.holder, dir: "auto" }) : null;
    const options = make("span", { class: "options" });
    const node = make("div", { class: "unit", role: "radiogroup", tabindex: "-1", "aria-label": `${unit.layer}${unit.target ? `: ${asks}` : ""}${unit.holder ? `, ${unit.holder}` : ""}`, "aria-describedby": described, "data-unit": key },
      name, holder, options, make("span", { class: "extra" }));
    labels.forEach((label, place) => options.append(make("button", {
      type: "button", role: "radio", tabindex: "-1", "data-label": label, "aria-checked": "false", title: layer.labels[place].definition,
      on: { click: () => { this.at = number; this.choose(place); } },
    }, make("kbd", { text: place + 1, "aria-hidden": "true" }), make("span", { text: label }))));
    this.units.push({ ...unit, key, node, labels });
    this.drawUnit(this.units[number]);
    return node;
  }

  drawUnit(unit) {
    const event = this.record.decision(unit.key);
    const value = event?.action === "set" ? event.value : null;
    const orphaned = value !== null && !unit.labels.some((label) => this.fits(label, value));
    for (const button of unit.node.querySelectorAll("[role=radio]")) {
      const label = button.dataset.label;
      const on = value !== null && this.fits(label, value);
      button.setAttribute("aria-checked", String(on));
      button.classList.toggle("suggested", unit.suggestion !== undefined && this.fits(label, unit.suggestion));
      if (label.endsWith(":NAME")) button.lastChild.textContent = on ? value : label;
    }
    unit.node.classList.toggle("decided", value !== null && !orphaned);
    unit.node.classList.toggle("skipped", event?.action === "skip");
    const extra = unit.node.querySelector(".extra");
    const note = this.record.note(unit.key);
    const votes = (unit.votes ?? []).map((vote) => make("span", { class: "vote", title: vote.note ?? "" }, make("b", { text: vote.by }), ` ${vote.value}${vote.note ? " ✎" : ""}`));
    extra.replaceChildren(
      ...votes,
      ...(unit.suggestion !== undefined ? [make("span", { class: "hint", text: `model: ${unit.suggestion}` })] : []),
      ...(orphaned ? [make("span", { class: "orphan", text: `${value}: no label of this codebook` })] : []),
      ...(event?.action === "skip" ? [make("span", { class: "hint", text: "skipped" })] : []),
      ...(note ? [make("span", { class: "note", text: `✎ ${note}`, dir: "auto" })] : []),
      ...(this.page.reasons.length && value !== null ? [this.buildReason(unit, event)] : []));
  }

  buildReason(unit, event) {
    const select = make("select", { "aria-label": "reason", on: { change: () => this.decide(unit, { action: "set", value: event.value, reason: select.value || null }) } },
      make("option", { value: "", text: "why did they differ?" }),
      ...this.page.reasons.map((reason) => make("option", { value: reason, text: reason, selected: event.reason === reason })));
    return select;
  }

  fits(label, value) {
    return label.endsWith(":NAME") ? value.startsWith(label.slice(0, -4)) : label === value;
  }

  isOpen(unit) {
    return this.record.decision(unit.key)?.action !== "set";
  }

  refresh(key) {
    const unit = this.units.find((one) => one.key === key);
    if (unit) this.drawUnit(unit);
    const [layer, paragraph] = JSON.parse(key);
    const place = this.nodes.get(paragraph);
    if (place && (layer === "attribution" || layer === "claims")) {
      this.drawText(place);
      this.drawMarks(place);
    }
  }

  // -- where one is

  focus() {
    for (const node of this.body.querySelectorAll(".unit.current")) node.classList.remove("current");
    const unit = this.units[this.at];
    if (!unit) return this.root.focus({ preventScroll: true });
    unit.node.classList.add("current");
    unit.node.focus({ preventScroll: true });
    const paragraph = this.nodes.get(unit.paragraph).own;
    paragraph.scrollIntoView({ block: "nearest" });
    return unit.node.scrollIntoView({ block: "nearest" });
  }

  go(to) {
    if (this.isBlocked() || !this.units.length) return;
    this.at = Math.min(this.units.length - 1, Math.max(0, to));
    this.startReading();
    this.focus();
  }

  nextOpen(by) {
    if (this.isBlocked()) return;
    for (let n = this.at + by; n >= 0 && n < this.units.length; n += by) if (this.isOpen(this.units[n])) return this.go(n);
    const rest = this.units.findIndex((unit) => this.isOpen(unit));
    if (rest >= 0 && by > 0) return this.go(rest);
    const count = this.page.sheets.length;
    for (let n = 1; n < count; n += 1) {
      const other = (this.wanted + by * n + count) % count;
      if (this.countOpen(this.page.sheets[other])) return this.open(other);
    }
    return this.tell(this.units.length ? "Everything that was asked is decided." : "");
  }

  startReading() {
    this.reading = { active: 0, seen: performance.now() };
  }

  notePresence() {
    const now = performance.now();
    this.reading.active += Math.min(now - this.reading.seen, IDLE);
    this.reading.seen = now;
  }

  // -- deciding

  isBlocked() {
    if (this.outbox?.failure) this.alarm.focus();
    return Boolean(this.outbox?.failure);
  }

  decide(unit, facts) {
    if (this.isBlocked()) return;
    this.notePresence();
    const { layer, paragraph, target, holder, occasion } = unit;
    const event = { event: newId(), layer, paragraph, occasion, ...facts, seconds: Math.round(this.reading.active / 100) / 10 };
    if (target) event.target = target;
    if (holder) event.holder = holder;
    this.startReading();
    this.emit(event);
  }

  emit(event) {
    this.record.add(event).forEach((key) => this.refresh(key));
    this.outbox.put(event);
    this.showStatus();
  }

  choose(place) {
    const unit = this.units[this.at];
    const label = unit?.labels[place];
    if (!label || this.isBlocked()) return;
    if (label.endsWith(":NAME")) {
      this.ask(unit.node, "name", "", (name) => name.trim() && this.settle(unit, `${label.slice(0, -4)}${name.trim()}`));
      return;
    }
    this.settle(unit, label);
  }

  settle(unit, value) {
    this.decide(unit, { action: "set", value });
    const next = this.units.findIndex((other, n) => n > this.at && this.isOpen(other));
    if (next >= 0 && !this.page.adjudicates) this.go(next);
    else this.focus();
  }

  undo(redo = false) {
    if (this.isBlocked()) return;
    const of = (redo ? this.record.future : this.record.past).at(-1);
    if (!of) return this.tell(redo ? "Nothing to redo." : "Nothing to undo.");
    const turned = this.record.events.get(of);
    this.emit({ event: newId(), action: redo ? "redo" : "undo", of });
    const place = this.units.findIndex((unit) => unit.key === unitKey(turned));
    if (place >= 0) return this.go(place);
    const sheet = this.page.sheets.findIndex((one) => one.keys.includes(unitKey(turned)));
    return sheet >= 0 && sheet !== this.wanted ? this.open(sheet) : null;
  }

  redo() {
    this.undo(true);
  }

  comment() {
    const unit = this.units[this.at];
    if (unit) this.ask(unit.node, "comment", this.record.note(unit.key), (note) => this.decide(unit, { action: "comment", note }));
  }

  // A line to type in; what is typed is taken with Enter, and kept out with Escape.
  ask(node, label, value, take) {
    const field = make("input", { type: "text", "aria-label": label, placeholder: label, maxlength: "5000", dir: "auto" });
    field.value = value;
    const end = (taken) => {
      if (taken && this.isBlocked()) return; // what is typed stays until it can be saved
      field.remove();
      if (taken) take(field.value);
      this.focus();
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" && !event.isComposing) end(true);
      else if (event.key === "Escape") end(false);
    });
    node.append(field);
    field.focus();
  }

  // -- spans

  spansOf(paragraph) {
    return (this.record.spans.get(paragraph) ?? [])
      .map((key) => this.record.decision(key))
      .filter((event) => event?.action === "set" && (event.occasion ?? 0) === this.sheet.occasion)
      .map((event) => ({ layer: event.layer, item: event.item, event, value: event.layer === "attribution" ? JSON.parse(event.value) : null }));
  }

  drawText(place) {
    const letters = Array.from(place.row.text);
    const kinds = letters.map(() => []);
    const mark = (start, end, kind) => { for (let n = start; n < Math.min(end, letters.length); n += 1) kinds[n].push(kind); };
    for (const span of place.row.asked ? this.spansOf(place.row.paragraph) : []) {
      if (span.layer === "claims") mark(span.event.start, span.event.end, "claim");
      else for (const part of PARTS) span.value[part].forEach((one) => mark(one.start, one.end, part));
    }
    const pieces = [];
    let from = 0;
    for (let n = 1; n <= letters.length; n += 1) {
      if (n < letters.length && kinds[n].join() === kinds[from].join()) continue;
      const text = letters.slice(from, n).join("");
      pieces.push(kinds[from].length ? make("mark", { class: [...new Set(kinds[from])].join(" "), text }) : document.createTextNode(text));
      from = n;
    }
    place.text.replaceChildren(...pieces);
  }

  drawMarks(place) {
    if (!place.row.asked || !this.marksSpans()) return;
    const own = this.spansOf(place.row.paragraph).map((span) => this.buildMark(place, span));
    const others = place.row.marks.map((vote) => this.buildVote(place, vote));
    place.marks.replaceChildren(...own, ...others);
  }

  buildMark(place, span) {
    const quote = (part) => span.value[part].map((one) => one.text).join(" … ");
    const says = span.layer === "claims"
      ? [make("b", { text: `claim, ${span.event.value}` }), " ", make("q", { text: span.event.quote ?? "", dir: "auto" })]
      : PARTS.filter((part) => span.value[part].length).flatMap((part) => [make("b", { class: part, text: part }), " ", make("q", { text: quote(part), dir: "auto" }), " "]);
    const unit = { layer: span.layer, paragraph: place.row.paragraph, occasion: this.sheet.occasion };
    const node = make("div", { class: `span${this.joined === span.item ? " joined" : ""}` }, ...says);
    if (span.layer === "attribution") {
      const kinds = this.layers.get("attribution").labels.map((one) => one.name);
      const select = make("select", { "aria-label": "kind of attribution", on: { change: () => this.decide(unit, { action: "set", item: span.item, value: JSON.stringify({ ...span.value, kind: select.value, kind_by: "annotator" }) }) } },
        ...kinds.map((kind) => make("option", { value: kind, text: kind, selected: kind === span.value.kind })));
      node.append(select, make("button", { type: "button", text: "add words", on: { click: () => { this.joined = span.item; this.drawMarks(place); } } }));
    } else {
      node.append(make("label", {}, make("input", { type: "checkbox", checked: Boolean(span.event.check_worthy), on: { change: (event) => this.decide(unit, { ...this.claimFacts(span.event), item: span.item, check_worthy: event.target.checked }) } }), " worth checking"));
    }
    node.append(make("button", { type: "button", text: "remove", on: { click: () => { this.decide(unit, { action: "clear", item: span.item }); this.focus(); } } }));
    return node;
  }

  claimFacts({ value, start, end, quote }) {
    return { action: "set", value, start, end, quote };
  }

  buildVote(place, vote) {
    const letters = Array.from(place.row.text);
    const words = (one) => letters.slice(one.start, one.end).join("");
    const value = vote.layer === "attribution" ? JSON.parse(vote.value) : null;
    const says = value
      ? PARTS.filter((part) => value[part].length).map((part) => `${part}: ${value[part].map(words).join(" … ")}`).join("; ")
      : `claim, ${vote.value}: ${words(vote)}`;
    const unit = { layer: vote.layer, paragraph: place.row.paragraph, occasion: this.sheet.occasion };
    const facts = value ? { value: vote.value } : { value: vote.value, start: vote.start, end: vote.end, quote: words(vote) };
    const take = make("button", { type: "button", text: "take", on: { click: () => this.decide(unit, { action: "set", item: newId(), ...facts }) } });
    return make("div", { class: "span vote" }, make("b", { text: vote.by }), " ", make("span", { text: says, dir: "auto" }), " ", take);
  }

  // Offsets are code points into the paragraph: what a selection's text counts to.
  offsetOf(text, node, offset) {
    const range = document.createRange();
    range.selectNodeContents(text);
    range.setEnd(node, offset);
    return codePoints(range.toString());
  }

  readSelection() {
    const selection = this.root.getRootNode().getSelection?.() ?? document.getSelection();
    const inside = (node) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest?.(".paragraph:not(.context) .text");
    const text = selection?.rangeCount ? inside(selection.anchorNode) : null;
    const before = this.marked;
    this.marked = null;
    if (text && this.root.contains(text) && inside(selection.focusNode) === text && !selection.isCollapsed) {
      const range = selection.getRangeAt(0);
      let start = this.offsetOf(text, range.startContainer, range.startOffset);
      let end = this.offsetOf(text, range.endContainer, range.endOffset);
      const letters = Array.from(this.nodes.get(text.dataset.paragraph).row.text);
      while (start < end && /\s/u.test(letters[start])) start += 1;
      while (end > start && /\s/u.test(letters[end - 1])) end -= 1;
      if (start < end) this.marked = { paragraph: text.dataset.paragraph, start, end, text: letters.slice(start, end).join("") };
    }
    if (before && before.paragraph !== this.marked?.paragraph) this.showTools(before.paragraph, false);
    if (this.marked && before?.paragraph !== this.marked.paragraph) this.showTools(this.marked.paragraph, true);
  }

  showTools(paragraph, show) {
    const place = this.nodes.get(paragraph);
    if (!place || !this.marksSpans()) return;
    const button = (key, text, act) => make("button", { type: "button", on: { pointerdown: (event) => event.preventDefault(), click: act } }, make("kbd", { text: key, "aria-hidden": "true" }), make("span", { text }));
    const parts = this.layers.has("attribution") ? Object.entries(SPAN_KEYS).map(([key, part]) => button(key, part, () => this.join(part))) : [];
    const kinds = (this.layers.get("claims")?.labels ?? []).map((one, n) => button(n + 1, `claim: ${one.name}`, () => this.claim(n)));
    place.tools.replaceChildren(...(show ? [...parts, ...kinds] : []));
    place.tools.hidden = !show;
  }

  join(part) {
    const { marked } = this;
    if (!marked || !this.layers.has("attribution")) return;
    const span = { start: marked.start, end: marked.end, text: marked.text };
    const own = this.spansOf(marked.paragraph).filter((one) => one.layer === "attribution");
    const current = own.find((one) => one.item === this.joined);
    const item = current ? current.item : newId();
    const value = current ? { ...current.value } : { source: [], cue: [], content: [], kind: null };
    value[part] = [...value[part], span].sort((a, b) => a.start - b.start);
    if (value.kind_by !== "annotator") value.kind = this.guessKind(value.content);
    this.joined = item;
    this.decide({ layer: "attribution", paragraph: marked.paragraph, occasion: this.sheet.occasion }, { action: "set", item, value: JSON.stringify(value) });
    this.unmark();
  }

  // The codebook reads the kind off the quotation marks; the annotator can change it.
  guessKind(content) {
    const kinds = this.layers.get("attribution").labels.map((one) => one.name);
    const inside = content.map((one) => one.text.trim());
    const whole = inside.length > 0 && inside.every((words) => /^["“„«‘']/u.test(words) && /["”“»’']$/u.test(words));
    const some = inside.some((words) => /["“”„«»]/u.test(words));
    const kind = whole ? "direct" : some ? "mixed" : "indirect";
    return kinds.includes(kind) ? kind : kinds[0];
  }

  claim(place) {
    const label = this.layers.get("claims")?.labels[place];
    if (!this.marked || !label) return;
    const { paragraph, start, end, text } = this.marked;
    this.decide({ layer: "claims", paragraph, occasion: this.sheet.occasion }, { action: "set", item: newId(), value: label.name, start, end, quote: text });
    this.unmark();
  }

  unmark() {
    const place = this.marked && this.nodes.get(this.marked.paragraph);
    document.getSelection()?.removeAllRanges();
    if (place) this.showTools(place.row.paragraph, false);
    this.marked = null;
    if (this.words) this.words = { ...this.words, from: this.words.to, shift: 0 };
    this.focus();
  }

  // Marking by keyboard: the browser's own selection is moved, so that it is read and
  // shown like one made by hand.
  beginWords() {
    const unit = this.units[this.at];
    const paragraph = unit?.paragraph ?? this.sheet?.paragraphs.find((row) => row.asked)?.paragraph;
    const place = this.nodes.get(paragraph);
    if (!place || !this.marksSpans()) return;
    this.words = { paragraph, ...this.stepsOf(place.row.text), from: 0, to: 0 };
    this.tell("Marking words: arrows move, Shift extends, q w e or a number marks, Escape leaves.");
    this.select();
  }

  // Words, without what stands between them, and all characters, as [start, end] pairs.
  stepsOf(text) {
    const cut = (granularity) => Array.from(new Intl.Segmenter(undefined, { granularity }).segment(text), (one) => [one.index, one.index + one.segment.length, one.segment]);
    return {
      steps: cut("word").filter(([, , words]) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(words)),
      letters: cut("grapheme").map(([start, end]) => [start, end]),
      shift: 0,
    };
  }

  moveWords(by, extend) {
    const { words } = this;
    const to = Math.min(words.steps.length - 1, Math.max(0, words.to + by));
    this.words = { ...words, to, from: extend ? words.from : to, shift: 0 };
    this.select();
  }

  // The end of what is marked, moved by a character: for half a word, or a quotation mark.
  moveLetters(by) {
    this.words = { ...this.words, shift: this.words.shift + by };
    this.select();
  }

  select() {
    const { paragraph, steps, letters, from, to, shift } = this.words;
    if (!steps.length) return;
    const start = Math.min(steps[from][0], steps[to][0]);
    const last = letters.findIndex(([, end]) => end >= Math.max(steps[from][1], steps[to][1]));
    const end = letters[Math.min(letters.length - 1, Math.max(0, last + shift))][1];
    const { text } = this.nodes.get(paragraph);
    const find = (offset) => {
      const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      let left = offset;
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (left <= node.length) return [node, left];
        left -= node.length;
      }
      return [text, text.childNodes.length];
    };
    document.getSelection().setBaseAndExtent(...find(start), ...find(Math.max(start, end)));
    this.root.focus({ preventScroll: true });
  }

  // -- keys

  press(event) {
    if (event.target.closest?.("input, select, textarea") && event.key !== "Escape") return event.stopPropagation();
    const taken = this.take(event);
    event.stopPropagation(); // none of these keys is Jupyter's while one labels
    if (taken !== false) event.preventDefault();
    return null;
  }

  take(event) {
    const { key } = event;
    this.readSelection(); // the browser tells of a selection later than of a key
    const control = event.ctrlKey || event.metaKey;
    if (control) return { z: () => (event.shiftKey ? this.redo() : this.undo()), Z: () => this.redo(), y: () => this.redo() }[key]?.() ?? (["z", "Z", "y"].includes(key) ? null : false);
    if (this.words && this.takeWords(event)) return null;
    if (event.altKey) return false;
    if (this.marked && this.takeMarked(key)) return null;
    if (/^[1-9]$/.test(key)) return this.choose(Number(key) - 1);
    const acts = {
      j: () => this.go(this.at + 1), ArrowDown: () => this.go(this.at + 1), k: () => this.go(this.at - 1), ArrowUp: () => this.go(this.at - 1),
      n: () => this.nextOpen(1), N: () => this.nextOpen(-1), u: () => this.undo(), U: () => this.redo(),
      x: () => this.act("clear"), s: () => this.act("skip"), c: () => this.comment(), g: () => this.toggle("guide"), "?": () => this.toggle("keys"),
      "[": () => this.step(-1), "]": () => this.step(1), t: () => this.beginWords(), a: () => this.endJoin(), Escape: () => this.leave(),
    };
    return acts[key] ? acts[key]() ?? null : false;
  }

  act(action) {
    const unit = this.units[this.at];
    if (!unit || this.isBlocked()) return;
    this.decide(unit, { action });
    if (action === "skip") this.go(this.at + 1);
  }

  takeWords(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by && event.altKey) this.moveLetters(by);
    else if (by) this.moveWords(by, event.shiftKey);
    return Boolean(by);
  }

  takeMarked(key) {
    if (SPAN_KEYS[key]) this.join(SPAN_KEYS[key]);
    else if (/^[1-9]$/.test(key)) this.claim(Number(key) - 1);
    else if (key === "a" || key === "Enter") this.endJoin();
    else return false;
    return true;
  }

  endJoin() {
    this.joined = null;
    this.tell("The next words begin a new attribution.");
    this.nodes.forEach((place) => this.drawMarks(place));
  }

  leave() {
    this.keys.hidden = this.guide.hidden = true;
    this.words = this.joined = null;
    this.nodes.forEach((place) => this.drawMarks(place));
    this.unmark();
    this.tell("");
  }

  // -- what is saved

  showStatus() {
    const sheets = this.page.sheets;
    const total = sheets.reduce((sum, sheet) => sum + sheet.units.length, 0);
    const openCounts = sheets.map((sheet) => this.countOpen(sheet));
    const done = total - openCounts.reduce((sum, open) => sum + open, 0);
    this.count.textContent = `${done} of ${total}`;
    this.progress.setAttribute("aria-valuemax", total);
    this.progress.setAttribute("aria-valuenow", done);
    this.progress.firstChild.style.width = `${total ? (100 * done) / total : 0}%`;
    const option = this.picker.options[this.wanted];
    if (option) option.textContent = `${openCounts[this.wanted] ? "" : "✓ "}${sheets[this.wanted].article}`;
    const { failure, waiting } = this.outbox;
    this.status.textContent = failure ? `NOT SAVED: ${waiting.size}` : waiting.size ? "saving …" : "saved";
    this.root.classList.toggle("failing", Boolean(failure));
    if (!failure) { this.alarm.hidden = true; return; }
    this.alarm.hidden = false;
    this.alarm.tabIndex = -1;
    const copy = make("button", { type: "button", text: "copy them", on: { click: () => navigator.clipboard?.writeText([...waiting.values()].map((e) => JSON.stringify(e)).join("\n")) } });
    const again = make("button", { type: "button", text: "try again now", on: { click: () => this.outbox.send() } });
    this.alarm.replaceChildren(
      make("b", { text: `Not saved: ${failure.reason}. ` }), `${failure.mend ?? ""} ${failure.file ?? ""} `,
      `${waiting.size} decision${waiting.size === 1 ? " is" : "s are"} kept in this page, and saved as soon as that is possible; until then you cannot go on. `, again, copy);
  }
}

export default {
  render({ model, el }) {
    const root = make("div");
    el.append(root);
    const page = new Page(model, root);
    return () => page.close();
  },
};
