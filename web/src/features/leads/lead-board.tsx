import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { ArrowLeftRight } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useMutation, useQuery } from "urql";
import { usePast, usePastQuery } from "@/features/past/past";
import { useMay } from "@/features/session/viewer";
import { t } from "@/i18n";
import { money } from "@/i18n/format";
import { work } from "@/i18n/he/lead-work";
import { unsaved } from "@/net/failure";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Menu, MenuItem } from "@/ui/menu";
import { Problem, Skeleton } from "@/ui/states";
import { Phone, Said } from "@/ui/text";
import { toast } from "@/ui/toast";
import type { LeadRowData } from "./fragments";
import type { Filter, Order } from "./lead-filter";
import { Tag } from "./lead-list";
import { SetLeadStatus } from "./mutations";
import { dots, useOpenStages, type useStages } from "./stages";
import { useDone } from "./undo";
import { wish } from "./wish";
import { LeadsQuery } from "./work";

const SHOWN = 30;
type Stage = ReturnType<typeof useStages>[number];
type Move = (lead: LeadRowData, status: string) => void;

type CardProps = { lead: LeadRowData; moved: boolean; onArrived: () => void; onMove: Move | undefined };

function Card({ lead, moved, onArrived, onMove }: CardProps) {
  const card = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const stages = useOpenStages();
  const [dragged, setDragged] = useState(false);
  const movable = Boolean(onMove);
  useEffect(() => {
    if (!card.current || !movable) return;
    return draggable({
      element: card.current,
      getInitialData: () => ({ lead }),
      onDragStart: () => setDragged(true),
      onDrop: () => setDragged(false),
    });
  }, [lead, movable]);
  // Who moved a card by keyboard goes on from where it went.
  useEffect(() => {
    if (!moved) return;
    // Lists come late: whoever types by then goes on typing.
    if (!document.activeElement?.matches("input, textarea")) handle.current?.focus();
    onArrived();
  }, [moved, onArrived]);
  const name = lead.name ?? t.leads.unnamed;
  const wants = wish(lead.details);
  const { budget } = lead.details;
  return (
    <li
      ref={card}
      data-testid="board-card"
      className={cx(
        "rounded-xl border border-line bg-surface p-3 shadow-card",
        movable && "cursor-grab",
        dragged && "opacity-40",
      )}
    >
      <div className="flex items-start gap-1">
        <Link
          to={`/leads/${encodeURIComponent(lead.id)}${usePastQuery()}`}
          className="min-w-0 grow hover:text-accent"
        >
          <Said className="block truncate font-semibold">{name}</Said>
          <Phone number={lead.phone} className="text-sm text-ink-2" />
        </Link>
        {onMove && (
          <Menu
            trigger={
              <IconButton
                ref={handle}
                label={work.board.move(name)}
                data-testid="board-move"
                className="-me-1.5 -mt-1.5"
              >
                <ArrowLeftRight aria-hidden="true" className="size-4" />
              </IconButton>
            }
          >
            {stages
              .filter((stage) => stage.status !== lead.status)
              .map((stage) => (
                <MenuItem
                  key={stage.status}
                  icon={<span aria-hidden="true" className={cx("size-2 rounded-full", dots[stage.color])} />}
                  onClick={() => onMove(lead, stage.status)}
                >
                  {`${work.board.moveTo} ${stage.name}`}
                </MenuItem>
              ))}
          </Menu>
        )}
      </div>
      {wants && <Said className="mt-1 line-clamp-2 block text-sm text-ink-2">{wants}</Said>}
      <p className="mt-1 flex flex-wrap items-center gap-y-1 text-xs text-ink-3">
        {budget != null && <bdi className="font-medium text-ink-2">{money(budget)}</bdi>}
        {lead.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
        {lead.assignee && <Said className="ms-auto">{lead.assignee.name}</Said>}
      </p>
    </li>
  );
}

/** A card on its way by keyboard, and where to. */
type Moved = { id: string; status: string };

type ColumnProps = {
  stage: Stage;
  filter: Filter;
  order: Order;
  moved: Moved | null;
  onArrived: () => void;
  onMove: Move | undefined;
};

function Column({ stage, filter, order, moved, onArrived, onMove }: ColumnProps) {
  const column = useRef<HTMLElement>(null);
  const [over, setOver] = useState(false);
  const [params] = useSearchParams();
  const [{ data, error }, again] = useQuery({
    query: LeadsQuery,
    variables: {
      first: SHOWN,
      after: null,
      order,
      filter: { ...filter, status: [stage.status] },
      asOf: usePast(),
    },
    requestPolicy: "cache-and-network",
  });
  useEffect(() => {
    if (!column.current || !onMove) return;
    return dropTargetForElements({
      element: column.current,
      canDrop: ({ source }) => (source.data.lead as LeadRowData | undefined)?.status !== stage.status,
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source }) => {
        setOver(false);
        onMove(source.data.lead as LeadRowData, stage.status);
      },
    });
  }, [stage.status, onMove]);
  const total = data?.leads.totalCount ?? 0;
  const inList = new URLSearchParams(params);
  inList.delete("view");
  inList.set("status", stage.status);
  const rest = total - (data?.leads.edges.length ?? 0);
  return (
    <section
      ref={column}
      data-testid={`board-${stage.status}`}
      aria-label={work.board.column(stage.name, total)}
      className={cx(
        "flex w-[80vw] max-w-72 shrink-0 snap-center flex-col rounded-2xl bg-sunken/70 p-2 md:w-64 md:snap-none",
        over && "ring-2 ring-accent",
      )}
    >
      <h2 className="flex items-center gap-2 px-1.5 pt-1 pb-2 text-sm font-bold">
        <span aria-hidden="true" className={cx("size-2 rounded-full", dots[stage.color])} />
        {stage.name}
        <span className="ms-auto font-medium text-ink-3">{data ? total : ""}</span>
      </h2>
      {!data && !error && <Skeleton className="h-20 w-full" />}
      {!data && error && <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />}
      <ul className="min-h-16 space-y-2">
        {data?.leads.edges.map(({ node }) => (
          <Card
            key={node.id}
            lead={node}
            moved={moved?.id === node.id && moved.status === stage.status}
            onArrived={onArrived}
            onMove={onMove}
          />
        ))}
      </ul>
      {data && total === 0 && <p className="px-1.5 pb-2 text-sm text-ink-3">{work.board.empty}</p>}
      {rest > 0 && (
        <Link to={`?${inList}`} className="px-1.5 py-2 text-sm text-accent hover:underline">
          {work.board.more(rest)}
        </Link>
      )}
    </section>
  );
}

