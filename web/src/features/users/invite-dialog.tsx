import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { people } from "@/i18n/he/people";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { assignable } from "./roles";
import { InviteUser, type Role } from "./users";

type Props = { open: boolean; onClose: () => void };
type Errors = { name?: string; email?: string; form?: string };

export function InviteDialog({ open, onClose }: Props) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("AGENT");
  const [errors, setErrors] = useState<Errors>({});
  const [{ fetching }, invite] = useMutation(InviteUser);

  async function send(event: FormEvent) {
    event.preventDefault();
    const { data, error } = await invite({ input: { name, email, role } });
    const refused = data?.inviteUser.userErrors[0];
    if (error) return setErrors({ form: unsaved(error) });
    if (refused) {
      const field = refused.field === "name" || refused.field === "email" ? refused.field : "form";
      return setErrors({ [field]: refused.message });
    }
    toast(people.invited(name));
    setName("");
    setEmail("");
    setErrors({});
    onClose();
  }

  return (
    <Dialog open={open} onOpenChange={onClose} title={people.inviteTitle} description={people.inviteText}>
      <form onSubmit={send} noValidate className="space-y-4">
        <TextField
          label={people.name}
          dir="auto"
          value={name}
          error={errors.name}
          testId="invite-name"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextField
          label={people.email}
          type="email"
          dir="ltr"
          inputMode="email"
          value={email}
          error={errors.email}
          testId="invite-email"
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <div className="flex flex-col gap-1">
          <span className="text-sm font-medium text-ink-2">{people.role}</span>
          <Select
            label={people.role}
            value={role}
            options={assignable}
            onChange={setRole}
            testId="invite-role"
          />
          <span className="text-xs text-ink-3">{people.roleHint[role]}</span>
        </div>
        {errors.form && (
          <p role="alert" className="rounded-lg bg-danger-wash px-3 py-2 text-sm text-danger">
            {errors.form}
          </p>
        )}
        <Button
          kind="primary"
          type="submit"
          className="w-full"
          disabled={fetching}
          data-testid="invite-submit"
        >
          {people.inviteSend}
        </Button>
      </form>
    </Dialog>
  );
}
