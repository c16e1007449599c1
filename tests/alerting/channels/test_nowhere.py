"""A channel that leads to nobody."""

from alerting.channels.nowhere import Nowhere
from alerting.notice import Channel, Receipt
from tests.alerting.channels.letters import LETTER


async def test_it_takes_everything_and_says_where_it_went():
    channel: Channel = Nowhere("sms")
    assert (channel.name, await channel.send(LETTER)) == ("sms", Receipt("nowhere"))
    await channel.close()
