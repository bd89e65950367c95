import { Suspense } from "react";
import { Link, useParams } from "react-router";
import { useQuery } from "urql";
import { sections } from "@/features/settings/sections";
import { SettingsQuery } from "@/features/settings/settings";
import { settings } from "@/i18n/he/settings";
import { cx } from "@/ui/cx";
import { Page } from "@/ui/page";
import { Problem, SkeletonRows } from "@/ui/states";

const link = (current: boolean) =>
  cx(
    "block rounded-lg px-3 py-2 font-medium whitespace-nowrap",
    current ? "bg-accent-wash text-accent" : "text-ink-2 hover:bg-sunken hover:text-ink",
  );

/** A section, with what the server holds; shown anew when that changes under it. */
function Chosen({ section }: { section: (typeof sections)[number] }) {
  const [{ data, error }, again] = useQuery({ query: SettingsQuery, requestPolicy: "cache-and-network" });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows rows={3} />;
  return (
    <Suspense fallback={<SkeletonRows rows={3} />}>
      <section.screen held={data.viewer.business} />
    </Suspense>
  );
}

export function Component() {
  const { section: key } = useParams();
  const chosen = sections.find((section) => section.key === key) ?? sections[0];
  return (
    <Page title={settings.title} lead={settings.leads[chosen.key]}>
      <div className="grid gap-6 md:grid-cols-[12rem_minmax(0,1fr)] md:gap-10">
        <nav aria-label={settings.title} className="-mx-4 overflow-x-auto px-4 md:mx-0 md:px-0">
          <ul className="flex gap-1 md:flex-col">
            {sections.map((section) => (
              <li key={section.key}>
                <Link
                  to={`/settings/${section.key}`}
                  aria-current={section === chosen ? "page" : undefined}
                  className={link(section === chosen)}
                >
                  {settings.sections[section.key]}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <Chosen key={chosen.key} section={chosen} />
      </div>
    </Page>
  );
}
