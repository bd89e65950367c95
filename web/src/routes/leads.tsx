import { Download as DownloadIcon, FileUp, Plus, UsersRound } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { BulkBar } from "@/features/leads/bulk-bar";
import { Download } from "@/features/leads/download";
import type { LeadRowData } from "@/features/leads/fragments";
import { useLeadFilter } from "@/features/leads/lead-filter";
import { LeadFilters } from "@/features/leads/lead-filters";
import { useLeadPages } from "@/features/leads/lead-pages";
import { LeadTable } from "@/features/leads/lead-table";
import { NewLead } from "@/features/leads/new-lead";
import { SavedViews } from "@/features/leads/saved-views";
import { TimeTravel } from "@/features/past/past";
import { PastBar, PastButton } from "@/features/past/time-bar";
import { useMay } from "@/features/session/viewer";
import { t } from "@/i18n";
import { work } from "@/i18n/he/lead-work";
import { Button, buttonClass, Wide } from "@/ui/button";
import { Page } from "@/ui/page";
import { Segments } from "@/ui/segments";
import { Empty, Problem, SkeletonRows } from "@/ui/states";

// Drag and drop comes with the board only.
const Board = lazy(() => import("@/features/leads/lead-board").then((each) => ({ default: each.LeadBoard })));

function Table() {
  const { filter, order, narrowed } = useLeadFilter();
  const { rows, total, hasMore, more, error, again } = useLeadPages(filter, order);
  const [chosen, setChosen] = useState<ReadonlyMap<string, LeadRowData>>(new Map());
  const may = useMay("EDIT_LEADS");
  if (error && !rows) return <Problem error={error} retry={again} />;
  if (!rows) return <SkeletonRows rows={8} />;
  if (rows.length === 0)
    return narrowed ? (
      <Empty icon={UsersRound} title={t.leads.noMatchTitle} text={t.leads.noMatchText} />
    ) : (
      <Empty icon={UsersRound} title={t.leads.emptyTitle} text={t.leads.emptyText} />
    );
  const choose = (lead: LeadRowData, on: boolean) =>
    setChosen((old) => {
      const next = new Map(old);
      if (on) next.set(lead.id, lead);
      else next.delete(lead.id);
      return next;
    });
  return (
    <>
      <p className="mb-1 text-sm text-ink-3" data-testid="lead-total">
        {work.total(total)}
      </p>
      <LeadTable
        leads={rows}
        chosen={new Set(chosen.keys())}
        onChoose={may ? choose : undefined}
        hasMore={hasMore}
        onEnd={more}
      />
      {chosen.size > 0 && (
        <>
          <div className="h-24" />
          <BulkBar leads={[...chosen.values()]} onClear={() => setChosen(new Map())} />
        </>
      )}
    </>
  );
}

function Leads() {
  const { filter, order, get, set } = useLeadFilter();
  const [params] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const may = useMay("EDIT_LEADS");
  const board = get("view") === "board";
  const { status: _, ...withoutStatus } = filter;
  return (
    <Page
      title={t.leads.title}
      actions={
        <>
          <Segments
            label={work.views.label}
            value={board ? "board" : "table"}
            options={[
              ["table", work.views.table],
              ["board", work.views.board],
            ]}
            onChange={(view) => set("view", view === "board" ? "board" : "")}
          />
          <PastButton />
          <Download href={`/leads/export?${params}`} testId="lead-export">
            <DownloadIcon aria-hidden="true" className="size-4" />
            <Wide>{work.exportFile}</Wide>
          </Download>
          {may && (
            <>
              <Link to="/leads/import" className={buttonClass("quiet")} data-testid="lead-import">
                <FileUp aria-hidden="true" className="size-4" />
                <Wide>{work.importFile}</Wide>
              </Link>
              <Button kind="primary" onClick={() => setAdding(true)} data-testid="lead-new">
                <Plus aria-hidden="true" className="size-4" />
                <Wide>{work.create}</Wide>
              </Button>
            </>
          )}
        </>
      }
    >
      <PastBar />
      <SavedViews />
      <LeadFilters statuses={!board} />
      {board ? (
        <Suspense fallback={<SkeletonRows rows={6} />}>
          <Board filter={withoutStatus} order={order} />
        </Suspense>
      ) : (
        <Table />
      )}
      <NewLead
        open={may && (adding || params.has("new"))}
        onOpenChange={(open) => {
          setAdding(open);
          if (!open) set("new", "");
        }}
      />
    </Page>
  );
}

export const Component = () => (
  <TimeTravel>
    <Leads />
  </TimeTravel>
);
