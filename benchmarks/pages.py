"""Pages as ten content systems write them, made up by this benchmark's own author."""
# ruff: noqa: E501 - lines of mark-up, and of languages with long words

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

__all__ = ["LATER", "TEMPLATES", "Made", "make_pages"]

Block = tuple[str, str]
CORPUS = Path(__file__).parent.parent / "corpus" / "articles.jsonl"
SEED = 20261126
FURNITURE = (
    "We use cookies and similar tools to give you the best experience on our site.",
    "Sign up for our morning letter and never miss a story from the coast again.",
    "Seven harbours that you should see before the winter, says our travel desk.",
    "Reader Olaf: this is the worst thing that I have read in this paper all year.",
    "Copyright. All rights reserved. No part of this page may be printed elsewhere.",
    "The cod is back, and the price of it falls in every port of the northern coast.",
)
HEADINGS = ("What is known so far", "Who pays for it", "How it came to this")
QUOTES = (
    "We were told for nine years that it could not be done, and then it was done.",
    "Nobody asked the people of the islands, and nobody will ask them next time.",
)
CAPTIONS = (
    "The old quay, seen from the north mole on a day without wind. Photo: E. Strand",
    "Members of the board on their way to the vote. Picture: Lund/Archive",
)
POST = "They said it was impossible, and here we are, counting the ships again."
FILM = "https://www.youtube.com/embed/Qx7harbour1"
OTHERS = {
    "de": (
        "Die Fähre bleibt im Hafen",
        "Der Bürgermeister sagte am Freitag, dass die Fähre zur Insel nicht vor dem Sommer"
        " fahren wird. Die Stadt hat kein Geld für eine neue Brücke.",
        "Im Rat ist man sich nicht einig, wie es mit der Insel und ihren Bewohnern weiter"
        " gehen soll, und die Reederei schweigt zu der Frage.",
        "Viele Händler haben ihre Läden geschlossen. Sie wollen erst im Mai wieder öffnen,"
        " wenn die ersten Gäste auf die Insel kommen.",
    ),
    "fr": (
        "Le ferry reste au port",
        "Le maire a dit vendredi que le ferry ne partira pas avant l'été. La ville n'a pas"
        " d'argent pour un nouveau pont, et les élus sont divisés.",
        "Les commerçants de l'île ont fermé leurs portes. Ils espèrent rouvrir au mois de"
        " mai, quand les premiers visiteurs arriveront sur le quai.",
        "La compagnie n'a pas voulu répondre à nos questions sur la date de la reprise, et"
        " son directeur est en voyage.",
    ),
    "es": (
        "El transbordador se queda en el puerto",
        "El alcalde dijo el viernes que el transbordador no saldrá antes del verano. La"
        " ciudad no tiene dinero para un puente nuevo y los concejales discuten.",
        "Los comerciantes de la isla cerraron sus tiendas y esperan abrir en mayo, cuando"
        " lleguen los primeros visitantes al muelle.",
        "La compañía no quiso responder a las preguntas sobre la fecha, y su director está"
        " de viaje por el sur del país.",
    ),
    "zh": (
        "渡轮停在港口",
        "市长星期五说，渡轮在夏天之前不会开航。市政府没有钱建新桥，议员们也没有就下一步达成一致。",
        "岛上的商人关闭了店铺，希望五月重新开业，那时第一批游客将来到码头。",
        "航运公司没有回答关于日期的问题，公司经理正在外地出差，下星期才会回来。",
    ),
    "ar": (
        "العبارة تبقى في الميناء",
        "قال رئيس البلدية يوم الجمعة إن العبارة لن تبحر قبل الصيف. ليس لدى المدينة مال لبناء"
        " جسر جديد، ولم يتفق أعضاء المجلس على ما يجب فعله بعد ذلك.",
        "أغلق التجار في الجزيرة محلاتهم على أمل أن تفتح من جديد في مايو، عندما يصل أول"
        " الزوار إلى الرصيف الذي كان خاليا منذ الخريف.",
        "لم ترد الشركة على الأسئلة عن الموعد، وقال موظف فيها إن المدير في سفر إلى الجنوب.",
    ),
    "pl": (
        "Prom zostaje w porcie",
        "Burmistrz powiedział w piątek, że prom nie wypłynie przed latem. Miasto nie ma"
        " pieniędzy na nowy most, a radni nie mogą się porozumieć.",
        "Kupcy na wyspie zamknęli sklepy i mają nadzieję, że otworzą je w maju, gdy na"
        " nabrzeże przyjadą pierwsi goście.",
        "Firma nie odpowiedziała na pytania o termin, a jej dyrektor jest w podróży i wróci"
        " za tydzień.",
    ),
    "uk": (
        "Пором залишається в порту",
        "Міський голова сказав у п’ятницю, що пором не вийде до літа. Місто не має грошей на"
        " новий міст, і депутати не можуть домовитися.",
        "Торговці на острові зачинили крамниці й сподіваються відкрити їх у травні, коли"
        " приїдуть перші гості.",
        "Компанія не відповіла на запитання про дату, а її директор у подорожі.",
    ),
}
RUSSIAN = (
    (
        "Рейсы на остров Тихий отменены до лета",
        "МОСКВА, 12 марта. /ТАСС/. Рейсы на остров Тихий отменены до лета, сообщила"
        " журналистам официальный представитель порта Мария Орлова.",
        "«Мы не можем рисковать людьми. Лед еще слишком толстый», — заявила Орлова на"
        " брифинге в четверг.",
        "По словам мэра Ивана Седова, город не получит денег на новый причал. Вопрос решат"
        " в апреле.",
        "На острове живут 400 человек. Зимой продукты доставляют вертолетом.",
    ),
    (
        "Ледоколы вышли на помощь рыбакам",
        "МУРМАНСК, 3 февраля. /ТАСС/. Два ледокола вышли на помощь рыбакам, которых"
        " отрезало от берега, сообщили в областном управлении МЧС.",
        "«Связь со всеми судами есть, люди в безопасности», — сказал начальник смены Павел"
        " Громов.",
        "Как сообщает пресс-служба порта, первый ледокол подойдет к судам в субботу утром.",
        "В прошлом году из-за льда в этом районе стояли семь судов.",
    ),
    (
        "Музей маяков откроют в мае",
        "КАЛИНИНГРАД, 20 апреля. /ТАСС/. Музей маяков откроют в мае, рассказал директор"
        " музея Олег Тарасов.",
        "«Здесь будут линзы, фонари и письма смотрителей», — отметил Тарасов.",
        "По данным министерства культуры, на ремонт ушло два года.",
        "Вход в первый месяц будет свободным для детей и пенсионеров.",
    ),
)


