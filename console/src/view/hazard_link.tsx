/** Leads to the page of a hazard. */
import type { Desk } from "../desk";
import { addressOf } from "../state/address";
import type { Hazard } from "../wire/plant";
import { AddressLink } from "./address_link";
import { useSpeech } from "./language";

interface HazardLinkProps {
  desk: Desk;
  hazard: Hazard;
  /** Its name where nothing else is said. */
  children?: string;
}

export function HazardLink({ desk, hazard, children }: HazardLinkProps) {
  const { name } = useSpeech();
  return (
    <AddressLink
      desk={desk}
      address={addressOf("hazards", { id: [hazard.id] })}
      testid="hazard-link"
    >
      {children ?? name(hazard)}
    </AddressLink>
  );
}
