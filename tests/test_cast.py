"""Facts about who appears in an article."""

from stancebook.cast import find_events, find_person, gather_cast


def test_two_people_of_one_surname_stay_two():
    """Given names that differ keep two people apart."""
    cast = gather_cast(["Then Ada Berg wrote to her brother Otto Berg."], [])

    assert ["Ada Berg", "Otto Berg"] == [person.name for person in cast]


def test_initials_do_not_make_another_person():
    """One person written with and without a middle initial is one."""
    cast = gather_cast(["Then Ada K. Berg spoke.", "Later Ada Berg left."], [])

    assert [("Ada K. Berg", 2)] == [(person.name, person.count) for person in cast]


def test_an_honorific_chooses_between_bearers_of_a_surname():
    """ "Mrs. Berg" is the woman of that name, "Mr. Berg" the man."""
    cast = gather_cast(["It was Otto Berg who met Ada Berg."], [])
    found = [find_person("Berg", gender, cast) for gender in "fm"]

    assert ["Ada Berg", "Otto Berg"] == [person.name for person in found if person]


def test_a_surname_may_come_first():
    """A Korean name is called by its first word later on."""
    cast = gather_cast(["They saw Kim Song-ho there."], [])
    person = find_person("Kim", None, cast)

    assert person is not None
    assert "Kim Song-ho" == person.name


def test_a_titled_surname_without_a_full_name_is_a_person():
    """ "Mr. Lie" is somebody even if his given name is never told."""
    cast = gather_cast(["It was Mr. Lie who left."], [])

    assert [("Lie", "m")] == [(person.name, person.gender) for person in cast]


def test_an_apposition_introduces():
    """What follows a name between commas describes its bearer."""
    cast = gather_cast(["Then Ada Berg, the ambassador of Norway, left."], [])

    assert {"ambassador", "norway"} <= cast[0].words


def test_a_headline_in_capitals_tells_no_names():
    """Where every word is capitalised, two of them are not a person."""
    headline = "Woman Steps Forward With Bombshell Claim Over Fish Prices"
    cast = gather_cast([headline, "Then Forward left."], [])

    assert "Steps Forward" not in [person.name for person in cast]


def test_names_inside_quotation_marks_are_no_events():
    """Whom a quotation names does not speak next."""
    events = find_events("“I like Otto Berg,” Ada Lie said.", [])

    assert ["Ada Lie"] == [event.name for event in events]
