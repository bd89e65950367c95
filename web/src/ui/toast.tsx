import { Toast as Base } from "@base-ui/react/toast";

const manager = Base.createToastManager();

type Way = { label: string; run: () => void };

/** Says that something happened, without taking the focus. With a way back it stays longer. */
export function toast(title: string, kind: "done" | "failed" = "done", back?: Way) {
  const id = manager.add({
    title,
    type: kind,
    priority: kind === "failed" ? "high" : "low",
    timeout: back ? 12_000 : 5000,
    actionProps: back && {
      children: back.label,
      onClick: () => {
        manager.close(id);
        back.run();
      },
    },
  });
}

function List() {
  const { toasts } = Base.useToastManager();
  return toasts.map((each) => (
    <Base.Root
      key={each.id}
      toast={each}
      className="flex animate-arrive items-center justify-between gap-3 rounded-xl bg-ink px-4 py-3 text-sm font-medium text-paper shadow-float data-[type=failed]:bg-danger"
    >
      <Base.Title />
      <Base.Action
        data-testid="toast-action"
        className="shrink-0 rounded-md px-2 py-1 font-bold underline underline-offset-4"
      />
    </Base.Root>
  ));
}

/** On a phone above the tabs, and out of the way of a sheet that stands where they are. */
export const Toasts = () => (
  <Base.Provider toastManager={manager}>
    <Base.Portal>
      <Base.Viewport className="fixed inset-x-4 bottom-20 z-70 mx-auto flex max-w-sm flex-col gap-2 md:inset-x-auto md:end-6 md:bottom-6 md:w-96 max-md:in-[body:has([role=dialog])]:top-4 max-md:in-[body:has([role=dialog])]:bottom-auto">
        <List />
      </Base.Viewport>
    </Base.Portal>
  </Base.Provider>
);
