// Stands in for a notebook's kernel: messages of the annotator's page go to the server
// that this page came from, with the token that stood behind the # of its address.
import annotator from "./annotator.js";

const token = location.hash.slice(1);
const root = document.getElementById("stancebook");

async function ask(message) {
  const answer = await fetch("/answer", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Token": token },
    body: JSON.stringify(message),
  }).catch(() => { throw new Error("stancebook annotate does not answer; start it again"); });
  if (answer.status === 403) throw new Error("the address is not that of this run; take the one in the terminal");
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
  return answer.json();
}

class Model {
  constructor(page) {
    this.page = page;
    this.ears = new Set();
  }

  get(name) {
    return this[name];
  }

  on(name, act) {
    if (name === "msg:custom") this.ears.add(act);
  }

  off(name, act) {
    this.ears.delete(act);
  }

  async send(message) {
    const reply = await ask(message);
    this.ears.forEach((act) => act(reply));
  }
}

// A notebook says if it is dark; here the screen does, and the style asks the same mark.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => { document.body.dataset.jpThemeLight = String(!dark.matches); };
dark.addEventListener("change", follow);
follow();

try {
  annotator.render({ model: new Model(await ask({ kind: "page" })), el: root });
} catch (error) {
  root.textContent = `This page cannot be shown: ${error.message}.`;
}
