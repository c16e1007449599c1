/**
 * Above the list: the filters that the person has named. A strip and no dialog, so that it never lies
 * over an alarm. Opened with F, applied with a digit.
 */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { isPartial } from "../state/filter";
import { readView } from "../state/saved_filters";
import type { FilterRow } from "../wire/filters";
import type { Park } from "../wire/plant";
import { useSpeech, type Speech } from "./language";

const BY_DIGIT = 9;

export function FilterShelfStrip({ desk, park }: { desk: Desk; park: Park }) {
  const { say, named } = useSpeech();
  const { shelf } = desk;
  const strip = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (shelf.open) strip.current?.focus();
  }, [shelf.open]);
  if (!shelf.open) return null;
  const rows = shelf.filters ?? [];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") return shelf.close();
    const typing = event.target instanceof HTMLInputElement;
    const row = typing || !/^[1-9]$/.test(event.key) ? undefined : rows[Number(event.key) - 1];
    if (!row) return;
    event.preventDefault();
    shelf.apply(row);
  };
  return (
    <section
      ref={strip}
      class="list-strip filter-shelf"
      tabIndex={-1}
      aria-label={say("filters")}
      onKeyDown={onKeyDown}
      data-testid="filter-shelf"
    >
      {shelf.filters !== null && rows.length === 0 && <p class="muted">{say("filtersNone")}</p>}
      {rows.length > 0 && (
        <ul class="filter-list" aria-label={say("filterKeys")}>
          {rows.map((row, index) => (
            <Saved key={row.name} desk={desk} park={park} row={row} index={index} />
          ))}
        </ul>
      )}
      <SaveForm desk={desk} />
      {shelf.trouble && (
        <p class="action-trouble" role="alert">
          {named("shelf", shelf.trouble)}
        </p>
      )}
    </section>
  );
}

interface SavedProps {
  desk: Desk;
  park: Park;
  row: FilterRow;
  index: number;
}

function Saved({ desk, park, row, index }: SavedProps) {
  const speech = useSpeech();
  const { say } = speech;
  return (
    <li>
      <button type="button" onClick={() => desk.shelf.apply(row)} data-testid="saved-filter">
        {index < BY_DIGIT && <kbd>{index + 1}</kbd>} <b>{row.name}</b>{" "}
        <small class="muted">{describe(speech, park, row)}</small>
      </button>
      <button
        type="button"
        class="button-quiet"
        aria-label={say("filterRemove", { name: row.name })}
        title={say("filterRemove", { name: row.name })}
        onClick={() => void desk.shelf.remove(row)}
        data-testid="remove-filter"
      >
        ×
      </button>
    </li>
  );
}

function describe({ named, name, say }: Speech, park: Park, row: FilterRow): string {
  const view = readView(row.filter);
  if (view === null) return say("shelf_not_read");
  const { filter, list } = view;
  const hazard = park.hazards.get(filter.hazard ?? "");
  const parts = [
    list === "active" ? "" : list === "history" ? say("history") : named("held", list),
    ...[...filter.priorities].map((priority) => named("priority", priority)),
    ...[...filter.nuisances].map((kind) => named("nuisance", kind)),
    hazard ? name(hazard) : (filter.hazard ?? ""),
  ];
  return parts.filter(Boolean).join(" · ") || (isPartial(filter) ? "" : say("allHazards"));
}

function SaveForm({ desk }: { desk: Desk }) {
  const { say } = useSpeech();
  const [name, setName] = useState("");
  const known = desk.shelf.filters?.some((one) => one.name === name.trim());
  return (
    <form
      class="strip-line"
      onSubmit={(event) => {
        event.preventDefault();
        void desk.shelf.save(name).then(() => {
          if (desk.shelf.trouble === null) setName("");
        });
      }}
    >
      <input
        value={name}
        maxLength={64}
        placeholder={say("filterName")}
        aria-label={say("filterName")}
        onInput={(event) => setName(event.currentTarget.value.replace("/", ""))}
        data-testid="filter-name"
      />
      <button disabled={name.trim() === ""} data-testid="save-filter">
        {say(known ? "filterReplace" : "filterSave")}
      </button>
      <button type="button" onClick={() => desk.shelf.close()}>
        {say("close")} <kbd>Esc</kbd>
      </button>
    </form>
  );
}
