import { Outside } from "@/features/session/outside";
import { joining } from "@/i18n/he/people";
import { submit } from "@/net/session";

export const Component = () => (
  <Outside
    title={joining.askTitle}
    lead={joining.askLead}
    fields={["email"]}
    submit={joining.ask}
    done={joining.asked}
    onSubmit={({ email }) => submit("/auth/reset/ask", { email })}
  />
);
