import { type FormEvent, lazy, Suspense, useState } from "react";
import { useMutation } from "urql";
import { useViewer } from "@/features/session/viewer";
import { account } from "@/i18n/he/people";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Skeleton } from "@/ui/states";
import { BeginSecondFactor, DisableSecondFactor, EnableSecondFactor } from "./account";

const Qr = lazy(() => import("./qr"));

type One = { label: string; button: string; type: "text" | "password"; testId: string };
type Props = One & { error?: string; busy: boolean; onSend: (text: string) => void };

/** One field and its button: a code, or the password. */
function OneField({ label, button, type, testId, error, busy, onSend }: Props) {
  const [text, setText] = useState("");
  function send(event: FormEvent) {
    event.preventDefault();
    onSend(text);
  }
  return (
    <form onSubmit={send} noValidate className="max-w-sm space-y-3">
      <TextField
        label={label}
        type={type}
        dir="ltr"
        autoComplete={type === "password" ? "current-password" : "one-time-code"}
        inputMode={type === "password" ? undefined : "numeric"}
        value={text}
        error={error}
        testId={testId}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button kind="primary" type="submit" disabled={busy} data-testid={`${testId}-submit`}>
        {button}
      </Button>
    </form>
  );
}

const secret = (uri: string) => new URL(uri).searchParams.get("secret") ?? "";

/** Codes from a phone's app: off, being set up, or on. */
export function SecondFactor() {
  const on = useViewer().user.secondFactor;
  const [uri, setUri] = useState<string | null>(null);
  const [stopping, setStopping] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const [begun, begin] = useMutation(BeginSecondFactor);
  const [enabled, enable] = useMutation(EnableSecondFactor);
  const [disabled, disable] = useMutation(DisableSecondFactor);

  async function start() {
    const { data, error } = await begin({ input: {} });
    setWrong(error ? unsaved(error) : data?.beginSecondFactor.userErrors[0]?.message);
    setUri(data?.beginSecondFactor.codesUri ?? null);
  }
  async function confirm(code: string) {
    const { data, error } = await enable({ input: { code } });
    const refused = error ? unsaved(error) : data?.enableSecondFactor.userErrors[0]?.message;
    setWrong(refused);
    if (!refused) setUri(null);
  }
  async function stop(password: string) {
    const { data, error } = await disable({ input: { password } });
    const refused = error ? unsaved(error) : data?.disableSecondFactor.userErrors[0]?.message;
    setWrong(refused);
    if (!refused) setStopping(false);
  }

  if (on)
    return (
      <div className="space-y-3 pt-2">
        <p className="text-ink-2">{account.factorOn}</p>
        {stopping ? (
          <OneField
            label={account.current}
            button={account.stop}
            type="password"
            testId="factor-password"
            error={wrong}
            busy={disabled.fetching}
            onSend={stop}
          />
        ) : (
          <Button onClick={() => setStopping(true)}>{account.stop}</Button>
        )}
      </div>
    );
  if (!uri)
    return (
      <div className="space-y-3 pt-2">
        <p className="text-ink-2">{wrong ?? account.factorOff}</p>
        <Button onClick={start} disabled={begun.fetching} data-testid="factor-begin">
          {account.begin}
        </Button>
      </div>
    );
  return (
    <div className="space-y-4 pt-2">
      <p className="max-w-prose text-ink-2">{account.scan}</p>
      <Suspense fallback={<Skeleton className="size-52" />}>
        <Qr text={uri} />
      </Suspense>
      <p className="text-sm text-ink-2">
        {account.manual}{" "}
        <bdi dir="ltr" className="font-mono break-all select-all" data-testid="factor-secret">
          {secret(uri)}
        </bdi>
      </p>
      <OneField
        label={account.code}
        button={account.confirm}
        type="text"
        testId="factor-code"
        error={wrong}
        busy={enabled.fetching}
        onSend={confirm}
      />
    </div>
  );
}
