/**
 * Tags with values for a sample message. Pure. The values are calm ones, midway between the limits:
 * whoever sends the sample as it stands must raise no alarm.
 */
import type { GatewayTag } from "../wire/gateways";
import type { Park, Tag } from "../wire/plant";
import type { SampleTag } from "./sample_message";

/** Tags in a sample. */
const SAMPLED = 3;

const HIGH: readonly string[] = ["H", "HH"];
const LOW: readonly string[] = ["L", "LL"];

function limitOf(tag: Tag, conditions: readonly string[]): number | null {
  for (const condition of conditions) {
    const found = tag.limits.find((limit) => limit.condition === condition);
    if (found) return found.limit;
  }
  return null;
}

/** A value that raises nothing; a point that is on or off has that which is no alarm. */
export function calmValue(tag: Tag): number {
  const alarming = limitOf(tag, ["digital"]);
  if (alarming !== null) return alarming === 0 ? 1 : 0;
  const low = limitOf(tag, LOW) ?? tag.range_lo;
  const high = limitOf(tag, HIGH) ?? tag.range_hi;
  if (low !== null && high !== null) return round((low + high) / 2);
  return round(low !== null ? low + Math.abs(low) / 2 : high !== null ? high / 2 : 0);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** The first tags that are expected of the gateway, else of those of which it may speak. */
export function pickSampleTags(listed: readonly GatewayTag[], park: Park): SampleTag[] {
  const expected = listed.filter((line) => line.expected);
  return (expected.length > 0 ? expected : listed).slice(0, SAMPLED).flatMap((line) => {
    const tag = park.tags.get(line.tag);
    return tag ? [{ called: line.called, value: calmValue(tag), unit: tag.unit }] : [];
  });
}
