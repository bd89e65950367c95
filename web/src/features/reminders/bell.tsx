import { Popover } from "@base-ui/react/popover";
import { Bell as BellIcon } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { useMutation, useQuery, useSubscription } from "urql";
import { usePushRenewal } from "@/features/account/push-renewal";
import { useViewer } from "@/features/session/viewer";
import { graphql } from "@/gql/graphql";
import { reminders as words } from "@/i18n/he/reminders";
import { onOpen } from "@/net/push";
import { IconButton } from "@/ui/button";
import { SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { ReminderRow } from "./reminder-row";
import { MarkRemindersSeen, type ReminderData, ReminderFields, RemindersQuery } from "./reminders";

const ReminderDue = graphql(
  `
    subscription ReminderDue {
      reminderDue {
        ...ReminderFields
      }
    }
  `,
  [ReminderFields],
);

const ReminderUpdated = graphql(
  `
    subscription ReminderUpdated {
      reminderUpdated {
        ...ReminderFields
      }
    }
  `,
  [ReminderFields],
);

/** What came due before this is old news: it is counted, and not announced again. */
const FRESH_MS = 60_000;

/** Announces each of the viewer's reminders once as its time comes. Whatever changes reaches the lists through the cache. */
function useDueNews() {
  const navigate = useNavigate();
  const since = useRef(Date.now() - FRESH_MS);
  const told = useRef(new Set<string>());
  const [{ data }] = useSubscription({ query: ReminderDue });
  useSubscription({ query: ReminderUpdated });
  // A notification outside the page was clicked.
  useEffect(() => onOpen((path) => void navigate(path)), [navigate]);
  const due = data?.reminderDue;
  useEffect(() => {
    if (!due || Date.parse(due.due) < since.current) return;
    const once = `${due.id} ${due.due}`;
    if (told.current.has(once)) return;
    told.current.add(once);
    const to = due.lead ? `/leads/${encodeURIComponent(due.lead.id)}` : "/reminders";
    toast(due.text, "done", { label: words.open, run: () => navigate(to) });
  }, [due, navigate]);
}

function DueList({ onSeen }: { onSeen: (unseen: ReminderData[]) => void }) {
  const { user } = useViewer();
  const [to] = useState(() => new Date().toISOString());
  const [{ data }] = useQuery({
    query: RemindersQuery,
    variables: { first: 20, filter: { assigneeId: user.id, done: false, to } },
    requestPolicy: "network-only",
  });
  const due = data?.reminders.edges.map((edge) => edge.node);
  const unseen = due?.filter((reminder) => reminder.unseen);
  const marked = useRef(false);
  useEffect(() => {
    if (!unseen?.length || marked.current) return;
    marked.current = true;
    onSeen(unseen);
  }, [unseen, onSeen]);
  if (!due) return <SkeletonRows rows={2} />;
  if (due.length === 0) return <p className="py-6 text-center text-sm text-ink-3">{words.bellEmpty}</p>;
  return (
    <ul className="divide-y divide-line">
      {due.map((reminder) => (
        <ReminderRow key={reminder.id} reminder={reminder} />
      ))}
    </ul>
  );
}

/** The bell of the shell: how many reminders came due unseen, and which are due. */
export function Bell() {
  const { user } = useViewer();
  useDueNews();
  usePushRenewal();
  const [{ data }] = useQuery({
    query: RemindersQuery,
    variables: { first: 1, filter: { assigneeId: user.id, done: false, unseen: true } },
  });
  const [, markSeen] = useMutation(MarkRemindersSeen);
  const seen = useCallback(
    (unseen: ReminderData[]) => void markSeen({ input: { ids: unseen.map(({ id }) => id) } }),
    [markSeen],
  );
  const unseen = data?.reminders.totalCount ?? 0;
  const badge = unseen > 99 ? "99+" : unseen > 0 ? String(unseen) : "";
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        render={
          <IconButton label={words.bell(badge)} className="relative" data-testid="bell" data-unseen={unseen}>
            <BellIcon aria-hidden="true" className="size-5" />
            {badge && (
              <span
                aria-hidden="true"
                className="absolute -end-0.5 top-0 grid h-4.5 min-w-4.5 place-items-center rounded-full bg-danger px-1 text-[0.6875rem] leading-none font-bold text-paper"
              >
                <bdi dir="ltr">{badge}</bdi>
              </span>
            )}
          </IconButton>
        }
      />
      <Popover.Portal>
        <Popover.Positioner align="start" sideOffset={6} className="z-50 outline-none">
          <Popover.Popup
            data-testid="bell-list"
            className="max-h-[70dvh] w-[min(24rem,calc(100vw-2rem))] overflow-y-auto rounded-xl border border-line bg-surface p-3 text-ink shadow-float outline-none"
          >
            <Popover.Title className="text-sm font-bold">{words.bellTitle}</Popover.Title>
            <DueList onSeen={seen} />
            <Link
              to="/reminders"
              onClick={() => setOpen(false)}
              className="mt-2 block text-sm font-medium text-accent hover:underline"
            >
              {words.all}
            </Link>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
