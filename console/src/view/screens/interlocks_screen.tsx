/** Interlocks: which are demanded or bypassed, and the causes and effects of one, cell by cell. */
import { useEffect, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import {
  asks,
  groupByHazard,
  QUESTIONS,
  worstOf,
  type Question,
} from "../../state/interlocks";
import { readInterlocks, type Interlock } from "../../wire/interlocks";
import type { Park } from "../../wire/plant";
import { HazardLink } from "../hazard_link";
import { InterlockDetail } from "../interlock_detail";
import { InterlockLine } from "../interlock_line";
import { useSpeech } from "../language";
import type { ScreenProps } from "./screens";
import "../../style/interlocks.css";

const EVERY_MS = 2_000;

/** The interlocks, read again and again; null before the first answer, and whether one failed. */
function useInterlocks(): { interlocks: Interlock[] | null; failed: boolean } {
  const [told, setTold] = useState<{ interlocks: Interlock[] | null; failed: boolean }>({
    interlocks: null,
    failed: false,
  });
  useEffect(() => {
    let left = false;
    let timer = 0;
    const read = () =>
      readInterlocks()
        .then((interlocks) => !left && setTold({ interlocks, failed: false }))
        .catch(() => !left && setTold(({ interlocks }) => ({ interlocks, failed: true })))
        .finally(() => {
          if (!left) timer = window.setTimeout(() => void read(), EVERY_MS);
        });
    void read();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, []);
  return told;
}

export function InterlocksScreen({ desk, park }: ScreenProps) {
  const { say } = useSpeech();
  const { interlocks, failed } = useInterlocks();
  const id = desk.address.query.get("id")?.[0] ?? null;
  const chosen = interlocks?.find((interlock) => interlock.id === id) ?? null;
  return (
    <main class="screen two-panes">
      <section class="pane" aria-label={say("interlocks")}>
        {failed && (
          <p class="screen-trouble" role="status">
            {say("notLoaded")}
          </p>
        )}
        {interlocks === null ? (
          <p class="empty">{say("loading")}</p>
        ) : (
          <List desk={desk} park={park} interlocks={interlocks} chosen={id} />
        )}
        <p class="screen-note">{say("interlockNote")}</p>
      </section>
      <section class={`pane ${failed ? "is-old" : ""}`}>
        {chosen ? (
          <InterlockDetail desk={desk} park={park} interlock={chosen} />
        ) : (
          <p class="empty">{say("chooseInterlock")}</p>
        )}
      </section>
    </main>
  );
}

interface ListProps {
  desk: Desk;
  park: Park;
  interlocks: readonly Interlock[];
  chosen: string | null;
}

function List({ desk, park, interlocks, chosen }: ListProps) {
  const { say } = useSpeech();
  const [question, setQuestion] = useState<Question>("all");
  const alarms = [...desk.alarms.values()];
  const found = interlocks.filter((interlock) => asks(question, interlock, desk.now));
  const groups = groupByHazard(found, (interlock) => worstOf(interlock, alarms));
  return (
    <>
      <Questions
        interlocks={interlocks}
        now={desk.now}
        question={question}
        choose={setQuestion}
      />
      <div class="pane-body" data-testid="interlock-list">
        {found.length === 0 && (
          <p class="empty">{say(interlocks.length === 0 ? "noInterlocks" : "noInterlocksMatch")}</p>
        )}
        {[...groups].map(([hazard, group]) => (
          <section key={hazard}>
            <h3 class="screen-group">
              <HazardName desk={desk} park={park} hazard={hazard} />
            </h3>
            {group.map((interlock) => (
              <InterlockLine
                key={interlock.id}
                interlock={interlock}
                worst={worstOf(interlock, alarms)}
                now={desk.shownTime}
                chosen={interlock.id === chosen}
                choose={() => desk.show({ id: [interlock.id] })}
              />
            ))}
          </section>
        ))}
      </div>
    </>
  );
}

function HazardName({ desk, park, hazard }: { desk: Desk; park: Park; hazard: string }) {
  const known = park.hazards.get(hazard);
  return known ? <HazardLink desk={desk} hazard={known} /> : <>{hazard}</>;
}

interface QuestionsProps {
  interlocks: readonly Interlock[];
  now: number;
  question: Question;
  choose: (question: Question) => void;
}

function Questions({ interlocks, now, question, choose }: QuestionsProps) {
  const { named } = useSpeech();
  return (
    <div class="pane-head tabs" role="tablist">
      {QUESTIONS.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          aria-selected={one === question}
          onClick={() => choose(one)}
          data-testid={`interlocks-${one}`}
        >
          {named("interlockQuestion", one)}
          <span class="tab-count">
            {interlocks.filter((interlock) => asks(one, interlock, now)).length}
          </span>
        </button>
      ))}
    </div>
  );
}
