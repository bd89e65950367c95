import { PhoneForwarded, PhoneOff } from "lucide-react";
import { useState } from "react";
import { useMutation } from "urql";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { toast } from "@/ui/toast";

const EndCall = graphql(`
  mutation EndCall($input: EndCallInput!) {
    endCall(input: $input) {
      userErrors {
        message
      }
    }
  }
`);

const TransferCall = graphql(`
  mutation TransferCall($input: TransferCallInput!) {
    transferCall(input: $input) {
      userErrors {
        message
      }
    }
  }
`);

type Act = "end" | "take";
const said = {
  end: { title: t.calls.endTitle, text: t.calls.endText, run: t.calls.end, done: t.calls.ending },
  take: {
    title: t.calls.takeOverTitle,
    text: t.calls.takeOverText,
    run: t.calls.takeOver,
    done: t.calls.takingOver,
  },
};

type AskedProps = { act: Act; callSid: string; onClose: () => void };

function Asked({ act, callSid, onClose }: AskedProps) {
  const [ending, end] = useMutation(EndCall);
  const [taking, take] = useMutation(TransferCall);
  const [problem, setProblem] = useState<string>();

  async function ask() {
    const input = { callSid };
    const { data, error } = act === "end" ? await end({ input }) : await take({ input });
    const payload = data && ("endCall" in data ? data.endCall : data.transferCall);
    return error ? unsaved(error) : payload?.userErrors[0]?.message;
  }
  async function confirm() {
    const refused = await ask();
    setProblem(refused);
    if (refused) return;
    toast(said[act].done);
    onClose();
  }

  return (
    <div className="space-y-3">
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
      <div className="flex gap-2">
        <Button
          kind={act === "end" ? "danger" : "primary"}
          className="grow"
          disabled={ending.fetching || taking.fetching}
          onClick={confirm}
          data-testid={`call-${act}-confirm`}
        >
          {said[act].run}
        </Button>
        <Button onClick={onClose}>{t.calls.endKeep}</Button>
      </div>
    </div>
  );
}

/** What a person can do to a call that is going on: take it over, or have it ended. Each asks first. */
export function CallActs({ callSid }: { callSid: string }) {
  const [act, setAct] = useState<Act | null>(null);
  const close = () => setAct(null);
  return (
    <div className="flex gap-2">
      <Button size="sm" onClick={() => setAct("take")} data-testid="call-take">
        <PhoneForwarded aria-hidden="true" className="size-4" />
        {t.calls.takeOver}
      </Button>
      <Button size="sm" onClick={() => setAct("end")} data-testid="call-end">
        <PhoneOff aria-hidden="true" className="size-4" />
        {t.calls.end}
      </Button>
      <Dialog
        open={act !== null}
        onOpenChange={close}
        title={act ? said[act].title : ""}
        description={act ? said[act].text : undefined}
      >
        {act && <Asked act={act} callSid={callSid} onClose={close} />}
      </Dialog>
    </div>
  );
}
