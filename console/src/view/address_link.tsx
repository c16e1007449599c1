/** A link to what another address shows: a real one, so that it may be opened beside this one. */
import type { Desk } from "../desk";
import { writeAddress, type Address } from "../state/address";

interface AddressLinkProps {
  desk: Desk;
  address: Address;
  /** Whether it leads to the screen that is shown. */
  current?: boolean;
  testid: string;
  children: string;
}

export function AddressLink({ desk, address, current, testid, children }: AddressLinkProps) {
  return (
    <a
      href={writeAddress(address)}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        // With a key held down the browser opens it in a window of its own.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        desk.go(address);
      }}
      data-testid={testid}
    >
      {children}
    </a>
  );
}
