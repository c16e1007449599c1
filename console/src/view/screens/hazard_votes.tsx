/** Votes of a hazard, in the matrix and beside it: how many channels are beyond, and how each looks. */
import type { Desk } from "../../desk";
import { channelsOf } from "../../state/evidence";
import type { Park, Voting } from "../../wire/plant";
import { sayCondition } from "../condition";
import { useSpeech } from "../language";
import { lookAt, MARKS } from "../votes";

interface VoteProps {
  desk: Desk;
  park: Park;
  voting: Voting;
}

export function VoteChannels({ desk, park, voting }: VoteProps) {
  const { say, named } = useSpeech();
  const { need, tags } = voting;
  const channels = channelsOf(voting, lookAt(desk, park));
  const count = channels.filter(({ stand }) => stand === "beyond").length;
  return (
    <span class="vote-channels" data-testid="vote-channels">
      <small class="muted">
        {say("voteOf", { channels: tags.length, need })} · {say("voteCount", { count, need })}
      </small>
      {channels.map(({ tag, stand }) => (
        <span key={tag} class={`vote-channel channel-${stand}`} data-stand={stand}>
          <span aria-hidden="true">{MARKS[stand]}</span> {tag} {named("channel", stand)}
        </span>
      ))}
    </span>
  );
}

/** The votes of a hazard that no interlock of its matrix has among its causes. */
export function OtherVotes({ desk, park, votings }: Omit<VoteProps, "voting"> & { votings: readonly Voting[] }) {
  const speech = useSpeech();
  const { say, name } = speech;
  if (votings.length === 0) return null;
  return (
    <div class="other-votes" data-testid="other-votes">
      <h4>{say("otherVotes")}</h4>
      {votings.map((voting) => (
        <p key={voting.id}>
          <b>{name(voting) || voting.id}</b>{" "}
          {sayCondition(speech, park, voting.tags[0] ?? "", voting.condition)}{" "}
          <VoteChannels desk={desk} park={park} voting={voting} />
        </p>
      ))}
    </div>
  );
}
