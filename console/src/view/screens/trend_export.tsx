/** Saves what the picture shows as a file for a spreadsheet, made here from what is here. */
import { nameCsv, writeCsv } from "../../state/trend_csv";
import type { Range } from "../../state/trend_address";
import { useSpeech, type Speech } from "../language";
import { isSwitch } from "../reading";
import type { TrendLine } from "./trend_line";

interface ExportButtonProps {
  lines: readonly TrendLine[];
  range: Range;
}

export function ExportButton({ lines, range }: ExportButtonProps) {
  const speech = useSpeech();
  const nothing = lines.every(({ told }) => told.trace === null);
  return (
    <button
      type="button"
      disabled={nothing}
      onClick={() => save(nameCsv(range), write(speech, lines, range))}
      data-testid="trend-export"
    >
      {speech.say("trendExport")}
    </button>
  );
}

function write({ say, name }: Speech, lines: readonly TrendLine[], range: Range): string {
  const tags = lines.flatMap(({ tag, told }) => {
    if (told.trace === null) return [];
    const unit = tag.unit === "" ? "" : ` (${tag.unit})`;
    return [
      { head: `${tag.tag} ${name(tag)}${unit}`, bins: told.trace.bins, states: isSwitch(tag) },
    ];
  });
  return writeCsv(tags, range, {
    beijing: say("trendCsvBeijing"),
    utc: say("trendCsvUtc"),
    mean: say("trendMean"),
    min: say("trendMin"),
    max: say("trendMax"),
  });
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: the browser reads it only after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
