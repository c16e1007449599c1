/**
 * Why the selected alarm was raised: by which rule, whose numbers it has from where, from which
 * inputs, and how long each stage took. All of it is the platform's word; what is not known any more
 * is said to be so.
 */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../desk";
import type { AlarmRow } from "../wire/frames";
import type { Park } from "../wire/plant";
import { readWhy, type AlarmWhy, type WhyInput, type WhySetting } from "../wire/why";
import { formatNumber } from "../words/number";
import { formatNear } from "../words/time";
import { sayCondition } from "./condition";
import { Fact } from "./fact";
import { useSpeech, type Speech } from "./language";
import { decimalsOfTag } from "./reading";
import { Stages } from "./stages";

const HASH_SHOWN = 8;
/** Who runs through the list asks nothing of what he passes. */
const PAUSE_MS = 150;

interface WhyProps {
  desk: Desk;
  park: Park;
  alarm: AlarmRow;
}

/** What was asked last, of which activation: another one's answer is never shown. */
function useWhy(desk: Desk, alarm: AlarmRow): AlarmWhy | "failed" | null {
  const [answer, setAnswer] = useState<{ of: string; why: AlarmWhy | "failed" } | null>(null);
  const of = `${alarm.id} ${alarm.raised_at}`;
  useEffect(() => {
    const abort = new AbortController();
    const ask = () =>
      readWhy(alarm.id, abort.signal)
        .then((why) => setAnswer({ of, why }))
        .catch(() => {
          if (!abort.signal.aborted) setAnswer({ of, why: "failed" });
        });
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [of, desk.conversation.connections]);
  return answer?.of === of ? answer.why : null;
}

export function Why({ desk, park, alarm }: WhyProps) {
  const { say } = useSpeech();
  const why = useWhy(desk, alarm);
  return (
    <section id="why" class="why" aria-label={say("why")} data-testid="why">
      <h3>{say("why")}</h3>
      {why === null && <p class="muted">{say("loading")}</p>}
      {why === "failed" && <p class="muted">{say("notLoaded")}</p>}
      {why !== null && why !== "failed" && (
        <Told desk={desk} park={park} alarm={alarm} why={why} />
      )}
    </section>
  );
}

function Told({ desk, park, alarm, why }: WhyProps & { why: AlarmWhy }) {
  const { say } = useSpeech();
  return (
    <>
      {why.raised === null ? (
        <p class="why-warning">{say("whyNotKept")}</p>
      ) : (
        <Verdict desk={desk} park={park} why={why} />
      )}
      {why.rule === "changed" && why.raised !== null && (
        <p class="why-warning" data-testid="why-changed">
          {say("whyRuleChanged")}
        </p>
      )}
      {why.rule === "gone" && <p class="why-warning">{say("whyRuleGone")}</p>}
      {why.settings.length > 0 && <Settings park={park} why={why} />}
      {why.inputs.length > 0 && <Inputs desk={desk} park={park} why={why} />}
      {why.raised !== null && <Stages desk={desk} alarm={alarm} why={why} />}
    </>
  );
}

function Verdict({ desk, park, why }: { desk: Desk; park: Park; why: AlarmWhy }) {
  const { say, part } = useSpeech();
  const raised = why.raised!;
  const tag = park.tags.get(why.source);
  const decimals = tag ? decimalsOfTag(tag) : 3;
  const same = raised.plant_hash === why.plant_hash;
  return (
    <dl class="facts">
      <Fact word={say("whyCompared")}>
        {formatNumber(raised.value, decimals)} / {formatNumber(raised.limit, decimals)}
      </Fact>
      {why.onset !== null && (
        <Fact word={say("whyOnset")}>{formatNear(why.onset, desk.now)}</Fact>
      )}
      <Fact word={say("whyPlant")}>
        <code title={raised.plant_hash}>{raised.plant_hash.slice(0, HASH_SHOWN)}</code>
        {!same && (
          <>
            {" → "}
            <code title={why.plant_hash}>{why.plant_hash.slice(0, HASH_SHOWN)}</code>
          </>
        )}
      </Fact>
      {raised.reason && <Fact word={say("whyReason")}>{part(raised.reason)}</Fact>}
    </dl>
  );
}

function Settings({ park, why }: { park: Park; why: AlarmWhy }) {
  const speech = useSpeech();
  const { say, named } = speech;
  return (
    <>
      <h4>{say("whySettings")}</h4>
      <ul class="why-list why-settings" data-testid="why-settings">
        {why.settings.map((setting) => (
          <li key={`${setting.name} ${setting.subject}`} data-setting={setting.name}>
            <span>{nameSetting(speech, setting)}</span>
            <small class="muted">
              {named("origin", setting.origin ?? "unknown")} {showStandard(speech, setting)}
            </small>
            <b>
              {showValue(speech, park, why.source, setting.name, setting.value)} {setting.unit}
            </b>
            {setting.at_raise !== null && setting.at_raise !== setting.value && (
              <small class="why-then">
                {say("whyThen", {
                  value: showValue(speech, park, why.source, setting.name, setting.at_raise),
                })}
              </small>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function nameSetting({ say, named }: Speech, { name, subject }: WhySetting): string {
  const word = named("setting", name);
  return subject ? say("whyOf", { name: word, subject }) : word;
}

function showStandard({ named }: Speech, { standard }: WhySetting): string {
  if (standard === null) return "";
  const trust = standard.trust ? `（${named("trust", standard.trust)}）` : "";
  return `${[standard.standard, standard.clause].filter(Boolean).join(" ")}${trust}`;
}

function showValue(
  speech: Speech,
  park: Park,
  source: string,
  name: string,
  value: WhySetting["value"],
): string {
  if (value === null) return "—";
  if (typeof value === "boolean") return speech.say(value ? "yes" : "no");
  if (typeof value === "number") return String(Number(value.toPrecision(6)));
  if (name === "condition") return sayCondition(speech, park, source, value);
  return speech.named(name, value);
}

function Inputs({ desk, park, why }: { desk: Desk; park: Park; why: AlarmWhy }) {
  const { say } = useSpeech();
  return (
    <>
      <h4>{say("whyInputs")}</h4>
      {why.historian === "unavailable" && <p class="why-warning">{say("whyNoHistorian")}</p>}
      <ul class="why-list" data-testid="why-inputs">
        {why.inputs.map((input) => (
          <InputLine key={`${input.role} ${input.name}`} desk={desk} park={park} input={input} />
        ))}
      </ul>
    </>
  );
}

function InputLine({ desk, park, input }: { desk: Desk; park: Park; input: WhyInput }) {
  const { say, named } = useSpeech();
  const { quality, marks } = input;
  const tag = park.tags.get(input.name);
  const decimals = tag ? decimalsOfTag(tag) : 3;
  const doubtful = quality === "uncertain" || quality === "bad";
  return (
    <li data-input={input.name}>
      <span>
        {named("input", input.role)} <span class="why-name">{input.name}</span>
      </span>
      <b>
        {input.kept_by === "nobody" ? "—" : formatNumber(input.value, decimals)} {input.unit}
      </b>
      <small class="muted">
        {input.limit !== null && `${say("whyLimit", { value: formatNumber(input.limit, decimals) })} `}
        {input.expected !== null && `${say("whyExpected", { value: input.expected })} `}
        {input.t !== null && `${formatNear(input.t, desk.now)} `}
        {named("kept", input.kept_by)}
      </small>
      <small class="why-chips">
        {input.part && <span class={`chip part-${input.part}`}>{named("part", input.part)}</span>}
        {quality !== "none" && (
          <span class={doubtful ? "chip chip-warning" : "chip"}>{named("quality", quality)}</span>
        )}
        {marks.map((mark) => (
          <span key={mark} class="chip chip-warning">
            {named("mark", mark)}
          </span>
        ))}
      </small>
    </li>
  );
}
