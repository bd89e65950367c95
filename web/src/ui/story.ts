import type { ReactNode } from "react";

/** One state of a component, shown in the gallery and rendered by the tests. `width` narrows it to a phone. */
export type Story = { name: string; render: () => ReactNode; phone?: boolean };
export type StoryFile = { title: string; stories: Story[] };
