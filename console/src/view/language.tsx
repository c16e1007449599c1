/** The language of the page, handed down to every view. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { pickPart } from "../words/bilingual";
import { pickName, say, sayNamed, type Language, type Word } from "../words/words";
import { formatDuration } from "../words/time";
import type { Bilingual } from "../wire/frames";

export const LanguageContext = createContext<Language>("zh");

export interface Speech {
  language: Language;
  say(word: Word, places?: Readonly<Record<string, string | number>>): string;
  named(family: string, name: string): string;
  name(named: { name: string; name_en?: string | null }): string;
  pick(message: Bilingual): string;
  /** The part in this language of a text that carries both. */
  part(text: string): string;
  duration(ms: number): string;
}

const SPEECH: Readonly<Record<Language, Speech>> = { zh: speak("zh"), en: speak("en") };

function speak(language: Language): Speech {
  return {
    language,
    say: (word, places) => say(language, word, places),
    named: (family, name) => sayNamed(language, family, name),
    name: (named) => pickName(language, named),
    pick: (message) => message[language],
    part: (text) => pickPart(language, text),
    duration: (ms) => formatDuration(ms, language),
  };
}

export function useSpeech(): Speech {
  return SPEECH[useContext(LanguageContext)];
}
