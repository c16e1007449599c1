/** The sirens in a test of this desk's sounds: a row each, with what came of it and what was heard. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Desk } from "../desk";
import type { SirenTurn } from "../siren_check";
import { useSpeech } from "./language";

export function SirenList({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const { sirens } = desk.check;
  const open = sirens.open.length;
  return (
    <>
      <ul class="sirens" aria-label={say("sirens")}>
        {sirens.turns.map((turn) => (
          <Siren key={turn.name} desk={desk} turn={turn} />
        ))}
      </ul>
      <button
        type="button"
        class={open === 0 ? "button-primary" : ""}
        disabled={sirens.sounding}
        onClick={() => void desk.check.finish()}
        data-testid="siren-finish"
      >
        {open === 0 ? say("sirenFinish") : say("sirenFinishUntested", { count: open })}
      </button>
    </>
  );
}

function Siren({ desk, turn }: { desk: Desk; turn: SirenTurn }) {
  const { say } = useSpeech();
  const { name, sounding, call, heard, trouble } = turn;
  return (
    <li data-testid={`siren-${name}`}>
      <b>{say("sirenNamed", { name })}</b>
      <button
        type="button"
        disabled={sounding}
        onClick={() => void desk.check.soundSiren(name)}
        data-testid="siren-sound"
      >
        {say(call === null ? "sirenSound" : "sirenSoundAgain")}
      </button>
      <span role="status">
        {sounding && say("sirenSounding")}
        {trouble && <span class="siren-bad">{say(`sirenTrouble_${trouble}`)}</span>}
        {!sounding && call?.delivered && say("sirenDelivered", { words: call.words || "—" })}
        {!sounding && call && !call.delivered && (
          <b class="siren-bad">{say("sirenRefused", { words: call.words || "—" })}</b>
        )}
      </span>
      {!sounding && call && heard === null && <Question desk={desk} name={name} />}
      {!sounding && heard !== null && (
        <b class={heard ? "" : "siren-bad"}>{say(heard ? "sirenHeard" : "sirenSilent")}</b>
      )}
    </li>
  );
}

function Question({ desk, name }: { desk: Desk; name: string }) {
  const { say } = useSpeech();
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <span class="sound-form">
      <span>{say("sirenAsk")}</span>
      <button
        ref={first}
        type="button"
        onClick={() => desk.check.sirens.answer(name, true)}
        data-testid="siren-heard"
      >
        {say("soundTestHeard")}
      </button>
      <button
        type="button"
        onClick={() => desk.check.sirens.answer(name, false)}
        data-testid="siren-silent"
      >
        {say("soundTestSilent")}
      </button>
    </span>
  );
}
