import { useState } from "react";
import { useQuery } from "urql";
import { ColleaguesQuery } from "@/features/meetings/calendar";
import { BusinessHours } from "@/features/schedule/business-hours";
import { PersonHours } from "@/features/schedule/person-hours";
import { ScheduleQuery } from "@/features/schedule/schedule";
import { useMay, useViewer } from "@/features/session/viewer";
import { schedule } from "@/i18n/he/calendar";
import { Page, Section } from "@/ui/page";
import { Select } from "@/ui/select";
import { Problem, SkeletonRows } from "@/ui/states";

type PickerProps = { userId: string; onChange: (userId: string) => void };

/** Oneself first, then the others. */
function PersonPicker({ userId, onChange }: PickerProps) {
  const { user } = useViewer();
  const [{ data }] = useQuery({ query: ColleaguesQuery });
  const others = (data?.leadAssignees ?? []).filter(({ id }) => id !== user.id);
  const options = others.map(({ id, name }) => [id, name] as const);
  return (
    <Select
      label={schedule.whose}
      value={userId}
      options={[[user.id, schedule.me(user.name)], ...options]}
      onChange={onChange}
      testId="schedule-person"
    />
  );
}

function Hours() {
  const { user } = useViewer();
  const [whose, setWhose] = useState(user.id);
  const [works, sets] = [useMay("EDIT_MEETINGS"), useMay("EDIT_SETTINGS")];
  const [{ data, error }, again] = useQuery({ query: ScheduleQuery, variables: { userId: whose } });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows />;
  const { business } = data.viewer;
  return (
    <div className="grid grid-cols-1 gap-x-12 lg:grid-cols-2">
      {works && data.schedule && (
        <Section
          title={schedule.personal}
          aside={sets && <PersonPicker userId={whose} onChange={setWhose} />}
        >
          <PersonHours key={data.schedule.userId} schedule={data.schedule} business={business} />
        </Section>
      )}
      <Section title={schedule.business}>
        <BusinessHours business={business} disabled={!sets} />
      </Section>
    </div>
  );
}

export const Component = () => (
  <Page title={schedule.title} lead={schedule.lead} back={{ to: "/meetings", label: schedule.back }}>
    <Hours />
  </Page>
);
