import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { keepPage } from "./offline/keep-page.ts";
import { isDashboard, isGallery } from "./page/address.ts";
import { startTheme } from "./ui/theme.ts";
import "@alongside/ui/styles.css";
import "./styles/theme.css";
import "./styles/kit.css";
import "./styles/panels.css";
import "./styles/avatars.css";
import "./styles/introduce.css";
import "./styles/top-bar.css";
import "./styles/navigation.css";
import "./styles/messages.css";
import "./styles/home.css";
import "./styles/skeleton.css";
import "./styles/update-offer.css";
import "./styles/saved-panel.css";
import "./styles/touch.css";

const Gallery = lazy(() => import("./gallery/GalleryPage.tsx"));
const Dashboard = lazy(() => import("./dashboard/DashboardPage.tsx"));

startTheme();
keepPage(new URL(import.meta.url).pathname);
const root = document.getElementById("app");
if (!root) throw new Error("The page has no #app");
createRoot(root).render(
  <StrictMode>
    {isGallery(location) ? (
      <Suspense>
        <Gallery />
      </Suspense>
    ) : isDashboard(location) ? (
      <Suspense>
        <Dashboard />
      </Suspense>
    ) : (
      <App />
    )}
  </StrictMode>,
);
