import { statistics } from "@/test/fixtures";
import type { StoryFile } from "@/ui/story";
import { Charts } from "./statistics";

export const file: StoryFile = {
  title: "Statistics",
  stories: [
    { name: "a week", render: () => <Charts data={statistics} /> },
    {
      name: "one call, nothing timed",
      render: () => (
        <Charts
          data={{
            ...statistics,
            calls: 1,
            missed: 1,
            withLead: 0,
            withMeeting: 0,
            hours: statistics.hours.map((each) => ({
              ...each,
              calls: +(each.hour === 9),
              missed: +(each.hour === 9),
            })),
            answers: { ...statistics.answers, count: 0, medianMs: null, ninthDecileMs: null },
          }}
        />
      ),
    },
    { name: "no calls", render: () => <Charts data={{ ...statistics, calls: 0 }} /> },
  ],
};