/** Leads by status. A card moves by dragging, or from its menu by keyboard. */
export function LeadBoard({ filter, order }: { filter: Filter; order: Order }) {
  const stages = useOpenStages();
  const may = useMay("EDIT_LEADS");
  const done = useDone();
  const [, setStatus] = useMutation(SetLeadStatus);
  const [moved, setMoved] = useState<Moved | null>(null);
  const arrived = useCallback(() => setMoved(null), []);
  const [said, setSaid] = useState("");
  const move = useCallback<Move>(
    async (lead, status) => {
      if (lead.status === status) return;
      setMoved({ id: lead.id, status });
      const { data, error } = await setStatus({ input: { id: lead.id, status } });
      const refused = error ? unsaved(error) : data?.setLeadStatus.userErrors[0]?.message;
      if (refused) {
        setMoved(null);
        return toast(refused, "failed");
      }
      const where = stages.find((stage) => stage.status === status)?.name ?? status;
      const words = work.board.moved(lead.name ?? t.leads.unnamed, where);
      setSaid(words);
      done(words, data?.setLeadStatus.operation ?? null);
    },
    [setStatus, stages, done],
  );
  return (
    <>
      <div className="-mx-4 flex snap-x items-start gap-3 overflow-x-auto px-4 pb-4 md:-mx-8 md:px-8">
        {stages.map((stage) => (
          <Column
            key={stage.status}
            stage={stage}
            filter={filter}
            order={order}
            moved={moved}
            onArrived={arrived}
            onMove={may ? move : undefined}
          />
        ))}
      </div>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </>
  );
}
