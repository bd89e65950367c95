import { csrfToken, renewed } from "@/net/session";

export type Wrong = { line: number; column: string; value: string; reason: string };
export type Preview = {
  encoding: string;
  headings: string[];
  columns: string[];
  choices: { name: string; heading: string }[];
  rows: number;
  sample: string[][];
  wrongCount: number;
  wrong: Wrong[];
};
export type Progress = {
  id: string;
  state: "running" | "done" | "cancelled" | "failed";
  total: number;
  done: number;
  written: number;
  unchanged: number;
  wrong: number;
};
type Answer<T> = { ok: true; value: T } | { ok: false; status: number; detail: string };

async function ask<T>(method: string, path: string, body?: Blob): Promise<Answer<T>> {
  try {
    const answer = await renewed(() => {
      const token = csrfToken();
      return fetch(path, {
        method,
        credentials: "same-origin",
        headers: token ? { "x-csrf-token": token } : {},
        body,
      });
    });
    const read = (await answer.json()) as T & { detail?: string };
    if (answer.ok) return { ok: true, value: read };
    return { ok: false, status: answer.status, detail: read.detail ?? "" };
  } catch {
    return { ok: false, status: 0, detail: "" };
  }
}

const said = (columns: readonly string[] | undefined) =>
  columns ? `?columns=${encodeURIComponent(columns.join(","))}` : "";
const at = (id: string) => `/leads/imports/${encodeURIComponent(id)}`;

export const preview = (file: Blob, columns?: readonly string[]) =>
  ask<Preview>("POST", `/leads/imports/preview${said(columns)}`, file);
export const start = (file: Blob, columns: readonly string[]) =>
  ask<Progress>("POST", `/leads/imports${said(columns)}`, file);
export const progress = (id: string) => ask<Progress>("GET", at(id));
export const cancel = (id: string) => ask<Progress>("DELETE", at(id));
export const errorsFile = (id: string) => `${at(id)}/errors.csv`;
