/**
 * The test of this desk's sounds: the reminder until it is done in a shift, and the test itself. Bars
 * above everything that move the screen down, so that they never lie over an alarm.
 */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk";
import type { Signal } from "../state/annunciation";
import { SIGNALS } from "../state/sound_test";
import type { SoundTestRow } from "../wire/sound_tests";
import { Badge } from "./badge";
import { useSpeech, type Speech } from "./language";
import { SirenList } from "./siren_list";

export function SoundStrip({ desk }: { desk: Desk }) {
  const { check } = desk;
  if (!desk.conversation.scopes.includes("acknowledge")) return null;
  if (check.stage !== null) return <Test desk={desk} />;
  if (check.wanted || check.failed) return <Reminder desk={desk} />;
  return null;
}

function saySignal({ named }: Speech, signal: Signal): string {
  return signal === "lost" ? named("signal", signal) : named("priority", signal);
}

/** What a test that failed leaves in doubt. */
function nameMissing(speech: Speech, { heard, sirens = [] }: SoundTestRow): string[] {
  const { say } = speech;
  const signals = SIGNALS.filter((signal) => !heard.includes(signal));
  const doubtful = sirens.filter((one) => !(one.delivered && one.heard));
  return [
    ...signals.map((signal) => saySignal(speech, signal)),
    ...doubtful.map(({ siren, at, delivered }) => {
      const word = at === null ? "sirenUntested" : delivered ? "sirenSilent" : "sirenNotDelivered";
      return `${say("sirenNamed", { name: siren })} (${say(word)})`;
    }),
  ];
}

function Reminder({ desk }: { desk: Desk }) {
  const speech = useSpeech();
  const { say, pick } = speech;
  const { due, failed } = desk.check;
  const missing = failed ? nameMissing(speech, failed) : [];
  return (
    <div class={`bar bar-sound-test ${failed ? "bar-sound-failed" : ""}`} data-testid="sound-due">
      <span>
        {failed
          ? say("soundTestFailed", {
              signals: missing.join(say("listComma")),
            })
          : say("soundTestDue", { shift: due?.shift ? pick(due.shift.name) : "" })}
      </span>{" "}
      <button type="button" onClick={() => desk.check.open()} data-testid="sound-open">
        {say(failed ? "soundTestAgain" : "soundTestBegin")}
      </button>
    </div>
  );
}

function Test({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const { stage } = desk.check;
  return (
    <section class="bar bar-sound-test" aria-label={say("soundTest")} data-testid="sound-test">
      <strong>{say("soundTest")}</strong>
      {stage === "naming" && <Naming desk={desk} />}
      {stage === "playing" && <Playing desk={desk} />}
      {stage === "sirens" && <SirenList desk={desk} />}
      {stage === "keeping" && <span role="status">{say("soundTestKeeping")}</span>}
      {stage === "failed" && (
        <>
          <span role="alert">{say("soundTestNotKept")}</span>
          <button type="button" onClick={() => void desk.check.keep()} data-testid="sound-keep">
            {say("tryAgain")}
          </button>
        </>
      )}
      {stage === "interrupted" && <span role="status">{say("soundTestInterrupted")}</span>}
      {stage === "kept" && <span role="status">{say("soundTestKept")}</span>}
      <button type="button" onClick={() => desk.check.close()} data-testid="sound-close">
        {say(stage === "kept" ? "close" : "cancel")}
      </button>
    </section>
  );
}

function Naming({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const [name, setName] = useState(desk.check.name);
  const sirens = desk.check.due?.sirens ?? [];
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <form
      class="sound-form"
      onSubmit={(event) => {
        event.preventDefault();
        void desk.sound.enable().then(() => desk.check.begin(name));
      }}
      onKeyDown={(event) => event.key === "Escape" && desk.check.close()}
    >
      <input
        ref={field}
        value={name}
        maxLength={64}
        placeholder={say("soundTestDesk")}
        aria-label={say("soundTestDesk")}
        onInput={(event) => setName(event.currentTarget.value)}
        data-testid="sound-desk"
      />
      <button class="button-primary" disabled={name.trim() === ""} data-testid="sound-begin">
        {say("soundTestBegin")} <kbd>Enter</kbd>
      </button>
      <small>
        {sirens.length > 0
          ? say("soundTestSirens", { sirens: sirens.join("、") })
          : say("soundTestNoSiren")}
      </small>
    </form>
  );
}

function Playing({ desk }: { desk: Desk }) {
  const speech = useSpeech();
  const { say } = speech;
  const signal = desk.check.signal;
  const heard = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => heard.current?.focus(), [signal]);
  if (signal === null) return null;
  const places = {
    signal: saySignal(speech, signal),
    at: SIGNALS.indexOf(signal) + 1,
    of: SIGNALS.length,
  };
  return (
    <span class="sound-form">
      {signal !== "lost" && <Badge priority={signal} look="calling" />}
      <b role="status" data-testid="sound-playing" data-signal={signal}>
        {say("soundTestPlaying", places)}
      </b>
      <button
        ref={heard}
        type="button"
        onClick={() => desk.check.answer(true)}
        data-testid="sound-heard"
      >
        {say("soundTestHeard")} <kbd>Enter</kbd>
      </button>
      <button type="button" onClick={() => desk.check.answer(false)} data-testid="sound-silent">
        {say("soundTestSilent")}
      </button>
      <button type="button" onClick={() => desk.check.replay()} data-testid="sound-replay">
        {say("soundTestReplay")}
      </button>
    </span>
  );
}
