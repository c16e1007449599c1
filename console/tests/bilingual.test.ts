import { describe, expect, it } from "vitest";
import { pickPart } from "../src/words/bilingual";

function both(text: string): [string, string] {
  return [pickPart("zh", text), pickPart("en", text)];
}

describe("a text in both languages", () => {
  it.each([
    ["网关无数据 nothing came from the gateway", "网关无数据", "nothing came from the gateway"],
    ["云汀中控室 / Control room", "云汀中控室", "Control room"],
    ["Control room / 云汀中控室", "云汀中控室", "Control room"],
    ["报警未落盘 alarms are not recorded", "报警未落盘", "alarms are not recorded"],
  ])("%s is shown in the one chosen", (text, zh, en) => {
    expect(both(text)).toEqual([zh, en]);
  });

  it.each([
    "云汀中控室",
    "Control room",
    "",
    "已通知 DCS 班组",
    "LT-101 液位高",
    "中控室 / DCS",
    "甲 / 乙",
    "已联系 OK",
    "氯气 Cl2 泄漏 call the shift",
    "甲班 / Shift A / 乙班",
  ])("%s stays whole where it could be meant as one", (text) => {
    expect(both(text)).toEqual([text, text]);
  });
});
