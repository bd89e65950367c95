import { Server } from "lucide-react";
import { useEffect, useState } from "react";
import { useMutation, useQuery } from "urql";
import { RoleGuard } from "@/features/session/role-guard";
import { useMay } from "@/features/session/viewer";
import { ProjectionRow } from "@/features/system/projection-row";
import { ProjectionsQuery, RebuildProjection } from "@/features/system/projections";
import { t } from "@/i18n";
import { system as systemWords } from "@/i18n/he/machine";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Page } from "@/ui/page";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";

function Projections() {
  const [{ data, error }, again] = useQuery({ query: ProjectionsQuery, requestPolicy: "cache-and-network" });
  const [{ fetching }, rebuild] = useMutation(RebuildProjection);
  const [asked, setAsked] = useState<string | null>(null);
  const may = useMay("OPERATE");
  const busy = data?.projections.some(({ state, lag }) => state === "REBUILDING" || lag > 0) ?? false;

  useEffect(() => {
    const timer = setInterval(() => again({ requestPolicy: "network-only" }), busy ? 1000 : 10_000);
    return () => clearInterval(timer);
  }, [again, busy]);

  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows />;
  if (data.projections.length === 0)
    return <Empty icon={Server} title={systemWords.emptyTitle} text={systemWords.emptyText} />;

  async function confirm(name: string) {
    const result = await rebuild({ input: { name } });
    const refused = result.error
      ? unsaved(result.error)
      : result.data?.rebuildProjection.userErrors[0]?.message;
    if (refused) toast(refused, "failed");
    setAsked(null);
    again({ requestPolicy: "network-only" });
  }

  return (
    <>
      <ul className="divide-y divide-line border-y border-line">
        {data.projections.map((projection) => (
          <ProjectionRow
            key={projection.name}
            projection={projection}
            onRebuild={may ? setAsked : undefined}
          />
        ))}
      </ul>
      <Dialog
        open={asked !== null}
        onOpenChange={() => setAsked(null)}
        title={systemWords.rebuildTitle(asked ? (systemWords.names[asked] ?? asked) : "")}
        description={systemWords.rebuildText}
      >
        <div className="flex gap-2 pt-2">
          <Button
            kind="primary"
            className="grow"
            disabled={fetching}
            onClick={() => asked && confirm(asked)}
            data-testid="projection-rebuild-confirm"
          >
            {systemWords.rebuild}
          </Button>
          <Button onClick={() => setAsked(null)}>{t.common.cancel}</Button>
        </div>
      </Dialog>
    </>
  );
}

export const Component = () => (
  <Page title={systemWords.title} lead={systemWords.lead}>
    <RoleGuard needs="OPERATE">
      <Projections />
    </RoleGuard>
  </Page>
);
