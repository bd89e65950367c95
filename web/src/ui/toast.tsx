import { Toast as Base } from "@base-ui/react/toast";

const manager = Base.createToastManager();

/** Says that something happened, without taking the focus. */
export const toast = (title: string, kind: "done" | "failed" = "done") =>
  manager.add({ title, type: kind, priority: kind === "failed" ? "high" : "low", timeout: 5000 });

function List() {
  const { toasts } = Base.useToastManager();
  return toasts.map((each) => (
    <Base.Root
      key={each.id}
      toast={each}
      className="animate-arrive rounded-xl bg-ink px-4 py-3 text-sm font-medium text-paper shadow-float data-[type=failed]:bg-danger"
    >
      <Base.Title />
    </Base.Root>
  ));
}

export const Toasts = () => (
  <Base.Provider toastManager={manager}>
    <Base.Portal>
      <Base.Viewport className="fixed inset-x-4 bottom-20 z-70 mx-auto flex max-w-sm flex-col gap-2 md:bottom-6">
        <List />
      </Base.Viewport>
    </Base.Portal>
  </Base.Provider>
);
