/**
 * What else in the plant speaks for or against one alarm: the votes (MooN) in which its source has a
 * say, and the tags that measure the same. Pure. Whether a vote is reached was decided by the
 * platform; here is only how each of its channels looks.
 */
import type { Park, Tag, Voting } from "../wire/plant";

/** How a channel looks; whether one that is doubtful or bypassed counts is the platform's word. */
export type Stand = "beyond" | "clear" | "unknown" | "bypassed";

export interface Channel {
  tag: string;
  stand: Stand;
}

/** What is seen of a channel now. */
export interface Look {
  /** Whether an alarm stands, by its id. */
  stands(alarm: string): boolean;
  /** Null: unknown, because it is bad, stale or was never seen. */
  value(tag: string): number | null;
  /** ms since its last reading; null before the first. */
  age(tag: string): number | null;
}

/** The vote that a source is, or those that count it. */
export function votesOf(park: Park, source: string): Voting[] {
  const own = park.votings.get(source);
  return own ? [own] : [...park.votings.values()].filter(({ tags }) => tags.includes(source));
}

export function channelsOf(voting: Voting, look: Look): Channel[] {
  return voting.tags.map((tag, index) => ({ tag, stand: standOf(voting, index, look) }));
}

function standOf(voting: Voting, index: number, look: Look): Stand {
  const tag = voting.tags[index]!;
  const bypass = voting.bypass[index] ?? "";
  if (bypass !== "" && look.value(bypass) === 1) return "bypassed";
  const [age, most] = [look.age(tag), voting.max_age_s];
  if (look.value(tag) === null || (age !== null && most !== null && age > most * 1000))
    return "unknown";
  return look.stands(`${tag}:${voting.condition}`) ? "beyond" : "clear";
}

/** Tags that are held against each other because they measure the same (冗余). */
export function redundantOf(park: Park, tag: Tag): Tag[] {
  const named = tag.checks.filter(isDeviation).map(({ reference }) => park.tags.get(reference));
  const naming = [...park.tags.values()].filter((other) =>
    other.checks.some((check) => isDeviation(check) && check.reference === tag.tag),
  );
  const found = new Set([...named, ...naming]);
  return [...found].filter((one): one is Tag => one !== undefined && one.tag !== tag.tag);
}

function isDeviation({ condition }: { condition: string }): boolean {
  return condition === "deviation";
}
