import { Volume2 } from "lucide-react";
import { useEffect, useState } from "react";
import { agent as words } from "@/i18n/he/settings";
import { csrfToken, refresh } from "@/net/session";
import { Button } from "@/ui/button";

type Wanted = { agentName: string; voice: string | null; greeting: string };

function ask(wanted: Wanted): Promise<Response> {
  return fetch("/agent/greeting", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", "x-csrf-token": csrfToken() ?? "" },
    body: JSON.stringify(wanted),
  });
}

/** The sound, or in words why there is none. */
async function sound(wanted: Wanted): Promise<Blob | string> {
  try {
    let answer = await ask(wanted);
    if (answer.status === 401 && (await refresh()) === "ok") answer = await ask(wanted);
    if (answer.ok) return await answer.blob();
    if (answer.status === 429) return words.tooOften((await answer.json()).retry_after ?? 60);
    return answer.status === 422 ? words.refused : words.failed;
  } catch {
    return words.failed;
  }
}

/** The greeting by ear, as it is typed: the same voice as on the phone. */
export function HearGreeting({ wanted, able }: { wanted: Wanted; able: boolean }) {
  const [heard, setHeard] = useState<{ url: string; of: string }>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const of = JSON.stringify(wanted);
  const url = heard?.of === of ? heard.url : undefined;
  useEffect(() => () => void (heard && URL.revokeObjectURL(heard.url)), [heard]);

  async function listen() {
    setBusy(true);
    const answer = await sound(wanted);
    setBusy(false);
    setProblem(typeof answer === "string" ? answer : undefined);
    if (typeof answer !== "string") setHeard({ url: URL.createObjectURL(answer), of });
  }

  return (
    <div className="space-y-2">
      <div className="flex min-h-11 flex-wrap items-center gap-3">
        <Button onClick={listen} disabled={busy || !able} data-testid="greeting-listen">
          <Volume2 aria-hidden="true" className="size-4" />
          {busy ? words.preparing : words.listen}
        </Button>
        {url && (
          // biome-ignore lint/a11y/useMediaCaption: what it says is the text above it
          <audio
            controls
            autoPlay
            src={url}
            aria-label={words.player}
            data-testid="greeting-sound"
            className="h-10 max-w-full"
          />
        )}
      </div>
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
