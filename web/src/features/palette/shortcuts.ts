import { useEffect } from "react";

/** Keys by their place on the keyboard (`KeyboardEvent.code`): on a Hebrew layout the letters are others, the places are not. */
export const places: Readonly<Record<string, string>> = {
  KeyH: "/",
  KeyC: "/calls",
  KeyL: "/leads",
  KeyM: "/meetings",
  KeyP: "/prompts",
  KeyU: "/users",
  KeyA: "/account",
  KeyS: "/system",
};

/** How long after G the place's letter counts, in milliseconds. */
const TOGETHER = 1500;
const key = "single-key-shortcuts";

/** Shortcuts of one key can be turned off (WCAG 2.1.4): speech input types them by accident. */
export const singles = {
  on: () => localStorage.getItem(key) !== "off",
  set: (on: boolean) => (on ? localStorage.removeItem(key) : localStorage.setItem(key, "off")),
};

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const covered = () => document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;

type Acts = { palette: () => void; help: () => void; newLead?: () => void; go: (to: string) => void };

/** The page's own search field, when it has one. */
function searchField() {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
  field?.focus();
  return field !== null;
}

function single(event: KeyboardEvent, afterG: boolean, acts: Acts): boolean {
  const place = afterG ? places[event.code] : undefined;
  if (place) acts.go(place);
  else if (event.key === "?") acts.help();
  else if (event.code === "Slash") return searchField();
  else if (event.code === "KeyN" && acts.newLead) acts.newLead();
  else return false;
  return true;
}

/** Listens for the whole app. What is typed into a field, and keys in a dialog or a menu, are left alone. */
export function useShortcuts(acts: Acts) {
  useEffect(() => {
    let pressedG = Number.NEGATIVE_INFINITY;
    function press(event: KeyboardEvent) {
      const { code, ctrlKey, metaKey, altKey, shiftKey, target, timeStamp } = event;
      if (code === "KeyK" && (ctrlKey || metaKey) && !altKey && !shiftKey) {
        event.preventDefault();
        return acts.palette();
      }
      if (
        event.defaultPrevented ||
        ctrlKey ||
        metaKey ||
        altKey ||
        typing(target) ||
        covered() ||
        !singles.on()
      )
        return;
      const afterG = timeStamp - pressedG < TOGETHER;
      pressedG = code === "KeyG" ? timeStamp : Number.NEGATIVE_INFINITY;
      if (single(event, afterG, acts)) event.preventDefault();
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [acts]);
}