@dataclass(frozen=True)
class Made:
    """A page, the template's name, its blocks in order, and what it says of itself."""

    template: str
    html: str
    blocks: list[Block]
    about: dict[str, str]


@dataclass(frozen=True)
class _Parts:
    """What a template makes: the body, each block by its own mark-up, and the page."""

    block: Callable[[str, str], str]
    page: Callable[[str, dict[str, str]], str]
    lead: bool = False  # its lead picture and standfirst stand outside the body


def _head(about: dict[str, str], more: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="{about["declared"]}"><head><meta charset="utf-8">'
        f"<title>{escape(about['title'])} - {escape(about['outlet'])}</title>{more}</head>"
    )


def _og(about: dict[str, str]) -> str:
    tags = {
        "og:title": about["title"],
        "og:site_name": about["outlet"],
        "og:url": about["url"],
        "article:published_time": f"{about['published']}T08:30:00+00:00",
        "article:author": about["author"],
    }
    made = (f'<meta property="{k}" content="{escape(v)}">' for k, v in tags.items())
    link = f'<link rel="canonical" href="{about["url"]}">'
    return link + "".join(made) + f'<meta name="author" content="{about["author"]}">'


def _ld(about: dict[str, str]) -> str:
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": about["title"],
        "datePublished": f"{about['published']}T08:30:00+00:00",
        "author": [{"@type": "Person", "name": about["author"]}],
        "publisher": {"@type": "Organization", "name": about["outlet"]},
        "mainEntityOfPage": about["url"],
    }
    script = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    return script + f'<link rel="canonical" href="{about["url"]}">'


def _tweet(text: str) -> str:
    return (
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{escape(text)}</p>'
        '&mdash; Port Watch (@portwatch) <a href="https://twitter.com/p/status/1">March'
        ' 1, 2024</a></blockquote><script async src="https://platform.twitter.com/w.js">'
        "</script>"
    )


