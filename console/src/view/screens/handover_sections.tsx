/** The page's sections as tables, in the order in which the server lays them out. */
import { Fragment } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Desk } from "../../desk";
import type { Bilingual } from "../../wire/frames";
import type { Cell, Line, Section } from "../../wire/handovers";
import { formatFigure } from "../../words/figure";
import { formatInstant } from "../../words/time";
import { say as sayIn } from "../../words/words";
import { Badge } from "../badge";
import { useSpeech, type Speech } from "../language";
import type { Part } from "./handover_record";
import { Remarks } from "./handover_remarks";

/** More of a section is shown when somebody wants it: a bad shift must not bury what follows. */
const SHOWN = 20;

export function Sections(part: Part) {
  return (
    <>
      {part.handover.sections.map((section) => (
        <SectionBlock key={section.id} part={part} section={section} />
      ))}
    </>
  );
}

function SectionBlock({ part, section }: { part: Part; section: Section }) {
  const speech = useSpeech();
  const { say, pick } = speech;
  const [all, setAll] = useState(false);
  const { desk } = part;
  const nothing = section.total === 0 && section.note === null;
  const lines = all ? section.lines : section.lines.slice(0, SHOWN);
  // The page is frozen; only a change of what is shown of it is worth drawing five hundred lines.
  const table = useMemo(
    () => lines.length > 0 && <SectionTable desk={desk} section={section} lines={lines} />,
    [desk, desk.park, section, all, speech],
  );
  return (
    <section class={nothing ? "block section-none" : "block"} data-testid={`section-${section.id}`}>
      <h3>
        {pick(section.title)}{" "}
        <small class="muted">
          {nothing
            ? say("sectionNone")
            : section.total > 0 && say("linesOf", { count: section.total })}
        </small>
      </h3>
      {section.note && <p>{pick(section.note)}</p>}
      {table}
      <p class="section-more">
        {section.lines.length > SHOWN && (
          <button type="button" onClick={() => setAll(!all)} aria-expanded={all}>
            {say(all ? "showFewer" : "showAll", { count: section.lines.length })}
          </button>
        )}
        {section.total > section.lines.length && (
          <span class="chip chip-warning">
            {say("linesCut", { count: section.lines.length, total: section.total })}
          </span>
        )}
      </p>
      <Remarks {...part} section={section.id} title={pick(section.title)} />
    </section>
  );
}

interface SectionTableProps {
  desk: Desk;
  section: Section;
  lines: readonly Line[];
}

function SectionTable({ desk, section, lines }: SectionTableProps) {
  const { pick } = useSpeech();
  // What is long stands below its line, or it would take the place of all the rest.
  const below = section.wide ? section.columns.at(-1) : undefined;
  const columns = below ? section.columns.slice(0, -1) : section.columns;
  const numbers = columns.map((_, place) => isNumber(section.lines, place));
  return (
    <div class="report-wide">
      <table class="report-table handover-table">
        <thead>
          <tr>
            {columns.map((column, place) => (
              <th key={place} scope="col" class={numbers[place] ? "number" : ""}>
                {pick(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, row) => (
            <Fragment key={row}>
              <tr>
                {line.cells.slice(0, columns.length).map((cell, place) => (
                  <td key={place} class={numbers[place] ? "number" : ""}>
                    {place === 0 && line.priority && <Badge priority={line.priority} />}
                    <Told desk={desk} cell={cell} line={place === 0 ? line : null} />
                  </td>
                ))}
              </tr>
              {below && <Below column={below} line={line} wide={columns.length} />}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface BelowProps {
  column: Bilingual;
  line: Line;
  /** How many columns it is as wide as. */
  wide: number;
}

/** The last cell of a line on a line of its own, where it says anything. */
function Below({ column, line, wide }: BelowProps) {
  const speech = useSpeech();
  const cell = line.cells.at(-1);
  const text = cell ? pickText(speech, cell) : "";
  if (!text) return null;
  return (
    <tr class="line-below">
      <td colSpan={wide}>
        <span class="muted">{speech.pick(column)}</span> {text}
      </td>
    </tr>
  );
}

function isNumber(lines: readonly Line[], place: number): boolean {
  return lines.some(({ cells }) => {
    const cell = cells[place];
    return cell !== undefined && (cell.number !== null || cell.ms !== null);
  });
}

interface ToldProps {
  desk: Desk;
  cell: Cell;
  /** That of the first cell, whose badge may have said it all. */
  line: Line | null;
}

function Told({ desk, cell, line }: ToldProps) {
  const speech = useSpeech();
  const priority = line?.priority;
  const said = priority && cell.zh === sayIn("zh", `priority_${priority}`);
  const text = said ? "" : pickText(speech, cell);
  const figures = tellFigures(speech, cell);
  const leads = cell.small.includes(":") && desk.knows(cell.small);
  return (
    <>
      {leads ? (
        <button
          type="button"
          class="link"
          onClick={() => desk.openAlarm(cell.small)}
          data-alarm={cell.small}
        >
          {text}
        </button>
      ) : (
        text
      )}{" "}
      {figures && <span class="number">{figures}</span>}
      {cell.small && <small class="muted">{cell.small}</small>}
    </>
  );
}

/** What a person wrote has no other language. */
function pickText({ language }: Speech, { zh, en }: Cell): string {
  return language === "en" && en ? en : zh;
}

function tellFigures({ duration }: Speech, { at, ms, number }: Cell): string {
  return [
    at === null ? "" : formatInstant(at).slice(5),
    ms === null ? "" : duration(ms),
    number === null ? "" : formatFigure(number),
  ]
    .filter(Boolean)
    .join(" ");
}
