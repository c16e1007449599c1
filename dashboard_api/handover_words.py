"""What the parts of a shift handover are called, Chinese and English. Our own words but 交接班."""

from collections.abc import Mapping
from typing import Final

from alerting.handover import Deed, Stage
from plant.wording import Words

TITLE: Final = Words("交接班记录", "Shift handover")

DEEDS: Final[Mapping[Deed, Words]] = {
    Deed.NOTED: Words("交班说明", "note"),
    Deed.ASKED: Words("接班提问", "question"),
    Deed.ANSWERED: Words("答复", "answer"),
    Deed.REMARKED: Words("备注", "remark"),
}
"""What people's words are called."""

STAGES: Final[Mapping[Stage, Words]] = {
    Stage.DRAFTED: Words("草稿", "draft"),
    Stage.SIGNED: Words("待接班人签字", "waits for the incoming person"),
    Stage.SEALED: Words("已封存", "sealed"),
}

LACKS: Final[Mapping[str, Words]] = {
    "draft": Words("未生成", "not drafted"),
    "outgoing": Words("交班人未签字", "not signed by the outgoing person"),
    "incoming": Words("接班人未签字", "not signed by the incoming person"),
}
"""What a handover lacks, by the words of the API."""
