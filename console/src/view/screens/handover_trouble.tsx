/** Why the last act came to nothing, said in the form in which it was tried. */
import { useSpeech } from "../language";
import type { RecordReading } from "./handover_reading";

export function TroubleLine({ record, form }: { record: RecordReading; form: string }) {
  const { named, say } = useSpeech();
  const { trouble } = record;
  if (trouble?.form !== form) return null;
  const told = named("handoverFault", trouble.word);
  return (
    <p class="action-trouble" role="alert" data-testid={`trouble-${form || "all"}`}>
      {told === trouble.word || trouble.word === "other"
        ? say("handoverFault_other", { detail: trouble.detail || trouble.word })
        : told}
    </p>
  );
}
