"""The annotator's page in a real browser: keys, spans, failures, hostile text."""

import json
from pathlib import Path
from typing import Any

import pytest

from stancebook.labels import read_annotations
from stancebook.ledger import locked
from tests.browser.conftest import cut

pytestmark = pytest.mark.browser

DAM = ("The dam is a disgrace.", "“The dam holds,” Ana Prus said.", "By Ana Prus")


def values(log: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(e["layer"], e["value"]) for e in log if e["action"] == "set"]


def test_labels_by_keyboard_are_in_the_log(open_desk: Any) -> None:
    """Digits decide, the page goes on by itself, and each decision is one line."""
    desk = open_desk(cut(*DAM))
    desk.press("1", "1", "2", "3", "4", "4")
    desk.wait_saved()

    assert [
        ("voice", "editorial"),
        ("stance", "against"),
        ("voice", "reported"),
        ("stance", "favor"),
        ("voice", "credit"),
        ("stance", "unrelated"),
    ] == values(desk.log)
    assert "6 of 6" == desk.page.text_content(".count")


def test_each_line_says_what_was_asked_and_how_long_it_took(open_desk: Any) -> None:
    """An event carries its paragraph's hash, the codebook's version and the seconds."""
    desk = open_desk(cut(*DAM))
    desk.press("1")
    desk.wait_saved()
    event = desk.log[0]

    assert ("dam#0", "ana", "1.1") == (
        event["paragraph"],
        event["annotator"],
        event["codebook_version"],
    )
    assert 64 == len(event["sha256"])
    assert event["seconds"] >= 0


def test_undo_and_redo_have_no_end(open_desk: Any) -> None:
    """What was decided goes step by step, and comes back, in the log as on the page."""
    desk = open_desk(cut(*DAM))
    desk.press("1", "1", "2", "u", "u", "u", "u", "U", "U")
    desk.wait_saved()
    state = desk.page.eval_on_selector_all(
        "[aria-checked=true]", "nodes => nodes.map(node => node.dataset.label)"
    )

    assert ["set"] * 3 + ["undo"] * 3 + ["redo"] * 2 == [e["action"] for e in desk.log]
    assert ["editorial", "against"] == state


def test_a_reload_goes_on_where_the_log_ends(open_desk: Any) -> None:
    """The first open question is in front, and what was decided is marked."""
    desk = open_desk(cut(*DAM))
    desk.press("1", "2")
    desk.wait_saved()
    desk.page.reload()
    desk.page.wait_for_selector(".unit.current")
    current = desk.page.get_attribute(".unit.current", "data-unit")

    assert ["voice", "dam#1"] == json.loads(str(current))[:2]
    assert "2 of 6" == desk.page.text_content(".count")


def test_clear_skip_and_comment(open_desk: Any) -> None:
    """A label can be taken away, a question put off, and a note added."""
    desk = open_desk(cut(*DAM))
    desk.press("1", "k", "x", "s", "c")
    desk.page.keyboard.type("irony <b>?</b>")
    desk.press("Enter")
    desk.wait_saved()

    assert ["set", "clear", "skip", "comment"] == [e["action"] for e in desk.log]
    assert "irony <b>?</b>" == desk.log[-1]["note"]
    assert "✎ irony <b>?</b>" == desk.page.text_content(".note")


def test_next_open_goes_round(open_desk: Any) -> None:
    """`n` finds what was left, also before where one is, and says when all is done."""
    desk = open_desk(cut(DAM[0]), layers=["voice", "stance"])
    desk.press("s", "1", "n", "1", "n")
    desk.wait_saved()

    assert "Everything that was asked is decided." == desk.page.text_content(".notice")
    assert 2 == len(values(desk.log))


