import { WifiOff } from "lucide-react";
import { t } from "@/i18n";

type Props = { online: boolean; socket: "idle" | "open" | "lost" };

/** Says that what is on the screen may be behind. Silent while all is well. */
export function ConnectionBanner({ online, socket }: Props) {
  const text = !online ? t.shell.offline : socket === "lost" ? t.shell.reconnecting : null;
  return (
    <div role="status" aria-live="polite">
      {text && (
        <p
          data-testid="connection-banner"
          className="flex items-center justify-center gap-2 bg-warn-wash px-4 py-2 text-sm font-medium text-warn"
        >
          <WifiOff aria-hidden="true" className="size-4 shrink-0" />
          {text}
        </p>
      )}
    </div>
  );
}
