import { Outside, token } from "@/features/session/outside";
import { joining } from "@/i18n/he/people";
import { submit } from "@/net/session";

export const Component = () => (
  <Outside
    title={joining.resetTitle}
    lead={joining.resetLead}
    fields={["password"]}
    submit={joining.reset}
    done={joining.resetDone}
    onSubmit={({ password }) => submit("/auth/reset", { token: token(), password })}
  />
);
