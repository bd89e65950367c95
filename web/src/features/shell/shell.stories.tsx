import { LoginForm } from "@/features/session/login-form";
import type { StoryFile } from "@/ui/story";
import { ConnectionBanner } from "./connection-banner";
import { Logo } from "./logo";
import { UpdatePrompt } from "./update-prompt";

const nothing = () => undefined;

export const file: StoryFile = {
  title: "Frame",
  stories: [
    { name: "logo", render: () => <Logo business="נדל״ן הכרמל והסביבה, משרד ראשי ליד הים" /> },
    { name: "no network", render: () => <ConnectionBanner online={false} socket="lost" /> },
    { name: "connection lost", render: () => <ConnectionBanner online socket="lost" /> },
    { name: "connection back", render: () => <ConnectionBanner online socket="open" regained /> },
    { name: "a newer dashboard", render: () => <UpdatePrompt ready onChange={nothing} /> },
    {
      name: "signing in",
      render: () => <LoginForm onLogin={async () => ({ kind: "wrong" })} onDone={nothing} />,
    },
  ],
};
