import { PhoneCall, Plus } from "lucide-react";
import { CombinedError } from "urql";
import { Button, IconButton } from "./button";
import { TextArea, TextField } from "./field";
import { Menu, MenuChoice, MenuItem, MenuLine } from "./menu";
import { Card, Section } from "./page";
import { Pager } from "./pager";
import { SearchField } from "./search-field";
import { Segments } from "./segments";
import { Select } from "./select";
import { Empty, Problem, Skeleton, SkeletonRows } from "./states";
import type { StoryFile } from "./story";
import { Switch } from "./switch";
import { Code, Phone, Said, Status } from "./text";

const nothing = () => undefined;
const long = "משפחת אלכסנדר־יהונתן בן־אברהם הכהן לבית רוזנצוויג־גולדשטיין";
const faulty = (code: string) =>
  new CombinedError({ graphQLErrors: [{ message: code, extensions: { code } }], response: new Response() });
const cities = [
  ["HAIFA", "חיפה"],
  ["TEL_AVIV", "תל אביב"],
] as const;

const Buttons = ({ disabled }: { disabled?: boolean }) => (
  <div className="flex flex-wrap items-center gap-2">
    {(["primary", "quiet", "ghost", "danger"] as const).map((kind) => (
      <Button key={kind} kind={kind} disabled={disabled}>
        {kind === "danger" ? "מחיקה" : "שמירה"}
      </Button>
    ))}
    <Button size="sm" disabled={disabled}>
      קטן
    </Button>
    <IconButton label="הוספה" disabled={disabled}>
      <Plus aria-hidden="true" className="size-4" />
    </IconButton>
  </div>
);

const Fields = ({ error, disabled }: { error?: string; disabled?: boolean }) => (
  <div className="space-y-3">
    <TextField
      label="שם"
      value={long}
      hint="כפי שהוא נאמר בטלפון"
      {...{ error, disabled }}
      onChange={nothing}
    />
    <TextField label="טלפון" dir="ltr" value="052-555-0123" {...{ error, disabled }} onChange={nothing} />
    <TextArea label="הערה" value={"שורה ראשונה\nline two"} {...{ error, disabled }} onChange={nothing} />
  </div>
);

const Switches = () => (
  <div className="flex items-center gap-4">
    <span id="story-switch">התראות</span>
    <Switch checked onChange={nothing} labelledBy="story-switch" />
    <Switch checked={false} onChange={nothing} labelledBy="story-switch" />
    <Switch checked disabled onChange={nothing} labelledBy="story-switch" />
  </div>
);

export const file: StoryFile = {
  title: "Parts",
  stories: [
    { name: "buttons", render: () => <Buttons /> },
    { name: "buttons, disabled", render: () => <Buttons disabled /> },
    { name: "switches", render: () => <Switches /> },
    { name: "fields", render: () => <Fields /> },
    { name: "fields, wrong", render: () => <Fields error="כאן צריך מספר טלפון ישראלי" /> },
    { name: "fields, disabled", render: () => <Fields disabled /> },
    {
      name: "search, empty and typed",
      render: () => (
        <div className="space-y-2">
          <SearchField value="" placeholder="שם, טלפון או אזור" onChange={nothing} />
          <SearchField value="חיפה" placeholder="שם, טלפון או אזור אחר" onChange={nothing} />
        </div>
      ),
    },
    {
      name: "choices",
      render: () => (
        <div className="flex flex-wrap gap-3">
          <Segments label="עיר" value="HAIFA" options={cities} onChange={nothing} />
          <Select label="עיר" value="TEL_AVIV" options={cities} onChange={nothing} />
          <Select label="עיר" value="TEL_AVIV" options={cities} onChange={nothing} disabled />
        </div>
      ),
    },
    {
      name: "menu",
      render: () => (
        <Menu trigger={<Button>פעולות</Button>}>
          <MenuItem onClick={nothing}>עריכה</MenuItem>
          <MenuChoice label="עיר" value="HAIFA" options={cities} onChange={nothing} />
          <MenuLine />
          <MenuItem danger onClick={nothing}>
            מחיקה
          </MenuItem>
        </Menu>
      ),
    },
    {
      name: "text of both directions",
      render: () => (
        <Card className="space-y-2 p-4">
          <p>
            <Said>{long}</Said>, טלפון <Phone number="+972525550123" />, מזהה <Code>CA0000aa</Code>
          </p>
          <p className="flex flex-wrap gap-4">
            <Status tone="live">בשיחה</Status>
            <Status tone="accent">נענתה</Status>
            <Status tone="warn">ממתין</Status>
            <Status tone="danger">נכשל</Status>
            <Status tone="calm">הסתיימה</Status>
          </p>
        </Card>
      ),
    },
    {
      name: "pages",
      render: () => <Pager total={120} shown={20} size={20} page={{ hasNextPage: true, endCursor: "c" }} />,
    },
    {
      name: "section, nothing in it",
      render: () => (
        <Section title="שיחות" aside={<Button size="sm">לכל השיחות</Button>}>
          <Empty icon={PhoneCall} title="אין שיחות" text="כשמישהו יתקשר, השיחה תופיע כאן.">
            <Button>לחייג עכשיו</Button>
          </Empty>
        </Section>
      ),
    },
    {
      name: "loading",
      render: () => (
        <div className="space-y-3">
          <Skeleton className="h-8 w-40" />
          <SkeletonRows rows={2} />
        </div>
      ),
    },
    {
      name: "no network",
      render: () => (
        <Problem error={new CombinedError({ networkError: new Error("offline") })} retry={nothing} />
      ),
    },
    { name: "not allowed", render: () => <Problem error={faulty("FORBIDDEN")} /> },
    { name: "upgraded meanwhile", render: () => <Problem error={faulty("PERSISTED_QUERY_NOT_FOUND")} /> },
    { name: "a fault", render: () => <Problem error={faulty("UNAVAILABLE")} retry={nothing} /> },
  ],
};
