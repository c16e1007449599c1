import { describe, expect, it } from "vitest";
import { SCREENS } from "../src/state/address";
import { CHECKS } from "../src/state/connection_test";
import { COLUMNS } from "../src/state/gateway_list";
import { say, sayNamed, pickName, words, type Word } from "../src/words/words";

/** For which something is refused (contract section 5). */
const REASONS =
  "unparsable too_large unknown_gateway unknown_tag not_a_number bad_unit bad_time wrong_topic " +
  "checksum unsupported simulated";

const all = Object.entries(words) as [Word, { zh: string; en: string }][];

function placesOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();
}

describe("the words", () => {
  it.each(all)("%s is there in both languages, with the same places to fill", (_, { zh, en }) => {
    expect(zh.trim()).not.toBe("");
    expect(en.trim()).not.toBe("");
    expect(placesOf(zh)).toEqual(placesOf(en));
  });

  it.each(all.filter(([word]) => word !== "otherLanguage"))(
    "%s has no Chinese in its English",
    (_, { en }) => {
      expect(en).not.toMatch(/[\u4e00-\u9fff]/);
    },
  );

  it("cover every state, event, condition, quality and mark of the contract", () => {
    const wire: Record<string, string> = {
      priority: "critical high medium low",
      state:
        "normal unacknowledged acknowledged returned_unacknowledged latched_unacknowledged latched_acknowledged",
      held: "shelved suppressed out_of_service",
      event:
        "raised returned acknowledged reset shelved unshelved suppressed unsuppressed " +
        "removed_from_service returned_to_service removed commented realarmed",
      condition:
        "LL L H HH rate deviation discrepancy digital stale bad_quality out_of_range frozen spike " +
        "clock protection_lost voted demand interlock_failed interlock_unverified spurious_trip " +
        "demand_while_bypassed bypass_overdue proof_test_overdue balance forecast model " +
        "gateway_lost gateway_gap system",
      quality: "good uncertain bad none",
      nuisance: "chattering fleeting standing long_standing duplicate",
      tally: "root under",
      mark:
        "late clock_suspect backfill simulated conflict uncertain forced last_known " +
        "possibly_beyond unrecorded",
      refusal:
        "still_active not_acknowledged not_latched condition_unknown already_ended not_offered " +
        "already_acknowledged nothing_to_acknowledge reason_missing unknown already_active " +
        "not_active already_held not_held priority_rose version_passed by_design_only " +
        "role_may_not too_long too_many_held second_person_missing work_order_missing " +
        `second_person_refused too_many_attempts unavailable ${REASONS}`,
      lack: "reason_missing work_order_missing second_person_missing second_person_same",
      conflict: "acknowledge reset shelve unshelve out-of-service return-to-service",
      refused: "acknowledge reset shelve unshelve out-of-service return-to-service",
      trouble: "broker spool journal",
      demand: "ready demanded locked",
      trip: "unseen away moved spurious tripped",
      role: "cause effect permissive bypass reset",
      truth: "true false unknown",
      cell:
        "idle delaying met free blind travelling arrived acted failed unverified off on overdue",
      handlingStep: "pushed signed verified handled reported closed",
      handlingColumn: "sign verify handle report close closed",
      handlingSide: "enterprise park",
      handlingFinding: "real false test calibration maintenance drill",
      handlingEvidence: "standing returned removed",
      handlingHappening:
        "opened recurred returned removed signed park_signed verified handled reported sent_back " +
        "closed called attached",
      handlingDo: "sign park_sign verify handle report close call send-back",
      handlingAgain: "sign verify handle report",
      handlingWords: "verify handle report close call send-back",
      handlingLack: "finding_missing words_missing behalf_missing person_missing",
      handlingRefusal:
        "not_signed not_verified not_handled not_reported already_signed already_closed " +
        "nothing_to_send_back still_active condition_unknown other_side words_missing " +
        "finding_missing behalf_not_needed too_many_attachments forbidden not-found too-large " +
        "unsupported-media-type unauthenticated",
      screen: SCREENS.join(" "),
      link: "online offline never",
      report: "polled exception",
      format: "hazardwatch pinyin neuron sparkplug bare hj212",
      note: "hazardwatch pinyin neuron sparkplug bare hj212",
      outcome: "passed failed waiting spared",
      check: CHECKS.join(" "),
      column: COLUMNS.join(" "),
      remedy: `${REASONS} other`,
    };
    for (const [family, names] of Object.entries(wire)) {
      for (const name of names.split(" ")) expect(Object.keys(words)).toContain(`${family}_${name}`);
    }
  });

  it("are filled in, and an unknown name is shown as it came rather than hidden", () => {
    expect(say("zh", "newAlarms", { count: 37 })).toBe("新增 37 条 ↑");
    expect(sayNamed("en", "condition", "brand_new")).toBe("brand_new");
  });

  it("fall back to the Chinese name where a plant gives no English one", () => {
    expect(pickName("en", { name: "球罐", name_en: "" })).toBe("球罐");
    expect(pickName("en", { name: "球罐", name_en: "Sphere" })).toBe("Sphere");
    expect(pickName("zh", { name: "球罐", name_en: "Sphere" })).toBe("球罐");
  });
});
