import { fromWallTime } from "@/i18n/civil";
import { meeting } from "@/test/fixtures";
import { staged } from "@/test/stage";
import type { StoryFile } from "@/ui/story";
import { Agenda } from "./agenda";
import type { DayData } from "./calendar";
import { HourGrid } from "./hour-grid";

const at = (wall: string) => fromWallTime(wall)?.toISOString() ?? "";
const days: DayData[] = [
  {
    date: "2026-12-06",
    open: [{ start: at("2026-12-06T09:00:00"), end: at("2026-12-06T18:00:00") }],
    holiday: null,
  },
  { date: "2026-12-07", open: [], holiday: { name: "ראש השנה", eve: false } },
];
const booked = (id: string, from: string, to: string) => ({
  ...meeting,
  id,
  start: at(`2026-12-06T${from}:00`),
  end: at(`2026-12-06T${to}:00`),
});
const meetings = [
  booked("m1", "10:00", "11:00"),
  booked("m2", "10:30", "11:30"),
  booked("m3", "13:00", "13:30"),
];

export const file: StoryFile = {
  title: "Calendar",
  stories: [
    {
      name: "an open day and a holiday, meetings beside each other",
      render: () => staged(<HourGrid days={days} meetings={meetings} today="2026-12-06" shownAgent />),
    },
    {
      name: "as a list",
      render: () =>
        staged(<Agenda days={days.map((day) => day.date)} meetings={meetings} today="2026-12-06" />),
    },
  ],
};