def _plain(kind: str, text: str) -> str:
    t = escape(text)
    return {
        "text": f"<p>{t}</p>",
        "heading": f"<h2>{t}</h2>",
        "quote": f"<blockquote><p>{t}</p></blockquote>",
        "list": f"<ul><li>{t}</li></ul>",
        "caption": f'<figure><img src="a.jpg" alt=""><figcaption>{t}</figcaption></figure>',
        "post": _tweet(text),
        "film": f'<iframe width="560" height="315" src="{t}" allowfullscreen></iframe>',
    }[kind]


def _wordpress(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "caption": '<figure id="attachment_7" class="wp-caption alignnone"><img src="a.jpg">'
        f'<figcaption class="wp-caption-text">{t}</figcaption></figure>',
        "quote": f'<blockquote class="wp-block-quote"><p>{t}</p></blockquote>',
        "post": '<figure class="wp-block-embed is-provider-twitter"><div class='
        f'"wp-block-embed__wrapper">{_tweet(text)}</div></figure>',
        "film": '<figure class="wp-block-embed is-type-video"><div class='
        f'"wp-block-embed__wrapper"><iframe src="{t}"></iframe></div></figure>',
    }
    return wrapped.get(kind) or _plain(kind, text)


def _drupal(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "caption": '<div class="media media--image"><img src="a.jpg"><div class='
        f'"field field--name-field-caption image-caption">{t}</div></div>',
        "film": f'<div class="video-embed-field-responsive-video"><iframe src="{t}">'
        "</iframe></div>",
        "heading": f"<h3>{t}</h3>",
    }
    return wrapped.get(kind) or _plain(kind, text)


def _breaks(kind: str, text: str) -> str:
    t = escape(text)
    inline = {
        "text": f"{t}<br><br>",
        "heading": f"<b>{t}</b><br /><br />",
        "list": f"- {t}<br><br>",
        "caption": f'<img src="a.jpg"><br><span class="photo-caption">{t}</span><br><br>',
    }
    return inline.get(kind) or f"{_plain(kind, text)}<br><br>"


def _divs(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "text": f'<div class="css-1x2y">{t}</div>',
        "caption": f'<div class="css-9k"><img src="a.jpg"><div class="css-caption">{t}</div>'
        "</div>",
        "film": f'<div class="css-player"><iframe src="{t}"></iframe></div>',
    }
    return wrapped.get(kind) or _plain(kind, text)


def _amp(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "caption": '<figure><amp-img src="a.jpg" width="4" height="3"></amp-img>'
        f"<figcaption>{t}</figcaption></figure>",
        "post": '<amp-twitter data-tweetid="1" width="4" height="3"><blockquote placeholder>'
        f"{t} — Port Watch (@portwatch) March 1, 2024</blockquote></amp-twitter>",
        "film": f'<amp-youtube data-videoid="{t.rpartition("/")[2]}"></amp-youtube>',
    }
    return wrapped.get(kind) or _plain(kind, text)


def _news(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "text": f'<p class="article-text" data-component="text">{t}</p>',
        "caption": '<div class="article-image"><picture><img src="a.jpg"></picture>'
        f'<p class="article-image__caption">{t}</p></div>',
        "quote": f'<blockquote class="article-quote">{t}</blockquote>',
        "heading": f'<h2 class="article-subheading"><strong>{t}</strong></h2>',
    }
    return wrapped.get(kind) or _plain(kind, text)


def _blogger(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "caption": '<table class="tr-caption-container"><tbody><tr><td><img src="a.jpg"></td>'
        f'</tr><tr><td class="tr-caption">{t}</td></tr></tbody></table>',
        "heading": f"<p><b>{t}</b></p>",
        "quote": f'<blockquote class="tr_bq">{t}</blockquote>',
    }
    return wrapped.get(kind) or _plain(kind, text)


def _ghost(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "caption": '<figure class="kg-card kg-image-card kg-card-hascaption"><img src="a.jpg">'
        f"<figcaption><span>{t}</span></figcaption></figure>",
        "film": f'<figure class="kg-card kg-embed-card"><iframe src="{t}"></iframe></figure>',
        "post": f'<figure class="kg-card kg-embed-card">{_tweet(text)}</figure>',
    }
    return wrapped.get(kind) or _plain(kind, text)


def _tabloid(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "caption": f'<p class="imageCaption">{t}</p>',
        "film": f'<div class="vjs-video-container"><iframe src="{t}"></iframe></div>',
        "heading": f"<h4>{t}</h4>",
        "quote": f'<div class="embed-quote"><blockquote>{t}</blockquote></div>',
    }
    return wrapped.get(kind) or _plain(kind, text)


