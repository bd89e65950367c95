import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import { login as words } from "@/i18n/he/login";
import type { LoginOutcome } from "@/net/session";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";

type Props = {
  onLogin: (email: string, password: string, code?: string) => Promise<LoginOutcome>;
  onDone: () => void;
};
type Errors = { email?: string; password?: string; code?: string; form?: string };

const { errors: said } = words;

function check(email: string, password: string): Errors {
  return {
    email: !email ? said.emailMissing : /^\S+@\S+$/.test(email) ? undefined : said.emailInvalid,
    password: password ? undefined : said.passwordMissing,
  };
}

export function LoginForm({ onLogin, onDone }: Props) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [shown, setShown] = useState(false);
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found = check(email.trim(), password);
    setErrors(found);
    if (found.email || found.password) return;
    setBusy(true);
    const outcome = await onLogin(email.trim(), password, code ?? undefined);
    setBusy(false);
    if (outcome.kind === "ok") return onDone();
    if (outcome.kind === "code") return setCode("");
    if (outcome.kind === "codeWrong") return setErrors({ code: said.codeWrong });
    setErrors({ form: outcome.kind === "slowDown" ? said.slowDown(outcome.seconds) : said[outcome.kind] });
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-4" aria-label={words.title}>
      <TextField
        label={words.email}
        type="email"
        name="email"
        dir="ltr"
        autoComplete="username"
        inputMode="email"
        value={email}
        error={errors.email}
        testId="login-email"
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextField
        label={words.password}
        type={shown ? "text" : "password"}
        name="password"
        dir="ltr"
        autoComplete="current-password"
        value={password}
        error={errors.password}
        testId="login-password"
        onChange={(event) => setPassword(event.currentTarget.value)}
        end={
          <IconButton
            label={shown ? words.hidePassword : words.showPassword}
            onClick={() => setShown(!shown)}
          >
            {shown ? (
              <EyeOff aria-hidden="true" className="size-4" />
            ) : (
              <Eye aria-hidden="true" className="size-4" />
            )}
          </IconButton>
        }
      />
      {code !== null && (
        <TextField
          label={words.code}
          hint={words.codeHint}
          name="code"
          dir="ltr"
          autoComplete="one-time-code"
          inputMode="numeric"
          autoFocus
          value={code}
          error={errors.code}
          testId="login-code"
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      {errors.form && (
        <p
          role="alert"
          data-testid="login-error"
          className="rounded-lg bg-danger-wash px-3 py-2 text-sm text-danger"
        >
          {errors.form}
        </p>
      )}
      <Button kind="primary" type="submit" className="w-full" disabled={busy} data-testid="login-submit">
        {busy ? words.submitting : words.submit}
      </Button>
    </form>
  );
}
