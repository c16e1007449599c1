/**
 * Text that carries both languages in one string, as plant directories and the platform's own
 * reasons do: `云汀中控室 / Control room`, `网关无数据 nothing came from the gateway`. Pure. Only a
 * split that can't be meant otherwise is made; everything else is shown whole.
 */
import type { Language } from "./words";

const CHINESE = /[\u3400-\u9fff]/;
const LATIN = /[A-Za-z]/;
/** A word in small letters, as tags, units and abbreviations have none. */
const WORD = /[a-z]{3}/;

function isEnglish(text: string, words: number): boolean {
  return !CHINESE.test(text) && WORD.test(text) && text.split(" ").length >= words;
}

function isChinese(text: string): boolean {
  return CHINESE.test(text) && !LATIN.test(text);
}

function splitAtSlash(text: string): [string, string] | null {
  const parts = text.split(/\s+\/\s+/);
  if (parts.length !== 2) return null;
  const [one, other] = parts as [string, string];
  if (isChinese(one) && isEnglish(other, 1)) return [one, other];
  return isChinese(other) && isEnglish(one, 1) ? [other, one] : null;
}

/** Chinese first, then two English words or more behind one space. */
function splitAtSpace(text: string): [string, string] | null {
  const match = /^(.*[\u3400-\u9fff）。！？0-9]) ([A-Za-z].*)$/.exec(text);
  const [, chinese, english] = match ?? [];
  if (!chinese || !english) return null;
  return isChinese(chinese) && isEnglish(english, 2) ? [chinese, english] : null;
}

/** The part of a text in one language, else the whole of it. */
export function pickPart(language: Language, text: string): string {
  const parts = splitAtSlash(text) ?? splitAtSpace(text);
  return parts ? parts[language === "zh" ? 0 : 1] : text;
}
