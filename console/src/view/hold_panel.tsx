/**
 * Below the acknowledgement: shelve the alarm, take it out of service, put it back; the buttons that
 * the person has a right to, and the form that one of them opens.
 */
import type { Desk } from "../desk";
import {
  findHold,
  mayHold,
  rulesFor,
  SCOPE_OF,
  HELD_BY,
  type HoldAct,
  type ReleaseAct,
} from "../state/holding";
import type { AlarmRow } from "../wire/frames";
import type { Word } from "../words/words";
import { HoldForm } from "./hold_form";
import { useSpeech } from "./language";

interface Way {
  hold: HoldAct;
  release: ReleaseAct;
  /** The words to begin it, to set new terms, and to end it. */
  words: readonly [Word, Word, Word];
  key?: string;
}

const WAYS: readonly Way[] = [
  {
    hold: "shelve",
    release: "unshelve",
    words: ["shelve", "shelveAgain", "unshelve"],
    key: "S",
  },
  {
    hold: "out-of-service",
    release: "return-to-service",
    words: ["takeOut", "takeOutAgain", "putBack"],
  },
];

export function HoldPanel({ desk, alarm }: { desk: Desk; alarm: AlarmRow }) {
  const wish = desk.holdWish;
  const rules = wish && rulesFor(desk.rules, wish.act);
  if (wish && rules) {
    return (
      <HoldForm key={`${wish.act} ${alarm.id}`} desk={desk} alarm={alarm} wish={wish} rules={rules} />
    );
  }
  const offered = WAYS.filter((way) => isOffered(desk, alarm, way));
  if (offered.length === 0) return null;
  return (
    <div class="hold-buttons">
      {offered.map((way) => (
        <WayButtons key={way.hold} desk={desk} alarm={alarm} way={way} />
      ))}
    </div>
  );
}

function mayRelease(desk: Desk, alarm: AlarmRow, { release }: Way): boolean {
  return findHold(alarm, HELD_BY[release]) !== null && desk.conversation.scopes.includes(SCOPE_OF[release]);
}

function isOffered(desk: Desk, alarm: AlarmRow, way: Way): boolean {
  return mayHold(rulesFor(desk.rules, way.hold), alarm.priority) || mayRelease(desk, alarm, way);
}

function WayButtons({ desk, alarm, way }: { desk: Desk; alarm: AlarmRow; way: Way }) {
  const { say } = useSpeech();
  const held = findHold(alarm, HELD_BY[way.hold]) !== null;
  const off = desk.actions.isBusy(alarm);
  const [begin, again, end] = way.words;
  return (
    <>
      {mayRelease(desk, alarm, way) && (
        <button
          type="button"
          disabled={off}
          onClick={() => desk.actions.release(way.release, alarm)}
          data-testid={`alarm-${way.release}`}
        >
          {say(end)}
        </button>
      )}
      {mayHold(rulesFor(desk.rules, way.hold), alarm.priority) && (
        <button
          type="button"
          disabled={off}
          onClick={() => desk.openHold(way.hold)}
          data-testid={`alarm-${way.hold}`}
        >
          {say(held ? again : begin)} {way.key && <kbd>{way.key}</kbd>}
        </button>
      )}
    </>
  );
}
