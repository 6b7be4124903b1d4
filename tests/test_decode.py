import pytest

from stancebook.decode import decode
from stancebook.schema import InputError

RUSSIAN = "Министр сообщил, что ответ на размещение ракет готов.\n\n«Да», — сказал он."
ENGLISH = "The mayor said “we regret this” — and left the café."
FRENCH = "Le ministre a déclaré à Besançon que l’été serait très chaud."


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (RUSSIAN, "utf-8", ""),
        (RUSSIAN, "utf-8-sig", ""),
        (RUSSIAN, "utf-16", "UTF-16"),
        (RUSSIAN, "utf-32", "UTF-32"),
        (RUSSIAN, "utf-16-le", "UTF-16-LE"),
        (ENGLISH, "utf-16-be", "UTF-16-BE"),
        (RUSSIAN, "cp1251", "windows-1251"),
        ("ОТВЕТ НА РАЗМЕЩЕНИЕ РАКЕТ ГОТОВ", "cp1251", "windows-1251"),
        ("Міністр сказав, що їхня відповідь готова", "cp1251", "windows-1251"),
        ("Министр сообщил, что ответ готов.", "koi8-r", "KOI8-R"),
        (ENGLISH, "cp1252", "windows-1252"),
        (FRENCH, "cp1252", "windows-1252"),
        ("Han sa på måndagen att båda åkte", "cp1252", "windows-1252"),
    ],
)
def test_encodings_are_found_and_said(text, encoding, said):
    """A text comes out whole, and what is not UTF-8 is named."""
    assert decode(text.encode(encoding)) == (text, said)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"abc\xff", "0xFF at offset 3 "),
        (b"ok \xc3\x28", "0xC3 at offset 3 "),
        (b"Hello \xff\xfe\xfa", "0xFF at offset 6 "),
        (RUSSIAN.encode()[:51] + RUSSIAN.encode()[52:], "at offset 51 "),
        (b"\xff\xfea\0b", "0x62 at offset 4 is not UTF-16"),
        (b"\0\0\0\0", "0x00 at offset 0"),
    ],
)
def test_undecodable_bytes_are_named_by_offset(content, place):
    """Bytes of no known encoding are an error that says where the first one is."""
    with pytest.raises(InputError, match=place):
        decode(content)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "a PNG image"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04word/document.xml", "a zip archive"),
        (bytes(range(1, 32)) * 9, "binary data"),
    ],
)
def test_binary_files_are_named(content, kind):
    """A file that is no text is refused by what it is."""
    with pytest.raises(InputError, match=f"this is {kind}"):
        decode(content)


def test_a_declared_encoding_is_trusted():
    """What a page declares comes before UTF-8 and needs no remark."""
    content = "Łódź".encode("iso-8859-2")

    assert decode(content, declared="ISO-8859-2") == ("Łódź", "")


@pytest.mark.parametrize("declared", ["idna", "hex", "utf-16", "no such", "a\0b"])
def test_other_declarations_are_passed_over(declared):
    """A declared name that is no encoding of text bytes is as good as none."""
    assert decode("Łódź".encode(), declared=declared) == ("Łódź", "")
