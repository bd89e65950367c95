import { t } from "@/i18n";
import { money } from "@/i18n/format";
import { history } from "@/i18n/he/history";
import { page } from "@/i18n/he/lead-page";
import { Phone } from "@/ui/text";
import type { LeadRowData } from "./fragments";

const words = page.merge;
const labels = t.leads.fields;

/** A lead's values by their names, in the order of the page. */
const values = ({ name, details }: LeadRowData): [string, string | null][] => [
  [labels.NAME, name],
  [labels.INTENT, details.intent && t.leads.intent[details.intent]],
  [labels.CITY, details.city],
  [labels.NEIGHBORHOOD, details.neighborhood],
  [labels.PROPERTY_KIND, details.propertyKind && t.leads.propertyKind[details.propertyKind]],
  [labels.ROOMS, details.rooms == null ? null : String(details.rooms)],
  [labels.BUDGET, details.budget == null ? null : money(details.budget)],
  [labels.EMAIL, details.email],
];

/** What will become of two leads: one lead's values go before the other's, which fill what is empty. */
export function MergePreview({ keep, other }: { keep: LeadRowData; other: LeadRowData }) {
  const theirs = values(other);
  const rows = values(keep).map(([label, mine], index) => {
    const given = theirs[index]?.[1] ?? null;
    return { label, becomes: mine ?? given, dropped: mine && given && mine !== given ? given : null };
  });
  return (
    <section
      className="mt-4 rounded-xl bg-sunken/70 p-3 text-sm"
      data-testid="merge-preview"
      aria-label={words.after}
    >
      <h3 className="font-semibold">{words.after}</h3>
      <dl className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        {rows
          .filter((row) => row.becomes)
          .map(({ label, becomes, dropped }) => (
            <div key={label} className="contents">
              <dt className="text-ink-3">{label}</dt>
              <dd className="min-w-0">
                <bdi>{becomes}</bdi>
                {dropped && (
                  <>
                    {" "}
                    <s className="text-ink-3">
                      <bdi>{dropped}</bdi>
                    </s>
                  </>
                )}
              </dd>
            </div>
          ))}
        <div className="contents">
          <dt className="text-ink-3">{history.field("phone")}</dt>
          <dd className="flex flex-wrap gap-x-3">
            <Phone number={keep.phone} />
            <Phone number={other.phone} />
          </dd>
        </div>
      </dl>
      <p className="mt-2 text-ink-2">{words.both}</p>
    </section>
  );
}
