import type { StoryFile } from "@/ui/story";
import { Instant } from "./time-bar";

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

export const file: StoryFile = {
  title: "The past",
  stories: [{ name: "five days ago, of a month", render: () => <Instant at={ago(5)} from={ago(30)} /> }],
};
