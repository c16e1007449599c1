import { describe, expect, it } from "vitest";
import { computeCrc, writePacket } from "../src/state/hj212";
import { writeSamples, type SampleTag } from "../src/state/sample_message";
import { calmValue, pickSampleTags } from "../src/state/sample_tags";
import type { Park, Tag } from "../src/wire/plant";
import { gateway } from "./gateway_rows";

/** 2024-05-01 08:00:00.123 in Beijing. */
const NOW = 1_714_521_600_123;
const TAGS: SampleTag[] = [
  { called: "LT-101", value: 45, unit: "%" },
  { called: "ESD-1", value: 0, unit: "" },
];

function foreign(format: string, data: string) {
  return gateway({ format, topics: { data, backfill: "", status: "s", ack: "" } });
}

describe("a sample message", () => {
  it("of the platform's own format has all that a gateway should tell", () => {
    const [sample] = writeSamples(gateway(), TAGS, NOW);
    expect(sample!.topic).toBe("hazard/v1/P1/ent1/gw1/data");
    expect(JSON.parse(sample!.body)).toEqual({
      boot: `start-${NOW}`,
      seq: 1,
      sent: NOW,
      ts: NOW - 200,
      values: { "LT-101": 45, "ESD-1": 0 },
      quality: { "LT-101": "good", "ESD-1": "good" },
      units: { "LT-101": "%" },
    });
  });

  it("of pinyin has numbers as text and local time", () => {
    const [sample] = writeSamples(foreign("pinyin", "province/ent1/upload"), TAGS, NOW);
    expect(sample!.topic).toBe("province/ent1/upload");
    expect(JSON.parse(sample!.body).data[0]).toEqual({
      CGQBH: "LT-101",
      CJSJ: "2024-05-01 08:00:00",
      VALUE: "45",
    });
  });

  it("of Neuron has one node and group in topic and body", () => {
    const folders = ["PLC7/罐区/LT-1", "PLC7/罐区/LT-2", "PLC8/a/LT-3"];
    const tags = folders.map((called) => ({ called, value: 1, unit: "" }));
    const [sample] = writeSamples(foreign("neuron", "/neuron/app/#"), tags, NOW);
    expect(sample!.topic).toBe("/neuron/app/PLC7/罐区");
    const body = JSON.parse(sample!.body);
    expect([body.node, body.group, body.values]).toEqual([
      "PLC7",
      "罐区",
      { "LT-1": 1, "LT-2": 1 },
    ]);
    const plain = JSON.parse(writeSamples(foreign("neuron", "n/+/+"), TAGS, NOW)[0]!.body);
    expect(Object.keys(plain.values)).toEqual(["LT-101", "ESD-1"]);
  });

  it("of Sparkplug is told, not written", () => {
    const samples = writeSamples(foreign("sparkplug", "spBv1.0/Plant1/+/Edge7/#"), TAGS, NOW);
    expect(samples.map(({ topic, text }) => [topic, text])).toEqual([
      ["spBv1.0/Plant1/NBIRTH/Edge7", false],
      ["spBv1.0/Plant1/NDATA/Edge7", false],
    ]);
    expect(JSON.parse(samples[1]!.body).metrics[0]).toMatchObject({
      name: "LT-101",
      properties: { engUnit: "%" },
    });
  });

  it("of a bare value has the tag in its topic, one a tag", () => {
    expect(writeSamples(foreign("bare", "meters/+/value"), TAGS, NOW)).toEqual([
      { topic: "meters/LT-101/value", body: "45", text: true },
      { topic: "meters/ESD-1/value", body: "0", text: true },
    ]);
    const folder = [{ called: "PLC1/tanks/LT-1", value: 2, unit: "" }];
    expect(writeSamples(foreign("bare", "m/+/x/#"), folder, NOW)[0]!.topic).toBe(
      "m/PLC1/x/tanks/LT-1",
    );
    expect(writeSamples(foreign("bare", "one/meter"), TAGS, NOW)).toHaveLength(1);
  });

  it("of HJ 212 is a sound packet with the station's number from the topic", () => {
    const tags = ["a21026", "SB1-RS", "a21026-Max.minute"].map((called) => ({
      called,
      value: 12.5,
      unit: "",
    }));
    const [sample] = writeSamples(foreign("hj212", "hj212/MN0001"), tags, NOW);
    expect(sample!.body).toContain("QN=20240501080000123;");
    expect(sample!.body).toContain("MN=MN0001;");
    expect(sample!.body).toContain("a21026-Rtd=12.5,a21026-Flag=N;SB1-RS=12.5,SB1-Flag=N&&");
    expect(Number(sample!.body.slice(2, 6))).toBe(sample!.body.length - 10);
  });

  it("of a format that nobody reads is none", () => {
    expect(writeSamples(foreign("morse", "m"), TAGS, NOW)).toEqual([]);
  });
});

describe("a packet of HJ 212", () => {
  /** The example of HJ 212-2017, appendix A. */
  const SEGMENT =
    "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&";

  it("has the checksum of the standard's own example", () => {
    expect(computeCrc(SEGMENT)).toBe(0x1c80);
    expect(writePacket(SEGMENT)).toBe(`##0101${SEGMENT}1C80`);
  });
});

describe("the values of a sample", () => {
  const tag = (change: Partial<Tag>) =>
    ({ tag: "T", unit: "", range_lo: null, range_hi: null, limits: [], ...change }) as Tag;
  const limit = (condition: string, value: number) => ({
    condition,
    limit: value,
    priority: "high" as const,
  });

  it.each([
    [
      "midway between the limits",
      { range_lo: 0, range_hi: 100, limits: [limit("L", 10), limit("H", 80), limit("HH", 90)] },
      45,
    ],
    ["midway to the range", { range_lo: 0, range_hi: 100, limits: [limit("HH", 50)] }, 25],
    ["midway in the range", { range_lo: -20, range_hi: 120 }, 50],
    ["below the only limit", { limits: [limit("H", 25)] }, 12.5],
    ["above the only limit", { limits: [limit("LL", 10)] }, 15],
    ["nothing where nothing is known", {}, 0],
    ["no alarm of a switch that alarms on 1", { limits: [limit("digital", 1)] }, 0],
    ["no alarm of a switch that alarms on 0", { limits: [limit("digital", 0)] }, 1],
  ])("are %s", (_, change, expected) => {
    expect(calmValue(tag(change as Partial<Tag>))).toBe(expected);
  });

  it("are those of tags that the gateway is expected to bring, at most three", () => {
    const listed = ["A", "B", "C", "D", "E"].map((name, place) => ({
      tag: name,
      called: name.toLowerCase(),
      brought_by: "",
      expected: place > 0,
    }));
    const tags = new Map(listed.map(({ tag: name }) => [name, tag({ tag: name, unit: "m" })]));
    const park = { tags } as unknown as Park;
    expect(pickSampleTags(listed, park).map(({ called }) => called)).toEqual(["b", "c", "d"]);
    const none = listed.map((line) => ({ ...line, expected: false }));
    expect(pickSampleTags(none, park)[0]!.called).toBe("a");
    expect(pickSampleTags([], park)).toEqual([]);
  });
});
