import { Building2, CirclePause, CirclePlay, Ellipsis, LogIn, PhoneIncoming } from "lucide-react";
import { useState } from "react";
import { useMutation, useQuery } from "urql";
import { useViewer } from "@/features/session/viewer";
import { t } from "@/i18n";
import { date } from "@/i18n/format";
import { platform as words } from "@/i18n/he/platform";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import { Phone, Said, Status } from "@/ui/text";
import { toast } from "@/ui/toast";
import { NumberDialog } from "./number-dialog";
import { type BusinessData, BusinessesQuery, ResumeBusiness } from "./platform";
import { type Deed, ReasonDialog } from "./reason-dialog";

/** The businesses of the installation, and what can be done with each. */
export function BusinessList() {
  const [after, setAfter] = useState<string | null>(null);
  const [asked, setAsked] = useState<{ business: BusinessData; deed: Deed | "assign" } | null>(null);
  const [{ data, error }, again] = useQuery({
    query: BusinessesQuery,
    variables: { after },
    requestPolicy: "cache-and-network",
  });
  const [, resume] = useMutation(ResumeBusiness);
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows />;
  const { edges, pageInfo } = data.businesses;
  if (edges.length === 0) return <Empty icon={Building2} title={words.emptyTitle} text={words.emptyText} />;

  async function onResume({ id, name }: BusinessData) {
    const answer = await resume({ input: { id } });
    const refused = answer.error ? words.fault : answer.data?.resumeBusiness.userErrors[0]?.message;
    if (refused) toast(refused, "failed");
    else toast(words.resumed(name));
  }
  return (
    <>
      <ul className="divide-y divide-line border-y border-line">
        {edges.map(({ node }) => (
          <BusinessRow
            key={node.id}
            business={node}
            onAsk={(deed) => setAsked({ business: node, deed })}
            onResume={() => onResume(node)}
          />
        ))}
      </ul>
      {(pageInfo.hasNextPage || after) && (
        <div className="flex gap-2 pt-4">
          {after && <Button onClick={() => setAfter(null)}>{t.common.firstPage}</Button>}
          {pageInfo.hasNextPage && (
            <Button onClick={() => setAfter(pageInfo.endCursor)}>{t.common.nextPage}</Button>
          )}
        </div>
      )}
      {asked?.deed === "assign" && <NumberDialog business={asked.business} onClose={() => setAsked(null)} />}
      {asked && asked.deed !== "assign" && (
        <ReasonDialog business={asked.business} deed={asked.deed} onClose={() => setAsked(null)} />
      )}
    </>
  );
}

type RowProps = { business: BusinessData; onAsk: (deed: Deed | "assign") => void; onResume: () => void };

function BusinessRow({ business: { id, name, numbers, suspended, openedAt }, onAsk, onResume }: RowProps) {
  const own = useViewer().business.id === id;
  return (
    <li data-testid="business-row" data-name={name} className="flex items-center gap-3 py-3">
      <div className="min-w-0 grow">
        <Said className="block truncate font-semibold">{name}</Said>
        <p className="flex flex-wrap gap-x-3 text-sm text-ink-2">
          {numbers.length === 0 && <span className="text-ink-3">{words.noNumber}</span>}
          {numbers.map((number) => (
            <Phone key={number} number={number} />
          ))}
          <span className="text-ink-3">{words.opened(date(openedAt))}</span>
        </p>
      </div>
      <Status tone={suspended ? "danger" : "accent"} testId="business-status">
        {suspended ? words.suspended : words.open}
      </Status>
      <Menu
        trigger={
          <IconButton label={words.actions(name)} data-testid="business-actions">
            <Ellipsis aria-hidden="true" className="size-4" />
          </IconButton>
        }
      >
        {!own && (
          <MenuItem icon={<LogIn aria-hidden="true" className="size-4" />} onClick={() => onAsk("enter")}>
            {words.enter}
          </MenuItem>
        )}
        <MenuItem
          icon={<PhoneIncoming aria-hidden="true" className="size-4" />}
          onClick={() => onAsk("assign")}
        >
          {words.assign}
        </MenuItem>
        {suspended ? (
          <MenuItem icon={<CirclePlay aria-hidden="true" className="size-4" />} onClick={onResume}>
            {words.resume}
          </MenuItem>
        ) : (
          <MenuItem
            danger
            icon={<CirclePause aria-hidden="true" className="size-4" />}
            onClick={() => onAsk("suspend")}
          >
            {words.suspend}
          </MenuItem>
        )}
      </Menu>
    </li>
  );
}
