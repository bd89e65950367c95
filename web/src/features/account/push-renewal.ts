import { useEffect } from "react";
import { type Client, useClient } from "urql";
import { given, moved, onMoved, renewed, unsubscribe } from "@/net/push";
import { AllowPush, PushQuery } from "./push";

/** Tells the server where this browser is reached now, when that has changed and this session is still to be told of reminders. */
async function renew(client: Client): Promise<void> {
  if (!(await moved())) return;
  const { data } = await client.query(PushQuery, {}, { requestPolicy: "network-only" });
  if (!data?.push.devices.some((each) => each.current)) return;
  const subscription = await renewed(data.push.publicKey);
  const answer = await client.mutation(AllowPush, { input: { ...subscription, moved: true } });
  const devices = answer.data?.allowPush.push?.devices;
  if (!devices) return;
  // Who took it back meanwhile, here or from elsewhere, is told nothing more.
  if (devices.some((each) => each.current)) given(subscription);
  else await unsubscribe();
}

/** Keeps messages coming to a browser that changes its address. */
export function usePushRenewal() {
  const client = useClient();
  useEffect(() => {
    // What fails now is tried again when the dashboard is next opened.
    const check = () => void renew(client).catch((error) => console.warn("push not renewed", error));
    check();
    return onMoved(check);
  }, [client]);
}