def _around(body: str, before: str = "", after: str = "") -> str:
    """Put an article among what every site has around it."""
    cookie, letter, travel, reader, rights, cod = map(escape, FURNITURE)
    return (
        f'<body><div id="cookie-banner" class="cookie-consent"><p>{cookie}</p>'
        "<button>Accept</button></div><header><nav><ul><li><a href='/'>Home</a></li>"
        f"<li><a href='/w'>World</a></li></ul></nav></header>{before}{body}{after}"
        f'<div class="newsletter-signup"><p>{letter}</p></div><section class="related-posts">'
        f'<h3>Related</h3><ul><li><a href="/t">{travel}</a></li></ul></section>'
        '<div id="comments" class="comments-area"><ol class="comment-list"><li class='
        f'"comment"><p>{reader}</p></li></ol></div><aside class="sidebar"><h3>Most read'
        f'</h3><ul><li><a href="/c">{cod}</a></li></ul></aside><footer><p>{rights}</p>'
        "</footer></body></html>"
    )


def _title(about: dict[str, str]) -> str:
    return f"<h1>{escape(about['title'])}</h1>"


def _standard(opening: str, closing: str, meta: Callable[[dict[str, str]], str]):  # type: ignore[no-untyped-def]
    def page(body: str, about: dict[str, str]) -> str:
        lead = about.get("lead", "")
        whole = (
            f"<article><header>{_title(about)}</header>{lead}{opening}{body}{closing}"
        )
        return _head(about, meta(about)) + _around(f"<main>{whole}</article></main>")

    return page


def _bare(body: str, about: dict[str, str]) -> str:
    table = f'<table><tr><td class="story">{_title(about)}{body}</td></tr></table>'
    return _head(about, _og(about)) + _around(table)


def _app(body: str, about: dict[str, str]) -> str:
    whole = f'<div id="root"><div class="css-a">{_title(about)}<div>{body}</div></div></div>'
    return _head(about, _ld(about)) + _around(whole)


TEMPLATES: dict[str, _Parts] = {
    "wordpress": _Parts(
        _wordpress,
        _standard('<div class="entry-content">', "</div>", lambda a: _og(a) + _ld(a)),
        lead=True,
    ),
    "drupal": _Parts(
        _drupal,
        _standard('<div class="node__content field--name-body">', "</div>", _og),
    ),
    "breaks": _Parts(_breaks, _bare),
    "divs": _Parts(_divs, _app),
    "amp": _Parts(
        _amp, _standard('<div class="article-body">', "</div>", _ld), lead=True
    ),
    "news": _Parts(
        _news,
        _standard('<div itemprop="articleBody">', "</div>", lambda a: _og(a) + _ld(a)),
        lead=True,
    ),
    "blogger": _Parts(
        _blogger, _standard('<div class="post-body entry-content">', "</div>", _og)
    ),
    "ghost": _Parts(
        _ghost, _standard('<section class="gh-content">', "</section>", _ld)
    ),
    "tabloid": _Parts(
        _tabloid, _standard('<div class="article__content">', "</div>", _ld), lead=True
    ),
    "plain": _Parts(_plain, _standard("<div>", "</div>", _og)),
}


def _modules(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "text": f'<p class="Body_p__a1">{t}</p><div class="AdSlot_slot__1"><span>Advertisement</span></div>',
        "heading": f'<h3 class="Body_subhead__k">{t}</h3>',
        "quote": f'<div class="BlockQuote_bq__1"><blockquote><span>{t}</span></blockquote></div>',
        "caption": f'<div class="gallery"><figure><img src="a.jpg"><figcaption class="Image_caption__z9">{t}</figcaption></figure></div>',
        "post": f'<div class="tweet-wrapper">{_tweet(text)}</div>',
        "film": f'<div class="VideoPlayer_frame__q"><div style="padding:56%"><iframe title="video" data-src="{t}"></iframe></div></div>',
    }
    return wrapped.get(kind) or _plain(kind, text)


