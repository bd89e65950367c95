import { ChevronLeft } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { History } from "./history";

type Props = ComponentProps<typeof History> & { title: string };

/** The events behind an entity as they stand in the log: asked for when somebody wants to see them. */
export function EveryEvent({ title, ...props }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details className="group mb-8" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="inline-flex min-h-11 cursor-pointer items-center gap-1 text-sm text-ink-2 hover:text-accent">
        <ChevronLeft aria-hidden="true" className="size-4 transition-transform group-open:-rotate-90" />
        {title}
      </summary>
      {open && <History {...props} />}
    </details>
  );
}
