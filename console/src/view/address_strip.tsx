/** Above the lists: what of a link could not be read, or that it leads to where this account sees nothing. */
import type { Desk } from "../desk";
import { SITE } from "../state/atlas";
import { useSpeech } from "./language";

const MOST_PARTS = 3;
const LONGEST_PART = 40;

/** As it stands in the address, which may hold anything, and any length of it. */
function cut(part: string): string {
  return part.length > LONGEST_PART ? `${part.slice(0, LONGEST_PART)}…` : part;
}

export function AddressStrip({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const { ignored } = desk.overview;
  if (ignored.length === 0) return null;
  const more = ignored.length - MOST_PARTS;
  const parts = [
    ...ignored.slice(0, MOST_PARTS).map(cut),
    ...(more > 0 ? [say("addressIgnoredMore", { count: more })] : []),
  ];
  return (
    <div class="list-strip" role="status" data-testid="address-ignored">
      <div class="strip-line">
        <span>{say("addressIgnored", { parts: parts.join(say("listComma")) })}</span>
        <button type="button" onClick={() => desk.overview.dismiss()} data-testid="address-seen">
          {say("addressSeen")}
        </button>
      </div>
    </div>
  );
}

export function BeyondPlace({ desk, place }: { desk: Desk; place: string }) {
  const { say } = useSpeech();
  return (
    <div class="empty" role="status" data-testid="address-beyond">
      <p>{say("addressBeyond", { place: cut(place) })}</p>
      <button
        type="button"
        onClick={() => desk.overview.enter(SITE)}
        data-testid="address-own"
      >
        {say("addressOwn")}
      </button>
    </div>
  );
}
