"""Made-up event files, one of every generation of the archive, and what each of them says."""

import datetime

from events.legacy.grammar import ChangeLine, CitationLine, EventFile, EventForm, RelatedLine

DAY = datetime.date(2006, 3, 7)
FORMATS = "/news/2006/03/7/a-dam-breaks"

PLAIN = (
    "### [2006-03-7](/news/2006/03/7/index.md)\n\n# A dam breaks.\n\n\n\n",
    EventFile(DAY, "A dam breaks."),
)

ENGLISH_FIRST = (
    """\
### [2006-03-7](/news/2006/03/7/index.md)

#  A dam  breaks on the ''Oder''. \n\




### Source:

1. [BBC](http://bbc.example/1)
2. [The Times](https://times.example/a?b=c&d=1)

### Related:

1. [ The Oder floods. ](/news/2006/03/9/the-oder-floods.md) _Context: Oder, Poland_
2. [A bridge falls.](/news/1999/12/31/a-bridge-falls.md) _Context: Oder_
""",
    EventFile(
        DAY,
        " A dam  breaks on the ''Oder''. ",
        citations=(
            CitationLine("BBC", "http://bbc.example/1"),
            CitationLine("The Times", "https://times.example/a?b=c&d=1"),
        ),
        related=(
            RelatedLine(
                " The Oder floods. ",
                "/news/2006/03/9/the-oder-floods.md",
                "Context",
                "Oder, Poland",
            ),
            RelatedLine("A bridge falls.", "/news/1999/12/31/a-bridge-falls.md", "Context", "Oder"),
        ),
    ),
)

ENGLISH_COVER = (
    """\
### [2006-03-7](/news/2006/03/7/index.md)

# A dam breaks.

Water everywhere.


### Source:

1. [BBC](http://bbc.example/1)
2. [AP](http://ap.example/2)
2. [Cover Image](http://ap.example/2.jpg)
""",
    EventFile(
        DAY,
        "A dam breaks.",
        description="Water everywhere.",
        citations=(
            CitationLine("BBC", "http://bbc.example/1"),
            CitationLine("AP", "http://ap.example/2"),
        ),
        cover_image="http://ap.example/2.jpg",
    ),
)

FORMATS_LINE = (
    "\nFormats: [HTML](/news/2006/03/7/a-dam-breaks.html)"
    "  [JSON](/news/2006/03/7/a-dam-breaks.json)"
    "  [XML](/news/2006/03/7/a-dam-breaks.xml)  \n\n"
)

ENGLISH_FORMATS = (
    FORMATS_LINE
    + """\
### [2006-03-7](/news/2006/03/7/index.md)

# A dam breaks.




### Source:

1. [BBC](http://bbc.example/1)
""",
    EventFile(
        DAY,
        "A dam breaks.",
        citations=(CitationLine("BBC", "http://bbc.example/1"),),
        form=EventForm(formats=FORMATS),
    ),
)

CHANGES = (
    ChangeLine("A dam brakes.", "/news/2006/03/7/brakes.md", "first", "2017-05-01 10:20:30"),
    ChangeLine("A dam breaks", "/news/2006/03/7/dam.md", "update", "2017-05-02 00:00:00"),
    ChangeLine("A dam breaks.", "/news/2006/03/7/a-dam-breaks.md", "current"),
)

CHANGES_SECTION = """
### Changes:

1. [A dam brakes.](/news/2006/03/7/brakes.md) _2017-05-01 10:20:30 (First version)_
2. [A dam breaks](/news/2006/03/7/dam.md) _2017-05-02 00:00:00 (Update)_
2. [A dam breaks.](/news/2006/03/7/a-dam-breaks.md) _(Current version)_
"""

RELATED_SECTION = """
### Related:

1. [The Oder floods.](/news/2006/03/9/the-oder-floods.md) _Context: Oder_
"""

ODER_FLOODS = RelatedLine(
    "The Oder floods.", "/news/2006/03/9/the-oder-floods.md", "Context", "Oder"
)

ENGLISH_CHANGES = (
    FORMATS_LINE
    + """\
### [2006-03-7](/news/2006/03/7/index.md)

# A dam breaks.




### Sources:

1. [BBC](http://bbc.example/1)
"""
    + CHANGES_SECTION
    + RELATED_SECTION,
    EventFile(
        DAY,
        "A dam breaks.",
        citations=(CitationLine("BBC", "http://bbc.example/1"),),
        changes=CHANGES,
        related=(ODER_FLOODS,),
        form=EventForm(formats=FORMATS, sources="### Sources:"),
    ),
)

