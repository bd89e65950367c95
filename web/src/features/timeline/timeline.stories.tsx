import { timeline } from "@/test/fixtures";
import type { StoryFile } from "@/ui/story";
import { TimelineDays } from "./timeline";

export const file: StoryFile = {
  title: "Timeline",
  stories: [
    {
      name: "every kind, over days",
      render: () => <TimelineDays items={timeline} say={(_, value) => value} />,
    },
  ],
};
