/**
 * The list of gateways, of which only the rows in view exist. Its order stands still while pointer
 * or focus is in it; a click on a column's head sorts by it.
 */
import { useMemo, useRef, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import {
  listGateways,
  searchLines,
  sortLines,
  steady,
  WORST_FIRST,
  type Column,
  type GatewayLine,
  type Sorting,
} from "../../state/gateway_list";
import { isFrozen } from "../../state/order";
import type { Park } from "../../wire/plant";
import { useSpeech } from "../language";
import { GatewayRow } from "./gateway_row";
import { SortHead } from "./sort_head";
import { Space, useTableWindow } from "./table_window";

/** The style sheet says the same. */
const HEIGHTS = { row: 54, head: 30 };

/** What each column can be sorted by. The gateway's holds its enterprise, too. */
const COLUMNS: readonly [readonly Column[], string][] = [
  [["worst"], "cell-alarms"],
  [["gateway", "enterprise"], "cell-gateway"],
  [["link"], "cell-link"],
  [["seen"], "cell-seen"],
  [["rate"], "number cell-rate"],
  [["clock"], "number cell-clock"],
  [["gaps"], "number cell-gaps"],
  [["refused"], "number cell-refused"],
];

export interface GatewayTableProps {
  desk: Desk;
  park: Park;
  chosen: string | null;
  choose: (gateway: string) => void;
  sorting: Sorting;
  sort: (sorting: Sorting) => void;
}

/** All lines as they are now. */
function useLines(desk: Desk, park: Park): GatewayLine[] {
  const { gateways, alarms } = desk.conversation.streams;
  return useMemo(
    () => listGateways(park, gateways.rows, alarms.rows),
    [park, gateways, gateways.version, alarms, alarms.version],
  );
}

/** What is drawn, and whether it would stand otherwise if nobody's hand were in it. */
interface Drawn {
  order: readonly string[];
  byId: ReadonlyMap<string, GatewayLine>;
  late: boolean;
}

function useOrder(props: GatewayTableProps, search: string, touched: number | null): Drawn {
  const { desk, park, sorting } = props;
  const { name } = useSpeech();
  const lines = useLines(desk, park);
  const asked = `${sorting.column} ${sorting.reversed} ${search}`;
  const last = useRef({ order: [] as readonly string[], asked: "" });
  const wanted = useMemo(() => {
    const nameOf = (id: string) => name(park.enterprises.get(id) ?? { name: id });
    return sortLines(searchLines(lines, park, search), sorting, nameOf).map(
      (line) => line.gateway.id,
    );
  }, [lines, park, search, sorting.column, sorting.reversed, name]);
  const frozen = last.current.asked === asked && isFrozen(performance.now(), touched);
  const order = steady(last.current.order, wanted, frozen);
  last.current = { order, asked };
  const byId = useMemo(() => new Map(lines.map((line) => [line.gateway.id, line])), [lines]);
  return { order, byId, late: order.some((id, place) => id !== wanted[place]) };
}

export function GatewayTable(props: GatewayTableProps) {
  const { desk, park, sorting, sort } = props;
  const { say } = useSpeech();
  const [search, setSearch] = useState("");
  const [touched, setTouched] = useState<number | null>(null);
  const { order, byId, late } = useOrder(props, search, touched);
  const touch = () => setTouched(performance.now());
  const leave = () => setTouched(null);
  const online = [...byId.values()].filter(({ link }) => link === "online").length;
  return (
    <section class="pane gateway-list" aria-label={say("gateways")}>
      <div class="pane-head">
        <h2>{say("gateways")}</h2>
        <span class="muted" data-testid="gateway-count">
          {say("gatewaysCount", { count: byId.size, online })}
        </span>
        <input
          type="search"
          class="gateway-search"
          aria-label={say("gatewaySearch")}
          placeholder={say("gatewaySearch")}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
          data-testid="gateway-search"
        />
        <button
          type="button"
          aria-pressed={sorting.column === "worst" && !sorting.reversed}
          onClick={() => sort(WORST_FIRST)}
          data-testid="sort-worst"
        >
          {say("sortWorst")}
        </button>
      </div>
      {late && (
        <button type="button" class="order-stands" onClick={leave} data-testid="order-stands">
          {say("orderStands")}
        </button>
      )}
      <Rows
        {...props}
        order={order}
        byId={byId}
        onPointerMove={touch}
        onPointerLeave={leave}
        onFocusIn={touch}
        onKeyDown={touch}
        onFocusOut={leave}
        sort={(next) => {
          leave();
          sort(next);
        }}
      />
      {order.length === 0 && (
        <p class="empty">{say(park.gateways.size === 0 ? "noGateways" : "noGatewaysMatch")}</p>
      )}
      <span class="unseen" role="status">
        {desk.conversation.streams.gateways.whole ? "" : say("loading")}
      </span>
    </section>
  );
}

interface RowsProps extends GatewayTableProps {
  order: readonly string[];
  byId: ReadonlyMap<string, GatewayLine>;
  onPointerMove: () => void;
  onPointerLeave: () => void;
  onFocusIn: () => void;
  onFocusOut: () => void;
  onKeyDown: () => void;
}

function Rows(props: RowsProps) {
  const { desk, park, order, byId, chosen, choose, sorting, sort } = props;
  const { say } = useSpeech();
  const { body, measure, first, end } = useTableWindow(order.length, HEIGHTS);
  return (
    <div
      ref={body}
      class="gateway-rows"
      onScroll={measure}
      onPointerMove={props.onPointerMove}
      onPointerLeave={props.onPointerLeave}
      onFocusIn={props.onFocusIn}
      onFocusOut={props.onFocusOut}
      onKeyDown={props.onKeyDown}
      data-testid="gateway-rows"
    >
      <table class="gateway-table" aria-label={say("gateways")} aria-rowcount={order.length + 1}>
        <thead>
          <tr>
            {COLUMNS.map(([columns, classes]) => (
              <SortHead
                key={columns[0]}
                columns={columns}
                family="column"
                classes={classes}
                sorting={sorting}
                sort={sort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Space rows={first} columns={COLUMNS.length} row={HEIGHTS.row} />
          {order.slice(first, end).map((id, place) => (
            <GatewayRow
              key={id}
              desk={desk}
              park={park}
              line={byId.get(id)!}
              index={first + place}
              chosen={id === chosen}
              choose={choose}
            />
          ))}
          <Space rows={order.length - end} columns={COLUMNS.length} row={HEIGHTS.row} />
        </tbody>
      </table>
    </div>
  );
}
