import { createBrowserRouter } from "react-router";
import { Fault } from "./routes/fault";
import { Component as Shell } from "./routes/shell";

/** Every screen is a chunk of its own; the shell and its feed are in the first load. */
export const router = createBrowserRouter([
  { path: "/login", lazy: () => import("./routes/login"), errorElement: <Fault /> },
  { path: "/forgot", lazy: () => import("./routes/forgot"), errorElement: <Fault /> },
  { path: "/join", lazy: () => import("./routes/join"), errorElement: <Fault /> },
  { path: "/reset", lazy: () => import("./routes/reset"), errorElement: <Fault /> },
  { path: "/dev/gallery", lazy: () => import("./routes/gallery"), errorElement: <Fault /> },
  {
    element: <Shell />,
    errorElement: <Fault />,
    children: [
      { index: true, lazy: () => import("./routes/home") },
      { path: "calls", lazy: () => import("./routes/calls") },
      { path: "calls/:callSid", lazy: () => import("./routes/call") },
      { path: "leads", lazy: () => import("./routes/leads") },
      { path: "leads/import", lazy: () => import("./routes/lead-import") },
      { path: "leads/:id", lazy: () => import("./routes/lead") },
      { path: "meetings", lazy: () => import("./routes/meetings") },
      { path: "reminders", lazy: () => import("./routes/reminders") },
      { path: "prompts", lazy: () => import("./routes/prompts") },
      { path: "users", lazy: () => import("./routes/users") },
      { path: "settings/:section?", lazy: () => import("./routes/settings") },
      { path: "platform", lazy: () => import("./routes/platform") },
      { path: "account", lazy: () => import("./routes/account") },
      { path: "system", lazy: () => import("./routes/system") },
      { path: "*", lazy: () => import("./routes/not-found") },
    ],
  },
]);
