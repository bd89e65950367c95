import type { StoryFile } from "@/ui/story";

const files = Object.values(
  import.meta.glob<{ file: StoryFile }>("../features/**/*.stories.tsx", { eager: true }),
);

/** Every story in both themes, in the app's own direction and fonts. */
export function Component() {
  return (
    <main className="space-y-10 p-4 md:p-8">
      {files.map(({ file }) => (
        <section key={file.title}>
          <h1 className="mb-3 text-2xl font-bold">{file.title}</h1>
          {file.stories.map((story) => (
            <div key={story.name} data-testid="story" className="mb-5 grid gap-3 md:grid-cols-2">
              {(["light", "dark"] as const).map((theme) => (
                <figure
                  key={theme}
                  data-theme={theme}
                  className="min-w-0 rounded-xl border border-line bg-paper p-4 text-ink"
                >
                  <figcaption className="mb-2 text-xs text-ink-3">{story.name}</figcaption>
                  {story.render()}
                </figure>
              ))}
            </div>
          ))}
        </section>
      ))}
    </main>
  );
}
