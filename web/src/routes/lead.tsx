import { CalendarPlus, Phone as PhoneIcon, UserRoundX } from "lucide-react";
import { useState } from "react";
import { useParams } from "react-router";
import { useMutation, useQuery } from "urql";
import { EveryEvent } from "@/features/history/every-event";
import { type LeadPageData, LeadPageFields } from "@/features/leads/fragments";
import { LeadPanel } from "@/features/leads/lead-panel";
import { LeadStatusSelect } from "@/features/leads/lead-status";
import { LeadWork } from "@/features/leads/lead-work";
import { Memory } from "@/features/leads/memory";
import { SetLeadStatus } from "@/features/leads/mutations";
import { NoteForm } from "@/features/leads/note-form";
import { MeetingRow } from "@/features/meetings/meeting-row";
import { ScheduleDialog } from "@/features/meetings/schedule-dialog";
import { TimeTravel, usePast } from "@/features/past/past";
import { PastBar, PastButton } from "@/features/past/time-bar";
import { LeadReminders, useReminderNews } from "@/features/reminders/lead-reminders";
import { useMay } from "@/features/session/viewer";
import { Timeline } from "@/features/timeline/timeline";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { date } from "@/i18n/format";
import { page } from "@/i18n/he/lead-page";
import { past } from "@/i18n/he/past";
import { unsaved } from "@/net/failure";
import { Button, buttonClass } from "@/ui/button";
import { Page, Section } from "@/ui/page";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import { Phone, Said } from "@/ui/text";
import { toast } from "@/ui/toast";
import { NotFound } from "./not-found";

const LeadQuery = graphql(
  `
    query Lead($id: ID!, $asOf: DateTime) {
      lead(id: $id, asOf: $asOf) {
        ...LeadPageFields
      }
    }
  `,
  [LeadPageFields],
);
const back = { to: "/leads", label: t.leads.title };

/** Something else whenever there is news for the timeline: what happens to a meeting does not touch the lead itself. */
const fresh = ({ updatedAt, meetings }: LeadPageData) =>
  JSON.stringify([updatedAt, meetings.map(({ id, start, status }) => [id, start, status])]);

const NotYet = () => (
  <Page title={t.leads.lead} back={back}>
    <PastBar />
    <Empty icon={UserRoundX} title={past.notYet} text={past.notYetText} />
  </Page>
);

function LeadView({ lead }: { lead: LeadPageData }) {
  const [booking, setBooking] = useState(false);
  const [, setStatus] = useMutation(SetLeadStatus);
  const may = useMay("EDIT_LEADS");
  const asOf = usePast();
  const reminderNews = useReminderNews(lead.id);

  async function changeStatus(status: string) {
    const { data, error } = await setStatus({ input: { id: lead.id, status } });
    const refused = error ? unsaved(error) : data?.setLeadStatus.userErrors[0]?.message;
    if (refused) toast(refused, "failed");
  }

  return (
    <Page
      title={lead.name ?? t.leads.unnamed}
      heading={<Said>{lead.name ?? t.leads.unnamed}</Said>}
      back={back}
      lead={
        <span className="flex flex-wrap gap-x-4">
          <span data-testid="lead-phone">
            <Phone number={lead.phone} />
          </span>
          {lead.details.email && (
            <a href={`mailto:${lead.details.email}`} className="hover:text-accent hover:underline">
              <bdi dir="ltr">{lead.details.email}</bdi>
            </a>
          )}
          <span>{t.leads.since(date(lead.createdAt))}</span>
        </span>
      }
      actions={
        <>
          <PastButton />
          <LeadStatusSelect status={lead.status} onChange={changeStatus} disabled={!may} />
          <a href={`tel:${lead.phone}`} className={buttonClass("quiet")}>
            <PhoneIcon aria-hidden="true" className="size-4" />
            {t.leads.call}
          </a>
        </>
      }
    >
      <PastBar />
      <div className="gap-10 lg:grid lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          <LeadPanel lead={lead} />
          <Section title={page.timeline.title}>
            {may && <NoteForm id={lead.id} />}
            <Timeline id={lead.id} asOf={asOf} fresh={fresh(lead) + reminderNews} />
          </Section>
        </div>
        <div className="min-w-0">
          <Section
            title={t.leads.meetings}
            aside={
              may && (
                <Button kind="ghost" size="sm" onClick={() => setBooking(true)} data-testid="book-meeting">
                  <CalendarPlus aria-hidden="true" className="size-4" />
                  {t.leads.book}
                </Button>
              )
            }
          >
            <ul>
              {lead.meetings.map((meeting) => (
                <MeetingRow key={meeting.id} meeting={{ ...meeting, lead: null }} dated />
              ))}
            </ul>
            {lead.meetings.length === 0 && <p className="text-sm text-ink-3">{t.leads.meetingsEmpty}</p>}
          </Section>
          <LeadReminders lead={lead} />
          <LeadWork lead={lead} />
          <Memory key={fresh(lead)} id={lead.id} asOf={asOf} />
        </div>
      </div>
      <EveryEvent key={lead.updatedAt} entity="LEAD" id={lead.id} title={page.everyEvent} />
      <ScheduleDialog open={booking} onOpenChange={setBooking} lead={lead} />
    </Page>
  );
}

function Lead() {
  const { id = "" } = useParams();
  const asOf = usePast();
  const [{ data, error }, again] = useQuery({
    query: LeadQuery,
    variables: { id, asOf },
    requestPolicy: "cache-and-network",
  });
  if (data?.lead) return <LeadView key={id} lead={data.lead} />;
  if (data && asOf) return <NotYet />;
  if (data) return <NotFound />;
  return (
    <Page title={t.leads.lead} back={back}>
      {error ? (
        <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}

export const Component = () => (
  <TimeTravel>
    <Lead />
  </TimeTravel>
);
