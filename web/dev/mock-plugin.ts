import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buildSchema, graphql } from "graphql";
import type { Connect, Plugin } from "vite";
import { root } from "./mock-world";

const schema = buildSchema(readFileSync(new URL("../../graphql/schema.graphql", import.meta.url), "utf8"));

async function body(request: IncomingMessage) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text || "{}");
}

const handle: Connect.NextHandleFunction = async (
  request: IncomingMessage,
  response: ServerResponse,
  next,
) => {
  if (request.url === "/graphql") {
    const { query, variables } = await body(request);
    const result = await graphql({ schema, source: query, variableValues: variables, rootValue: root });
    response.setHeader("content-type", "application/json");
    return response.end(JSON.stringify(result));
  }
  if (!request.url?.startsWith("/auth/")) return next();
  response.statusCode = (await body(request)).password === "wrong" ? 401 : 200;
  response.end("{}");
};

/** A stand-in server for looking at screens without the real one. Never part of the build. */
export const mockServer = (): Plugin => ({
  name: "mock-server",
  configureServer: (server) => void server.middlewares.use(handle),
  configurePreviewServer: (server) => void server.middlewares.use(handle),
});
