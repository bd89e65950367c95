import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { t } from "@/i18n";
import { IconButton } from "./button";

type Props = { value: string; placeholder: string; onChange: (value: string) => void };

/** A search box that reports when typing pauses. */
export function SearchField({ value, placeholder, onChange }: Props) {
  const [typed, setTyped] = useState(value);
  // What was reported comes back as the value: by then more may be typed, a space to begin with.
  const known = useRef(value);
  useEffect(() => {
    if (value === known.current) return;
    known.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === value) return;
    const timer = setTimeout(() => {
      known.current = wanted;
      onChange(wanted);
    }, 250);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <search className="relative grow">
      <Search aria-hidden="true" className="absolute inset-y-0 start-3 my-auto size-4 text-ink-3" />
      <input
        type="search"
        dir={typed ? "auto" : "rtl"}
        aria-label={placeholder}
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="h-11 w-full rounded-lg border border-line-strong bg-surface ps-9 pe-10 text-base text-ellipsis placeholder:text-ink-3 focus:border-accent focus:outline-none md:h-10 md:text-[0.9375rem] [&::-webkit-search-cancel-button]:hidden"
      />
      {typed && (
        <IconButton
          label={t.common.clearSearch}
          className="absolute inset-y-0 end-0 my-auto md:size-9"
          onClick={() => {
            setTyped("");
            onChange("");
          }}
        >
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      )}
    </search>
  );
}
