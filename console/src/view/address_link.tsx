/** A link to what another address shows: a real one, so that it may be opened beside this one. */
import type { Desk } from "../desk";
import { writeAddress, type Address } from "../state/address";

interface AddressLinkProps {
  desk: Desk;
  address: Address;
  /** Whether it leads to the screen that is shown. */
  current?: boolean;
  /** Whether it opens in a window of its own. */
  beside?: boolean;
  testid: string;
  children: string;
}

export function AddressLink(props: AddressLinkProps) {
  const { desk, address, current, beside, testid, children } = props;
  return (
    <a
      href={writeAddress(address)}
      aria-current={current ? "page" : undefined}
      target={beside ? "_blank" : undefined}
      rel="noopener"
      onClick={(event) => {
        // With a key held down the browser opens it in a window of its own.
        if (beside || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        desk.go(address);
      }}
      data-testid={testid}
    >
      {children}
    </a>
  );
}
