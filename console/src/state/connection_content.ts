/**
 * The checks of a connection test that ask what frames hold: names, qualities, units and values,
 * all the tags, nothing that is refused. Pure.
 */
import type { DeadLetter } from "../wire/gateways";
import { formatNumber } from "../words/number";
import {
  judge,
  say,
  type Evidence,
  type Finding,
  type Judged,
  type Saying,
  type TagEvidence,
} from "./connection_evidence";
import { SILENT_INTERVALS } from "./connection_link";
import { grown, type Run } from "./connection_run";
import type { KnownNames } from "./nearest_name";

/** The share of good readings below which something is wrong with more than one point. */
const GOOD_SHARE = 0.9;

/**
 * How far beyond its range, as a share of it, an instrument may read: live zero and saturation lie
 * there (NAMUR NE 43), further out is another range or another unit.
 */
const BEYOND_RANGE = 0.05;

/** How long a tag may take to come for the first time. */
const PATIENCE_MS = 60_000;

/** Unknown names for which the nearest known one is looked for. */
const MOST_NEAREST = 12;

export function judgeKnown(run: Run, { names, unknown, letters }: Evidence): Judged {
  const named = unknown.filter(({ last }) => last >= run.began);
  if (named.length > 0) {
    const findings = named.map(({ tag }, place) => ({
      subject: tag,
      said: place < MOST_NEAREST ? explainUnknown(tag, names, letters) : null,
    }));
    return { ...judge("failed", "test_known_failed", { count: named.length }), findings };
  }
  return (grown(run)?.readings ?? 0) > 0
    ? judge("passed", "test_known_passed")
    : judge("waiting", "test_waits_for_readings");
}

/** The platform's own explanation where it has one, else the nearest name, folders left out. */
function explainUnknown(
  name: string,
  names: KnownNames,
  letters: readonly DeadLetter[],
): Saying | null {
  const letter = letters.find(({ tag, reason }) => tag === name && reason === "unknown_tag");
  if (letter?.detail.includes("source_name")) {
    return say("test_known_taken", { detail: letter.detail });
  }
  const short = name.slice(name.lastIndexOf("/") + 1);
  const nearest = names.nearest(name) ?? names.nearest(short);
  return nearest === null ? null : say("test_known_nearest", { name: nearest });
}

/** Tags of which a reading of this gateway has come since the test began. */
function listHeard(run: Run, { gateway, tags }: Evidence): readonly TagEvidence[] {
  return (tags ?? []).filter(
    ({ brought_by, now }) =>
      brought_by === gateway.id && now.received !== null && now.received >= run.began,
  );
}

export function judgePlausible(run: Run, evidence: Evidence): Judged {
  const heard = listHeard(run, evidence);
  const units = findUnits(evidence.letters);
  if (heard.length === 0 && units.length === 0) return judge("waiting", "test_waits_for_readings");
  const beyond = heard.filter(isBeyondRange).map(tellRange);
  const doubtful = heard.filter(({ now }) => now.quality !== "good").map(tellQuality);
  const good = heard.length - doubtful.length;
  const share = heard.length === 0 ? 0 : good / heard.length;
  const places = { share: formatNumber(100 * share, 1), good, heard: heard.length };
  const failed = units.length > 0 || beyond.length > 0 || share < GOOD_SHARE;
  const findings = [...units, ...beyond, ...doubtful];
  return { ...judge(failed ? "failed" : "passed", "test_plausible", places), findings };
}

function isBeyondRange({ now, range_lo: low, range_hi: high }: TagEvidence): boolean {
  if (now.value === null || low === null || high === null) return false;
  const slack = BEYOND_RANGE * Math.abs(high - low);
  return now.value < low - slack || now.value > high + slack;
}

function tellRange({ called, now, unit, range_lo, range_hi }: TagEvidence): Finding {
  const value = `${now.value} ${unit}`.trim();
  const range = `${range_lo}–${range_hi} ${unit}`.trim();
  return { subject: called, said: say("test_beyond_range", { value, range }) };
}

function tellQuality({ called, now }: TagEvidence): Finding {
  return { subject: called, said: say(`quality_${now.quality}`) };
}

/** One finding a tag whose unit was refused, by its newest letter. */
function findUnits(letters: readonly DeadLetter[]): Finding[] {
  const refused = letters.filter(({ reason }) => reason === "bad_unit");
  return firstOf(refused, ({ tag }) => tag).map(({ tag, detail }) => ({
    subject: tag,
    said: say("test_refused_unit", { detail }),
  }));
}

export function judgeComplete(run: Run, evidence: Evidence): Judged {
  const { tags } = evidence;
  if (tags === null) return judge("waiting", "loading");
  if (tags.length === 0) return judge("failed", "test_complete_no_tags");
  const expected = tags.filter((tag) => tag.expected);
  if (expected.length === 0) return judge("waiting", "test_complete_elsewhere");
  const heard = new Set(listHeard(run, evidence));
  const missing = expected.filter((tag) => !heard.has(tag));
  const places = { heard: expected.length - missing.length, tags: expected.length };
  if (missing.length === 0) return judge("passed", "test_complete_passed", places);
  const findings = missing.map(({ called, tag }) => ({
    subject: called,
    said: called === tag ? null : say("test_tag_of", { tag }),
  }));
  const over = evidence.now - run.began >= patienceFor(expected);
  return { ...judge(over ? "failed" : "waiting", "test_complete_missing", places), findings };
}

/** How long the slowest tag may take, ms. */
function patienceFor(tags: readonly TagEvidence[]): number {
  const slowest = tags.reduce((most, { interval_s }) => Math.max(most, interval_s ?? 0), 0);
  return Math.max(PATIENCE_MS, SILENT_INTERVALS * 1000 * slowest);
}

export function judgeUnrefused(run: Run, { letters }: Evidence): Judged {
  const since = grown(run);
  if (!since || (since.refused === 0 && since.readings === 0)) {
    return judge("waiting", "test_waits_for_readings");
  }
  if (since.refused === 0) return judge("passed", "test_unrefused_passed");
  // What to do differs by reason, not by letter.
  const findings = firstOf(letters, ({ reason }) => reason).map(({ reason, tag, detail }) => ({
    subject: reason,
    said: say("test_refused_for", { tag, detail }),
  }));
  return { ...judge("failed", "test_unrefused_failed", { count: since.refused }), findings };
}

/** The first letter of each key, in their order. */
function firstOf(
  letters: readonly DeadLetter[],
  keyOf: (letter: DeadLetter) => string,
): readonly DeadLetter[] {
  const first = new Map<string, DeadLetter>();
  for (const letter of letters) {
    if (!first.has(keyOf(letter))) first.set(keyOf(letter), letter);
  }
  return [...first.values()];
}
