import { describe, expect, it } from "vitest";
import {
  EMPTY,
  findLack,
  findMain,
  findOffer,
  formatBytes,
  groupActs,
  isBare,
  isRepeated,
  listActs,
  listSince,
  mayAttach,
  nameOffer,
  writeBody,
} from "../src/state/handling_acts";
import { entry, handling, offer } from "./handling_rows";

const VERIFY = offer("verify", { behalf: true, finding: true, words: true });
const PARK_SIGN = offer("sign", { happening: "park_signed" });
const SIGN_FOR = offer("sign", { behalf: true });
const CALL = offer("call", { words: true });
const OFFERS = [PARK_SIGN, SIGN_FOR, CALL, offer("attachments")];

describe("what is offered", () => {
  it("tells the same act on somebody's word apart", () => {
    expect(OFFERS.map(nameOffer)).toEqual(["sign", "sign-behalf", "call", "attachments"]);
    expect(findOffer(OFFERS, "sign-behalf")).toBe(SIGN_FOR);
    expect(findOffer(OFFERS, "close")).toBeNull();
  });

  it("is led by what the record waits for, which the park's own signature is not", () => {
    expect(findMain(handling(1), OFFERS)).toBe(SIGN_FOR);
    expect(findMain(handling(1, { next: "close" }), OFFERS)).toBeNull();
    const acts = listActs(OFFERS);
    expect(acts).not.toContain(OFFERS[3]);
    expect(groupActs(acts, SIGN_FOR)).toEqual([
      { behalf: true, offers: [SIGN_FOR] },
      { behalf: false, offers: [PARK_SIGN, CALL] },
    ]);
    expect(groupActs(acts, CALL)[0]).toEqual({ behalf: false, offers: [CALL, PARK_SIGN] });
    expect(groupActs([CALL], null)).toEqual([{ behalf: false, offers: [CALL] }]);
  });

  it("has files in a place of their own", () => {
    expect(mayAttach(OFFERS)).toBe(true);
    expect(mayAttach([CALL])).toBe(false);
  });

  it("says whether it was done before, and whether anything is to be written", () => {
    const done = { step: "signed", at: 1, by: "甲", side: "enterprise", behalf: "", late: false };
    const signed = handling(1, { done: [done as never] });
    expect(isRepeated(signed, SIGN_FOR)).toBe(true);
    expect(isRepeated(signed, VERIFY)).toBe(false);
    expect([PARK_SIGN, SIGN_FOR, VERIFY, CALL].map(isBare)).toEqual([true, false, false, false]);
  });
});

describe("what is missing", () => {
  it("is named in the order of the fields until nothing is", () => {
    expect(findLack(VERIFY, EMPTY)).toBe("finding_missing");
    expect(findLack(VERIFY, { ...EMPTY, finding: "real", words: " " })).toBe("words_missing");
    expect(findLack(VERIFY, { ...EMPTY, finding: "real", words: "x" })).toBe("behalf_missing");
    const whole = { ...EMPTY, finding: "real", words: "x", behalf: "王工" } as const;
    expect(findLack(VERIFY, whole)).toBeNull();
    expect(findLack(CALL, { ...EMPTY, words: "x" })).toBe("person_missing");
    expect(findLack(PARK_SIGN, EMPTY)).toBeNull();
  });
});

describe("what is sent", () => {
  const draft = {
    ...EMPTY,
    words: " 泄漏 ",
    behalf: " 王工 ",
    finding: "real",
    person: "李工",
    number: " 138 ",
    answered: false,
  } as const;

  it("is what the act asks for, on the version that was seen", () => {
    expect(writeBody(VERIFY, draft, 4)).toEqual({
      version: 4,
      words: "泄漏",
      behalf: "王工",
      finding: "real",
    });
    expect(writeBody(PARK_SIGN, draft, 4)).toEqual({ version: 4 });
    expect(writeBody(CALL, draft, 4)).toEqual({
      version: 4,
      words: "泄漏",
      person: "李工",
      number: "138",
      outgoing: true,
      answered: false,
    });
  });
});

it("what came after a version is told in its order", () => {
  const entries = [entry(1), entry(2), entry(3)];
  expect(listSince(entries, 1)).toEqual([entries[1], entries[2]]);
  expect(listSince(entries, 3)).toEqual([]);
});

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [34_500, "34.5 kB"],
  [20_971_520, "21.0 MB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
