/** Major hazards (重大危险源): the list of all of them, or the page of one, by the address. */
import type { Desk } from "../../desk";
import { addressOf } from "../../state/address";
import type { Park } from "../../wire/plant";
import { AddressLink } from "../address_link";
import { useSpeech } from "../language";
import "../../style/hazard_list.css";
import "../../style/hazard_page.css";
import "../../style/interlocks.css";
import { HazardPage } from "./hazard_page";
import { HazardTable } from "./hazard_table";

export function HazardsScreen({ desk, park }: { desk: Desk; park: Park }) {
  const id = desk.address.query.get("id")?.[0] ?? null;
  if (id === null) return <HazardTable desk={desk} park={park} />;
  const hazard = park.hazards.get(id);
  if (!hazard) return <Stranger desk={desk} id={id} />;
  return <HazardPage key={id} desk={desk} park={park} hazard={hazard} />;
}

/** An id that no hazard of the plant has: a link of long ago, or of another park. */
function Stranger({ desk, id }: { desk: Desk; id: string }) {
  const { say } = useSpeech();
  return (
    <main class="screen">
      <p class="empty" data-testid="unknown-hazard">
        {say("unknownHazard", { id })}{" "}
        <AddressLink desk={desk} address={addressOf("hazards")} testid="back-to-hazards">
          {say("backToHazards")}
        </AddressLink>
      </p>
    </main>
  );
}
