import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { mockServer } from "./dev/mock-plugin";
import { namedDocuments } from "./scripts/documents.mjs";
import { serviceWorker } from "./scripts/worker.mjs";

const backend = process.env.AGENTLOCATOR_URL ?? "http://127.0.0.1:8080";

const src = fileURLToPath(new URL("./src", import.meta.url));

export default defineConfig(({ mode }) => ({
  plugins: [
    react(),
    tailwindcss(),
    namedDocuments(src),
    serviceWorker("worker/sw.js"),
    ...(mode === "mock" ? [mockServer()] : []),
  ],
  resolve: { alias: { "@": src } },
  build: { target: ["chrome123", "firefox121", "safari17.5"], manifest: true },
  server: {
    proxy:
      mode === "mock"
        ? undefined
        : {
            "/graphql": { target: backend, ws: true },
            "/auth": backend,
            "^/calls/[^/]+/recording": backend,
            "^/leads/(imports|export)": backend,
          },
  },
  test: { environment: "jsdom", setupFiles: ["src/test/setup.ts"], css: false },
}));
