import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import { cx } from "./cx";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children: ReactNode;
};

/** A sheet from the bottom on phones, a centred card on wide screens. */
export function Dialog({ open, onOpenChange, title, description, children }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={cx(
            "fixed z-50 flex max-h-[92dvh] flex-col bg-surface text-ink shadow-float outline-none transition",
            "inset-x-0 bottom-0 rounded-t-2xl pb-[env(safe-area-inset-bottom)]",
            "data-starting-style:translate-y-6 data-starting-style:opacity-0 data-ending-style:opacity-0",
            "md:inset-0 md:m-auto md:h-fit md:max-h-[88dvh] md:w-full md:max-w-md md:rounded-2xl",
          )}
        >
          <header className="flex items-start gap-2 px-5 pt-4 pb-2">
            <div className="grow pt-1.5">
              <Base.Title className="text-lg leading-tight font-bold">{title}</Base.Title>
              {description && (
                <Base.Description className="mt-1 text-sm text-ink-2">{description}</Base.Description>
              )}
            </div>
            <Base.Close
              aria-label={t.common.close}
              className="grid size-10 place-items-center rounded-lg text-ink-2 hover:bg-sunken"
            >
              <X aria-hidden="true" className="size-5" />
            </Base.Close>
          </header>
          <div className="overflow-y-auto px-5 pt-2 pb-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