def test_origin_is_typed(open_desk: Any) -> None:
    """A wire or a source gets its name, and Escape takes nothing."""
    desk = open_desk(cut(DAM[0]), layers=["origin"])
    desk.press("2")
    desk.page.keyboard.type("TASS")
    desk.press("Escape", "2")
    desk.page.keyboard.type("Reuters")
    desk.press("Enter")
    desk.wait_saved()

    assert [("origin", "wire:Reuters")] == values(desk.log)


SELECT = """([start, end]) => {
    const text = document.querySelector('.text');
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const find = (offset) => {
        walk.currentNode = text;
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            if (offset <= node.length) return [node, offset];
            offset -= node.length;
        }
    };
    getSelection().setBaseAndExtent(...find(start), ...find(end));
    return getSelection().toString();
}"""
HARD = {
    "emoji": ("She said 👩‍👩‍👧 “yes 🎉🎉” and left.", "“yes 🎉🎉”"),
    "combining": ("Посо\u0301л заявил: всё ё\u0308 плохо.", "всё ё\u0308 плохо"),
    "right-to-left": ("قال السفير إن السد آمن تماما.", "السد آمن"),
    "mixed directions": ("He said שלום לכולם to them 🙂 all.", "שלום לכולם to them 🙂"),
    "line break": ("One line said\nthat the dam\tholds.", "said\nthat the dam\tholds"),
    "markup": ("<b>He</b> said &amp; <i>left</i>.", "&amp; <i>left</i>"),
}


