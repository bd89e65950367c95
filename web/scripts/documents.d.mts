import type { Plugin } from "vite";

export function documents(folder: string): Map<string, string>;
export function namedDocuments(folder: string): Plugin;
