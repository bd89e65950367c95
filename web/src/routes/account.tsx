import { CalendarFeed } from "@/features/account/calendar-feed";
import { PasswordForm } from "@/features/account/password-form";
import { PushDevices } from "@/features/account/push-devices";
import { SecondFactor } from "@/features/account/second-factor";
import { SessionList } from "@/features/account/session-list";
import { feed } from "@/i18n/he/calendar";
import { account } from "@/i18n/he/people";
import { push } from "@/i18n/he/push";
import { Page, Section } from "@/ui/page";

export const Component = () => (
  <Page title={account.title} lead={account.lead}>
    <Section title={account.sessions}>
      <SessionList />
    </Section>
    <Section title={push.title}>
      <PushDevices />
    </Section>
    <Section title={feed.title}>
      <CalendarFeed />
    </Section>
    <Section title={account.password}>
      <PasswordForm />
    </Section>
    <Section title={account.factor}>
      <SecondFactor />
    </Section>
  </Page>
);
