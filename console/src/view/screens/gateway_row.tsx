/** One gateway of the list: how its link does, what is missing and refused, what alarms stand. */
import type { Desk } from "../../desk";
import { ageOf, type GatewayLine } from "../../state/gateway_list";
import type { Park } from "../../wire/plant";
import { formatNumber } from "../../words/number";
import { formatNear } from "../../words/time";
import { lookOf } from "../alarm_row";
import { Badge } from "../badge";
import { sayCondition } from "../condition";
import { useSpeech } from "../language";
import { sayBriefSkew } from "./skew";

/** What a link's state looks like beside its word. */
export const LINK_SHAPES = { online: "●", offline: "✕", never: "○" } as const;

interface GatewayRowProps {
  desk: Desk;
  park: Park;
  line: GatewayLine;
  index: number;
  chosen: boolean;
  choose: (gateway: string) => void;
}

export function GatewayRow({ desk, park, line, index, chosen, choose }: GatewayRowProps) {
  const speech = useSpeech();
  const { gateway, row } = line;
  const enterprise = speech.name(park.enterprises.get(gateway.enterprise) ?? { name: "" });
  return (
    <tr
      class={`gateway-row ${line.worst ? `row-${line.worst}` : ""} ${chosen ? "row-chosen" : ""}`}
      aria-rowindex={index + 2}
      aria-current={chosen ? "true" : undefined}
      onClick={() => choose(gateway.id)}
      data-testid="gateway-row"
      data-gateway={gateway.id}
      data-link={line.link}
    >
      <td class="cell-alarms">
        <Alarms line={line} park={park} />
      </td>
      <td class="cell-gateway">
        <button type="button" class="gateway-name ellipsis" title={gateway.id}>
          {gateway.id}
        </button>
        <small class="ellipsis" title={enterprise}>
          {enterprise}
        </small>
      </td>
      <td class="cell-link">
        <Link line={line} />
      </td>
      <td class="cell-seen">
        <Seen desk={desk} line={line} />
      </td>
      <td class="number cell-rate">{formatNumber(row.rate, 1)}</td>
      <td class={`number cell-clock ${line.clockOff ? "is-wrong" : ""}`}>
        {sayBriefSkew(speech, row.skew_ms, line.clockOff)}
      </td>
      <td class={`number cell-gaps ${row.gaps > 0 ? "is-wrong" : ""}`}>{row.gaps}</td>
      <td class={`number cell-refused ${row.refused > 0 ? "is-wrong" : ""}`}>{row.refused}</td>
    </tr>
  );
}

function Alarms({ line, park }: { line: GatewayLine; park: Park }) {
  const speech = useSpeech();
  return (
    <>
      {line.alarms.map((alarm) => {
        const condition = sayCondition(speech, park, alarm.source, alarm.condition);
        return (
          <span key={alarm.id} class="gateway-alarm">
            <Badge priority={alarm.priority} look={lookOf(alarm)} />
            <small class="ellipsis" title={condition}>
              {condition}
            </small>
          </span>
        );
      })}
    </>
  );
}

export function Link({ line }: { line: GatewayLine }) {
  const { named } = useSpeech();
  return (
    <span class={`link-state link-${line.link}`}>
      <span aria-hidden="true">{LINK_SHAPES[line.link]}</span> {named("link", line.link)}
    </span>
  );
}

export function Seen({ desk, line }: { desk: Desk; line: GatewayLine }) {
  const { say, duration } = useSpeech();
  const age = ageOf(line.row, desk.shownTime);
  if (age === null) return <span class="muted">—</span>;
  return (
    <>
      <span>{say("ageAgo", { age: duration(age) })}</span>
      <small>{formatNear(line.row.last_seen!, desk.now)}</small>
    </>
  );
}
