/** The head of a column by which a table can be sorted; a column may hold more than one such thing. */
import { sortBy, type Sorting } from "../../state/sorting";
import { useSpeech } from "../language";

interface SortHeadProps<Column extends string> {
  /** What can be sorted by here, as words of a family name it. */
  columns: readonly Column[];
  family: string;
  classes: string;
  sorting: Sorting<Column>;
  sort: (sorting: Sorting<Column>) => void;
}

export function SortHead<Column extends string>(props: SortHeadProps<Column>) {
  const { columns, family, classes, sorting, sort } = props;
  const { say, named } = useSpeech();
  const sorted = columns.includes(sorting.column);
  return (
    <th
      scope="col"
      class={classes}
      aria-sort={!sorted ? undefined : sorting.reversed ? "descending" : "ascending"}
    >
      {columns.map((column) => {
        const own = sorting.column === column;
        return (
          <button
            key={column}
            type="button"
            class="sort"
            title={own ? say(sorting.reversed ? "sortedDown" : "sortedUp") : undefined}
            onClick={() => sort(sortBy(column, sorting))}
            data-testid={`sort-by-${column}`}
          >
            {named(family, column)}
            <span aria-hidden="true">{own ? (sorting.reversed ? " ▴" : " ▾") : ""}</span>
          </button>
        );
      })}
    </th>
  );
}
