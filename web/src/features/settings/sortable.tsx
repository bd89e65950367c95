import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { GripVertical } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { cx } from "@/ui/cx";

type Props = {
  id: string;
  /** What the handle is called, for those who cannot see it. */
  label: string;
  /** This row is to stand where that one does. */
  onDropOn: (moved: string, target: string) => void;
  /** One up (-1) or down (1), by the arrow keys on the handle. */
  onStep: (by: -1 | 1) => void;
  children: ReactNode;
};

/** A row of a list people put in order: by its handle with the mouse or a finger, by the arrow keys on it. */
export function SortableRow({ id, label, onDropOn, onStep, children }: Props) {
  const row = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const drop = useRef(onDropOn);
  drop.current = onDropOn;
  const [dragged, setDragged] = useState(false);
  const [over, setOver] = useState(false);

  useEffect(() => {
    if (!row.current || !handle.current) return;
    const ends = [
      draggable({
        element: row.current,
        dragHandle: handle.current,
        getInitialData: () => ({ sortable: id }),
        onDragStart: () => setDragged(true),
        onDrop: () => setDragged(false),
      }),
      dropTargetForElements({
        element: row.current,
        canDrop: ({ source }) => typeof source.data.sortable === "string" && source.data.sortable !== id,
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: ({ source }) => {
          setOver(false);
          drop.current(source.data.sortable as string, id);
        },
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [id]);

  function onKeyDown(event: KeyboardEvent) {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : null;
    if (!by) return;
    event.preventDefault();
    onStep(by);
  }
  return (
    <li
      ref={row}
      data-testid="sortable-row"
      className={cx(
        "flex items-start gap-1 border-b border-line py-2",
        dragged && "opacity-40",
        over && "bg-accent-wash",
      )}
    >
      <button
        ref={handle}
        type="button"
        aria-label={label}
        title={label}
        data-testid="sortable-handle"
        onKeyDown={onKeyDown}
        className="grid size-11 shrink-0 cursor-grab place-items-center rounded-lg text-ink-3 hover:bg-sunken hover:text-ink md:size-10"
      >
        <GripVertical aria-hidden="true" className="size-4" />
      </button>
      {children}
    </li>
  );
}

/** The list with one of its items where another stands. */
export function placed<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const rest = items.toSpliced(from, 1);
  return rest.toSpliced(to, 0, items[from] as Item);
}
