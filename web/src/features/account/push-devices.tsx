import { useId, useState } from "react";
import { useMutation, useQuery } from "urql";
import { date } from "@/i18n/format";
import { account } from "@/i18n/he/people";
import { push as words } from "@/i18n/he/push";
import { unsaved } from "@/net/failure";
import { blocked, given, pushable, subscribe, unsubscribe } from "@/net/push";
import { Button } from "@/ui/button";
import { Problem, SkeletonRows } from "@/ui/states";
import { Switch } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { AllowPush, type PushData, PushQuery, StopPush } from "./push";
import { device } from "./session-list";

type Device = PushData["devices"][number];
type Note = "asking" | "refused" | "dismissed" | "failed" | "unsupported" | null;

/** What stands in the way from the start. */
const obstacle = (): Note => (pushable() ? (blocked() ? "refused" : null) : "unsupported");

/** Turns messages to this browser, or to another of one's own, on and off. */
function usePush(publicKey: string | undefined) {
  const [, allow] = useMutation(AllowPush);
  const [, stop] = useMutation(StopPush);
  const [note, setNote] = useState<Note>(obstacle);

  async function turnOn() {
    if (!publicKey) return;
    setNote("asking");
    const subscribed = await subscribe(publicKey);
    if (typeof subscribed === "string") return setNote(subscribed);
    const { data, error } = await allow({ input: subscribed });
    const refused = error ? unsaved(error) : data?.allowPush.userErrors[0]?.message;
    setNote(null);
    if (refused) await unsubscribe();
    else given(subscribed);
    toast(refused ?? words.allowed, refused ? "failed" : "done");
  }
  async function turnOff({ sessionId, current }: Device) {
    const { data, error } = await stop({ input: { sessionId } });
    const refused = error ? unsaved(error) : data?.stopPush.userErrors[0]?.message;
    if (!refused && current) await unsubscribe();
    toast(refused ?? words.stopped, refused ? "failed" : "done");
  }
  return { note, turnOn, turnOff };
}

function Others({ devices, onRemove }: { devices: readonly Device[]; onRemove: (device: Device) => void }) {
  if (devices.length === 0) return <p className="text-sm text-ink-3">{words.none}</p>;
  return (
    <ul className="divide-y divide-line">
      {devices.map((each) => (
        <li key={each.sessionId} className="flex items-center gap-3 py-2.5" data-testid="push-device">
          <p className="min-w-0 grow">
            <bdi dir="ltr" className="font-medium">
              {device(each.agent)}
            </bdi>
            {each.current && <span className="ms-2 text-sm text-accent">{account.here}</span>}
            <span className="block text-sm text-ink-3">{words.since(date(each.since))}</span>
          </p>
          <Button
            size="sm"
            aria-label={words.removeFrom(device(each.agent))}
            onClick={() => onRemove(each)}
            data-testid="push-remove"
          >
            {words.remove}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** The switch for this browser, what stands in its way, and every browser that is told. */
export function PushDevices() {
  const [{ data, error }, again] = useQuery({ query: PushQuery, requestPolicy: "cache-and-network" });
  const { note, turnOn, turnOff } = usePush(data?.push.publicKey);
  const [label, hint] = [useId(), useId()];
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows rows={2} />;
  const { devices } = data.push;
  const here = devices.find((each) => each.current);
  return (
    <div className="max-w-lg space-y-3 pt-2" data-testid="push">
      <div className="flex items-center justify-between gap-4">
        <div>
          <p id={label} className="font-medium">
            {words.on}
          </p>
          <p id={hint} className="text-sm text-ink-2">
            {words.text}
          </p>
        </div>
        <Switch
          checked={here !== undefined}
          disabled={!here && (note === "asking" || note === "unsupported")}
          labelledBy={label}
          describedBy={hint}
          testId="push-switch"
          onChange={() => void (here ? turnOff(here) : turnOn())}
        />
      </div>
      <p role="status" className="text-sm text-warn empty:hidden" data-testid="push-note">
        {note && (note === "asking" ? words.asking : words[note])}
      </p>
      <h3 className="pt-3 text-sm font-bold text-ink-3">{words.devices}</h3>
      <Others devices={devices} onRemove={turnOff} />
    </div>
  );
}