@pytest.mark.parametrize("case", HARD)
def test_a_quote_is_what_was_selected(open_desk: Any, case: str) -> None:
    """Offsets count code points; the stored quote equals the words on the screen."""
    text, quote = HARD[case]
    desk = open_desk(cut(text), layers=["attribution", "claims"])
    before = text.index(quote)
    units = len(text[:before].encode("utf-16-le")) // 2
    span = [units, units + len(quote.encode("utf-16-le")) // 2]
    shown = desk.page.evaluate(SELECT, span)
    desk.press("e")
    desk.wait_saved()
    [content] = json.loads(desk.log[0]["value"])["content"]

    assert quote == shown == content["text"]
    assert quote == text[content["start"] : content["end"]]


def test_an_attribution_is_joined_from_its_parts(open_desk: Any) -> None:
    """Source, cue and a content in two pieces are one attribution, by keyboard."""
    text = "“The dam holds,” Prus said, “today.”"
    desk = open_desk(cut(text), layers=["voice", "attribution", "claims"])
    desk.press("t", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    desk.press("Shift+ArrowRight", "Shift+ArrowRight", "e")
    desk.press("ArrowRight", "q", "ArrowRight", "w")
    desk.press("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    desk.press("Shift+ArrowRight", "e", "Escape")
    desk.wait_saved()
    value = json.loads(desk.log[-1]["value"])
    parts = {p: [s["text"] for s in value[p]] for p in ("source", "cue", "content")}

    assert {
        "source": ["Prus"],
        "cue": ["said"],
        "content": ["“The dam holds,”", "“today.”"],
    } == parts
    assert "direct" == value["kind"]
    assert 1 == len({event["item"] for event in desk.log})


def test_a_claim_is_marked_and_removed(open_desk: Any) -> None:
    """Marked words with a digit are a claim; what is removed is gone from the state."""
    desk = open_desk(cut(DAM[0]), layers=["voice", "claims"])
    desk.press("t", "Shift+ArrowRight", "4", "Escape")
    desk.page.check("text=worth checking")
    desk.page.click("text=remove")
    desk.wait_saved()

    assert ["set", "set", "clear"] == [event["action"] for event in desk.log]
    assert ("The dam", "value", 0, 7, True) == tuple(
        desk.log[1][part] for part in ("quote", "value", "start", "end", "check_worthy")
    )
    assert 0 == desk.page.locator(".span").count()


def test_nothing_in_an_article_runs(open_desk: Any) -> None:
    """Mark-up and scripts in texts, titles and notes are shown as text."""
    bad = (
        "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
        '"><svg onload=alert(1)>'
    )
    desk = open_desk(cut(bad, bad))
    desk.press("c")
    desk.page.keyboard.type(bad)
    desk.press("Enter")
    desk.wait_saved()
    desk.page.reload()
    desk.page.wait_for_selector(".unit.current")

    assert None is desk.page.evaluate("window.ran ?? null")
    assert bad == desk.page.text_content(".text")
    assert 0 == desk.page.locator(".body img, .body script, .body svg").count()


@pytest.mark.parametrize("cause", ["folder gone", "lock held", "log is a folder"])
def test_a_failed_save_is_loud_blocks_and_comes_good(
    open_desk: Any, tmp_path: Path, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so, stays where it is, and saves when the cause is gone, once."""
    monkeypatch.setattr("stancebook.journal.PATIENCE", 0.2)
    desk = open_desk(cut(*DAM))
    folder = tmp_path / "labels" / "annotations"
    if cause == "folder gone":
        folder.rename(tmp_path / "moved")
    elif cause == "log is a folder":
        (folder / "ana.jsonl").mkdir()
    lock = locked(folder, ".ana.lock")
    if cause == "lock held":
        lock.__enter__()
    desk.press("1")
    desk.page.wait_for_selector(".alarm:not([hidden])")
    before = desk.page.get_attribute(".unit.current", "data-unit")
    desk.press("j", "2", "n", "]", "u")
    after = desk.page.get_attribute(".unit.current", "data-unit")
    alarm = desk.page.text_content(".alarm")
    if cause == "folder gone":
        (tmp_path / "moved").rename(folder)
    elif cause == "log is a folder":
        (folder / "ana.jsonl").rmdir()
    else:
        lock.__exit__(None, None, None)
    desk.page.wait_for_selector(".alarm[hidden]", state="attached")
    desk.wait_saved()

    assert "Not saved" in str(alarm)
    assert "1 decision is kept in this page" in str(alarm)
    assert before == after
    assert [("voice", "editorial")] == values(desk.log)


def test_a_decision_outlives_the_page_and_the_server(
    open_desk: Any,
) -> None:
    """What could not be saved is kept by the browser and saved by the next page."""
    desk = open_desk(cut(*DAM))
    desk.press("1")
    desk.wait_saved()
    desk.context.set_offline(True)
    desk.press("2")
    desk.page.wait_for_selector(".alarm:not([hidden])", timeout=9000)
    kept = desk.page.evaluate("Object.entries(localStorage)")
    again = open_desk(cut(*DAM))
    again.page.evaluate("kept => kept.forEach(e => localStorage.setItem(...e))", kept)
    again.page.reload()
    again.page.wait_for_selector(".unit.current")
    again.wait_saved()

    assert [("voice", "editorial"), ("stance", "neutral")] == values(again.log)
    assert {} == again.page.evaluate("({...localStorage})")


def test_two_people_at_once_do_not_see_each_other(open_desk: Any) -> None:
    """Two browsers on one folder write two logs, and neither shows the other's."""
    ana, ben = open_desk(cut(*DAM)), open_desk(cut(*DAM), "ben")
    for _ in range(3):
        ana.press("1")
        ben.press("2")
    ana.wait_saved()
    ben.wait_saved()
    ben.page.reload()
    ben.page.wait_for_selector(".unit.current")
    shown = ben.page.eval_on_selector_all(
        "[aria-checked=true]", "nodes => nodes.map(node => node.dataset.label)"
    )

    assert {"ana": 3, "ben": 3} == {
        name: sum(event["annotator"] == name for event in ana.log)
        for name in ("ana", "ben")
    }
    assert ["reported", "neutral", "reported"] == shown


def test_two_pages_of_one_person_lose_and_double_nothing(open_desk: Any) -> None:
    """The same annotator in two windows: all decisions of both are there, once."""
    first, second = open_desk(cut(*DAM)), open_desk(cut(*DAM))
    first.press("1")
    second.press("j", "2")
    first.wait_saved()
    second.wait_saved()
    first.press("j", "3")
    first.wait_saved()
    ids = [event["event"] for event in first.log]

    assert 3 == len(ids) == len(set(ids))


def test_suggestions_come_on_half_of_the_units(open_desk: Any) -> None:
    """A model's label is marked on some units, logged on all, and decides nothing."""
    paragraphs = cut(*(f"The dam number {n} holds." for n in range(12)))
    voices = paragraphs[["paragraph"]].assign(voice="mixed", origin="publisher")
    desk = open_desk(paragraphs, layers=["voice"], voices=voices, suggest=True)
    hints = desk.page.locator(".hint").count()
    desk.press(*["1"] * 12)
    desk.wait_saved()

    assert 2 <= hints <= 10
    assert hints == sum(event["shown"] for event in desk.log)
    assert {"mixed"} == {event["suggestion"] for event in desk.log}
    assert {"editorial"} == {event["value"] for event in desk.log}


def test_votes_stand_side_by_side_for_an_adjudicator(
    open_desk: Any, tmp_path: Path
) -> None:
    """Only what is disputed is asked; names are hidden; decisions get their own log."""
    for name, second in (("ana", "1"), ("ben", "2")):
        reader = open_desk(cut(*DAM), name, layers=["voice"])
        reader.press("1", second, "4")
        reader.wait_saved()
    votes = read_annotations(tmp_path / "labels")
    judge = open_desk(cut(*DAM), "eva", layers=["voice"], votes=votes)
    shown = sorted(judge.page.locator(".vote").all_text_contents())
    body = judge.page.text_content("body")
    judge.press("2")
    judge.page.select_option(".unit select", "codebook unclear")
    judge.wait_saved()
    own = [event for event in judge.log if event["annotator"] == "eva"]

    assert "1 of 1" == judge.page.text_content(".count")
    assert ["A", "B"] == [vote[0] for vote in shown]
    assert ["editorial", "reported"] == sorted(vote[2:] for vote in shown)
    assert "ben" not in str(body)
    assert "codebook unclear" == own[-1]["reason"]
    assert (tmp_path / "labels" / "adjudications" / "eva.jsonl").exists()
    assert 3 == len(
        (tmp_path / "labels" / "annotations" / "ana.jsonl").open().readlines()
    )


def test_guide_and_keys_open_and_close(open_desk: Any) -> None:
    """`g` shows what the labels mean, `?` the keys, Escape closes both."""
    desk = open_desk(cut(*DAM))
    desk.press("g")
    guide = desk.page.text_content("aside:not([hidden])")
    desk.press("Escape", "?")
    keys = desk.page.text_content("aside:not([hidden])")
    desk.press("Escape")

    assert "The publisher speaks for itself" in str(guide)
    assert "next, previous open question" in str(keys)
    assert 0 == desk.page.locator("aside:not([hidden])").count()


def test_every_control_has_a_name_and_a_role(open_desk: Any) -> None:
    """Screen readers get groups with names, radios with states, and a live status."""
    desk = open_desk(cut(*DAM))
    desk.press("1")
    desk.wait_saved()
    nameless = desk.page.evaluate(
        """() => [...document.querySelectorAll('button, select, [role=radiogroup]')]
        .filter(node => !(node.getAttribute('aria-label') || node.textContent.trim()))
        .length"""
    )
    group = desk.page.get_by_role("radiogroup", name="voice").first

    assert 0 == nameless
    assert 1 == group.get_by_role("radio", checked=True).count()
    assert "saved" == desk.page.get_by_role("status").first.text_content()


CONTRAST = """() => {
    const parse = (c) => c.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        .reduce((sum, v, n) => sum + v * [.2126, .7152, .0722][n], 0);
    const ground = (node) => {
        for (; node; node = node.parentElement) {
            const c = parse(getComputedStyle(node).backgroundColor);
            if (c.length < 4 || c[3] > 0) return c;
        }
        return [255, 255, 255];
    };
    const poor = [];
    for (const node of document.querySelectorAll('.stancebook-annotator *')) {
        const own = [...node.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        if (!own || !node.checkVisibility()) continue;
        const [a, b] = [parse(getComputedStyle(node).color), ground(node)].map(light);
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        if (ratio < 4.5) poor.push([node.className, node.textContent, ratio]);
    }
    return poor;
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_weak_eyes_can_read_it(open_desk: Any, theme: str) -> None:
    """Every text has a contrast of 4.5 to 1 at least (WCAG 2.2, AA)."""
    desk = open_desk(cut(*DAM))
    desk.press("1", "c")
    desk.page.keyboard.type("note")
    desk.press("Enter", "t", "e", "Escape", "?")
    desk.wait_saved()
    if theme == "dark":
        desk.page.evaluate("document.body.dataset.jpThemeLight = 'false'")

    assert [] == desk.page.evaluate(CONTRAST)


def test_the_page_follows_the_screen(open_desk: Any) -> None:
    """Where the screen is dark the page is, and it changes with it."""
    desk = open_desk(cut(*DAM))
    ground = "getComputedStyle(document.querySelector('.stancebook-annotator'))"
    found = []
    for scheme in ("dark", "light"):
        desk.page.emulate_media(color_scheme=scheme)
        is_light = str(scheme == "light").lower()
        desk.page.wait_for_selector(f"body[data-jp-theme-light={is_light}]")
        found.append(desk.page.evaluate(f"{ground}.backgroundColor"))

    assert ["rgb(29, 26, 22)", "rgb(255, 255, 255)"] == found


def test_a_long_article_answers_each_key_at_once(open_desk: Any) -> None:
    """With 20,000 words a key takes under 50 ms (median), drawing included."""
    texts = [f"Paragraph {n} says: " + "the dam holds still " * 12 for n in range(400)]
    desk = open_desk(cut(*texts))
    took = []
    for _ in range(30):
        start = desk.page.evaluate("performance.now()")
        desk.press("1")
        end = desk.page.evaluate(
            "new Promise(done => requestAnimationFrame("
            "() => setTimeout(() => done(performance.now()))))"
        )
        took.append(end - start)
    desk.wait_saved()

    assert 30 == len(desk.log)
    assert sorted(took)[15] < 50


def test_nothing_is_fetched_from_elsewhere(open_desk: Any) -> None:
    """The page asks its own server alone."""
    desk = open_desk(cut(*DAM))
    hosts = []
    desk.page.on("request", lambda request: hosts.append(request.url))
    desk.page.reload()
    desk.page.wait_for_selector(".unit.current")

    assert hosts
    assert all(url.startswith(f"http://127.0.0.1:{desk.server.port}/") for url in hosts)


AGAIN = """async (page) => {
    const annotator = (await import('/annotator.js')).default;
    const ears = new Set();
    const model = {
        get: () => page,
        on: (_, act) => ears.add(act),
        off: (_, act) => ears.delete(act),
        send: async (message) => {
            const headers = {'X-Token': location.hash.slice(1)};
            const body = JSON.stringify(message);
            const reply = await fetch('/answer', {method: 'POST', headers, body});
            const said = await reply.json();
            ears.forEach(act => act(said));
        },
    };
    const el = document.createElement('div');
    el.id = 'again';
    document.body.replaceChildren(el);
    annotator.render({model, el});
}"""


def test_a_page_drawn_anew_shows_what_was_decided_since(open_desk: Any) -> None:
    """A notebook that draws an output again, from an old model, loses no label."""
    desk = open_desk(cut(*DAM))
    old = desk.server.desk.page
    desk.press("1", "1")
    desk.wait_saved()
    desk.page.evaluate(AGAIN, json.loads(json.dumps(old)))
    desk.page.wait_for_selector("#again .unit.current")

    assert [] == old["events"]
    assert "2 of 6" == desk.page.text_content("#again .count")
