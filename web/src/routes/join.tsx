import { Outside, token } from "@/features/session/outside";
import { joining } from "@/i18n/he/people";
import { submit } from "@/net/session";

async function join(name: string, password: string) {
  const outcome = await submit("/auth/invitation", { token: token(), name, password });
  // By a full page load, so that nothing of whoever was signed in here before is shown.
  if (outcome === "ok") window.location.assign("/");
  return outcome;
}

export const Component = () => (
  <Outside
    title={joining.joinTitle}
    lead={joining.joinLead}
    fields={["name", "password"]}
    submit={joining.join}
    done={joining.joinLead}
    onSubmit={({ name, password }) => join(name, password)}
  />
);
