/** Gateways (接入): all of them on the left, the worst first, and what is known of one on the right. */
import type { Desk } from "../../desk";
import { readSorting, writeSorting, type Sorting } from "../../state/gateway_list";
import type { Park } from "../../wire/plant";
import "../../style/gateways.css";
import "../../style/gateway_pane.css";
import "../../style/connection.css";
import { useSpeech } from "../language";
import { ConnectionTest } from "./connection_test";
import { DeadLetters } from "./dead_letters";
import { GatewayHead, VIEWS, type GatewayView } from "./gateway_head";
import { GatewayLink } from "./gateway_link";
import { GatewayTable } from "./gateway_table";

export function GatewaysScreen({ desk, park }: { desk: Desk; park: Park }) {
  const { query } = desk.address;
  const id = query.get("id")?.[0] ?? null;
  const view = VIEWS.find((known) => known === query.get("view")?.[0]) ?? "link";
  const show = (change: Record<string, string>) => {
    const next = { ...Object.fromEntries(query) };
    for (const [name, value] of Object.entries(change)) next[name] = [value];
    desk.show(next);
  };
  return (
    <main class={`screen gateways ${id === null ? "gateways-unchosen" : ""}`}>
      <GatewayTable
        desk={desk}
        park={park}
        chosen={id}
        choose={(gateway) => show({ id: gateway })}
        sorting={readSorting(query.get("sort")?.[0])}
        sort={(sorting: Sorting) => show({ sort: writeSorting(sorting) })}
      />
      <Chosen desk={desk} park={park} id={id} view={view} turn={(to) => show({ view: to })} />
    </main>
  );
}

interface ChosenProps {
  desk: Desk;
  park: Park;
  id: string | null;
  view: GatewayView;
  turn: (view: GatewayView) => void;
}

function Chosen({ desk, park, id, view, turn }: ChosenProps) {
  const { say, named } = useSpeech();
  const gateway = park.gateways.get(id ?? "");
  return (
    <section class="pane gateway-pane" aria-label={id ?? say("chooseGateway")}>
      {id === null && <p class="empty">{say("chooseGateway")}</p>}
      {id !== null && !gateway && <Stranger key={id} desk={desk} id={id} />}
      {gateway && (
        <>
          <GatewayHead desk={desk} park={park} gateway={gateway} view={view} turn={turn} />
          <div class="pane-body gateway-body" role="tabpanel" aria-label={named("view", view)}>
            {view === "link" ? (
              <GatewayLink key={gateway.id} desk={desk} park={park} gateway={gateway} />
            ) : (
              <ConnectionTest key={gateway.id} desk={desk} park={park} gateway={gateway} />
            )}
          </div>
        </>
      )}
    </section>
  );
}

/** A name that no gateway of the plant has: what was refused under it may tell why. */
function Stranger({ desk, id }: { desk: Desk; id: string }) {
  const { say } = useSpeech();
  return (
    <div class="pane-body gateway-body">
      <p class="gateway-note">{say("unknownGateway", { id })}</p>
      <DeadLetters desk={desk} gateway={id} stranger />
    </div>
  );
}
