import { useState } from "react";

export type Theme = "system" | "light" | "dark";
const key = "theme";

const read = (): Theme => (localStorage.getItem(key) as Theme | null) ?? "system";

function apply(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export const applySavedTheme = () => apply(read());

export function useTheme() {
  const [theme, setTheme] = useState(read);
  const choose = (next: Theme) => {
    localStorage.setItem(key, next);
    apply(next);
    setTheme(next);
  };
  return [theme, choose] as const;
}
