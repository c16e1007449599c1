/**
 * The filters that the person at this desk has named: read when the shelf is opened, saved, applied and
 * removed. They are the platform's to keep, so that they follow the person to another desk.
 */
import { readView, writeView, type SavedView } from "./state/saved_filters";
import { readFilters, removeFilter, saveFilter, type FilterRow } from "./wire/filters";
import { Refusal } from "./wire/rest";

export type ShelfTrouble = "not_read" | "changed" | "full" | "not_kept";

export interface ShelfHost {
  readonly view: () => SavedView;
  readonly apply: (view: SavedView) => void;
  readonly changed: () => void;
}

function judge(error: unknown): ShelfTrouble {
  if (!(error instanceof Refusal)) return "not_kept";
  if (error.status === 412) return "changed";
  return error.status === 409 ? "full" : "not_kept";
}

export class FilterShelf {
  open = false;
  /** By name; null before they were read. */
  filters: readonly FilterRow[] | null = null;
  trouble: ShelfTrouble | null = null;

  #host: ShelfHost;

  constructor(host: ShelfHost) {
    this.#host = host;
  }

  async show(): Promise<void> {
    this.open = true;
    this.trouble = null;
    this.#host.changed();
    await this.#read();
  }

  close(): void {
    this.open = false;
    this.#host.changed();
  }

  /** Another person has other filters. */
  forget(): void {
    this.filters = null;
    this.close();
  }

  /** Shows what a filter says; one that can't be read shows nothing else than before. */
  apply(row: FilterRow): void {
    const view = readView(row.filter);
    if (view === null) return;
    this.open = false;
    this.#host.apply(view);
  }

  /** Saves what is shown now under a name, in place of what was known to have it. */
  async save(name: string): Promise<void> {
    const known = this.filters?.find((one) => one.name === name.trim());
    if (name.trim() === "") return;
    await this.#change(async () => {
      await saveFilter(name.trim(), writeView(this.#host.view()), known?.version ?? null);
    });
  }

  async remove(row: FilterRow): Promise<void> {
    await this.#change(() => removeFilter(row));
  }

  async #change(act: () => Promise<void>): Promise<void> {
    this.trouble = await act().then(
      () => null,
      (error: unknown) => judge(error),
    );
    await this.#read();
  }

  async #read(): Promise<void> {
    try {
      this.filters = await readFilters();
    } catch {
      this.trouble ??= "not_read";
    }
    this.#host.changed();
  }
}
