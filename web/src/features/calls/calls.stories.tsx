import { call, liveCall } from "@/test/fixtures";
import type { StoryFile } from "@/ui/story";
import { CallList } from "./call-list";
import type { CallPageData } from "./fragments";
import { Gauges } from "./held-call";
import { LatencyPanel } from "./latency-panel";
import { LiveCallCard } from "./live-call-card";
import { Player } from "./player";
import { Transcript } from "./transcript";

const silent = (status: NonNullable<CallPageData["recording"]>["status"]) =>
  call.recording && (
    <Player
      recording={{
        ...call.recording,
        status,
        waveform: status === "PURGED" ? call.recording.waveform : null,
      }}
      audio={{ current: null }}
      at={8000}
      onTime={() => undefined}
    />
  );

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
    { name: "recording, deleted: its shape stays", render: () => silent("PURGED") },
    { name: "recording, on its way", render: () => silent("IN_PROGRESS") },
    {
      name: "what the caller waited",
      render: () => <LatencyPanel transcript={call.transcript} onPlace={() => undefined} />,
    },
    { name: "transcript at a place", render: () => <Transcript transcript={call.transcript} at={8000} /> },
  ],
};
