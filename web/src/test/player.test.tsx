import { fireEvent, render, screen } from "@testing-library/react";
import { createRef } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { Player } from "@/features/calls/player";
import { call } from "./fixtures";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function player() {
  const audio = createRef<HTMLAudioElement>();
  const load = vi.spyOn(HTMLMediaElement.prototype, "load").mockImplementation(() => undefined);
  if (call.recording)
    render(
      <Player
        recording={{ ...call.recording, waveform: null }}
        audio={audio}
        at={null}
        onTime={() => undefined}
      />,
    );
  const fail = () => audio.current && fireEvent.error(audio.current);
  return { audio, load, fail };
}

it("a recording that fails once the session ran out is loaded anew after a renewal; a second failure is said", async () => {
  vi.stubGlobal("fetch", async () => new Response(null, { status: 200 }));
  const { load, fail } = player();
  fail();
  await expect.poll(() => load.mock.calls.length).toBe(1);
  fail();
  expect(await screen.findByTestId("recording-silent")).toBeVisible();
});

it("a recording that could not be heard can be tried again", async () => {
  vi.stubGlobal("fetch", async () => new Response(null, { status: 503 }));
  const { fail } = player();
  fail();
  fireEvent.click(await screen.findByTestId("recording-retry"));
  expect(await screen.findByTestId("player-toggle")).toBeVisible();
});
