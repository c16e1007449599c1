/** Offers refused frames again, for who may; what came of it is said. */
import { useState } from "preact/hooks";
import type { Desk } from "../../desk";
import { MOST_REPLAYED, replayDeadLetters, type Replayed } from "../../wire/gateways";
import { Refusal } from "../../wire/rest";
import { useSpeech, type Speech } from "../language";

interface OfferAgainProps {
  desk: Desk;
  gateway: string;
  /** Empty: whatever they were refused for. */
  reason: string;
  done: () => void;
}

type Told =
  | { state: "idle" | "offering" }
  | { state: "done"; what: Replayed }
  | { state: "failed"; error: unknown };

export function OfferAgain({ desk, gateway, reason, done }: OfferAgainProps) {
  const speech = useSpeech();
  const { say } = speech;
  const [told, setTold] = useState<Told>({ state: "idle" });
  if (!desk.conversation.scopes.includes("replay")) return null;
  const offer = () => {
    setTold({ state: "offering" });
    replayDeadLetters(gateway, reason)
      .then((what) => {
        setTold({ state: "done", what });
        done();
      })
      .catch((error: unknown) => setTold({ state: "failed", error }));
  };
  return (
    <div class="offer-again">
      <button
        type="button"
        disabled={desk.liveness === "lost" || told.state === "offering"}
        onClick={offer}
        data-testid="offer-again"
      >
        {say("offerAgain")}
      </button>
      <span class="muted">{say("offerAgainNote", { most: MOST_REPLAYED })}</span>
      <p class="offer-told" role="status" data-testid="offer-told">
        {tell(speech, told)}
      </p>
    </div>
  );
}

function tell(speech: Speech, told: Told): string {
  const { say } = speech;
  switch (told.state) {
    case "idle":
      return "";
    case "offering":
      return say("offering");
    case "done":
      return tellDone(speech, told.what);
    case "failed":
      return say("offerFailed", { why: tellWhy(speech, told.error) });
  }
}

function tellDone({ say, language }: Speech, { frames, letters, refused }: Replayed): string {
  if (frames === 0) return say("offeredNothing");
  const what = say("offered", { frames, letters, refused });
  if (frames < MOST_REPLAYED) return what;
  return `${what}${language === "zh" ? "；" : "; "}${say("offeredMore")}`;
}

function tellWhy({ say, named }: Speech, error: unknown): string {
  if (!(error instanceof Refusal)) return say("serverUnreachable");
  const word = named("refusal", error.kind);
  return word === error.kind ? say("refusal_other") : word;
}