def _letter(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "caption": '<div class="captioned-image-container"><figure><a class="image-link" href="/a"><div class="image2-inset"><picture><img src="a.jpg"></picture></div></a>'
        f'<figcaption class="image-caption">{t}</figcaption></figure></div>',
        "film": f'<div class="youtube-wrap"><div class="youtube-inner"><iframe src="{t}?rel=0"></iframe></div></div>',
        "quote": f"<blockquote><p><em>{t}</em></p></blockquote><div><hr></div>",
        "heading": f'<h3 class="header-anchor-post">{t}<div class="pencraft"><button>#</button></div></h3>',
        "post": f'<div class="tweet"><div class="tweet-text">{t}</div><div class="tweet-header">Port Watch @portwatch</div></div>',
    }
    return wrapped.get(kind) or _plain(kind, text)


def _agency(kind: str, text: str) -> str:
    t = escape(text)
    wrapped = {
        "text": f'<div class="news-text__p">{t}</div>',
        "heading": f'<div class="news-text__h2">{t}</div>',
        "quote": f'<div class="cite"><div class="cite-text">{t}</div></div>',
        "caption": f'<div class="photo_block"><img src="a.jpg"><div class="photo_desc">{t}</div></div>',
        "film": f'<div class="video"><object data="{t}"></object></div>',
    }
    return wrapped.get(kind) or _plain(kind, text)


# Written once the code was done, and never looked at to mend it.
LATER: dict[str, _Parts] = {
    "modules": _Parts(
        _modules, _standard('<div class="Body_body__7">', "</div>", _ld), lead=True
    ),
    "letter": _Parts(
        _letter,
        _standard(
            '<div class="available-content"><div class="body markup">',
            "</div></div>",
            _ld,
        ),
    ),
    "agency": _Parts(
        _agency, _standard('<div class="news-text">', "</div>", _og), lead=True
    ),
}


def _texts() -> list[tuple[str, list[str]]]:
    """Return the composed articles, by language: title first."""
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return [("en", json.loads(line)["paragraphs"]) for line in lines]


def _about(
    number: int, language: str, title: str, draw: random.Random
) -> dict[str, str]:
    # Every third page says "en" of itself, whatever it is in, as many systems do.
    return {
        "title": title,
        "outlet": draw.choice(("The Gull", "Northern Post", "Coast Daily")),
        "author": draw.choice(("Ana Lund", "Olaf Berg", "Mira Strand")),
        "published": f"2024-0{draw.randint(1, 9)}-{draw.randint(10, 28)}",
        "url": f"https://gull.example/2024/story-{number}",
        "language": language,
        "declared": "en" if number % 3 == 0 else language,
    }


def _fill(texts: list[str], draw: random.Random) -> list[Block]:
    """Set headings, a quotation, captions, a list, a post and a film between the texts."""
    more = [
        ("heading", draw.choice(HEADINGS)),
        ("quote", draw.choice(QUOTES)),
        ("caption", CAPTIONS[0]),
        ("post", POST),
        ("film", FILM),
    ]
    blocks = [("text", text) for text in texts]
    places = sorted(draw.randint(1, max(1, len(blocks) - 1)) for _ in more)
    for place, one in sorted(zip(places, more, strict=True), reverse=True):
        blocks.insert(place, one)
    return blocks


def make_pages(
    templates: dict[str, _Parts] = TEMPLATES, per_template: int = 6, seed: int = SEED
) -> list[Made]:
    """Return pages of every template: four in English, one Russian, one in another."""
    draw = random.Random(seed)
    english, other = _texts(), list(OTHERS.items())
    pages: list[Made] = []
    for place, (name, parts) in enumerate(templates.items()):
        chosen = draw.sample(english, per_template - 2)
        chosen.append(("ru", list(RUSSIAN[place % len(RUSSIAN)])))
        language, texts = other[place % len(other)]
        chosen.append((language, list(texts)))
        for own in chosen:
            pages.append(_make(len(pages), name, parts, own, draw))
    return pages


def _make(
    number: int,
    name: str,
    parts: _Parts,
    own: tuple[str, list[str]],
    draw: random.Random,
) -> Made:
    language, (title, *texts) = own
    about = _about(number, language, title, draw)
    blocks = _fill(texts, draw)
    body = "".join(parts.block(kind, text) for kind, text in blocks)
    top: list[Block] = []
    if parts.lead:
        lead = "What the board decided on the island, and what it did not, in short."
        top = [("text", lead), ("caption", CAPTIONS[1])]
        about["lead"] = f'<p class="standfirst">{lead}</p>' + _plain(
            "caption", CAPTIONS[1]
        )
    html = parts.page(body, about)
    return Made(name, html, [("title", title), *top, *blocks], about)
