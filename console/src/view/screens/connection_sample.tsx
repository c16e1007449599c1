/** Where a gateway is to send, and a message in its own format with the plant's own tags. */
import { useMemo, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { writeSamples, type Sample } from "../../state/sample_message";
import { pickSampleTags } from "../../state/sample_tags";
import type { GatewayTag } from "../../wire/gateways";
import type { Gateway, Park } from "../../wire/plant";
import type { Word } from "../../words/words";
import { useSpeech } from "../language";
import { Copy } from "./copy";

interface ConnectionSampleProps {
  desk: Desk;
  park: Park;
  gateway: Gateway;
  /** Those of which the gateway may speak; null before they were read. */
  tags: readonly GatewayTag[] | null;
}

export function ConnectionSample({ desk, park, gateway, tags }: ConnectionSampleProps) {
  const { say, named } = useSpeech();
  return (
    <section class="connection-sample" data-testid="connection-sample">
      <h3>{say("sampleTitle")}</h3>
      <p>
        <span class="muted">{say("factFormat")}</span> {named("format", gateway.format)}
      </p>
      <Topics gateway={gateway} />
      {tags === null ? (
        <p class="muted">{say("loading")}</p>
      ) : (
        <Messages desk={desk} park={park} gateway={gateway} tags={tags} />
      )}
    </section>
  );
}

function listTopics({ topics }: Gateway): [Word, string][] {
  const own = topics.ack !== "";
  const all: [Word, string][] = [
    [own ? "topicData" : "topicFilter", topics.data],
    ["topicOneTag", own ? `${topics.data}/{tag}` : ""],
    ["topicBackfill", topics.backfill],
    ["topicStatus", topics.status],
    ["topicAck", topics.ack],
  ];
  return all.filter(([, topic]) => topic !== "");
}

function Topics({ gateway }: { gateway: Gateway }) {
  const { say } = useSpeech();
  return (
    <ul class="topics">
      {listTopics(gateway).map(([word, topic]) => (
        <li key={word}>
          <span class="muted">{say(word)}</span>
          <code class="breakable" data-testid={word}>
            {topic}
          </code>
          <Copy what={say(word)} text={topic} />
        </li>
      ))}
    </ul>
  );
}

interface MessagesProps extends ConnectionSampleProps {
  tags: readonly GatewayTag[];
}

function Messages({ desk, park, gateway, tags }: MessagesProps) {
  const { say, named } = useSpeech();
  const [now, setNow] = useState(() => Math.round(desk.now));
  const samples = useMemo(
    () => writeSamples(gateway, pickSampleTags(tags, park), now),
    [gateway, tags.length, park, now],
  );
  if (tags.length === 0) return <p>{say("sampleNoTags")}</p>;
  if (samples.length === 0) return <p>{say("sampleNoFormat", { format: gateway.format })}</p>;
  return (
    <>
      <div class="section-head">
        <h4>{say("sampleMessage")}</h4>
        <button type="button" class="button-small" onClick={() => setNow(Math.round(desk.now))}>
          {say("sampleFresh")}
        </button>
      </div>
      {samples.some(({ text }) => !text) && <p class="chip-warning note">{say("sampleBinary")}</p>}
      {samples.map((sample) => (
        <Message key={sample.topic} sample={sample} />
      ))}
      <p class="note">{named("note", gateway.format)}</p>
      <p class="note">{say("sampleWarning")}</p>
      <Status gateway={gateway} now={now} />
    </>
  );
}

function Message({ sample }: { sample: Sample }) {
  const { say } = useSpeech();
  return (
    <div class="sample">
      <div class="sample-head">
        <span class="muted">{say("sampleTopic")}</span>
        <code class="breakable" data-testid="sample-topic">
          {sample.topic}
        </code>
        <Copy what={say("sampleMessage")} text={sample.body} />
      </div>
      <pre class="payload" tabIndex={0} aria-label={say("sampleMessage")} data-testid="sample-body">
        {sample.body}
      </pre>
    </div>
  );
}

/** What a gateway says of itself and leaves with the broker as its will. */
function Status({ gateway, now }: { gateway: Gateway; now: number }) {
  const { say } = useSpeech();
  if (gateway.topics.ack === "") return null;
  const online = JSON.stringify({ online: true, ts: now });
  const will = JSON.stringify({ online: false });
  return (
    <div class="sample">
      <div class="sample-head">
        <span class="muted">{say("sampleStatus")}</span>
        <Copy what={say("sampleStatus")} text={online} />
      </div>
      <pre class="payload">{online}</pre>
      <div class="sample-head">
        <span class="muted">{say("sampleWill")}</span>
        <Copy what={say("sampleWill")} text={will} />
      </div>
      <pre class="payload">{will}</pre>
    </div>
  );
}
