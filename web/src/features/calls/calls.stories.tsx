import { call, liveCall } from "@/test/fixtures";
import type { StoryFile } from "@/ui/story";
import { CallList } from "./call-list";
import { Gauges } from "./held-call";
import { LiveCallCard } from "./live-call-card";
import { Transcript } from "./transcript";

export const file: StoryFile = {
  title: "Calls",
  stories: [
    { name: "live", render: () => <LiveCallCard call={liveCall} /> },
    { name: "live, no words yet", render: () => <LiveCallCard call={{ ...liveCall, transcript: [] }} /> },
    {
      name: "list",
      render: () => (
        <CallList calls={[liveCall, call, { ...call, callSid: "CA3", status: "NO_ANSWER", summary: null }]} />
      ),
    },
    {
      name: "the line, behind",
      render: () => (
        <Gauges
          gauges={{
            floor: "CALLER",
            hearing: { mode: "DRAIN", queue: 120, dropped: 3 },
            speaking: { mode: "IDLE", queue: 0 },
            lineGaps: 2,
            interruptions: 1,
          }}
        />
      ),
    },
    { name: "transcript at a place", render: () => <Transcript transcript={call.transcript} at={8000} /> },
  ],
};