ENGLISH_LATEST = (
    FORMATS_LINE
    + """\
### [2006-03-7](/news/2006/03/7/index.md)

##### Dam
# A dam breaks.




### Sources:

1. [BBC](http://bbc.example/1)
1. [Cover Image](http://bbc.example/1.jpg)
"""
    + CHANGES_SECTION,
    EventFile(
        DAY,
        "A dam breaks.",
        lead="Dam",
        citations=(CitationLine("BBC", "http://bbc.example/1"),),
        cover_image="http://bbc.example/1.jpg",
        changes=CHANGES,
        form=EventForm(formats=FORMATS, sources="### Sources:"),
    ),
)

ENGLISH_CHANGES_LAST = (
    """\
### [2006-03-7](/news/2006/03/7/index.md)

# A dam breaks.



"""
    + RELATED_SECTION
    + """
### Changes:

1. [A dam brakes.](/news/2006/03/7/brakes.md) _2017-05-01 10:20:30 (First version)_
1. [A dam breaks.](/news/2006/03/7/a-dam-breaks.md) _(Current version)_
""",
    EventFile(
        DAY,
        "A dam breaks.",
        changes=(CHANGES[0], CHANGES[2]),
        related=(ODER_FLOODS,),
        form=EventForm(changes_last=True),
    ),
)

CHINESE_TEXT = """\
### [2006-03-7]({heading}/news/2006/03/7/index.md)

##### 奥得河
#  奥得河大坝决口。 \n\




### 信息来源:

1. [新华网](http://xinhua.example/1)

### 有关:

1. [奥得河泛滥](/zh/news/2006/03/9/奥得河泛滥.md) _{word}: 奥得河, 波兰_
"""


def chinese(heading: str, link: str, word: str) -> tuple[str, EventFile]:
    """One event as three generations write it."""
    text = CHINESE_TEXT.format(heading=heading, word=word)
    event = EventFile(
        DAY,
        " 奥得河大坝决口。 ",
        lead="奥得河",
        citations=(CitationLine("新华网", "http://xinhua.example/1"),),
        related=(
            RelatedLine("奥得河泛滥", f"{link}/news/2006/03/9/奥得河泛滥.md", word, "奥得河, 波兰"),
        ),
        form=EventForm(prefix=heading, sources="### 信息来源:", related="### 有关:"),
    )
    return text.replace("(/zh/news/2006/03/9", f"({link}/news/2006/03/9"), event


CHINESE_IMAGES = (
    """\
### [2006-03-7](/news/2006/03/7/index.md)

##### \n\
# 奥得河大坝决口

A dam on the Oder has broken, officials said...


### 信息来源:

1. [[[BBC](http://bbc.example/1) [IMG](http://bbc.example/dam_(1).jpg)
2. [ ](http://tv.example/2)
3. [The](//times.example/3) [IMG](3.png)
""",
    EventFile(
        DAY,
        "奥得河大坝决口",
        lead="",
        description="A dam on the Oder has broken, officials said...",
        citations=(
            CitationLine("[[BBC", "http://bbc.example/1", "http://bbc.example/dam_(1).jpg"),
            CitationLine(" ", "http://tv.example/2"),
            CitationLine("The", "//times.example/3", "3.png"),
        ),
        form=EventForm(sources="### 信息来源:"),
    ),
)

NAMELESS = (
    "### [2006-03-7](/news/2006/03/7/index.md)\n\n#  \n\n\n\n",
    EventFile(DAY, " "),
)

EVENTS = {
    "plain": PLAIN,
    "English, first": ENGLISH_FIRST,
    "English with cover image": ENGLISH_COVER,
    "English with formats": ENGLISH_FORMATS,
    "English with changes": ENGLISH_CHANGES,
    "English, latest": ENGLISH_LATEST,
    "English, changes last": ENGLISH_CHANGES_LAST,
    "Chinese, first": chinese("/zh", "/zh", "上下文"),
    "Chinese without prefix": chinese("", "", "上下文"),
    "Chinese with news word": chinese("", "", "消息"),
    "Chinese with prefixed links": chinese("", "/zh", "消息"),
    "Chinese with images, broken render": CHINESE_IMAGES,
    "without title": NAMELESS,
}
