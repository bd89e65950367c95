import { UserPlus, Users as UsersIcon } from "lucide-react";
import { useState } from "react";
import { type CombinedError, useMutation, useQuery } from "urql";
import { useMay } from "@/features/session/viewer";
import { InviteDialog } from "@/features/users/invite-dialog";
import { type Act, UserRow } from "@/features/users/user-row";
import {
  ChangeUserRole,
  DeactivateUser,
  InviteUser,
  ReactivateUser,
  RemoveUser,
  type Role,
  type UserData,
  UsersQuery,
} from "@/features/users/users";
import { t } from "@/i18n";
import { people } from "@/i18n/he/people";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Page } from "@/ui/page";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";

type Refusals = { userErrors: { message: string }[] };

/** What a mutation came to, said to the person: its first "no", or a fault. */
function tell(fault: CombinedError | undefined, payload: Refusals | undefined) {
  const refused = fault ? unsaved(fault) : payload?.userErrors[0]?.message;
  if (refused) toast(refused, "failed");
  return !refused;
}

/** Somebody who is to be let out, or to go for good. */
type Leaving = { user: UserData; act: "deactivate" | "remove" };
type LeavingProps = {
  leaving: Leaving | null;
  onLeave: (leaving: Leaving) => void;
  onClose: () => void;
};

function LeavingDialog({ leaving, onLeave, onClose }: LeavingProps) {
  const name = leaving?.user.name ?? "";
  const removes = leaving?.act === "remove";
  const invited = leaving?.user.status === "INVITED";
  return (
    <Dialog
      open={leaving !== null}
      onOpenChange={onClose}
      title={removes ? people.removeTitle(name) : people.deactivateTitle(name)}
      description={removes ? people.removeText : people.deactivateText}
    >
      <div className="flex gap-2 pt-2">
        <Button kind="danger" className="grow" onClick={() => leaving && onLeave(leaving)}>
          {removes ? people.remove : invited ? people.withdraw : people.deactivate}
        </Button>
        <Button onClick={onClose}>{t.common.cancel}</Button>
      </div>
    </Dialog>
  );
}

function People() {
  const may = useMay("MANAGE_USERS");
  const [after, setAfter] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<Leaving | null>(null);
  const [{ data, error }, again] = useQuery({
    query: UsersQuery,
    variables: { after },
    requestPolicy: "cache-and-network",
  });
  const [, changeRole] = useMutation(ChangeUserRole);
  const [, deactivate] = useMutation(DeactivateUser);
  const [, remove] = useMutation(RemoveUser);
  const [, reactivate] = useMutation(ReactivateUser);
  const [, invite] = useMutation(InviteUser);

  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows />;
  const { edges, pageInfo } = data.users;
  if (edges.length === 0) return <Empty icon={UsersIcon} title={people.emptyTitle} text={people.emptyText} />;

  async function onRole({ id }: UserData, role: Role) {
    const result = await changeRole({ input: { id, role } });
    tell(result.error, result.data?.changeUserRole);
  }
  async function leave({ user: { id }, act }: Leaving) {
    const result = act === "remove" ? await remove({ input: { id } }) : await deactivate({ input: { id } });
    const data = result.data;
    const payload = data && ("removeUser" in data ? data.removeUser : data.deactivateUser);
    if (tell(result.error, payload)) setLeaving(null);
  }
  async function onAct(user: UserData, act: Act) {
    if (act === "deactivate" || act === "remove") return setLeaving({ user, act });
    if (act === "reactivate") {
      const result = await reactivate({ input: { id: user.id } });
      return void tell(result.error, result.data?.reactivateUser);
    }
    const { name, email, role } = user;
    const result = await invite({ input: { name, email, role } });
    if (tell(result.error, result.data?.inviteUser)) toast(people.invited(name));
  }

  return (
    <>
      <ul className="divide-y divide-line border-y border-line">
        {edges.map(({ node }) => (
          <UserRow
            key={node.id}
            user={node}
            onRole={may ? onRole : undefined}
            onAct={may ? onAct : undefined}
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
      <LeavingDialog leaving={leaving} onLeave={leave} onClose={() => setLeaving(null)} />
    </>
  );
}

export function Component() {
  const [inviting, setInviting] = useState(false);
  const may = useMay("MANAGE_USERS");
  const action = may && (
    <Button kind="primary" onClick={() => setInviting(true)} data-testid="invite-open">
      <UserPlus aria-hidden="true" className="size-4" />
      {people.invite}
    </Button>
  );
  return (
    <Page title={people.title} lead={people.lead} actions={action}>
      <People />
      <InviteDialog open={inviting} onClose={() => setInviting(false)} />
    </Page>
  );
}
