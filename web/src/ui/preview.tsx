import { PreviewCard as Base } from "@base-ui/react/preview-card";
import { type MouseEvent, type ReactElement, type ReactNode, useState } from "react";

type Props = {
  /** What the card is about: a link when it leads somewhere, else a button. */
  trigger: ReactElement;
  children: ReactNode;
};

/** A card beside what is pointed at, focused or touched. A touch shows the card and goes nowhere yet: the way on is in it. */
export function Preview({ trigger, children }: Props) {
  const [open, setOpen] = useState(false);
  const touched = (event: MouseEvent) => {
    const { pointerType } = event.nativeEvent as PointerEvent;
    if (pointerType !== "touch" && (event.currentTarget as HTMLElement).tagName === "A") return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <Base.Root open={open} onOpenChange={setOpen}>
      <Base.Trigger render={trigger} delay={150} onClick={touched} />
      <Base.Portal>
        <Base.Positioner align="start" sideOffset={8} collisionPadding={12} className="z-40">
          <Base.Popup className="w-80 max-w-[calc(100vw-1.5rem)] rounded-2xl border border-line bg-surface p-4 text-sm text-ink shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
