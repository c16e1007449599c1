/**
 * What a gateway ought to send: topics and a message in its own format with the plant's own tags, to
 * be held against what it does send. Pure. The reference is `docs/gateway_guide.md`; the browser's test
 * lets the platform read these very messages.
 */
import type { Instant } from "../wire/frames";
import type { Gateway } from "../wire/plant";
import { formatInstant } from "../words/time";
import { writePacket } from "./hj212";

/** A tag as it stands in a message. */
export interface SampleTag {
  called: string;
  value: number;
  unit: string;
}

export interface Sample {
  topic: string;
  body: string;
  /** Whether the body is what is sent; else it only tells what stands in a binary message. */
  text: boolean;
}

type Write = (gateway: Gateway, tags: readonly SampleTag[], now: Instant) => Sample[];

function pairsOf<Value>(
  tags: readonly SampleTag[],
  pick: (tag: SampleTag) => Value,
): Record<string, Value> {
  return Object.fromEntries(tags.map((tag) => [tag.called, pick(tag)]));
}

function pretty(body: unknown): string {
  return JSON.stringify(body, null, 2);
}

const writeOwn: Write = ({ topics }, tags, now) => {
  const units = tags.filter(({ unit }) => unit !== "");
  const body = {
    boot: `start-${now}`,
    seq: 1,
    sent: now,
    ts: now - 200,
    values: pairsOf(tags, ({ value }) => value),
    quality: pairsOf(tags, () => "good"),
    units: pairsOf(units, ({ unit }) => unit),
  };
  return [{ topic: topics.data, body: pretty(body), text: true }];
};

const writePinyin: Write = ({ topics }, tags, now) => {
  const data = tags.map(({ called, value }) => ({
    CGQBH: called,
    CJSJ: formatInstant(now),
    VALUE: String(value),
  }));
  return [{ topic: withoutWildcards(topics.data, ["upload"]), body: pretty({ data }), text: true }];
};

/** `PLC1/tanks/LT-101`: node, group and the rest; a name without folders gets some of ours. */
function splitNeuron(called: string): [string, string, string] {
  const [node, group, ...rest] = called.split("/");
  return rest.length > 0 ? [node!, group!, rest.join("/")] : ["PLC1", "tanks", called];
}

const writeNeuron: Write = ({ topics }, tags, now) => {
  const [node, group] = splitNeuron(tags[0]?.called ?? "");
  const together = tags.filter((tag) => {
    const [otherNode, otherGroup] = splitNeuron(tag.called);
    return otherNode === node && otherGroup === group;
  });
  const named = together.map((tag) => ({ ...tag, called: splitNeuron(tag.called)[2] }));
  const values = pairsOf(named, ({ value }) => value);
  const body = { timestamp: now, node, group, values, errors: {}, metas: {} };
  const topic = withoutWildcards(topics.data, [node, group]);
  return [{ topic, body: pretty(body), text: true }];
};

/** Metrics of the node are called by their names, those of a device `DEVICE/name`. */
const writeSparkplug: Write = ({ topics }, tags, now) => {
  const metrics = tags.map(({ called, value, unit }) => ({
    name: called,
    timestamp: now,
    datatype: "Double",
    doubleValue: value,
    ...(unit === "" ? {} : { properties: { engUnit: unit, Quality: 192 } }),
  }));
  const [birth, data] = [nodeTopic(topics.data, "NBIRTH"), nodeTopic(topics.data, "NDATA")];
  const bdSeq = { name: "bdSeq", timestamp: now, datatype: "Int64", longValue: 0 };
  const born = { timestamp: now, seq: 0, metrics: [bdSeq, ...metrics] };
  return [
    { topic: birth, body: pretty(born), text: false },
    { topic: data, body: pretty({ timestamp: now, seq: 1, metrics }), text: false },
  ];
};

/** `spBv1.0/{group}/+/{node}/#` as the node's own topic of a verb. */
function nodeTopic(filter: string, verb: string): string {
  return filter.replace("/+/", `/${verb}/`).replace(/\/#$/, "");
}

/** One topic a tag: what stands in place of the wildcards is its name; without any it is one tag's. */
const writeBare: Write = ({ topics }, tags) =>
  tags.slice(0, /[+#]/.test(topics.data) ? undefined : 1).map(({ called, value }) => ({
    topic: withoutWildcards(topics.data, called.split("/")),
    body: String(value),
    text: true,
  }));

const PERIOD = /\.(minute|hour|day)$/;

/** Real-time data (2011): the field is told by the code, or is `Rtd`. */
const writeHj212: Write = ({ topics }, tags, now) => {
  const stamp = formatInstant(now).replace(/\D/g, "");
  const fields = tags
    .filter(({ called }) => !PERIOD.test(called))
    .map(({ called, value }) => {
      const [code, field = "Rtd"] = called.split("-");
      return `${code}-${field}=${value},${code}-Flag=N`;
    });
  const station = topics.data.split("/").at(-1)!;
  const asked = `QN=${stamp}${String(now % 1000).padStart(3, "0")}`;
  const head = `${asked};ST=31;CN=2011;PW=123456;MN=${station};Flag=5`;
  const segment = `${head};CP=&&DataTime=${stamp};${fields.join(";")}&&`;
  return [{ topic: topics.data, body: writePacket(segment), text: true }];
};

/** A filter with words in place of its wildcards: the last takes all that are left. */
function withoutWildcards(filter: string, words: readonly string[]): string {
  const left = [...words];
  const levels = filter.split("/");
  const wild = levels.filter((level) => level === "+" || level === "#").length;
  let seen = 0;
  return levels
    .map((level) => {
      if (level !== "+" && level !== "#") return level;
      seen += 1;
      return seen === wild ? left.splice(0).join("/") || "x" : (left.shift() ?? "x");
    })
    .join("/");
}

const FORMATS: Readonly<Record<string, Write>> = {
  hazardwatch: writeOwn,
  pinyin: writePinyin,
  neuron: writeNeuron,
  sparkplug: writeSparkplug,
  bare: writeBare,
  hj212: writeHj212,
};

/** Messages as the gateway ought to send them; none where nobody reads its format. */
export function writeSamples(
  gateway: Gateway,
  tags: readonly SampleTag[],
  now: Instant,
): readonly Sample[] {
  return FORMATS[gateway.format]?.(gateway, tags, now) ?? [];
}
