/**
 * The hazards of a place, enterprise by enterprise: level, worst alarm, how many, and of the chosen one
 * its equipment with the tags. What has not changed is not drawn again.
 */
import { useMemo, useRef } from "preact/hooks";
import type { Desk } from "../desk";
import { keyOf, type Atlas } from "../state/atlas";
import { NOTHING_STANDS, type Tally } from "../state/standings";
import type { HazardRow } from "../wire/frames";
import type { Enterprise, Equipment, Hazard, Park } from "../wire/plant";
import type { ListProps } from "./area_list";
import { Badge } from "./badge";
import { Figures } from "./figures";
import { wordForLevel } from "./hazard_level";
import { HazardLink } from "./hazard_link";
import { useSpeech } from "./language";
import { still } from "./still";
import { TagList } from "./tag_list";

export function HazardList({ desk, park, atlas, place, standings }: ListProps) {
  const enterprises = useMemo(
    () => atlas.enterprisesIn(place).filter(({ id }) => atlas.hazardsOf(id).length > 0),
    [atlas, keyOf(place)],
  );
  const rows = useRows(desk, atlas, enterprises);
  const chosen = desk.overview.filter.hazard;
  const opened = enterprises.find(({ id }) =>
    atlas.hazardsOf(id).some((hazard) => hazard.id === chosen),
  );
  // The tags of the chosen one live: they are drawn with every picture, everything else is not.
  const picture = opened ? {} : null;
  return useMemo(
    () => (
      <>
        {enterprises.map((enterprise) => (
          <EnterpriseHazards
            key={enterprise.id}
            desk={desk}
            park={park}
            atlas={atlas}
            enterprise={enterprise}
            tally={standings.tallies.get(keyOf({ kind: "enterprise", id: enterprise.id }))}
            tallies={standings.tallies}
            rows={rows.get(enterprise.id) ?? []}
            chosen={enterprise === opened ? chosen : null}
            picture={enterprise === opened ? picture : null}
          />
        ))}
      </>
    ),
    [desk, park, atlas, enterprises, standings, rows, chosen, picture],
  );
}

type Rows = readonly (HazardRow | undefined)[];

/** Enterprise → the rows of its hazards, the same list as before where none of them has changed. */
function useRows(desk: Desk, atlas: Atlas, enterprises: readonly Enterprise[]) {
  const known = useRef<ReadonlyMap<string, Rows>>(new Map());
  const { rows, version } = desk.conversation.streams.hazards;
  return useMemo(() => {
    const lists = enterprises.map(({ id }): [string, Rows] => {
      const [before, now] = [known.current.get(id), atlas.hazardsOf(id).map((one) => rows.get(one.id))];
      return [id, before && now.every((row, index) => row === before[index]) ? before : now];
    });
    return (known.current = new Map(lists));
  }, [atlas, enterprises, version]);
}

interface EnterpriseProps extends Pick<ListProps, "desk" | "park" | "atlas"> {
  enterprise: Enterprise;
  /** Another one exactly when something at one of its hazards is. */
  tally: Tally | undefined;
  /** One and the same map, whatever stands in it. */
  tallies: ReadonlyMap<string, Tally>;
  rows: Rows;
  chosen: string | null;
  picture: object | null;
}

const EnterpriseHazards = still((props: EnterpriseProps) => {
  const { name } = useSpeech();
  const { desk, park, atlas, enterprise, tallies, rows, chosen } = props;
  return (
    <div class="enterprise">
      <h3 class="ellipsis" title={name(enterprise)}>
        {name(enterprise)}
      </h3>
      {atlas.hazardsOf(enterprise.id).map((hazard, index) => (
        <div key={hazard.id} class={chosen === hazard.id ? "hazard hazard-chosen" : "hazard"}>
          <HazardHead
            desk={desk}
            hazard={hazard}
            row={rows[index]}
            tally={tallies.get(keyOf({ kind: "hazard", id: hazard.id })) ?? NOTHING_STANDS}
            chosen={chosen === hazard.id}
          />
          {chosen === hazard.id && (
            <HazardTags
              desk={desk}
              park={park}
              hazard={hazard}
              equipment={atlas.equipmentOf(hazard.id)}
              tallies={tallies}
            />
          )}
        </div>
      ))}
    </div>
  );
});

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
      onClick={() => desk.overview.toggleHazard(hazard)}
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
  hazard: Hazard;
  equipment: ReturnType<Atlas["equipmentOf"]>;
  tallies: ReadonlyMap<string, Tally>;
}

function HazardTags({ desk, park, hazard, equipment, tallies }: TagsProps) {
  const { say } = useSpeech();
  return (
    <div class="hazard-tags">
      <p class="hazard-more">
        <HazardLink desk={desk} hazard={hazard}>
          {say("openHazard")}
        </HazardLink>
      </p>
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
