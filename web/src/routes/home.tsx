import { PhoneCall } from "lucide-react";
import { lazy, Suspense } from "react";
import { Link } from "react-router";
import { useQuery } from "urql";
import { CallList } from "@/features/calls/call-list";
import { CallRowFields } from "@/features/calls/fragments";
import { useLiveCalls } from "@/features/calls/live";
import { LiveCallCard } from "@/features/calls/live-call-card";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { longDay } from "@/i18n/format";
import { cx } from "@/ui/cx";
import { Card, Page, Section } from "@/ui/page";
import { Empty, Problem, Skeleton, SkeletonRows } from "@/ui/states";

// Below the first picture: what is going on comes first.
const HeldHere = lazy(() =>
  import("@/features/calls/held-here").then((file) => ({ default: file.HeldHere })),
);
const Statistics = lazy(() =>
  import("@/features/statistics/statistics").then((each) => ({ default: each.Statistics })),
);

const RecentCalls = graphql(
  `
    query RecentCalls {
      calls(first: 6, filter: { live: false }) {
        edges {
          cursor
          node {
            ...CallRowFields
          }
        }
      }
    }
  `,
  [CallRowFields],
);

function Acts({ callSid }: { callSid: string }) {
  return (
    <Suspense>
      <HeldHere callSid={callSid} />
    </Suspense>
  );
}

function Board() {
  const { calls, total, error, data, retry } = useLiveCalls();
  if (error && !data) return <Problem error={error} retry={retry} />;
  if (!data) return <Skeleton className="h-72 rounded-2xl" />;
  if (calls.length === 0)
    return (
      <Card className="flex items-center gap-4 px-5 py-4">
        <span className="grid size-11 shrink-0 place-items-center rounded-full bg-sunken text-ink-3">
          <PhoneCall aria-hidden="true" className="size-5" strokeWidth={1.75} />
        </span>
        <div>
          <h3 className="font-semibold">{t.calls.liveNone}</h3>
          <p className="text-sm text-ink-2">{t.calls.liveNoneText}</p>
        </div>
      </Card>
    );
  return (
    <div className={cx("grid items-start gap-4", calls.length > 1 && "lg:grid-cols-2")}>
      {calls.map((call) => (
        <LiveCallCard key={call.callSid} call={call} acts={<Acts callSid={call.callSid} />} />
      ))}
      {total > calls.length && (
        <Link to="/calls" className="text-sm text-accent hover:underline">
          {t.calls.liveMore(total - calls.length)}
        </Link>
      )}
    </div>
  );
}

function Recent() {
  const [{ data, error }, again] = useQuery({ query: RecentCalls });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows rows={4} />;
  const calls = data.calls.edges.map((edge) => edge.node);
  if (calls.length === 0)
    return <Empty icon={PhoneCall} title={t.calls.emptyTitle} text={t.calls.emptyText} />;
  return <CallList calls={calls} />;
}

export function Component() {
  const { total } = useLiveCalls();
  const heading = total > 0 ? t.calls.liveCount(total) : t.shell.home;
  return (
    <Page title={t.shell.home} heading={heading} lead={longDay(new Date())}>
      <section aria-label={t.calls.liveTitle} className="mb-9">
        <Board />
      </section>
      <Section
        title={t.calls.recent}
        aside={
          <Link to="/calls" className="text-sm text-accent hover:underline">
            {t.calls.allCalls}
          </Link>
        }
      >
        <Recent />
      </Section>
      <Suspense fallback={<Skeleton className="h-96 rounded-2xl" />}>
        <Statistics />
      </Suspense>
    </Page>
  );
}
