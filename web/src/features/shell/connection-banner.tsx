import { Wifi, WifiOff } from "lucide-react";
import { t } from "@/i18n";
import { tryNow } from "@/net/connection";
import { Button } from "@/ui/button";

type Props = { online: boolean; socket: "idle" | "open" | "lost"; regained?: boolean };

/** Says that what is on the screen may be behind and that changes are not kept meanwhile; then that it is over. Silent while all is well. */
export function ConnectionBanner({ online, socket, regained = false }: Props) {
  const text = !online ? t.shell.offline : socket === "lost" ? t.shell.reconnecting : null;
  return (
    <div role="status" aria-live="polite">
      {text && (
        <p
          data-testid="connection-banner"
          className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 bg-warn-wash px-4 py-2 text-sm font-medium text-warn"
        >
          <WifiOff aria-hidden="true" className="size-4 shrink-0" />
          <span className="min-w-0">{text}</span>
          <Button size="sm" onClick={tryNow} data-testid="connection-retry">
            {t.shell.tryNow}
          </Button>
        </p>
      )}
      {!text && regained && (
        <p className="flex items-center justify-center gap-2 bg-accent-wash px-4 py-2 text-sm font-medium text-accent">
          <Wifi aria-hidden="true" className="size-4 shrink-0" />
          {t.shell.regained}
        </p>
      )}
    </div>
  );
}
