import type { StoryFile } from "@/ui/story";
import { Comparison } from "./comparison";
import type { PromptData } from "./prompts";

const lines = [
  "את {agent}, הנציגה הקולית של {business}.",
  "שאלי מה מחפשים, באיזו עיר, כמה חדרים ומה התקציב.",
  "הציעי רק מועדים פנויים.",
];
const prompt = (version: number, text: string): PromptData => ({
  channel: "CALLS",
  version,
  text,
  active: version === 1,
  publishedAt: new Date().toISOString(),
  publishedBy: { kind: "USER", name: "דנה כהן" },
});
const first = prompt(1, lines.join("\n"));
const second = prompt(
  2,
  [lines[0], "שאלי מה מחפשים, כמה חדרים ומה התקציב.", lines[2], "אם שואלים על חניה: יש."].join("\n"),
);

export const file: StoryFile = {
  title: "Prompts",
  stories: [
    {
      name: "two versions",
      render: () => <Comparison versions={[second, first]} base={second} draft={null} />,
    },
    { name: "one version", render: () => <Comparison versions={[first]} base={first} draft={null} /> },
  ],
};
