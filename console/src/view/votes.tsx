/** In the detail: how each channel looks of the votes in which the source has a say. */
import type { Desk } from "../desk";
import { stands } from "../state/alarms";
import { channelsOf, votesOf, type Channel, type Look } from "../state/evidence";
import type { Park, Voting } from "../wire/plant";
import { sayCondition } from "./condition";
import { useSpeech } from "./language";
import { readTag } from "./reading";

interface VotesProps {
  desk: Desk;
  park: Park;
  source: string;
}

export function Votes({ desk, park, source }: VotesProps) {
  const { say } = useSpeech();
  const votes = votesOf(park, source);
  if (votes.length === 0) return null;
  return (
    <div class="votes" data-testid="votes">
      <h3>{say("votes")}</h3>
      {votes.map((voting) => (
        <Vote key={voting.id} desk={desk} park={park} voting={voting} />
      ))}
    </div>
  );
}

/** What this desk sees of the channels. */
export function lookAt(desk: Desk, park: Park): Look {
  const reading = (tag: string) => {
    const known = park.tags.get(tag);
    return known && readTag(desk, known);
  };
  return {
    stands: (id) => {
      const alarm = desk.alarms.get(id);
      return alarm !== undefined && stands(alarm);
    },
    value: (tag) => {
      const shown = reading(tag);
      return !shown || shown.bad || shown.stale ? null : shown.row.value;
    },
    age: (tag) => reading(tag)?.age ?? null,
  };
}

function Vote({ desk, park, voting }: { desk: Desk; park: Park; voting: Voting }) {
  const speech = useSpeech();
  const { say, name } = speech;
  const { need, tags } = voting;
  const channels = channelsOf(voting, lookAt(desk, park));
  const count = channels.filter(({ stand }) => stand === "beyond").length;
  return (
    <div class="vote">
      <p class="vote-head">
        <b>{say("voteOf", { channels: tags.length, need })}</b>
        <span class="vote-name" title={name(voting)}>
          {name(voting) || voting.id} · {sayCondition(speech, park, tags[0] ?? "", voting.condition)}
        </span>
        <span class={count >= need ? "chip chip-strong" : "chip"}>
          {say("voteCount", { count, need })}
        </span>
      </p>
      <ul>
        {channels.map((channel) => (
          <li key={channel.tag}>
            <ChannelButton desk={desk} park={park} channel={channel} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A mark beside the word, so that a channel that is beyond is seen before it is read. */
export const MARKS: Readonly<Record<Channel["stand"], string>> = {
  beyond: "!",
  clear: "–",
  unknown: "?",
  bypassed: "⤫",
};

interface ChannelProps {
  desk: Desk;
  park: Park;
  channel: Channel;
}

function ChannelButton({ desk, park, channel }: ChannelProps) {
  const { named } = useSpeech();
  const tag = park.tags.get(channel.tag);
  const reading = tag && readTag(desk, tag);
  return (
    <button
      type="button"
      class={`channel channel-${channel.stand}`}
      aria-current={desk.selectedSource === channel.tag || desk.selection.tag === channel.tag}
      onClick={() => desk.selectTag(channel.tag)}
      data-testid="channel"
      data-stand={channel.stand}
    >
      <span class="channel-tag">{channel.tag}</span>
      <b>
        {reading?.text ?? "—"} <small>{tag?.unit}</small>
      </b>
      <span>
        <span aria-hidden="true">{MARKS[channel.stand]}</span> {named("channel", channel.stand)}
      </span>
    </button>
  );
}
