import { History, Undo2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { useQuery } from "urql";
import { graphql } from "@/gql/graphql";
import { fromWallTime, wallTime } from "@/i18n/civil";
import { longDay, time } from "@/i18n/format";
import { past as words } from "@/i18n/he/past";
import { Button, Wide } from "@/ui/button";
import { usePast } from "./past";

const BeginningQuery = graphql(`
  query Beginning {
    viewer {
      business {
        id
        openedAt
      }
    }
  }
`);

/** Steps of the slider from one end to the other. */
const STEPS = 400;
/** The hand rests so long before the screen is asked for anew. */
const REST_MS = 200;

/** `at` of the address; moving through time leaves no trail of "back"s. */
function useInstant() {
  const [, setParams] = useSearchParams();
  return (at: Date | null) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (at) next.set("at", at.toISOString());
        else next.delete("at");
        next.delete("after");
        return next;
      },
      { replace: true },
    );
}

/** The way into the past, where it is not shown already. */
export function PastButton() {
  const go = useInstant();
  if (usePast()) return null;
  return (
    <Button onClick={() => go(new Date())} data-testid="past-open">
      <History aria-hidden="true" className="size-4" />
      <Wide>{words.open}</Wide>
    </Button>
  );
}

function Controls({ at, from }: { at: string; from: string }) {
  const go = useInstant();
  const [held, setHeld] = useState(Date.parse(at));
  const [now] = useState(Date.now);
  const first = Math.min(Date.parse(from), now - STEPS);
  useEffect(() => setHeld(Date.parse(at)), [at]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the hand's rest sends it on
  useEffect(() => {
    if (held === Date.parse(at)) return;
    const timer = setTimeout(() => go(new Date(held)), REST_MS);
    return () => clearTimeout(timer);
  }, [held]);
  const slider = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Whoever came by the button goes on from here; a link from elsewhere takes nobody's focus.
    if (document.activeElement === document.body) slider.current?.focus({ preventScroll: true });
  }, []);
  const shown = new Date(held);
  return (
    <>
      <p role="status" className="font-semibold">
        {words.shown(`${longDay(shown)}, ${time(shown)}`)}
      </p>
      <div className="flex flex-wrap items-center gap-2 sm:gap-x-4">
        <input
          ref={slider}
          type="range"
          aria-label={words.slider}
          aria-valuetext={`${longDay(shown)}, ${time(shown)}`}
          data-testid="past-slider"
          min={first}
          max={now}
          step={Math.max(1, Math.floor((now - first) / STEPS))}
          value={held}
          onChange={(event) => setHeld(event.target.valueAsNumber)}
          className="h-11 min-w-48 grow basis-full rounded-lg accent-warn sm:basis-64 md:h-9"
        />
        <input
          type="datetime-local"
          aria-label={words.exact}
          data-testid="past-exact"
          step={1}
          value={wallTime(shown)}
          max={wallTime(new Date(now))}
          onChange={(event) => {
            const wanted = fromWallTime(event.target.value);
            if (wanted) setHeld(wanted.getTime());
          }}
          className="h-11 min-w-0 grow rounded-lg border border-line-strong bg-surface px-3 text-ink sm:grow-0 md:h-9"
        />
        <Button onClick={() => go(null)} data-testid="past-now">
          <Undo2 aria-hidden="true" className="size-4 max-sm:hidden" />
          {words.now}
        </Button>
      </div>
    </>
  );
}

/** What says that the past is shown, and the way through it and back. */
export function Instant({ at, from }: { at: string; from: string }) {
  return (
    <section
      aria-label={words.title}
      data-testid="past-bar"
      className="sticky top-2 z-10 mb-5 space-y-2 rounded-2xl border border-warn/40 bg-warn-wash px-4 py-3 text-warn shadow-card max-md:top-16"
    >
      <p className="text-xs">{words.title}</p>
      <Controls at={at} from={from} />
    </section>
  );
}

/** The instant that is shown, when it is not now. */
export function PastBar() {
  const at = usePast();
  const [{ data }] = useQuery({ query: BeginningQuery, pause: !at });
  return at && <Instant at={at} from={data?.viewer.business.openedAt ?? at} />;
}
