import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { useViewer } from "@/features/session/viewer";
import { t } from "@/i18n";
import { dayKey } from "@/i18n/format";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { toast } from "@/ui/toast";
import type { MeetingData } from "./fragments";
import { BookMeeting, RescheduleMeeting } from "./mutations";
import { SlotGrid, SlotPicker } from "./slot-picker";

type Outcome = { free?: { start: string; end: string }[]; userErrors: { message: string; code: string }[] };
type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The meeting to move; without it a meeting is booked. */
  meeting?: MeetingData;
  lead?: { id: string; name: string | null };
  day?: string;
  /** In whose calendar a meeting is booked; the one the phone agent books into when not given. */
  agentId?: string | null;
};

const lengthOf = ({ start, end }: MeetingData) => Math.round((Date.parse(end) - Date.parse(start)) / 60_000);

function Schedule({ onOpenChange, meeting, lead, day: first, agentId = null }: Props) {
  const { business } = useViewer();
  const today = dayKey(new Date());
  const asked = first ?? (meeting ? dayKey(meeting.start) : today);
  const [day, setDay] = useState(asked < today ? today : asked);
  const [start, setStart] = useState<string | null>(null);
  const [subject, setSubject] = useState<string>(t.meetings.subjectDefault);
  const [problem, setProblem] = useState<string | null>(null);
  const [free, setFree] = useState<{ start: string; end: string }[]>([]);
  const [booking, book] = useMutation(BookMeeting);
  const [moving, move] = useMutation(RescheduleMeeting);

  async function ask(at: string): Promise<Outcome | undefined> {
    if (meeting) return (await move({ input: { id: meeting.id, start: at } })).data?.rescheduleMeeting;
    return (await book({ input: { leadId: lead?.id, subject: subject.trim(), start: at, agentId } })).data
      ?.bookMeeting;
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!start) return setProblem(t.meetings.slotMissing);
    if (!meeting && !subject.trim()) return setProblem(t.meetings.subjectMissing);
    const outcome = await ask(start);
    const refused = outcome?.userErrors[0];
    if (outcome && !refused) {
      toast(t.common.saved);
      return onOpenChange(false);
    }
    setFree(outcome?.free ?? []);
    setProblem(refused?.message ?? t.meetings.failed);
    setStart(null);
  }

  return (
    <form onSubmit={submit} className="space-y-4">
      {!meeting && (
        <TextField
          label={t.meetings.subject}
          dir="auto"
          value={subject}
          testId="meeting-subject"
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
      )}
      <SlotPicker
        day={day}
        onChange={setDay}
        agentId={meeting ? (meeting.agent?.id ?? null) : agentId}
        minutes={meeting ? lengthOf(meeting) : business.meetingMinutes}
        value={start}
        onSlot={setStart}
      />
      {free.length > 0 && (
        <div className="space-y-2">
          <p className="text-sm text-ink-2">{t.meetings.nearSlots}</p>
          <SlotGrid label={t.meetings.pickSlot} slots={free} value={start} onChange={setStart} dated />
        </div>
      )}
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
      <Button
        kind="primary"
        type="submit"
        className="w-full"
        disabled={booking.fetching || moving.fetching}
        data-testid="meeting-save"
      >
        {meeting ? t.meetings.confirmReschedule : t.meetings.book}
      </Button>
    </form>
  );
}

/** Books a meeting or moves one. Keyed by its opening, so each starts afresh. */
export function ScheduleDialog(props: Props) {
  const { open, onOpenChange, meeting, lead } = props;
  const title = meeting
    ? t.meetings.rescheduleTitle
    : lead?.name
      ? t.meetings.bookFor(lead.name)
      : t.meetings.bookTitle;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={meeting?.subject}>
      <Schedule {...props} />
    </Dialog>
  );
}
