/** The SHA-256 of every document the dashboard sends, by the operation's name; empty but in a build (`scripts/documents.mjs`). */
declare module "virtual:documents" {
  export const names: Readonly<Record<string, string>>;
}
