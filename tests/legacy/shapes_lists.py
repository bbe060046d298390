"""Made-up list pages and long-form pages of every generation, and what each of them says."""

import datetime

from events.legacy.grammar import DayPage, FrontPage, Item, LongPage, Opinion, Section

DAY = datetime.date(2006, 3, 7)
BEFORE = datetime.date(2006, 3, 6)

DAM = "/news/2006/03/7/a-dam-breaks.md"
BRIDGE = "/news/2006/03/7/a-bridge-falls.md"
ESSAY = "/opinion/2017/04/4/on-dams/index.md"

CONTEXT_LINES = (
    """\
## [2006-03-7](/news/2006/03/7/index.md)

### [ A dam  breaks. ](/news/2006/03/7/a-dam-breaks.md)
_Context: Oder, Poland_

### [A bridge falls.](/news/2006/03/7/a-bridge-falls.md)
The bridge had been closed for years.

## [Previous Day...](/news/2006/03/6/index.md)

""",
    DayPage(
        DAY,
        (
            Item(" A dam  breaks. ", DAM, second="_Context: Oder, Poland_"),
            Item("A bridge falls.", BRIDGE, second="The bridge had been closed for years."),
        ),
        Section("Previous Day...", BEFORE),
    ),
)

NO_SECOND_LINES = (
    """\
## [2006-03-7](/news/2006/03/7/index.md)

### [A dam breaks.](/news/2006/03/7/a-dam-breaks.md)
### [A bridge falls.](/news/2006/03/7/a-bridge-falls.md)
_Context: Oder_

### [A dam breaks.](/news/2006/03/7/a-dam-breaks.md)
## [Previous Day...](/news/2006/03/6/index.md)

""",
    DayPage(
        DAY,
        (
            Item("A dam breaks.", DAM),
            Item("A bridge falls.", BRIDGE, second="_Context: Oder_"),
            Item("A dam breaks.", DAM),
        ),
        Section("Previous Day...", BEFORE),
    ),
)

EMPTY_SECOND_LINE = (
    """\
## [2006-03-7](/news/2006/03/7/index.md)

### [A dam breaks.](/news/2006/03/7/a-dam-breaks.md)

### [ ](/news/2006/03/7/.md)

""",
    DayPage(
        DAY,
        (
            Item("A dam breaks.", DAM, second=""),
            Item(" ", "/news/2006/03/7/.md", second=""),
        ),
    ),
)

FORMATS_LINE = (
    "\nFormats: [HTML](2006/03/7/index.html)"
    "  [JSON](2006/03/7/index.json)"
    "  [XML](2006/03/7/index.xml)  \n\n"
)

LEADS = (
    FORMATS_LINE
    + """\
## [2006-03-7](/news/2006/03/7/index.md)

##### Dam
### [A dam breaks.](/news/2006/03/7/a-dam-breaks.md)
_Context: Dam, Oder_

##### \n\
### [A bridge falls.](/news/2006/03/7/a-bridge-falls.md)
## [Previous Day...](/news/2006/03/6/index.md)

""",
    DayPage(
        DAY,
        (
            Item("A dam breaks.", DAM, lead="Dam", second="_Context: Dam, Oder_"),
            Item("A bridge falls.", BRIDGE, lead=""),
        ),
        Section("Previous Day...", BEFORE),
        formats="2006/03/7/index",
    ),
)

SUPPRESSED_LEADS = (
    """\
## [2006-03-7](/zh/news/2006/03/7/index.md)

##### 奥得河
### [大坝决口](/zh/news/2006/03/7/大坝决口.md)
### [桥梁倒塌](/zh/news/2006/03/7/桥梁倒塌.md)
##### 波兰
### [选举](/zh/news/2006/03/7/选举.md)
## [前一天...](/zh/news/2006/03/6/index.md)

""",
    DayPage(
        DAY,
        (
            Item("大坝决口", "/zh/news/2006/03/7/大坝决口.md", lead="奥得河"),
            Item("桥梁倒塌", "/zh/news/2006/03/7/桥梁倒塌.md"),
            Item("选举", "/zh/news/2006/03/7/选举.md", lead="波兰"),
        ),
        Section("前一天...", BEFORE, prefix="/zh"),
        prefix="/zh",
    ),
)

