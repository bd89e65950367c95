import { cx } from "@/ui/cx";

/** One bar: `low` stands on the axis, `high` on top of it. */
export type Bar = { name: string; low: number; high?: number; tick?: string };

/** The drawing, in its own units: it is as wide as its card, and letters stay readable on a phone. */
const wide = 480;
const tall = 120;
const axis = 22;
const gap = 0.24;

type Props = { bars: readonly Bar[]; tone?: "accent" | "danger" };

/** Bars along an axis from left to right, which is how hours and seconds are read. For the eye alone: its numbers are in a table beside it. */
export function Bars({ bars, tone = "accent" }: Props) {
  const most = Math.max(1, ...bars.map(({ low, high = 0 }) => low + high));
  const highest = bars.findIndex(({ low, high = 0 }) => low + high === most);
  const step = wide / bars.length;
  const height = (count: number) => (count / most) * (tall - 16);
  const fill = tone === "accent" ? "fill-accent" : "fill-danger";
  return (
    <div dir="ltr" aria-hidden="true">
      <svg viewBox={`0 0 ${wide} ${tall + axis}`} className="block h-auto w-full" role="presentation">
        <line x1="0" x2={wide} y1={tall} y2={tall} className="stroke-line-strong" strokeWidth="1" />
        {bars.map(({ name, low, high = 0, tick }, index) => {
          const [x, width] = [index * step + (step * gap) / 2, step * (1 - gap)];
          return (
            <g key={name}>
              <title>{`${name}: ${low + high}`}</title>
              <rect x={index * step} y="0" width={step} height={tall} fill="transparent" />
              <rect x={x} y={tall - height(low)} width={width} height={height(low)} rx="2" className={fill} />
              {high > 0 && (
                <rect
                  x={x}
                  y={tall - height(low) - height(high)}
                  width={width}
                  height={height(high)}
                  rx="2"
                  className="fill-danger"
                />
              )}
              {index === highest && (
                <text
                  x={x + width / 2}
                  y={11}
                  textAnchor="middle"
                  className="fill-ink-2 text-[14px] tabular-nums"
                >
                  {most}
                </text>
              )}
              {tick && (
                <text
                  x={x + width / 2}
                  y={tall + 17}
                  textAnchor="middle"
                  className="fill-ink-3 text-[14px] tabular-nums"
                >
                  {tick}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

type TableProps = {
  caption: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
};

/** What a chart shows, as a table: for screen readers, and for whoever asks. */
export const Numbers = ({ caption, columns, rows }: TableProps) => (
  <table className="sr-only">
    <caption>{caption}</caption>
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(([head, ...cells]) => (
        <tr key={head}>
          <th scope="row">{head}</th>
          {cells.map((cell, index) => (
            <td key={columns[index + 1]}>{cell}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

/** What a colour of a chart means, in words beside it. */
export const Legend = ({ tone, children }: { tone: "accent" | "danger"; children: string }) => (
  <span className="inline-flex items-center gap-1.5 text-xs text-ink-2">
    <span
      aria-hidden="true"
      className={cx("size-2.5 rounded-xs", tone === "accent" ? "bg-accent" : "bg-danger")}
    />
    {children}
  </span>
);
