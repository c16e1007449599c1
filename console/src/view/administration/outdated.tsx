/** What stands where something was not read, or not read again. */
import { formatInstant } from "../../words/time";
import { useSpeech } from "../language";
import type { Reading } from "./use_reading";

interface OutdatedProps {
  reading: Reading<unknown>;
  again: () => void;
}

export function Outdated({ reading, again }: OutdatedProps) {
  const { say } = useSpeech();
  if (!reading.failed && reading.what !== null) return null;
  const words = reading.failed
    ? reading.what === null
      ? say("notLoaded")
      : say("adminOld", { time: formatInstant(reading.at) })
    : say("loading");
  return (
    <p class={reading.failed ? "admin-outdated" : "empty"} role="status" data-testid="admin-outdated">
      {words}{" "}
      {reading.failed && (
        <button type="button" onClick={again}>
          {say("tryAgain")}
        </button>
      )}
    </p>
  );
}
