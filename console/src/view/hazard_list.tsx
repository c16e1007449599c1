/**
 * The hazards of a place, enterprise by enterprise: level, worst alarm, how many, and of the chosen one
 * its equipment with the tags. What has not changed is not drawn again.
 */
import { useMemo } from "preact/hooks";
import type { Desk } from "../desk";
import { keyOf, type Atlas } from "../state/atlas";
import { NOTHING_STANDS, type Tally } from "../state/standings";
import type { HazardRow } from "../wire/frames";
import type { Enterprise, Equipment, Hazard, Park } from "../wire/plant";
import type { ListProps } from "./area_list";
import { Badge } from "./badge";
import { Figures } from "./figures";
import { wordForLevel } from "./hazard_level";
import { useSpeech } from "./language";
import { still } from "./still";
import { TagList } from "./tag_list";

export function HazardList({ desk, park, atlas, place, standings }: ListProps) {
  const enterprises = useMemo(() => atlas.enterprisesIn(place), [atlas, keyOf(place)]);
  const rows = desk.conversation.streams.hazards;
  const chosen = desk.filter.hazard;
  const opened = enterprises.some(({ id }) =>
    atlas.hazardsOf(id).some((hazard) => hazard.id === chosen),
  );
  return (
    <Enterprises
      desk={desk}
      park={park}
      atlas={atlas}
      enterprises={enterprises}
      tallies={standings.tallies}
      rows={rows.rows}
      version={rows.version}
      chosen={chosen}
      // Its tags live: then it is drawn with every picture.
      picture={opened ? {} : null}
    />
  );
}

interface EnterprisesProps extends Pick<ListProps, "desk" | "park" | "atlas"> {
  enterprises: readonly Enterprise[];
  tallies: ReadonlyMap<string, Tally>;
  rows: ReadonlyMap<string, HazardRow>;
  /** Of the rows, which are one and the same map for all of them. */
  version: number;
  chosen: string | null;
  picture: object | null;
}

const Enterprises = still((props: EnterprisesProps) => (
  <>
    {props.enterprises
      .filter(({ id }) => props.atlas.hazardsOf(id).length > 0)
      .map((enterprise) => (
        <EnterpriseHazards key={enterprise.id} {...props} enterprise={enterprise} />
      ))}
  </>
));

function EnterpriseHazards(props: EnterprisesProps & { enterprise: Enterprise }) {
  const { name } = useSpeech();
  const { desk, park, atlas, enterprise, tallies, rows, chosen } = props;
  return (
    <div class="enterprise">
      <h3 class="ellipsis" title={name(enterprise)}>
        {name(enterprise)}
      </h3>
      {atlas.hazardsOf(enterprise.id).map((hazard) => (
        <div
          key={hazard.id}
          class={chosen === hazard.id ? "hazard hazard-chosen" : "hazard"}
        >
          <HazardHead
            desk={desk}
            hazard={hazard}
            row={rows.get(hazard.id)}
            tally={tallies.get(keyOf({ kind: "hazard", id: hazard.id })) ?? NOTHING_STANDS}
            chosen={chosen === hazard.id}
          />
          {chosen === hazard.id && (
            <HazardTags
              desk={desk}
              park={park}
              equipment={atlas.equipmentOf(hazard.id)}
              tallies={tallies}
            />
          )}
        </div>
      ))}
    </div>
  );
}

interface HeadProps {
  desk: Desk;
  hazard: Hazard;
  row: HazardRow | undefined;
  tally: Tally;
  chosen: boolean;
}

const HazardHead = still(({ desk, hazard, row, tally, chosen }: HeadProps) => {
  const { say, name } = useSpeech();
  return (
    <button
      type="button"
      class="hazard-head"
      aria-expanded={chosen}
      onClick={() => desk.toggleHazard(hazard)}
      data-testid="hazard"
      data-hazard={hazard.id}
    >
      <span class={`hazard-level level-${hazard.level ?? "none"}`}>{say(wordForLevel(hazard))}</span>
      <span class="hazard-name" title={name(hazard)}>
        {name(hazard)}
      </span>
      {tally.worst && (
        <Badge priority={tally.worst} look={tally.unacknowledged > 0 ? "calling" : "steady"} />
      )}
      <span class="hazard-figures">
        <Figures by={tally.by} />
        {row && row.stale > 0 && (
          <span class="figure">
            {say("stale")} {row.stale}
          </span>
        )}
        {row && (
          <span class="figure muted">
            {say("onlineRate")} {row.online}/{row.tags}
          </span>
        )}
      </span>
    </button>
  );
});

interface TagsProps {
  desk: Desk;
  park: Park;
  equipment: ReturnType<Atlas["equipmentOf"]>;
  tallies: ReadonlyMap<string, Tally>;
}

function HazardTags({ desk, park, equipment, tallies }: TagsProps) {
  return (
    <div class="hazard-tags">
      {equipment.map((one) => (
        <EquipmentTags
          key={one.id}
          desk={desk}
          park={park}
          equipment={one}
          tally={tallies.get(`equipment:${one.id}`) ?? NOTHING_STANDS}
        />
      ))}
    </div>
  );
}

interface EquipmentProps extends Pick<TagsProps, "desk" | "park"> {
  equipment: Equipment;
  tally: Tally;
}

function EquipmentTags({ desk, park, equipment, tally }: EquipmentProps) {
  const { name } = useSpeech();
  return (
    <div>
      <h4 class="equipment-head">
        <span>{name(equipment)}</span>
        {tally.worst && (
          <Badge priority={tally.worst} look={tally.unacknowledged > 0 ? "calling" : "steady"} />
        )}
      </h4>
      <TagList desk={desk} tags={park.tagsOf.get(equipment.id) ?? []} />
    </div>
  );
}
