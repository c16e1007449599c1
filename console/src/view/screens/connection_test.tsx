/**
 * The connection test (接入测试): for an enterprise's engineer who connects a gateway the first time,
 * on the phone with the park. Where and what to send, beside it what has come of it so far.
 */
import type { Desk } from "../../desk";
import { countOutcomes, hasPassed } from "../../state/connection_test";
import type { Gateway, Park } from "../../wire/plant";
import { formatClock, formatInstant } from "../../words/time";
import { Fact } from "../fact";
import { useSpeech } from "../language";
import { ConnectionChecks } from "./connection_checks";
import { ConnectionSample } from "./connection_sample";
import { useConnectionTest, type Test } from "./connection_watch";

interface ConnectionTestProps {
  desk: Desk;
  park: Park;
  gateway: Gateway;
}

export function ConnectionTest({ desk, park, gateway }: ConnectionTestProps) {
  const { say } = useSpeech();
  const test = useConnectionTest(desk, park, gateway);
  return (
    <div class="connection" data-testid="connection-test">
      <PrintedHead desk={desk} park={park} gateway={gateway} test={test} />
      <p class="connection-intro muted">{say("testIntro")}</p>
      <section class="connection-result">
        <ResultHead desk={desk} test={test} />
        <Doubts desk={desk} test={test} />
        <ConnectionChecks checks={test.checks} />
      </section>
      <ConnectionSample desk={desk} park={park} gateway={gateway} tags={test.tags} />
      <Signatures />
    </div>
  );
}

function ResultHead({ desk, test }: { desk: Desk; test: Test }) {
  const { say, duration } = useSpeech();
  const { run, checks } = test;
  return (
    <div class="section-head">
      <h3>{say("testResult")}</h3>
      <span role="status" data-testid="test-counts">
        {hasPassed(checks) ? say("testAllPassed") : say("testCounts", { ...countOutcomes(checks) })}
      </span>
      <span class="muted">
        {say("testBegan", { time: formatClock(run.began) })} ·{" "}
        {say("testRunning", { age: duration(desk.shownTime - run.began) })}
      </span>
      <button
        type="button"
        disabled={desk.liveness === "lost"}
        onClick={test.again}
        data-testid="test-again"
      >
        {say("testAgain")}
      </button>
      <button type="button" onClick={() => print()} data-testid="test-print">
        {say("testPrint")}
      </button>
    </div>
  );
}

/** Why the results may not be those of now. */
function Doubts({ desk, test }: { desk: Desk; test: Test }) {
  const { say } = useSpeech();
  const { failedSince, run } = test;
  return (
    <>
      {desk.liveness === "lost" && <p class="chip chip-warning">{say("testLost")}</p>}
      {failedSince !== null && (
        <p class="chip chip-warning" data-testid="test-not-read">
          {say("testNotRead", { time: formatClock(failedSince) })}
        </p>
      )}
      {run.restarted && <p class="chip chip-warning">{say("testRestarted")}</p>}
    </>
  );
}

interface PrintedHeadProps extends ConnectionTestProps {
  test: Test;
}

/** What a sheet of paper must say that the screen around the test says on the screen. */
function PrintedHead({ desk, park, gateway, test }: PrintedHeadProps) {
  const { say, name } = useSpeech();
  const enterprise = park.enterprises.get(gateway.enterprise);
  return (
    <div class="printed">
      <h2>{say("view_test")}</h2>
      <dl class="facts">
        <Fact word={say("testPark")}>{name(park.plant)}</Fact>
        <Fact word={say("enterprise")}>{enterprise ? name(enterprise) : gateway.enterprise}</Fact>
        <Fact word={say("column_gateway")}>{gateway.id}</Fact>
        <Fact word={say("testTime")}>
          {formatInstant(desk.now)} {say("beijingTime")} ·{" "}
          {say("testBegan", { time: formatInstant(test.run.began) })}
        </Fact>
      </dl>
    </div>
  );
}

function Signatures() {
  const { say } = useSpeech();
  return (
    <dl class="printed signatures">
      <Fact word={say("testSignature")}>{""}</Fact>
      <Fact word={say("testSignaturePark")}>{""}</Fact>
    </dl>
  );
}
