import { useCallback, useState } from "react";
import { useMutation } from "urql";
import { t } from "@/i18n";
import { instant } from "@/i18n/civil";
import { longDay, time } from "@/i18n/format";
import { calendar } from "@/i18n/he/calendar";
import { toast } from "@/ui/toast";
import type { MeetingData } from "./fragments";
import { RescheduleMeeting } from "./mutations";

export type Move = (meeting: MeetingData, day: string, minutes: number) => void;

/** Moves a meeting to where it was dropped. It is shown there at once, and back where it was when the server says no. */
export function useMove(): { move: Move; said: string } {
  const [, reschedule] = useMutation(RescheduleMeeting);
  const [said, setSaid] = useState("");
  const move = useCallback<Move>(
    async (meeting, day, minutes) => {
      const start = instant(day, minutes);
      if (start.getTime() === Date.parse(meeting.start)) return;
      const { data, error } = await reschedule({ input: { id: meeting.id, start: start.toISOString() } });
      const refused = error ? t.common.serverError : data?.rescheduleMeeting.userErrors[0]?.message;
      const words = refused ?? calendar.moved(meeting.subject, `${longDay(start)} ${time(start)}`);
      toast(words, refused ? "failed" : "done");
      setSaid(words);
    },
    [reschedule],
  );
  return { move, said };
}
