import { useMutation } from "urql";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { toast } from "@/ui/toast";

const LeaveBusiness = graphql(`
  mutation LeaveBusiness($input: LeaveBusinessInput!) {
    leaveBusiness(input: $input) {
      businessId
      userErrors {
        message
      }
    }
  }
`);

/** The way out of a business that was entered for support. */
export function LeaveSupport() {
  const [{ fetching }, leave] = useMutation(LeaveBusiness);
  async function onLeave() {
    const { data, error } = await leave({ input: {} });
    const refused = error ? t.common.serverError : data?.leaveBusiness.userErrors[0]?.message;
    if (refused) return toast(refused, "failed");
    // Everything that was read so far is of the business that is left: the page begins anew.
    window.location.assign("/platform");
  }
  return (
    <button
      type="button"
      disabled={fetching}
      onClick={onLeave}
      data-testid="support-leave"
      className="rounded-md px-2 py-0.5 font-bold underline underline-offset-4"
    >
      {t.shell.leaveSupport}
    </button>
  );
}
