import { lazy, Suspense, useCallback } from "react";
import { Outlet, ScrollRestoration } from "react-router";
import { useQuery } from "urql";
import { useCallFeed, useLiveCalls } from "@/features/calls/live";
import { useLeadFeed } from "@/features/leads/feed";
import { useMeetingFeed } from "@/features/meetings/feed";
import { ViewerContext, type ViewerData, ViewerFields } from "@/features/session/viewer";
import { ConnectionBanner } from "@/features/shell/connection-banner";
import { Keyboard } from "@/features/shell/keyboard";
import { Logo } from "@/features/shell/logo";
import { Navigation } from "@/features/shell/navigation";
import { UpdatePrompt } from "@/features/shell/update-prompt";
import { UserMenu } from "@/features/shell/user-menu";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { useConnection } from "@/net/connection";
import { changeOver, useNewer } from "@/net/worker";
import { Problem, Skeleton } from "@/ui/states";

// Nothing is announced before the first action, so the first load goes without it.
const Toasts = lazy(() => import("@/ui/toast").then((module) => ({ default: module.Toasts })));
const LeaveSupport = lazy(() =>
  import("@/features/platform/leave-support").then((file) => ({ default: file.LeaveSupport })),
);

const Bell = lazy(() => import("@/features/reminders/bell").then((module) => ({ default: module.Bell })));

const ViewerQuery = graphql(
  `
    query Viewer {
      viewer {
        ...ViewerFields
      }
    }
  `,
  [ViewerFields],
);

/** The signed-in app. Nothing below is shown before the server has said who is looking. */
export function Component() {
  const [{ data, error }, again] = useQuery({ query: ViewerQuery });
  const retry = useCallback(() => again({ requestPolicy: "network-only" }), [again]);
  if (data) return <Shell viewer={data.viewer} />;
  if (error) return <Problem error={error} retry={retry} />;
  return (
    <div role="status" aria-label={t.common.loading} className="mx-auto max-w-6xl space-y-4 p-8">
      <Skeleton className="h-9 w-40" />
      <Skeleton className="h-64 w-full" />
    </div>
  );
}

function Shell({ viewer }: { viewer: ViewerData }) {
  const connection = useConnection();
  const newer = useNewer();
  const live = useLiveCalls();
  useCallFeed();
  useMeetingFeed();
  // The last: its first word has everything asked for anew that was news before anybody listened.
  useLeadFeed();
  return (
    <ViewerContext value={viewer}>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:start-4 focus:top-4 focus:z-80 focus:rounded-lg focus:bg-accent focus:px-4 focus:py-2 focus:text-on-accent"
      >
        {t.common.skipToContent}
      </a>
      <div className="flex min-h-dvh flex-col md:grid md:grid-cols-[15rem_1fr]">
        <aside className="sticky top-0 z-20 flex items-center justify-between border-b border-line bg-paper px-4 py-1.5 md:h-dvh md:flex-col md:items-stretch md:justify-start md:gap-6 md:border-e md:border-b-0 md:px-3 md:py-5">
          <div className="min-w-0 md:px-2">
            <Logo business={viewer.business.name} />
          </div>
          <div className="max-md:ms-auto md:grid">
            <Keyboard />
          </div>
          <div className="max-md:contents md:grow">
            <Navigation live={live.total} />
          </div>
          <div className="flex items-center gap-1 md:justify-between">
            <UserMenu viewer={viewer} />
            <Suspense>
              <Bell />
            </Suspense>
          </div>
        </aside>
        <div className="min-w-0 grow pb-16 md:pb-0">
          <UpdatePrompt ready={newer} onChange={changeOver} />
          <ConnectionBanner {...connection} />
          {viewer.support && (
            <p
              role="status"
              data-testid="support-banner"
              className="sticky top-0 z-10 flex flex-wrap items-center justify-between gap-2 bg-warn-wash px-4 py-2 text-sm text-warn"
            >
              {t.shell.support(viewer.business.name)}
              <Suspense>
                <LeaveSupport />
              </Suspense>
            </p>
          )}
          <main id="content" tabIndex={-1} className="outline-none">
            <Outlet />
          </main>
        </div>
      </div>
      <Suspense>
        <Toasts />
      </Suspense>
      <ScrollRestoration />
    </ViewerContext>
  );
}
