"""Who is meant hangs on words: titles, given names and roles, listed here once."""

from __future__ import annotations

import re

__all__ = [
    "DEMONYMS",
    "FEMALE_WORDS",
    "HONORIFICS",
    "MALE_WORDS",
    "NOT_NAMES",
    "ORGANISATION_WORDS",
    "PARTICLES",
    "PERSON_ROLES",
    "PLACES",
    "ROLE_WORDS",
    "TITLES",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", text))


FEMALE_WORDS = _words("""
    actress anchorwoman assemblywoman aunt baroness businesswoman chairwoman
    congresswoman councilwoman dame daughter duchess frau girl grandmother heiress
    lady madam madame miss mme mother mrs ms niece nun policewoman princess queen
    saleswoman sheikha sister spokeswoman sra stateswoman waitress widow wife woman
    """)
MALE_WORDS = _words("""
    actor anchorman archbishop assemblyman ayatollah baron bishop boy brother
    businessman cardinal chairman congressman councilman duke emir father fireman
    grandfather gunman herr husband imam king lord man metropolitan monsignor mr
    nephew patriarch policeman pope prince rabbi salesman sheikh sir son spokesman
    sr statesman uncle widower
    """)
_JOBS = _words("""
    activist adm admiral adviser advisor aide ambassador analyst anchor attorney
    author billionaire biographer blogger brig brigadier candidate capt captain ceo
    cfo chair chairperson chancellor chief co-founder coach col colonel columnist
    comedian commander commentator commissioner consul consultant contributor coo
    coordinator correspondent counsel cpl critic delegate democrat deputy detective
    diplomat director doctor donor dr economist editor envoy executive expert fellow
    founder fr gen general gov governor guru head historian hon host inspector
    journalist judge justice lawmaker lawyer leader lieutenant lt maj major manager
    marshal mayor member minister moderator mogul nominee nurse officer official
    operative organizer owner pastor physician pollster premier presenter president
    prof professor prosecutor pundit rep reporter representative republican
    researcher resident rev reverend scholar scientist secretary sen senator
    sergeant sgt sheriff singer speaker spokesperson star strategist student
    superintendent supporter surrogate teacher treasurer tycoon undersecretary
    veteran vice-president voter whip writer
    """)
# Before a bare surname these say that it is a person's.
HONORIFICS = _words("""
    mr mrs ms miss dr prof professor gen general sen senator rep representative gov
    governor president chancellor ayatollah sheikh sir lady dame king queen prince
    princess pope judge justice secretary mayor
    """)
TITLES = FEMALE_WORDS | MALE_WORDS | _JOBS
# A role noun stands for whoever was introduced by one of these words.
ROLE_WORDS: dict[str, frozenset[str]] = {
    "diplomat": _words("diplomat ambassador envoy foreign embassy consul"),
    "minister": _words("minister secretary"),
    "lawmaker": _words(
        "lawmaker senator sen rep representative deputy congressman congresswoman mp "
        "legislator parliament"
    ),
    "spokesman": _words("spokesman spokesperson spokeswoman"),
    "expert": _words("expert professor analyst researcher scientist economist fellow"),
    "leader": _words("leader president premier chancellor king emir speaker chief"),
    "lawyer": _words("lawyer attorney counsel"),
    "soldier": _words("general gen colonel col major lt admiral adm commander"),
    "executive": _words("executive ceo director chief head chairman chairwoman"),
    "journalist": _words(
        "journalist reporter correspondent editor host anchor columnist author writer"
    ),
    "candidate": _words("candidate nominee contender hopeful"),
}
# Nouns that stand for any one person who has been named.
PERSON_ROLES = _words("""
    activist actor actress admiral adviser advisor aide ambassador analyst anchor
    archbishop attorney author ayatollah billionaire bishop boy businessman
    businesswoman candidate ceo chairman chairperson chairwoman chancellor chief
    cleric colonel columnist comedian commander congressman congresswoman democrat
    deputy diplomat director doctor economist editor emir envoy executive expert
    father frontrunner general girl governor head historian host incumbent
    journalist judge king lawmaker lawyer leader legislator man manager mayor
    minister mogul mother nominee officer official pastor physician politician
    pollster pope premier president prince princess professor prosecutor queen
    reporter representative republican researcher scientist secretary senator sheikh
    singer speaker spokesman spokesperson spokeswoman star statesman stateswoman
    strategist teenager veteran woman writer
    """)
ORGANISATION_WORDS = _words("""
    county city state river airport square avenue
    academy act administration agency airlines alliance amendment archive army
    assembly association authority bank beast bill board breitbart brigade bureau
    cabinet campaign center centre channel church clinic club coalition college
    command commission committee company congress corp corporation council court
    daily department division duma embassy emirates exchange express federation
    fleet force forces foundation front fund gazette government group guardian
    herald hill holdings hospital house inc industries initiative institute
    institutes institution journal kingdom kremlin laboratory law league llc ltd
    magazine mail media ministry mirror mission movement museum nations navy network
    news observatory office organisation organization parliament party pentagon
    police politico poll post press program programme project radio report republic
    reuters review school senate service services society staff statement states
    street study sun survey team telegraph television times today treaty tribune
    trust tv union university watch week wire
    """)
PLACES = _words("""
    alabama alaska arizona arkansas carolina colorado connecticut dakota delaware
    hawaii idaho illinois indiana kansas kentucky louisiana maine maryland missouri
    massachusetts minnesota mississippi montana nebraska nevada hampshire jersey
    oklahoma oregon rhode tennessee utah vermont virginia wyoming york new
    afghanistan africa albania algeria america ankara argentina armenia asia athens
    australia austria azerbaijan baghdad bangladesh beijing beirut belarus belgium
    berlin bolivia brazil britain brussels bulgaria cairo california canada canberra
    chile china colombia crimea croatia cuba cyprus damascus denmark donetsk egypt
    england estonia ethiopia europe finland florida france gaza geneva georgia
    germany greece hungary iceland india indonesia iowa iran iraq ireland islamabad
    israel istanbul italy japan jerusalem jordan kabul kazakhstan kenya kiev kosovo
    kuwait kyiv kyrgyzstan latvia lebanon libya lithuania london luhansk luxembourg
    madrid malaysia malta manila mexico michigan minsk moldova mongolia montenegro
    morocco moscow nato netherlands nicosia nigeria norway ohio oslo pakistan
    palestine paris pennsylvania peru philadelphia philippines poland portugal
    prague pyongyang qatar riyadh romania rome russia seoul serbia singapore
    slovakia slovenia somalia spain sudan sweden switzerland syria taipei taiwan
    tajikistan tehran texas thailand tokyo tunisia turkey turkmenistan ukraine
    uzbekistan vatican venezuela vienna vietnam warsaw washington wisconsin yemen
    zimbabwe
    """)
DEMONYMS = _words("""
    republicans democrats americans russians ukrainians israelis palestinians
    iranians conservatives liberals muslims germans europeans iraqis syrians
    afghan african albanian algerian american arab argentine armenian asian
    australian austrian azerbaijani bangladeshi belarusian belgian bolivian
    brazilian british briton bulgarian canadian catholic chechen chilean chinese
    christian colombian conservative croatian cuban cypriot czech danish democratic
    dutch egyptian emirati english estonian eu european ex-president finnish former
    french georgian german gop greek hungarian indian indonesian iranian iraqi irish
    israeli italian japanese jewish jordanian kazakh kenyan korean kosovar kurdish
    kuwaiti kyrgyz labour latvian lebanese liberal libyan lithuanian malaysian
    mexican moldovan mongolian moroccan muslim nigerian norwegian pakistani
    palestinian peruvian philippine polish portuguese qatari republican romanian
    russian saudi scottish serbian singaporean slovak slovenian somali soviet
    spanish sudanese swedish swiss syrian taiwanese tajik thai tory tunisian turkish
    turkmen u.k. u.n. u.s. uk ukrainian un us uzbek venezuelan vietnamese welsh
    yemeni
    """)
# Capitals that open a sentence or date it, and so name nobody.
NOT_NAMES = _words("""
    given citing following responding noting referring facing having being
    officials sources police critics experts analysts voters others polls people
    authorities supporters opponents observers lawmakers protesters delegates
    residents scientists researchers investigators prosecutors woman man
    a about according after again against all also although always among an and
    another apr april are as asked at aug august because before between both
    breaking but by can could dec december despite did do does during each earlier
    editor even ever every exclusive feb february finally first five for four friday
    from had has have he her here his how however i if in indeed instead into is it
    its jan january jul july jun june just last later let like many mar march may
    maybe meanwhile monday more moreover most my never next no nor not nov november
    now oct october of often on once one only or other our over perhaps photo read
    same saturday second sep sept september she should since six so some source
    speaking still such sunday that the their then there these they third this those
    though three thursday to today tomorrow tuesday two under until update updated
    via video was watch we wednesday well were what when where which while who why
    will with within without would yes yesterday yet you your
    """)
PARTICLES = _words("""
    abu al al- ben bin bint da das de del della den der di dos du el el- ibn la le
    los ten ter ul ur van von
    """)
