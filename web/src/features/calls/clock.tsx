import { useEffect, useState } from "react";
import { duration } from "@/i18n/format";

type Props = { startedAt: string; endedAt: string | null; seconds: number | null };

/** How long a call has lasted: ticks while it lives, stands still after. */
export function CallClock({ startedAt, endedAt, seconds }: Props) {
  const running = !endedAt && seconds == null;
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  const end = endedAt ? Date.parse(endedAt) : now;
  const length = seconds ?? (end - Date.parse(startedAt)) / 1000;
  return (
    <bdi dir="ltr" className="tabular-nums">
      {duration(length)}
    </bdi>
  );
}
