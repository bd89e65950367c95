import { type ComponentType, lazy } from "react";
import type { settings } from "@/i18n/he/settings";
import type { SettingsData } from "./settings";

type Section = { key: keyof typeof settings.sections; screen: ComponentType<{ held: SettingsData }> };

/** The sections of the settings, in the order of the list. To add one: its file, its line here, its name in `settings.sections`. */
export const sections: readonly [Section, ...Section[]] = [
  {
    key: "agent",
    screen: lazy(() => import("./agent").then((file) => ({ default: file.AgentSection }))),
  },
  {
    key: "business",
    screen: lazy(() => import("./business").then((file) => ({ default: file.BusinessSection }))),
  },
  {
    key: "statuses",
    screen: lazy(() => import("./statuses").then((file) => ({ default: file.StatusesSection }))),
  },
  {
    key: "fields",
    screen: lazy(() => import("./fields").then((file) => ({ default: file.FieldsSection }))),
  },
];
