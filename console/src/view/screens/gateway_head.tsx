/** Above what is shown of a gateway: which it is, whom to call, how it stands, and its two views. */
import type { Desk } from "../../desk";
import { lineOf } from "../../state/gateway_list";
import type { Gateway, Park } from "../../wire/plant";
import { lookOf } from "../alarm_row";
import { Badge } from "../badge";
import { sayCondition } from "../condition";
import { useSpeech } from "../language";
import { Link } from "./gateway_row";

export const VIEWS = ["link", "test"] as const;

export type GatewayView = (typeof VIEWS)[number];

interface GatewayHeadProps {
  desk: Desk;
  park: Park;
  gateway: Gateway;
  view: GatewayView;
  turn: (view: GatewayView) => void;
}

/** The gateway's line as it is now. */
export function useLine(desk: Desk, gateway: Gateway) {
  const row = desk.conversation.streams.gateways.rows.get(gateway.id) ?? gateway.now;
  return lineOf(gateway, row, desk.alarms);
}

export function GatewayHead({ desk, park, gateway, view, turn }: GatewayHeadProps) {
  const speech = useSpeech();
  const { say, name, named } = speech;
  const line = useLine(desk, gateway);
  const enterprise = park.enterprises.get(gateway.enterprise);
  return (
    <header class="gateway-head" data-testid="gateway-head">
      <div class="gateway-title">
        <h2>{gateway.id}</h2>
        <Link line={line} />
        {gateway.simulation && <span class="chip">{say("declaredSimulation")}</span>}
        {enterprise && <span class="gateway-enterprise">{name(enterprise)}</span>}
        {enterprise?.phone && (
          <a class="phone" href={`tel:${enterprise.phone}`}>
            ☎ {enterprise.phone}
          </a>
        )}
      </div>
      {line.alarms.length > 0 && (
        <ul class="gateway-alarms">
          {line.alarms.map((alarm) => (
            <li key={alarm.id}>
              <Badge priority={alarm.priority} look={lookOf(alarm)} />{" "}
              <button
                type="button"
                class="link"
                onClick={() => desk.openAlarm(alarm.id)}
                data-testid="gateway-alarm"
              >
                {sayCondition(speech, park, alarm.source, alarm.condition)}
              </button>{" "}
              <span class="muted">{named("state", alarm.state)}</span>
            </li>
          ))}
        </ul>
      )}
      <div class="tabs" role="tablist">
        {VIEWS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === view}
            onClick={() => turn(one)}
            data-testid={`view-${one}`}
          >
            {named("view", one)}
          </button>
        ))}
      </div>
    </header>
  );
}