NEWS_WORD = (
    """\
## [2006-03-7](/news/2006/03/7/index.md)

##### 奥得河
### [大坝决口](/news/2006/03/7/大坝决口.md)
_消息: 奥得河, 波兰_

""",
    DayPage(
        DAY,
        (
            Item(
                "大坝决口",
                "/news/2006/03/7/大坝决口.md",
                lead="奥得河",
                second="_消息: 奥得河, 波兰_",
            ),
        ),
    ),
)

NO_ITEMS = (
    """\
## [2006-03-7](/news/2006/03/7/index.md)

## [Previous Day...](/news/2006/03/6/index.md)

""",
    DayPage(DAY, (), Section("Previous Day...", BEFORE)),
)

DAYS = {
    "context lines": CONTEXT_LINES,
    "no second lines": NO_SECOND_LINES,
    "empty second lines, no previous day": EMPTY_SECOND_LINE,
    "formats and leads": LEADS,
    "suppressed leads": SUPPRESSED_LEADS,
    "news word": NEWS_WORD,
    "no items": NO_ITEMS,
}

FRONT_SECTIONS = """\
## [News](/news/2006/03/7/index.md)

### [A dam breaks.](/news/2006/03/7/a-dam-breaks.md)
_Context: Oder_

## Opinion
### [On Dams](/opinion/2017/04/4/on-dams/index.md)
Why they break.

---

## [Yesterday](/news/2006/03/6/index.md)

---

"""

SECTIONS = (
    Section(
        "News",
        DAY,
        (Item("A dam breaks.", DAM, second="_Context: Oder_"),),
        opinions=(Opinion("On Dams", ESSAY, "Why they break."),),
    ),
    Section("Yesterday", BEFORE),
)

FRONTS = {
    "English": (FRONT_SECTIONS, FrontPage(SECTIONS)),
    "English with formats": (
        "\nFormats: [HTML](/index.html)  [JSON](/index.json)  [XML](/index.xml)  \n\n"
        + FRONT_SECTIONS,
        FrontPage(SECTIONS, formats="/index"),
    ),
    "Chinese": (
        """\


## [今天](/news/2006/03/7/index.md)

##### 奥得河
### [大坝决口](/zh/news/2006/03/7/大坝决口.md)
### [桥梁倒塌](/zh/news/2006/03/7/桥梁倒塌.md)
---

## [前一天...](/news/2006/03/6/index.md)

---

""",
        FrontPage(
            (
                Section(
                    "今天",
                    DAY,
                    (
                        Item("大坝决口", "/zh/news/2006/03/7/大坝决口.md", lead="奥得河"),
                        Item("桥梁倒塌", "/zh/news/2006/03/7/桥梁倒塌.md"),
                    ),
                ),
                Section("前一天...", BEFORE),
            ),
            opening=2,
        ),
    ),
}

LONG_PAGES = {
    "essay": (
        "\n# On Dams\n#### by A. Writer\n\nThey *break*.\n\n## Why\n\nWater",
        LongPage("On Dams", "\nThey *break*.\n\n## Why\n\nWater", "A. Writer", "#", 1),
    ),
    "questions": (
        "\n## FAQ\n\n### Why?\n\nBecause.\n",
        LongPage("FAQ", "\n### Why?\n\nBecause.\n", None, "##", 1),
    ),
    "opinion": (
        f"## Opinion\n### [On Dams]({ESSAY})\nWhy they break.\n\n",
        LongPage("Opinion", f"### [On Dams]({ESSAY})\nWhy they break.\n\n", None, "##", 0),
    ),
    "opinion with introduction": (
        f"## Opinion\n##### Introduction\n### [On Dams]({ESSAY})\nWhy they break.\n\n",
        LongPage(
            "Opinion",
            f"##### Introduction\n### [On Dams]({ESSAY})\nWhy they break.\n\n",
            None,
            "##",
        ),
    ),
    "heading only": ("# Empty\n", LongPage("Empty", "")),
}
