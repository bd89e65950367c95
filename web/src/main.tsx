import "./styles.css";
import { DirectionProvider } from "@base-ui/react/direction-provider";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { Provider } from "urql";
import { client } from "./net/client";
import { keepDashboard } from "./net/worker";
import { router } from "./router";
import { keepTheme } from "./ui/theme";

keepTheme();
keepDashboard();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <DirectionProvider direction="rtl">
      <Provider value={client}>
        <RouterProvider router={router} />
      </Provider>
    </DirectionProvider>
  </StrictMode>,
);
