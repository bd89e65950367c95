import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { useDraft } from "@/ui/use-draft";

const draftOf = (held: string[]) =>
  renderHook(({ held, saving }) => useDraft(held, saving), { initialProps: { held, saving: false } });

it("an untouched draft follows what a colleague saved", () => {
  const { result, rerender } = draftOf(["NEW"]);
  rerender({ held: ["NEW", "VISITED"], saving: false });
  expect(result.current).toMatchObject({ value: ["NEW", "VISITED"], changed: false, apart: false });
});

it("a touched one stands apart from it until the person has chosen", () => {
  const { result, rerender } = draftOf(["NEW"]);
  act(() => result.current.set(["NEW", "MINE"]));
  rerender({ held: ["NEW", "VISITED"], saving: false });
  expect(result.current).toMatchObject({ value: ["NEW", "MINE"], apart: true });
  act(() => result.current.take());
  expect(result.current).toMatchObject({ value: ["NEW", "VISITED"], changed: false, apart: false });
  act(() => result.current.set(["MINE"]));
  rerender({ held: ["OTHER"], saving: false });
  act(() => result.current.keep());
  expect(result.current).toMatchObject({ value: ["MINE"], changed: true, apart: false });
});

it("what was saved is nobody else's change, though the server spells it its own way", () => {
  const { result, rerender } = draftOf(["NEW"]);
  act(() => result.current.set([" MINE "]));
  rerender({ held: ["MINE"], saving: true });
  expect(result.current.apart).toBe(false);
  act(() => result.current.saved());
  rerender({ held: ["MINE"], saving: false });
  expect(result.current).toMatchObject({ value: ["MINE"], changed: false, apart: false });
});
