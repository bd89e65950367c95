import { number } from "@/i18n/format";
import { work } from "@/i18n/he/lead-work";
import { Button } from "@/ui/button";
import { Select } from "@/ui/select";
import { Said } from "@/ui/text";
import type { Preview } from "./import-api";

const words = work.imports;
type Props = {
  preview: Preview;
  busy: boolean;
  onColumns: (columns: string[]) => void;
  onStart: () => void;
};

/** What the file says before anything is written: which column is what, the first rows, and what will not come in. */
export function ImportPreview({ preview, busy, onColumns, onStart }: Props) {
  const { headings, columns, choices, sample, rows, wrong, wrongCount } = preview;
  const hasPhone = columns.includes("phone");
  const options = [["-", words.skip] as const, ...choices.map((each) => [each.name, each.heading] as const)];
  return (
    <>
      <div className="overflow-x-auto rounded-xl border border-line">
        <table className="w-full text-sm">
          <thead>
            <tr>
              {headings.map((heading, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same heading
                <th key={index} scope="col" className="min-w-40 p-2 text-start align-top">
                  <Said className="mb-1 block font-medium">{heading}</Said>
                  <Select
                    label={words.column(heading)}
                    testId="import-column"
                    value={columns[index] ?? "-"}
                    options={options}
                    onChange={(column) =>
                      onColumns(
                        columns.map((held, each) => (each === index ? column : held === column ? "-" : held)),
                      )
                    }
                    className="w-full"
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name
              <tr key={line} className="border-t border-line">
                {headings.map((_, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <td key={index} dir="auto" className="max-w-60 truncate p-2 text-start text-ink-2">
                    {row[index]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-3 text-sm" data-testid="import-summary">
        {words.rows(rows)} <span className="text-ink-3">({preview.encoding})</span>{" "}
        {hasPhone && (
          <span className={wrongCount > 0 ? "font-medium text-warn" : "text-accent"}>
            {wrongCount > 0 ? words.wrong(wrongCount) : words.allGood}
          </span>
        )}
      </p>
      {!hasPhone && (
        <p role="alert" className="mt-1 text-sm text-danger">
          {words.noPhone}
        </p>
      )}
      {hasPhone && wrong.length > 0 && (
        <ul className="mt-2 space-y-1 text-sm text-ink-2">
          {wrong.map((each) => (
            <li key={each.line} data-testid="import-wrong">
              <span className="font-medium">
                {words.line} {number(each.line)}, <bdi>{each.column}</bdi>:
              </span>{" "}
              {each.value && <bdi className="text-ink-3">{`״${each.value}״ `}</bdi>}
              {each.reason}
            </li>
          ))}
        </ul>
      )}
      <Button
        kind="primary"
        className="mt-4"
        disabled={!hasPhone || busy}
        onClick={onStart}
        data-testid="import-start"
      >
        {words.start}
      </Button>
    </>
  );
}
