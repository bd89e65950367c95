import { use } from "react";
import { ViewerContext } from "@/features/session/viewer";
import { t } from "@/i18n";

const usual = Object.entries(t.leads.status).map(([status, name]) => ({
  status,
  name,
  color: "GRAY" as const,
  archived: false,
}));

/** The business's statuses in the order of the board; the usual ones outside the shell (the gallery). */
export const useStages = () => use(ViewerContext)?.business.leadStages ?? usual;

/** Those a lead can be moved to. */
export const useOpenStages = () => useStages().filter((stage) => !stage.archived);

/** A status in the business's words. One it no longer has is shown by its key. */
export function useStage(status: string) {
  return (
    useStages().find((stage) => stage.status === status) ?? { status, name: status, color: "GRAY" as const }
  );
}

type Color = "GRAY" | "BLUE" | "TEAL" | "GREEN" | "AMBER" | "ORANGE" | "RED" | "PURPLE";

/** A dot's shade by light and by dark. */
export const dots: Record<Color, string> = {
  GRAY: "bg-ink-3",
  BLUE: "bg-[light-dark(#2563a8,#7fb2e8)]",
  TEAL: "bg-accent",
  GREEN: "bg-[light-dark(#3d7a2a,#8cc97a)]",
  AMBER: "bg-warn",
  ORANGE: "bg-[light-dark(#b4530b,#f0a468)]",
  RED: "bg-danger",
  PURPLE: "bg-[light-dark(#7446a8,#c3a1ec)]",
};
