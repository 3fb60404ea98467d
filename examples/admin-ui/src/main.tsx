import { createRoot } from "react-dom/client";
import { Page } from "./app/page";
import { SettingsMissing } from "./app/settings-missing";
import { startPage } from "./app/start-page";
import { readSettings } from "./settings";
import "./app/styles";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element #root.");

const settings = readSettings(import.meta.env);
createRoot(root).render(
  "missing" in settings ? (
    <SettingsMissing names={settings.missing} />
  ) : (
    <Page {...startPage(settings, location.origin)} />
  ),
);
